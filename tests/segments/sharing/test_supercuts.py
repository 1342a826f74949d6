"""Supercuts as they are shared: their page, cards, player and links, and whom they are shown to."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from core import media as content
from segments.models import ShareLink, Supercut
from segments.supercuts.items import Item, stored
from tests.factories import client_of, make_segments, make_user
from tests.media import Media
from tests.segments.asking import code_of
from tests.segments.conftest import make_playable
from tests.segments.sharing.document import Document
from tests.segments.supercuts.conftest import URL
from users.models import User
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


@pytest.fixture
def own(media: Media, asker: User) -> Video:
    """A video of the asker's."""
    video = make_playable(media, title="Rivers & <lakes>", owner=asker, language="en")
    make_segments(video, (1.0, 3.0, "rivers are long"))
    return video


@pytest.fixture
def supercut(talk: Video, own: Video, asker: User) -> Supercut:
    """Two seconds of the talk and one and a half of their own video, ready, with a file."""
    items = [
        Item(str(talk.pk), 221.0, 223.0, talk.title, 221.0, 60, (25, 1)),
        Item(str(own.pk), 1.0, 2.5, own.title, 1.0, 45, (25, 1)),
    ]
    made = Supercut.objects.create(owner=asker, key="k", query="bread OR rivers", items=stored(items), status="ready")
    path = content.content_path("supercut", f"{made.pk}.mp4")
    shutil.copyfile(content.absolute(own.media_path), path)
    made.path, made.size_bytes, made.duration = content.relative(path), path.stat().st_size, 3.5
    made.save()
    return made


def make_private(video: Video) -> None:
    Video.objects.filter(pk=video.pk).update(visibility=Visibility.PRIVATE)


def page_of(address: str) -> Any:
    return Client(raise_request_exception=False).get(address.removeprefix(SITE))


def opened(supercut: Supercut) -> Document:
    answer = page_of(f"/c/{supercut.share_id}")
    assert answer.status_code == 200
    return Document(answer.content.decode())


