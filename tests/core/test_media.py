"""Paths, addresses and signatures of files."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from core import media
from core.errors import NotFound, StorageFull

NOON = 1_700_000_000 // 3600 * 3600


@pytest.mark.parametrize("name", ["a.mp4", "0-1_2.webm", "a.1-2.part.mp4"])
def test_content_path_makes_the_folder(name: str, settings: Any) -> None:
    path = media.content_path("video", name)

    assert path == settings.CONTENT_DIR / "video" / name
    assert path.parent.is_dir()
    assert media.absolute(media.relative(path)) == path


@pytest.mark.parametrize(
    "name", ["", "a", ".mp4", "..", "../a.mp4", "a/b.mp4", "a..mp4", "a.mp4\n", "a b.mp4", "é.mp4", "a\\b.mp4"]
)
def test_content_path_refuses_names_that_could_lead_elsewhere(name: str) -> None:
    with pytest.raises(NotFound):
        media.content_path("video", name)


@given(st.text())
def test_content_path_stays_in_its_folder(name: str) -> None:
    try:
        path = media.content_path("video", name)
    except NotFound:
        return
    assert path.resolve().parent == media.content_path("video", "a.mp4").resolve().parent


def at(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr("core.media.time.time", lambda: seconds)


def test_content_url_is_plain_for_public_files() -> None:
    assert media.content_url("video/a.mp4", public=True) == "/content/video/a.mp4"


def test_content_url_is_stable_for_an_hour_and_valid_for_twelve(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOON)
    url = media.content_url("video/a.mp4", public=False)
    at(monkeypatch, NOON + 3599)
    assert media.content_url("video/a.mp4", public=False) == url

    request = RequestFactory().get(url)
    at(monkeypatch, NOON + 3599 + 12 * 3600)
    assert media.is_signed(request)
    at(monkeypatch, NOON + 13 * 3600 + 1)
    assert not media.is_signed(request)


def test_is_signed_is_about_one_path() -> None:
    query = urlsplit(media.content_url("video/a.mp4", public=False)).query

    assert media.is_signed(RequestFactory().get(f"/content/video/a.mp4?{query}"))
    assert media.is_signed(RequestFactory().get(f"/content/video/a.mp4/?{query}"))
    assert not media.is_signed(RequestFactory().get(f"/content/video/b.mp4?{query}"))
    assert not media.is_signed(RequestFactory().get("/content/video/a.mp4"))


@pytest.mark.parametrize("expires", ["", "x", "-1", "1e99", "9" * 40, "٣٣٣٣٣٣٣٣٣٣", "99999999999"])
def test_is_signed_refuses_odd_expiries(expires: str) -> None:
    query = urlsplit(media.content_url("video/a.mp4", public=False)).query
    signature = query.partition("signature=")[2]

    assert not media.is_signed(RequestFactory().get("/x", {"expires": expires, "signature": signature}))


def test_require_free_space_keeps_a_reserve(settings: Any) -> None:
    settings.MIN_FREE_BYTES = 0
    media.require_free_space(1)

    with pytest.raises(StorageFull):
        media.require_free_space(10**18)
    settings.MIN_FREE_BYTES = 10**18
    with pytest.raises(StorageFull):
        media.require_free_space()


def test_minimum_free_bytes_follows_the_disk_where_nothing_is_set(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MIN_FREE_BYTES = None
    for total, expected in ((10**12, 5 * 10**10), (10**10, 5 * 10**9)):
        monkeypatch.setattr("core.media.shutil.disk_usage", lambda _path, size=total: type("U", (), {"total": size}))
        assert media.minimum_free_bytes() == expected


def test_file_response_names_the_file_for_whoever_sends_it(db: None) -> None:
    media.content_path("video", "a.mp4").write_bytes(b"x")

    response = media.file_response("video/a.mp4", public=False, download_as='Ein "Titel" für 日本.mp4')

    assert response["X-Accel-Redirect"] == "/internal-content/video/a.mp4"
    assert response["Content-Type"] == "video/mp4"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Ein%20%22Titel%22")


def test_file_response_of_a_missing_file_is_not_found() -> None:
    with pytest.raises(NotFound):
        media.file_response("video/missing.mp4", public=True)
