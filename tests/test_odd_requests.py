"""Whatever a client sends: the right status, the one error shape, never a 500."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.factories import client_of, make_segments, make_user, make_video
from tests.segments.asking import code_of
from tests.videos.test_views import film
from videos.models import Visibility

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["snap", "purpose", "format"])
def test_half_a_surrogate_pair_is_refused_in_text(client: APIClient, field: str) -> None:
    response = client.post("/api/v1/clips", f'{{"{field}": "\\ud800"}}', content_type="application/json")

    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == field


def test_search_until_the_last_day_there_is(client: APIClient) -> None:
    make_segments(make_video(visibility=Visibility.PUBLIC), "fresh bread")

    assert client.get("/api/v1/search?q=bread&before=9999-12-31").json()["count"] == 1
    assert client.get("/api/v1/search?q=bread&after=0001-01-01").json()["count"] == 1
    assert client.get("/api/v1/search?q=bread&after=9999-12-31").json()["count"] == 0


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(path: str) -> None:
    response = Client(enforce_csrf_checks=True).post(path)

    assert code_of(response) == (405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD"


def test_options_of_the_docs_page(client: APIClient) -> None:
    assert client.options("/api/docs").status_code == 405


@pytest.mark.parametrize("accept", ["text/vtt", "image/png", "x", ""])
def test_a_transcript_is_given_whatever_the_client_accepts(client: APIClient, accept: str) -> None:
    video = make_video(visibility=Visibility.PUBLIC)

    response = client.get(f"/api/v1/videos/{video.pk}/transcript?format=vtt", headers={"Accept": accept})

    assert (response.status_code, response["Content-Type"]) == (200, "text/vtt; charset=utf-8")


@pytest.mark.parametrize("path", ["/api/v1/videos", "/api/v1/videos/{id}", "/api/v1/search?q=x"])
def test_a_visitor_may_ask_for_the_head_of_what_is_public(client: APIClient, path: str) -> None:
    video = make_video(visibility=Visibility.PUBLIC)

    assert client.head(path.format(id=video.pk)).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/auth/login", b'{"email": "\\ud800@example.org", "password": "\\ud800"}'),
        ("/api/v1/auth/login", b"[" * 100_000),
        ("/api/v1/auth/refresh", b'"' + b"1" * 5000 + b'"'),
        ("/api/v1/clips", b'{"start": NaN, "end": Infinity}'),
        ("/api/v1/clips", b'{"start": ' + b"9" * 5000 + b"}"),
        ("/api/v1/clips", b"\xff\xfe"),
        ("/api/v1/clips", b"[]"),
    ],
)
def test_odd_bodies_are_refused(path: str, body: bytes) -> None:
    response = client_of(make_user()).post(path, body, content_type="application/json")

    assert response.status_code in {400, 401}
    assert set(response.json()) == {"type", "errors"}


@pytest.mark.parametrize("form", [{f"field{n}": "x" for n in range(1100)}, {f"file{n}": film() for n in range(110)}])
def test_a_form_of_too_many_parts_is_refused(form: dict[str, Any], settings: Any) -> None:
    response = client_of(make_user()).post("/api/v1/videos", form, format="multipart")

    assert code_of(response) == (400, "parse_error")
    assert [path for path in settings.CONTENT_DIR.rglob("*") if path.is_file()] == []


def preflight(client: APIClient, origin: str) -> Any:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return client.options("/api/v1/clips", headers=asked)


def test_the_web_app_of_another_port_may_ask(client: APIClient) -> None:
    allowed = preflight(client, "http://localhost:3000")

    assert (allowed.status_code, allowed["Access-Control-Allow-Origin"]) == (200, "http://localhost:3000")
    assert {"authorization", "content-type"} <= set(allowed["Access-Control-Allow-Headers"].split(", "))
    assert "Access-Control-Allow-Origin" not in preflight(client, "http://elsewhere.example")
