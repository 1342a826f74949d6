"""A long playlist, from the preview to the last download, by the real yt-dlp on loopback."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from engines.errors import EngineError
from tests.engines.downloaders.conftest import PLUGINS, folder
from tests.engines.servers import Site, serving
from tests.factories import client_of, make_run, make_user
from tests.media import media
from users.models import User
from videos import sources
from videos.models import Video, VideoRequest
from videos.steps import Download

__all__ = ["folder", "media"]

pytestmark = pytest.mark.django_db

PRIVATE = "Private video. Sign in if you've been granted access to this video"
REMOVED = "Video unavailable. This video has been removed by the uploader"


@pytest.fixture
def site(folder: Any, settings: Any, sent: list[Any]) -> Iterator[Site]:
    settings.ALLOW_PRIVATE_SOURCES = True
    settings.YTDLP_PLUGINS = [PLUGINS]
    with serving(folder) as site:
        yield site
        cache.delete(sources.cache_key(site.url("/watch/list")))


def fill(site: Site, count: int) -> None:
    """A list: every tenth video is private, every seventh removed; one is marked, one stands in it twice."""
    entries: list[Any] = []
    for number in range(count):
        if number % 10 == 9:
            site.recorded[str(number)] = {"error": PRIVATE}
        elif number % 7 == 6:
            site.recorded[str(number)] = {"error": REMOVED}
        else:
            stream = {"format_id": "1", "url": f"/files/whole.mp4?n={number}", "ext": "mp4"}
            site.recorded[str(number)] = {"title": f"Film {number}", "duration": 8, "formats": [stream]}
        title = "[Private video]" if number == 9 else f"Film {number}"
        entries.append({"url": f"/watch/{number}", "title": title})
    site.recorded["list"] = {"title": "A list", "videos": [*entries[:-1], entries[0]]}


def outcome(user: User, url: str) -> str:
    """What the download of a requested video ends with."""
    video = VideoRequest.objects.get(user=user, video__source_url=url).video
    try:
        Download().run(make_run(video, name="download"))
    except EngineError as error:
        return error.code
    return "here"


LONG = 50
"""Of longer lists all that cannot be fetched is tried, and one in ten of the others: each takes seconds.

`EVERY_ENTRY=1` in the environment tries all of them: python -m pytest tests/videos/test_lists.py -k "cannot and 200"
"""
EVERY = bool(os.environ.get("EVERY_ENTRY"))


def is_tried(number: int, count: int) -> bool:
    return EVERY or count < LONG or number % 10 > 7 or number % 7 == 6


@pytest.mark.parametrize("count", [12, pytest.param(200, marks=[pytest.mark.rest, pytest.mark.timeout(5400)])])
def test_list_comes_in_but_for_what_cannot(site: Site, count: int) -> None:
    fill(site, count)
    user = make_user()
    client = client_of(user)

    seen = client.post("/api/v1/lookup", {"url": site.url("/watch/list")}, format="json").json()
    urls = [entry["source_url"] for entry in seen["entries"]]
    results = client.post("/api/v1/requests", {"urls": urls}, format="json").json()["results"]

    assert (seen["kind"], seen["entry_count"], len(urls)) == ("playlist", count, count)
    assert [entry["error"] and entry["error"]["code"] for entry in seen["entries"]].count("private_source") == 1
    assert [result["video"]["source_url"] for result in results] == urls
    assert results[0] == results[-1]
    assert VideoRequest.objects.count() == Video.objects.count() == count - 1
    numbers = [number for number in range(count - 1) if is_tried(number, count)]
    ended = [outcome(user, urls[number]) for number in numbers]
    assert ended == [
        "private_source" if number % 10 == 9 else "removed" if number % 7 == 6 else "here" for number in numbers
    ]
    looked = Counter(path for path, _ in site.requests if path.startswith("/recorded/"))
    assert looked["/recorded/list"] == 1
    fetched = Counter(query for path, query in site.queries if path == "/files/whole.mp4")
    assert fetched == {f"n={number}": 1 for number, end in zip(numbers, ended, strict=True) if end == "here"}
    assert len(list(Video.objects.exclude(source_path=""))) == ended.count("here")


def test_entries_that_are_here_already_are_shown_as_such(site: Site) -> None:
    fill(site, 3)
    user = make_user()
    client = client_of(user)
    made = client.post("/api/v1/requests", {"url": site.url("/watch/1")}, format="json").json()

    seen = client.post("/api/v1/lookup", {"url": site.url("/watch/list")}, format="json").json()

    assert [entry["video_id"] for entry in seen["entries"]] == [None, made["video"]["id"], None]


def test_mixed_results_never_fail_the_whole(settings: Any, sent: list[Any]) -> None:
    settings.MAX_LIVE_REQUESTS = 2
    good = ["https://www.youtube.com/watch?v=abcdefghij1", "https://www.youtube.com/watch?v=abcdefghij2"]
    urls = ["", "https://www.youtube.com/playlist?list=PLx", good[0], "x" * 5000, good[1], good[1][:-1] + "3", good[0]]

    response = client_of(make_user()).post("/api/v1/requests", {"urls": urls}, format="json")

    assert response.status_code == 201
    results = response.json()["results"]
    codes = [result["error"] and result["error"]["code"] for result in results]
    assert codes == ["url_invalid", "url_is_playlist", None, "url_invalid", None, "too_many_requests", None]
    assert results[2] == results[6]


def test_more_urls_than_a_list_may_have_are_refused(settings: Any) -> None:
    settings.MAX_LIST_ENTRIES = 2

    response = client_of(make_user()).post("/api/v1/requests", {"urls": ["a", "b", "c"]}, format="json")

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"code": "too_many_urls", "detail": "At most 2 videos can be asked for at once.", "attr": "urls"}
    ]


def test_playlist_as_one_url_is_refused(site: Site) -> None:
    fill(site, 3)
    client = client_of(make_user())
    client.post("/api/v1/lookup", {"url": site.url("/watch/list")}, format="json")

    response = client.post("/api/v1/requests", {"url": site.url("/watch/list")}, format="json")

    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "url_is_playlist")
