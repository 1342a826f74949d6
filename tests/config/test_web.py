"""The web app's page: where it is served, with which policy, and what is said where it has not been built."""

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
from config.web import FIRST_VIEW, NONCE
from tests.factories import make_video

ROUTER = Path(__file__).resolve().parents[2] / "frontend" / "src" / "app" / "router.tsx"
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


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", ["/", "/watch/some-id", "/add", "/queue", "/library", "/login", "/signup"])
def test_app_is_served_at_its_addresses(path: str) -> None:
    response = Client().get(path)

    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert response.content.decode() == f'<script nonce="{nonce_of(response)}" src="/x.js"></script><p>Soundbite</p>'


@pytest.mark.usefixtures("built")
def test_policy_lets_only_what_the_page_brings_run_and_each_page_has_its_own_nonce() -> None:
    first, second = Client().get("/"), Client().get("/")

    assert "unsafe" not in first["Content-Security-Policy"]
    assert f"script-src 'self' 'nonce-{nonce_of(first)}';" in first["Content-Security-Policy"]
    assert nonce_of(first) != nonce_of(second)
    assert first["Cache-Control"] == "no-store"


def test_server_and_router_know_the_same_addresses() -> None:
    routes = set(re.findall(r'path: "([^"*]+)"', ROUTER.read_text()))

    assert {re.sub(r"<.*?>", ":id", place) for place in APP_PLACES} == {"", *routes}


@pytest.mark.django_db
def test_page_of_a_video_shows_its_picture_to_everyone_who_may_watch_it(built: Path) -> None:
    (built / "index.html").write_text(f"<main>{FIRST_VIEW}</main>")
    files = {"thumbnail_path": "thumbnail/<1>.jpg", "media_path": "video/1.mp4"}
    shown = [make_video(visibility=visibility, **files) for visibility in ("public", "unlisted")]
    hidden = [
        make_video(visibility="private", **files),
        make_video(visibility="public", media_path="video/2.mp4"),
        make_video(visibility="public", thumbnail_path="thumbnail/3.jpg"),
        make_video(visibility="public", source_dropped_at=timezone.now(), **files),
    ]
    places = [f"watch/{video.pk}" for video in (*shown, *hidden)] + [f"watch/{uuid4()}", "watch/some-id", "library"]

    pages = [Client().get(f"/{place}").content.decode() for place in places]

    picture = '<img src="/content/thumbnail/&lt;1&gt;.jpg" alt="" fetchpriority="high">'
    assert pages == [f'<main><div class="first-view">{picture}</div></main>'] * 2 + ["<main></main>"] * 7


@pytest.mark.usefixtures("built")
def test_page_of_a_video_is_there_without_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_asked: object) -> None:
        raise OperationalError

    monkeypatch.setattr(web, "readable", refuse)

    assert Client().get(f"/watch/{uuid4()}").status_code == 200


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
