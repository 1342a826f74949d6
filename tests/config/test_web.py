"""The web app's page: where it is served, with which policy, and what is said where it has not been built."""

import base64
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from config import web
from config.management.commands import up
from config.urls import APP_PLACES
from config.web import MOST_INLINE_BYTES, NONCE, OUTLINE, PICTURES, WALL
from tests.factories import make_video

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
AS_PERSON = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def built(settings: Any, tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text(f'<script nonce="{NONCE}" src="/x.js"></script><p>Soundbite</p>')
    settings.WEB_DIR = tmp_path
    return tmp_path


@pytest.fixture
def not_built(settings: Any, tmp_path: Path) -> None:
    settings.WEB_DIR = tmp_path / "dist"


def nonce_of(response: Any) -> str:
    found = re.search(r"style-src 'self' 'nonce-([\w-]{20,})'", response["Content-Security-Policy"])
    assert found is not None
    return found[1]


@pytest.mark.django_db
@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", ["/", "/watch/some-id", "/add", "/queue", "/library", "/login", "/signup"])
def test_app_is_served_at_its_addresses(path: str) -> None:
    response = Client().get(path)

    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert response.content.decode() == f'<script nonce="{nonce_of(response)}" src="/x.js"></script><p>Soundbite</p>'


@pytest.mark.django_db
@pytest.mark.usefixtures("built")
def test_policy_lets_only_what_the_page_brings_run_and_each_page_has_its_own_nonce() -> None:
    first, second = Client().get("/"), Client().get("/")

    assert "unsafe" not in first["Content-Security-Policy"]
    assert f"script-src 'self' 'nonce-{nonce_of(first)}';" in first["Content-Security-Policy"]
    assert nonce_of(first) != nonce_of(second)
    assert first["Cache-Control"] == "no-store"


def test_server_and_router_know_the_same_addresses() -> None:
    routes = set(re.findall(r'path: "([^"*]+)"', (FRONTEND / "src" / "app" / "router.tsx").read_text()))

    assert {re.sub(r"<.*?>", ":id", place) for place in APP_PLACES} == {"", *routes}


@pytest.fixture
def outlined(built: Path) -> None:
    views = "".join(
        f'<template data-first="{name}">{name}:{PICTURES}</template>' for name in ("watch", "front", "library")
    )
    (built / "index.html").write_text(f"<main>{views}</main>")


def shown_at(path: str) -> str:
    return Client().get(path).content.decode().removeprefix("<main>").removesuffix("</main>")


def test_page_has_an_outline_of_every_view_that_is_shown_early() -> None:
    outlines = dict(OUTLINE.findall((FRONTEND / "index.html").read_text()))

    assert sorted(outlines) == ["front", "library", "watch"]
    assert [outline.count(PICTURES) for outline in outlines.values()] == [1, 1, 1]


@pytest.mark.django_db
@pytest.mark.usefixtures("outlined")
def test_page_of_a_video_shows_its_picture_to_everyone_who_may_watch_it() -> None:
    files = {"thumbnail_path": "thumbnail/<1>.jpg", "media_path": "video/1.mp4"}
    shown = [make_video(visibility=visibility, **files) for visibility in ("public", "unlisted")]
    hidden = [
        make_video(visibility="private", **files),
        make_video(visibility="public", media_path="video/2.mp4"),
        make_video(visibility="public", thumbnail_path="thumbnail/3.jpg"),
        make_video(visibility="public", source_dropped_at=timezone.now(), **files),
    ]
    places = [f"/watch/{video.pk}" for video in (*shown, *hidden)] + [f"/watch/{uuid4()}", "/watch/some-id", "/add"]

    pages = [shown_at(place) for place in places]

    picture = '<img src="/content/thumbnail/&lt;1&gt;.jpg" alt="" fetchpriority="high">'
    assert pages == [f"watch:{picture}"] * 2 + [""] * 7


@pytest.mark.django_db
@pytest.mark.usefixtures("outlined")
def test_newest_videos_that_everyone_may_see_stand_on_the_front_page_and_in_the_library() -> None:
    make_video(visibility="public", status="ready", title="The oldest")
    videos = [make_video(visibility="public", status="ready", title=f"<{number}>") for number in range(WALL)]
    make_video(visibility="private", status="ready")
    make_video(visibility="public", status="processing")

    wall = "".join(
        f'<li><a href="/watch/{video.pk}"><span class="first-frame"></span><b>&lt;{number}&gt;</b></a></li>'
        for number, video in reversed(list(enumerate(videos)))
    )
    assert [shown_at("/"), shown_at("/library")] == [f"front:{wall}", f"library:{wall}"]
    assert [shown_at("/?q=bread"), shown_at("/library?ordering=title"), shown_at("/add")] == ["", "", ""]


@pytest.mark.django_db
@pytest.mark.usefixtures("outlined")
def test_without_videos_nothing_stands_there() -> None:
    assert [shown_at("/"), shown_at("/library")] == ["", ""]


@pytest.mark.django_db
@pytest.mark.usefixtures("outlined")
@pytest.mark.parametrize("size_bytes", [MOST_INLINE_BYTES, MOST_INLINE_BYTES + 1])
def test_small_first_picture_comes_inside_the_page(settings: Any, tmp_path: Path, size_bytes: int) -> None:
    settings.CONTENT_DIR = tmp_path
    (tmp_path / "thumbnail").mkdir()
    for name in ("1.jpg", "2.jpg"):
        (tmp_path / "thumbnail" / name).write_bytes(b"x" * size_bytes)
        make_video(visibility="public", status="ready", thumbnail_path=f"thumbnail/{name}")

    sources = re.findall(r'<img src="([^"]+)"(?: data-of="([^"]+)")?', shown_at("/"))

    inside = f"data:image/jpeg;base64,{base64.b64encode(b'x' * size_bytes).decode()}"
    first = (
        (inside, "/content/thumbnail/2.jpg") if size_bytes == MOST_INLINE_BYTES else ("/content/thumbnail/2.jpg", "")
    )
    assert sources == [first, ("/content/thumbnail/1.jpg", "")]


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", ["/", "/library", "/watch/some-id"])
def test_page_is_there_without_the_database(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    def refuse(*_asked: object) -> None:
        raise OperationalError

    monkeypatch.setattr(web, "readable", refuse)
    monkeypatch.setattr(web, "list_videos", refuse)

    assert Client().get(path).status_code == 200


@pytest.mark.usefixtures("built")
def test_unknown_address_is_answered_to_people_and_to_programs() -> None:
    person = Client().get("/nowhere", headers=AS_PERSON)
    program = Client().get("/nowhere", headers={"Accept": "application/json"})
    call = Client().get("/api/v1/nowhere", headers=AS_PERSON)

    assert (person.status_code, "Soundbite" in person.content.decode()) == (404, True)
    assert (program.status_code, program.json()["errors"][0]["code"]) == (404, "not_found")
    assert (call.status_code, call.json()["errors"][0]["code"]) == (404, "not_found")


@pytest.mark.usefixtures("built")
def test_app_is_only_read() -> None:
    assert Client().post("/").status_code == 405


@pytest.mark.django_db
@pytest.mark.usefixtures("not_built")
def test_where_it_has_not_been_built_the_page_says_so() -> None:
    response = Client().get("/")

    assert response.status_code == 503
    assert '<a href="/api/docs">' in response.content.decode()


@pytest.mark.usefixtures("not_built")
def test_up_notes_that_it_has_not_been_built() -> None:
    assert "`make web`" in up.notes()[0]


@pytest.mark.usefixtures("built")
def test_up_notes_nothing_where_it_has() -> None:
    assert [note.split()[0] for note in up.notes()] == ["speech"]


def test_settings_are_sound() -> None:
    call_command("check", fail_level="WARNING")


def test_pages_that_name_no_icon_have_one(client: Client) -> None:
    icon = client.get("/favicon.ico")
    assert (icon.status_code, icon["Location"]) == (302, "/favicon.svg")
    assert (FRONTEND / "public" / "favicon.svg").is_file()
