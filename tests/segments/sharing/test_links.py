"""Links over HTTP: who makes, sees and takes them back, and what they open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from segments.models import Clip, ShareLink
from segments.sharing import links
from tests.factories import client_of, make_user
from tests.segments.asking import code_of
from tests.segments.sharing.conftest import make_link
from tests.segments.sharing.document import Document
from users.models import User
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def private(clip: Clip) -> Clip:
    Video.objects.filter(pk=clip.video_id).update(visibility=Visibility.PRIVATE)
    return Clip.objects.select_related("video__owner").get()


@pytest.fixture
def owner(private: Clip) -> User:
    assert private.video.owner is not None
    return private.video.owner


def links_url(clip: Clip) -> str:
    return f"/api/v1/clips/{clip.pk}/links"


def page_of(address: str) -> Any:
    return Client().get(address.removeprefix("http://testserver"))


def test_private_clip_has_no_address_of_its_own_but_links(private: Clip, owner: User) -> None:
    body = client_of(owner).get(f"/api/v1/clips/{private.pk}").json()
    made = client_of(owner).post(links_url(private), {}, format="json")
    link = ShareLink.objects.get()

    assert (body["share_url"], body["embed_url"]) == (None, None)
    assert made.status_code == 201
    assert {name: made.json()[name] for name in ("id", "url", "embed_url", "expires_at")} == {
        "id": str(link.pk),
        "url": f"http://testserver/c/{link.share_id}",
        "embed_url": f"http://testserver/embed/{link.share_id}",
        "expires_at": None,
    }
    assert page_of(made.json()["url"]).status_code == 200
    assert page_of(f"/c/{private.share_id}").status_code == 404


def test_link_ends_when_it_says(private: Clip, owner: User) -> None:
    soon = timezone.now() + timedelta(hours=1)
    url = client_of(owner).post(links_url(private), {"expires_at": soon.isoformat()}, format="json").json()["url"]
    assert page_of(url).status_code == 200

    ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert page_of(url).status_code == 410
    assert "This link has ended" in page_of(url).content.decode()
    assert page_of(url.replace("/c/", "/embed/")).status_code == 410


@pytest.mark.parametrize(
    ("moment", "code"), [("2020-01-01T00:00:00Z", "expires_in_the_past"), ("soon", "invalid"), (5, "invalid")]
)
def test_odd_end_is_refused(private: Clip, owner: User, moment: Any, code: str) -> None:
    answer = client_of(owner).post(links_url(private), {"expires_at": moment}, format="json")

    assert code_of(answer) == (400, code)


def test_link_taken_back_leads_nowhere(private: Clip, owner: User) -> None:
    made = client_of(owner).post(links_url(private), {}, format="json").json()

    assert client_of(owner).delete(f"/api/v1/links/{made['id']}").status_code == 204

    assert page_of(made["url"]).status_code == 404
    assert client_of(owner).delete(f"/api/v1/links/{made['id']}").status_code == 404


def test_those_who_may_not_see_the_clip_get_no_link(private: Clip) -> None:
    wish: dict[str, Any] = {"path": links_url(private), "data": {}, "format": "json"}

    assert APIClient().post(**wish).status_code == 401
    assert client_of(make_user()).post(**wish).status_code == 404
    assert client_of(make_user()).get(links_url(private)).status_code == 404
    assert client_of(make_user(is_staff=True)).post(**wish).status_code == 201


def test_people_see_and_end_their_own_links_and_editors_all(clip: Clip, asker: User) -> None:
    own, other = make_link(clip, asker), make_link(clip, make_user())
    editor = client_of(make_user(is_staff=True))

    seen = client_of(asker).get(links_url(clip)).json()

    assert [link["id"] for link in seen["results"]] == [str(own.pk)]
    assert editor.get(links_url(clip)).json()["count"] == 2
    assert client_of(asker).delete(f"/api/v1/links/{other.pk}").status_code == 404
    assert client_of(asker).delete(f"/api/v1/links/{uuid4()}").status_code == 404
    assert editor.delete(f"/api/v1/links/{other.pk}").status_code == 204
    assert ShareLink.objects.get() == own


def test_link_shows_only_what_its_maker_may_see(clip: Clip, asker: User) -> None:
    others, owners = make_link(clip, asker), make_link(clip, clip.video.owner)  # type: ignore[arg-type] # it has one
    assert [page_of(f"/c/{link.share_id}").status_code for link in (others, owners)] == [200, 200]

    Video.objects.update(visibility=Visibility.PRIVATE)

    assert [page_of(f"/c/{link.share_id}").status_code for link in (others, owners)] == [404, 200]


def test_links_of_an_account_that_was_closed_are_dead(private: Clip, owner: User) -> None:
    link = make_link(private, owner)

    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert page_of(f"/c/{link.share_id}").status_code == 404


def test_files_of_a_link_are_signed_and_do_not_outlive_it(private: Clip, owner: User, monkeypatch: Any) -> None:
    soon = timezone.now() + timedelta(minutes=10)
    page = page_of(f"/c/{make_link(private, owner, expires_at=soon).share_id}").content.decode()
    address = Document(page).all("video")[0]["src"] or ""

    assert f"expires={int(soon.timestamp())}&signature=" in address
    assert page_of(address).status_code == 200
    assert page_of(address.partition("?")[0]).status_code == 404
    monkeypatch.setattr("core.media.time.time", lambda: soon.timestamp() + 1)
    assert page_of(address).status_code == 404


def test_there_is_an_end_to_links(clip: Clip, asker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_LINKS", 1)
    answers = [client_of(asker).post(links_url(clip), {}, format="json") for _ in range(2)]

    assert answers[0].status_code == 201
    assert code_of(answers[1]) == (409, "too_many_links")


def test_names_cannot_be_guessed(clip: Clip, asker: User) -> None:
    link = make_link(clip, asker)

    assert clip.share_id.isalnum()
    assert (len(clip.share_id), len(link.share_id)) == (12, 22)
    assert len({make_link(clip, asker).share_id for _ in range(20)}) == 20
