"""Followed channels over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.engines.servers import Site
from tests.factories import client_of, make_user
from tests.videos.follows.channel import show, start
from videos import follows, sources
from videos.models import Follow, SeenVideo, VideoRequest

pytestmark = pytest.mark.django_db


def test_following_over_http(site: Site) -> None:
    user, other = make_user(), make_user()
    client = client_of(user)
    body = {"url": site.url("/watch/UC1")}

    made = client.post("/api/v1/follows", body, format="json")
    again = client.post("/api/v1/follows", body, format="json")
    client_of(other).post("/api/v1/follows", body, format="json")

    assert (made.status_code, again.status_code) == (201, 200)
    told = made.json()
    assert told == again.json()
    assert (told["url"], told["kind"], told["title"], told["error"]) == (body["url"], "channel", "A channel", None)
    assert (told["visibility"], told["caption_policy"]) == ("public", "ignore")
    assert told["last_checked_at"] < told["next_check_at"]
    listed = client.get("/api/v1/follows").json()
    assert (listed["count"], listed["results"]) == (1, [told])
    assert VideoRequest.objects.count() == 0
    assert client_of(other).delete(f"/api/v1/follows/{told['id']}").status_code == 404
    assert client.delete(f"/api/v1/follows/{told['id']}").status_code == 204
    assert client.get("/api/v1/follows").json()["count"] == 0


def test_what_came_by_a_follow_is_shown_beside_it(site: Site) -> None:
    follow = start(site)
    client = client_of(follow.user)
    show(site, "f", "e", "d", "c", "b", "a")
    follows.look(follow.pk)

    (told,) = client.get("/api/v1/follows").json()["results"]

    assert told["came_count"] == 4
    assert [one["title"].rpartition("/")[2] for one in told["came"]] == ["f", "e", "d"]
    newest = VideoRequest.objects.latest("requested_at")
    shown = told["came"][0]
    assert (shown["request_id"], shown["video_id"]) == (str(newest.pk), str(newest.video_id))
    assert shown["status"] == "queued"
    assert client.get(f"/api/v1/follows/{follow.pk}").json() == told
    newest.delete()
    assert client.get(f"/api/v1/follows/{follow.pk}").json()["came_count"] == 3


@pytest.mark.django_db(transaction=True)
def test_paused_follow_is_left_alone_and_looked_at_when_it_goes_on(site: Site, sent: list[Any]) -> None:
    follow = start(site)
    client, url = client_of(follow.user), f"/api/v1/follows/{follow.pk}"
    assert client.patch(url, {"is_paused": True}, format="json").json()["is_paused"] is True
    assert follows.claim_next() is None
    looked = client.post(f"{url}/look")
    assert (looked.status_code, looked.json()["errors"][0]["code"]) == (409, "wrong_state")
    Follow.objects.update(next_check_at=timezone.now() + timedelta(days=1))
    sent.clear()

    assert client.patch(url, {"is_paused": False}, format="json").json()["is_paused"] is False

    assert follows.claim_next() == follow.pk
    assert [task for task, *_ in sent] == ["videos.tasks.look_at_follows"]


def test_choices_of_a_follow_hold_for_what_comes_next(site: Site) -> None:
    follow = start(site)
    changes = {"visibility": "unlisted", "language": "", "caption_policy": "prefer"}

    client, url = client_of(follow.user), f"/api/v1/follows/{follow.pk}"
    assert client.patch(url, {"language": "DE"}, format="json").json()["language"] == "de"
    told = client.patch(url, changes, format="json").json()

    assert {name: told[name] for name in changes} == changes
    show(site, "c", "b", "a")
    follows.look(follow.pk)
    request = VideoRequest.objects.get()
    assert (request.language, request.caption_policy, request.video.visibility) == ("", "prefer", "unlisted")


@pytest.mark.django_db(transaction=True)
def test_follow_is_looked_at_when_its_person_wishes(site: Site, sent: list[Any]) -> None:
    follow = start(site)
    Follow.objects.update(next_check_at=timezone.now() + timedelta(days=1))
    sent.clear()

    assert client_of(follow.user).post(f"/api/v1/follows/{follow.pk}/look").status_code == 200

    assert follows.claim_next() == follow.pk
    assert [task for task, *_ in sent] == ["videos.tasks.look_at_follows"]


def test_another_persons_follow_is_not_there(site: Site) -> None:
    follow = start(site)
    client, url = client_of(make_user()), f"/api/v1/follows/{follow.pk}"

    answers = [client.get(url), client.patch(url, {"is_paused": True}, format="json"), client.post(f"{url}/look")]

    assert [answer.status_code for answer in answers] == [404] * 3
    follow.refresh_from_db()
    assert not follow.is_paused


def test_follow_that_failed_says_why(site: Site) -> None:
    follow = start(site)
    site.recorded["UC1"] = {"error": "This playlist does not exist"}
    follows.look(follow.pk)

    (row,) = client_of(follow.user).get("/api/v1/follows").json()["results"]

    assert row["error"] == {"code": "not_found", "detail": "There is nothing at this address."}


@pytest.mark.parametrize(
    ("path", "code"),
    [("/watch/film", "url_is_video"), ("/watch/gone", "removed"), ("", "url_invalid")],
)
def test_what_cannot_be_followed_is_refused(site: Site, path: str, code: str) -> None:
    site.recorded["film"] = {"title": "A film", "formats": [{"format_id": "1", "url": "/files/whole.mp4"}]}
    site.recorded["gone"] = {"error": "This playlist was removed"}
    url = site.url(path) if path else "nothing"

    response = client_of(make_user()).post("/api/v1/follows", {"url": url}, format="json")

    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, code)
    assert response.json()["errors"][0]["attr"] == "url"
    cache.delete(sources.cache_key(url))


def test_following_has_a_limit(site: Site, settings: Any) -> None:
    settings.MAX_FOLLOWS = 0

    response = client_of(make_user()).post("/api/v1/follows", {"url": site.url("/watch/UC1")}, format="json")

    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "too_many_follows")
    assert SeenVideo.objects.count() == 0


def test_following_needs_an_account(client: Any) -> None:
    assert client.get("/api/v1/follows").status_code == 401
    assert client.post("/api/v1/follows", {"url": "https://example.org"}, format="json").status_code == 401
