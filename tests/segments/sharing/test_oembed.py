"""oEmbed, against https://oembed.com."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from segments.models import Clip
from tests.segments.asking import code_of
from tests.segments.sharing.conftest import make_link
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db


def asked(url: str, query: str = "") -> Any:
    return Client(raise_request_exception=False).get(f"/oembed?url={quote(url, safe='')}{query}")


def page_of(clip: Clip) -> str:
    return f"http://testserver/c/{clip.share_id}"


def test_answer_of_type_video(clip: Clip) -> None:
    answer = asked(page_of(clip), "&format=json")

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json() == {
        "type": "video",
        "version": "1.0",
        "title": "A talk on bread (3:41)",
        "author_name": "Bakers",
        "provider_name": "Soundbite",
        "provider_url": "http://testserver",
        "cache_age": 3600,
        "html": (
            f'<iframe src="http://testserver/embed/{clip.share_id}" width="640" height="360"'
            ' title="A talk on bread (3:41)" loading="lazy"'
            ' allow="autoplay; fullscreen" style="border: 0; max-width: 100%"></iframe>'
        ),
        "width": 640,
        "height": 360,
        "thumbnail_url": f"http://testserver/content/{clip.video.thumbnail_path}",
        "thumbnail_width": 640,
        "thumbnail_height": 360,
    }


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("&maxwidth=320", (320, 180)),
        ("&maxheight=90", (160, 90)),
        ("&maxwidth=1", (1, 1)),
        ("&maxwidth=9999", (640, 360)),
    ],
)
def test_player_keeps_its_shape_inside_the_limits(clip: Clip, query: str, size: tuple[int, int]) -> None:
    body = asked(page_of(clip), query).json()

    assert (body["width"], body["height"]) == size
    assert f'width="{size[0]}" height="{size[1]}"' in body["html"]
    assert ("thumbnail_url" in body) is (size == (640, 360))


def test_player_s_own_address_and_links_are_known_too(clip: Clip) -> None:
    link = make_link(clip, clip.video.owner)  # type: ignore[arg-type] # it has one

    assert asked(page_of(clip).replace("/c/", "/embed/")).status_code == 200
    assert f"/embed/{link.share_id}" in asked(f"http://testserver/c/{link.share_id}").json()["html"]


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/c/{id}",
        "http://testserver/c/aaaaaaaaaaaa",
        "http://testserver/watch/{id}",
        "ftp://testserver/c/{id}",
        "http://[testserver/c/{id}",
        "//testserver/c/{id}",
        "words",
    ],
)
def test_other_addresses_are_not_ours(clip: Clip, url: str) -> None:
    assert code_of(asked(url.format(id=clip.share_id))) == (404, "not_found")


def test_private_is_not_told(clip: Clip) -> None:
    Video.objects.update(visibility=Visibility.PRIVATE)

    assert asked(page_of(clip)).status_code == 404


def test_xml_is_not_offered(clip: Clip) -> None:
    assert code_of(asked(page_of(clip), "&format=xml")) == (501, "format_not_supported")


@pytest.mark.parametrize("query", ["", "?url=", "?url=http://testserver/c/x&maxwidth=0", "?url=x&maxheight=wide"])
def test_odd_questions_are_refused(query: str) -> None:
    assert Client().get(f"/oembed{query}").status_code == 400


def test_hostile_title_stays_text(clip: Clip) -> None:
    Video.objects.update(title='"><script>alert(1)</script>')

    assert "<script>" not in asked(page_of(clip)).json()["html"]