class TestPage:
    def test_plays_the_file_and_says_where_its_parts_are_from(
        self, supercut: Supercut, talk: Video, own: Video
    ) -> None:
        html = page_of(f"/c/{supercut.share_id}").content.decode()
        (player,) = Document(html).all("video")
        file = f"{SITE}/content/supercut/{supercut.pk}.mp4"

        assert (player["src"], player["data-end"]) == (file, "3.500")
        assert page_of(file).status_code == 200
        assert "<h1>Supercut: <bdi>bread OR rivers</bdi></h1>" in html
        assert 'From <span class="time">3:41</span> in <bdi>A talk on bread</bdi>' in html
        assert 'From <span class="time">0:01</span> in <bdi>Rivers &amp; &lt;lakes&gt;</bdi>' in html
        assert '<p class="said" dir="auto" lang="en">rivers are long</p>' in html
        assert [link["href"] for link in Document(html).all("a")] == [
            "/",
            f"{file}?download",
            f"{SITE}/watch/{talk.pk}?t=221",
            "https://youtu.be/dQw4w9WgXcQ?t=221",
            f"{SITE}/watch/{own.pk}?t=1",
        ]
        buttons = [button["data-seeks"] for button in Document(html).all("button") if "data-seeks" in button]
        assert buttons == ["0.000", "2.000"]

    def test_captions_run_through_its_parts(self, supercut: Supercut) -> None:
        assert page_of(f"/c/{supercut.share_id}/captions.vtt").content.decode() == (
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nwe bake fresh\n\n"
            "00:00:01.000 --> 00:00:02.000\nbread &amp; &lt;butter&gt;\n\n"
            "00:00:02.000 --> 00:00:03.500\nrivers are long\n\n"
        )

    def test_cards_and_linked_data(self, supercut: Supercut, talk: Video) -> None:
        page = opened(supercut)
        meta, data = page.meta(), json.loads(page.linked_data)
        address, file = f"{SITE}/c/{supercut.share_id}", f"{SITE}/content/{supercut.path}"

        assert {name: meta[name] for name in ("og:title", "og:url", "og:video", "og:image", "twitter:player")} == {
            "og:title": "bread OR rivers",
            "og:url": address,
            "og:video": file,
            "og:image": f"{SITE}/content/{talk.thumbnail_path}",
            "twitter:player": address.replace("/c/", "/embed/"),
        }
        assert meta["og:description"] == "we bake fresh bread & <butter> rivers are long"
        assert (data["@type"], data["duration"], data["contentUrl"], data["inLanguage"]) == (
            "VideoObject",
            "PT3.5S",
            file,
            "en",
        )
        assert data["hasPart"][1] == {
            "@type": "Clip",
            "name": "Rivers & <lakes> (0:01)",
            "startOffset": 2.0,
            "endOffset": 3.5,
            "isBasedOn": f"{SITE}/watch/{supercut.video_ids[1]}?t=1",
        }

    def test_player_for_other_sites(self, supercut: Supercut) -> None:
        embedded = page_of(f"/embed/{supercut.share_id}")
        answer = page_of(f"/oembed?url={quote(f'{SITE}/c/{supercut.share_id}', safe='')}").json()

        assert "frame-ancestors *" in embedded["Content-Security-Policy"]
        assert "Supercut: <bdi>bread OR rivers</bdi>" in embedded.content.decode()
        assert (answer["type"], answer["title"], answer["width"], answer["height"]) == (
            "video",
            "bread OR rivers",
            640,
            360,
        )
        assert f'src="{SITE}/embed/{supercut.share_id}"' in answer["html"]
        assert "author_name" not in answer

    def test_named_pieces_are_called_by_their_videos(self, supercut: Supercut) -> None:
        Supercut.objects.update(query="")

        assert opened(supercut).meta()["og:title"] == "A talk on bread · Rivers & <lakes>"

    @pytest.mark.parametrize(("form", "tag"), [("mp3", "audio"), ("mp4", "video")])
    def test_sound_is_shown_as_sound(self, supercut: Supercut, form: str, tag: str) -> None:
        Supercut.objects.update(format=form, path=f"supercut/{supercut.pk}.{form}", status="working")
        assert f"og:{tag}" in opened(supercut).meta()

    def test_only_what_is_public_is_for_search_engines(self, supercut: Supercut, own: Video) -> None:
        address = f"/c/{supercut.share_id}"
        assert "X-Robots-Tag" not in page_of(address)

        Video.objects.filter(pk=own.pk).update(visibility=Visibility.UNLISTED)

        assert (page_of(address).status_code, page_of(address)["X-Robots-Tag"]) == (200, "noindex")

    @pytest.mark.parametrize(("language", "words"), [("ja", "まとめ動画"), ("ko", "모음 영상"), ("uk", "Нарізка")])
    def test_speaks_the_visitors_language(self, supercut: Supercut, language: str, words: str) -> None:
        html = Client().get(f"/c/{supercut.share_id}", headers={"Accept-Language": language}).content.decode()

        assert words in html
        assert "Supercut" not in html


