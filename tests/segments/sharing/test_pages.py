"""The pages of shared clips as a browser, a crawler and a stranger get them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.cache import cache as django_cache
from django.db import OperationalError
from django.test import Client

from core import media as content
from segments.models import Clip
from segments.permissions import AnonymousClipThrottle
from segments.sharing import pages
from tests.segments.sharing.conftest import make_file_clip
from tests.segments.sharing.document import Document
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db

HOSTILE = '</script><img src=x onerror="alert(1)">\u202e' + "W" * 200


@pytest.fixture
def browser() -> Client:
    return Client()


def opened(browser: Client, clip: Clip, **headers: str) -> Document:
    answer = browser.get(f"/c/{clip.share_id}", headers=headers)
    assert answer.status_code == 200
    return Document(answer.content.decode())


class TestClipPage:
    def test_plays_the_excerpt_and_says_where_it_is_from(self, browser: Client, clip: Clip) -> None:
        html = browser.get(f"/c/{clip.share_id}").content.decode()
        (player,) = Document(html).all("video")
        links = {link.get("href") for link in Document(html).all("a")}

        assert player["src"] == f"http://testserver/content/{clip.path}"
        assert (player["data-end"], "controls" in player) == ("2.000", True)
        assert 'From <span class="time">3:41</span> in <bdi>A talk on bread</bdi>' in html
        assert '<blockquote dir="auto" lang="en">fresh bread</blockquote>' in html
        assert links == {
            "/",
            "https://youtu.be/dQw4w9WgXcQ?t=221",
            f"http://testserver/watch/{clip.video_id}?t=221",
            f"http://testserver/content/{clip.path}?download",
        }
        assert browser.get(player["src"]).status_code == 200

    def test_card_tags(self, browser: Client, clip: Clip) -> None:
        meta = opened(browser, clip).meta()
        address, file = f"http://testserver/c/{clip.share_id}", f"http://testserver/content/{clip.path}"

        assert {name: meta[name] for name in meta if name and name.startswith("og:")} == {
            "og:site_name": "Soundbite",
            "og:type": "video.other",
            "og:title": "A talk on bread (3:41)",
            "og:description": "fresh bread",
            "og:url": address,
            "og:video": file,
            "og:video:type": "video/mp4",
            "og:video:width": "640",
            "og:video:height": "360",
            "og:image": f"http://testserver/content/segment/{clip.pk}.jpg",
        }
        assert (meta["twitter:card"], meta["twitter:player"]) == ("player", address.replace("/c/", "/embed/"))
        assert (meta["twitter:player:stream"], meta["twitter:player:width"]) == (file, "640")

    def test_linked_data(self, browser: Client, clip: Clip) -> None:
        data = json.loads(opened(browser, clip).linked_data)

        assert (data["@type"], data["duration"], data["transcript"]) == ("VideoObject", "PT2S", "fresh bread")
        assert data["contentUrl"] == f"http://testserver/content/{clip.path}"
        assert data["isPartOf"]["hasPart"] == {
            "@type": "Clip",
            "startOffset": 221.0,
            "endOffset": 223.0,
            "url": f"http://testserver/watch/{clip.video_id}?t=221",
        }

    def test_canonical_address_and_oembed_are_named(self, browser: Client, clip: Clip) -> None:
        links = {link["rel"]: link for link in opened(browser, clip).all("link")}

        assert links["canonical"]["href"] == f"http://testserver/c/{clip.share_id}"
        assert links["alternate"]["type"] == "application/json+oembed"
        assert browser.get(links["alternate"]["href"]).json()["type"] == "video"

    def test_whatever_was_said_stays_text(self, browser: Client, clip: Clip) -> None:
        Video.objects.update(title=HOSTILE, channel_name=HOSTILE)
        Clip.objects.update(text=HOSTILE * 50)

        page = opened(browser, clip)

        assert page.all("img") == []
        assert len(page.all("script")) == 2
        assert Document(page.to_copy).elements[1:] == []
        assert "onerror" in page.to_copy
        assert json.loads(page.linked_data)["transcript"] == HOSTILE * 50
        assert len(page.meta()["og:description"] or "") == 300
        assert "\u202e" not in (page.meta()["og:title"] or "\u202e")

    @pytest.mark.parametrize(("visibility", "listed"), [(Visibility.PUBLIC, True), (Visibility.UNLISTED, False)])
    def test_only_what_is_public_is_for_search_engines(
        self, browser: Client, clip: Clip, visibility: str, listed: bool
    ) -> None:
        Video.objects.update(visibility=visibility)
        answer = browser.get(f"/c/{clip.share_id}")

        assert ("X-Robots-Tag" not in answer, "noindex" not in answer.content.decode()) == (listed, listed)

    def test_allows_nothing_inline_and_no_frame(self, browser: Client, clip: Clip) -> None:
        answer = browser.get(f"/c/{clip.share_id}")
        policy = answer["Content-Security-Policy"]

        assert answer["X-Frame-Options"] == "DENY"
        assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert re.findall(r'<style|\sstyle="|\son\w+="', answer.content.decode()) == []

    def test_video_gone_private_or_deleted_closes_the_page_at_once(self, browser: Client, clip: Clip) -> None:
        paths = [f"/c/{clip.share_id}{more}" for more in ("", "/state", "/captions.vtt")] + [f"/embed/{clip.share_id}"]
        assert {browser.get(path).status_code for path in paths} == {200}

        Video.objects.update(visibility=Visibility.PRIVATE)
        assert {browser.get(path).status_code for path in paths} == {404}

        Video.objects.update(visibility=Visibility.PUBLIC)
        assert {browser.get(path).status_code for path in paths} == {200}
        Video.objects.all().delete()
        assert {browser.get(path).status_code for path in paths} == {404}

    @pytest.mark.parametrize(("form", "tag"), [("gif", "img"), ("mp3", "audio")])
    def test_other_forms_are_shown_as_what_they_are(self, browser: Client, clip: Clip, form: str, tag: str) -> None:
        path = content.content_path("segment", f"{clip.pk}.{form}")
        content.absolute(clip.path).replace(path)
        Clip.objects.update(format=form, path=content.relative(path))

        page = opened(browser, clip)

        assert [element["src"] for element in page.all(tag)] == [f"http://testserver/content/segment/{path.name}"]
        assert page.all("video") == []

    def test_upright_clip_has_an_upright_player(self, browser: Client, clip: Clip) -> None:
        Clip.objects.update(crop="vertical")
        (player,) = opened(browser, clip).all("video")

        assert (player["width"], player["height"]) == ("360", "640")


class TestEmbedPage:
    def test_may_stand_in_any_frame(self, browser: Client, clip: Clip) -> None:
        answer = browser.get(f"/embed/{clip.share_id}")

        assert "X-Frame-Options" not in answer
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert answer["X-Robots-Tag"] == "noindex"

    @pytest.mark.parametrize(("query", "there"), [("", False), ("?loop=1&autoplay=1", True), ("?loop=x", False)])
    def test_loops_and_begins_by_itself_where_asked(self, browser: Client, clip: Clip, query: str, there: bool) -> None:
        (player,) = Document(browser.get(f"/embed/{clip.share_id}{query}").content.decode()).all("video")

        assert {name: name in player for name in ("loop", "autoplay", "muted")} == dict.fromkeys(
            ("loop", "autoplay", "muted"), there
        )

    def test_refusals_can_be_read_in_a_frame_too(self, browser: Client) -> None:
        answer = browser.get("/embed/aaaaaaaaaaaa")

        assert (answer.status_code, "X-Frame-Options" in answer) == (404, False)


class TestCutting:
    @pytest.fixture
    def play(self, talk: Video) -> Clip:
        """A clip that was only cut to be played at once."""
        return Clip.objects.create(video=talk, key="play", start=1, end=2, text="bread", status=Clip.Status.READY)

    def test_first_look_has_the_file_cut_and_says_so(
        self, browser: Client, play: Clip, sent: list[Any], django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            looks = [browser.get(f"/c/{play.share_id}").content.decode() for _ in range(2)]
        excerpt = Clip.objects.exclude(pk=play.pk).get()

        assert (excerpt.purpose, excerpt.start, excerpt.end, excerpt.text) == ("file", 1.0, 2.0, "bread")
        assert sent == [("segments.tasks.cut_clip", str(excerpt.pk), 1)]
        assert ["The clip is being cut." in look for look in looks] == [True, True]
        assert Document(looks[0]).all("video") == []
        assert Document(looks[0]).meta()["og:video"] == f"http://testserver/content/segment/{excerpt.pk}.mp4"
        assert browser.get(f"/c/{play.share_id}/state").json() == {"status": "working", "progress": 0}

    def test_evicted_file_is_cut_again(self, browser: Client, clip: Clip, sent: list[Any]) -> None:
        content.absolute(clip.path).unlink()

        assert "The clip is being cut." in browser.get(f"/c/{clip.share_id}").content.decode()
        assert Clip.objects.get().attempt == 2

    def test_looking_has_no_more_cut_than_asking(
        self, browser: Client, clip: Clip, monkeypatch: pytest.MonkeyPatch, sent: list[Any]
    ) -> None:
        django_cache.clear()
        monkeypatch.setattr(AnonymousClipThrottle, "THROTTLE_RATES", {"anonymous-clips": "1/hour"})
        others = [make_file_clip(clip.video, start=float(n), end=n + 1.0) for n in range(2)]
        for other in others:
            content.absolute(other.path).unlink()

        answers = [browser.get(f"/c/{other.share_id}") for other in others]

        assert [answer.status_code for answer in answers] == [200, 429]
        assert int(answers[1]["Retry-After"]) > 0
        assert Clip.objects.get(pk=others[1].pk).attempt == 1
        assert browser.get(f"/c/{clip.share_id}").status_code == 200

    @pytest.mark.parametrize(
        ("code", "words"),
        [("source_missing", "no longer on the server"), ("clip_failed", "Something went wrong")],
    )
    def test_failure_says_why_and_can_be_tried_again(
        self, browser: Client, clip: Clip, sent: list[Any], code: str, words: str
    ) -> None:
        Clip.objects.update(status=Clip.Status.FAILED, path="", error_code=code)
        page = browser.get(f"/c/{clip.share_id}").content.decode()

        assert "This clip could not be cut." in page
        assert words in page
        assert Clip.objects.get().status == Clip.Status.FAILED
        answer = Client(enforce_csrf_checks=True).post(f"/c/{clip.share_id}")
        assert (answer.status_code, answer["Location"]) == (303, f"/c/{clip.share_id}")
        assert (Clip.objects.get().status, Clip.objects.get().attempt) == (Clip.Status.WORKING, 2)

    def test_post_to_a_clip_that_is_well_changes_nothing(self, browser: Client, clip: Clip) -> None:
        browser.post(f"/c/{clip.share_id}")

        assert (Clip.objects.get().status, Clip.objects.get().attempt) == (Clip.Status.READY, 1)


class TestRefusals:
    @pytest.mark.parametrize("path", ["/c/aaaaaaaaaaaa", "/c/", "/c/a%00b", "/c/aaaaaaaaaaaa/", "/embed/x", "/c/x/y/z"])
    def test_unknown_address_is_a_plain_page(self, browser: Client, path: str) -> None:
        answer = browser.get(path)

        assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
        assert "There is no clip here" in answer.content.decode()
        assert answer["X-Robots-Tag"] == "noindex"

    def test_database_away_is_no_crash(self, browser: Client, clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
        def away(_share_id: str) -> None:
            raise OperationalError

        monkeypatch.setattr(pages, "find_share", away)
        answer = browser.get(f"/c/{clip.share_id}")

        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "The server is busy" in answer.content.decode()


class TestLanguages:
    @pytest.mark.parametrize(
        ("asked", "language", "words"),
        [
            ("ja,en;q=0.5", "ja", "動画全体を見る"),
            ("ko-KR", "ko", "전체 동영상 보기"),
            ("uk", "uk", "Дивитися все відео"),
            ("fr", "en", "Watch the whole video"),
        ],
    )
    def test_page_speaks_the_visitors_language(
        self, browser: Client, clip: Clip, asked: str, language: str, words: str
    ) -> None:
        answer = browser.get(f"/c/{clip.share_id}", headers={"Accept-Language": asked})

        assert (answer["Content-Language"], answer["Vary"]) == (language, "Accept-Language, origin")
        assert f'<html lang="{language}">' in answer.content.decode()
        assert words in answer.content.decode()
        assert "From <span" not in answer.content.decode() or language == "en"

    def test_the_api_speaks_english_to_everyone(self, browser: Client) -> None:
        answer = browser.get("/api/v1/videos/x", headers={"Accept-Language": "ja"})

        assert answer.json()["errors"][0]["detail"] == "Not found."


def test_captions_begin_with_the_clip_and_hold_no_markup(browser: Client, clip: Clip) -> None:
    answer = browser.get(f"/c/{clip.share_id}/captions.vtt")

    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.content.decode() == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nwe bake fresh\n\n"
        "00:00:01.000 --> 00:00:02.000\nbread &amp; &lt;butter&gt;\n\n"
    )