class TestWork:
    @pytest.fixture(autouse=True)
    def captured(self, sent: list[Any], django_capture_on_commit_callbacks: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            yield

    def test_evicted_file_is_made_again_when_somebody_looks(self, supercut: Supercut) -> None:
        content.absolute(supercut.path).unlink()
        looks = [page_of(f"/c/{supercut.share_id}").content.decode() for _ in range(2)]

        assert ["The supercut is being made." in look for look in looks] == [True, True]
        assert Supercut.objects.get().attempt == 2
        assert page_of(f"/c/{supercut.share_id}/state").json() == {"status": "working", "progress": 0}

    def test_one_that_failed_can_be_tried_again(self, supercut: Supercut) -> None:
        Supercut.objects.update(status="failed", path="", error_code="source_missing")
        page = page_of(f"/c/{supercut.share_id}").content.decode()

        assert "This supercut could not be made." in page
        assert "no longer on the server" in page
        assert Client().post(f"/c/{supercut.share_id}").status_code == 303
        assert (Supercut.objects.get().status, Supercut.objects.get().attempt) == ("working", 2)

    def test_post_to_one_that_is_well_changes_nothing(self, supercut: Supercut) -> None:
        Client().post(f"/c/{supercut.share_id}")

        assert (Supercut.objects.get().status, Supercut.objects.get().attempt) == ("ready", 1)

    def test_what_its_owner_may_no_longer_see_drops_out(self, supercut: Supercut, talk: Video) -> None:
        file = f"/content/{supercut.path}"
        make_private(talk)
        page = page_of(f"/c/{supercut.share_id}").content.decode()

        assert "The supercut is being made." in page
        assert "A talk on bread" not in page
        assert "we bake fresh" not in page_of(f"/c/{supercut.share_id}/captions.vtt").content.decode()
        assert [item["title"] for item in Supercut.objects.get().items] == ["Rivers & <lakes>"]
        assert code_of(page_of(file)) == (503, "supercut_in_work")
        assert not content.absolute(supercut.path).exists()

    @pytest.mark.parametrize("way", ["cancelled", "closed", "empty"])
    def test_there_is_nothing_to_see_any_more(self, supercut: Supercut, asker: User, way: str) -> None:
        if way == "cancelled":
            Supercut.objects.update(status="cancelled")
        elif way == "closed":
            User.objects.filter(pk=asker.pk).update(is_active=False)
        else:
            Video.objects.all().delete()
        link = ShareLink.objects.create(supercut=supercut, maker=asker)

        assert [page_of(f"/c/{name}").status_code for name in (supercut.share_id, link.share_id)] == [404, 404]


class TestPrivate:
    @pytest.fixture(autouse=True)
    def hidden(self, supercut: Supercut, own: Video) -> None:
        make_private(own)

    def test_has_no_address_of_its_own(self, supercut: Supercut, asker: User) -> None:
        body = client_of(asker).get(f"{URL}/{supercut.pk}").json()
        paths = [f"/c/{supercut.share_id}{more}" for more in ("", "/state", "/captions.vtt")]
        paths += [f"/embed/{supercut.share_id}", f"/content/{supercut.path}"]

        assert (body["share_url"], body["embed_url"]) == (None, None)
        assert {page_of(path).status_code for path in paths} == {404}
        assert client_of(asker).get(URL).json()["results"][0]["share_url"] is None

    def test_is_shown_by_link_until_it_ends(self, supercut: Supercut, asker: User, talk: Video, own: Video) -> None:
        soon = timezone.now() + timedelta(hours=1)
        body = {"expires_at": soon.isoformat()}
        made = client_of(asker).post(f"{URL}/{supercut.pk}/links", body, format="json")
        url = made.json()["url"]
        page = Document(page_of(url).content.decode())
        (player,) = page.all("video")

        assert made.status_code == 201
        assert f"expires={int(soon.timestamp())}&signature=" in (player["src"] or "")
        assert page_of(player["src"] or "").status_code == 200
        watched = {link["href"] for link in page.all("a") if "/watch/" in (link["href"] or "")}
        assert watched == {f"{SITE}/watch/{talk.pk}?t=221"}  # what is private is named, not led to
        assert page.meta()["robots"] == "noindex"

        ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert page_of(url).status_code == 410

    def test_link_is_taken_back(self, supercut: Supercut, asker: User) -> None:
        owner = client_of(asker)
        made = owner.post(f"{URL}/{supercut.pk}/links", {}, format="json").json()
        assert [link["id"] for link in owner.get(f"{URL}/{supercut.pk}/links").json()["results"]] == [made["id"]]

        assert client_of(make_user()).delete(f"/api/v1/links/{made['id']}").status_code == 404
        assert owner.delete(f"/api/v1/links/{made['id']}").status_code == 204
        assert page_of(made["url"]).status_code == 404

    def test_only_its_owner_and_staff_make_links(self, supercut: Supercut) -> None:
        wish: dict[str, Any] = {"path": f"{URL}/{supercut.pk}/links", "data": {}, "format": "json"}

        assert client_of(make_user()).post(**wish).status_code == 404
        staff = make_user(is_staff=True)
        url = client_of(staff).post(**wish).json()["url"]
        assert page_of(url).status_code == 200
        User.objects.filter(pk=staff.pk).update(is_staff=False)
        assert page_of(url).status_code == 404
