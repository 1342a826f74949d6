from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engines.downloaders import in_child
from engines.downloaders.places import direct_key
from engines.downloaders.types import FetchOptions, SourceEntry, SourceInfo
from engines.errors import EngineError
from tests.engines.downloaders.conftest import film
from tests.engines.servers import Site

Failing = Callable[..., tuple[str, bool]]


def test_a_video_is_described(site: Site, options: FetchOptions) -> None:
    assert in_child.lookup(site.url("/watch/film"), options) == SourceInfo(
        kind="video",
        platform="recorded",
        source_key="recorded:film",
        source_url=site.url("/watch/film"),
        title="A recorded film",
        channel_name="The Channel",
        channel_id="UC123",
        duration=8.0,
        published_at=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        thumbnail_url=site.url("/large.jpg"),
        language="en",
        caption_languages=("de", "en"),
    )
    assert [path for path, _ in site.requests] == ["/recorded/film"]


def test_a_live_video_is_described_as_such(site: Site, options: FetchOptions) -> None:
    site.recorded["live"] = film(site, live_status="is_live", timestamp=None, upload_date="20240229")

    info = in_child.lookup(site.url("/watch/live"), options)

    assert (info.is_live, info.published_at) == (True, datetime(2024, 2, 29, tzinfo=UTC))


def test_a_list_shows_its_first_videos_without_asking_for_them(site: Site, options: FetchOptions) -> None:
    site.recorded["list"] = {"title": "A list", "videos": [f"/watch/{number}" for number in range(5)]}

    info = in_child.lookup(site.url("/watch/list"), replace(options, max_entries=2))

    entry = SourceEntry(site.url("/watch/0"), None, "/watch/0", None, None)
    assert (info.kind, info.title, info.entry_count, len(info.entries)) == ("playlist", "A list", 5, 2)
    assert info.entries[0] == entry
    assert [path for path, _ in site.requests] == ["/recorded/list"]


def test_a_list_tells_which_videos_cannot_be_fetched_and_why(site: Site, options: FetchOptions) -> None:
    told: tuple[dict[str, Any], ...] = (
        {"title": "Fine"},
        {"title": "[Private video]"},
        {"title": "[Deleted video]"},
        {"title": "For members", "availability": "subscriber_only"},
        {"title": "Sign in first", "availability": "needs_auth"},
        {"title": "Tomorrow", "live_status": "is_upcoming"},
        {"title": "Now", "live_status": "is_live"},
        {"title": "Was live", "live_status": "was_live", "availability": "public"},
    )
    site.recorded["list"] = {"videos": [{"url": f"/watch/{n}", **entry} for n, entry in enumerate(told)]}

    info = in_child.lookup(site.url("/watch/list"), options)

    assert [(entry.title, entry.problem) for entry in info.entries] == [
        ("Fine", None),
        ("[Private video]", "private_source"),
        ("[Deleted video]", "removed"),
        ("For members", "members_only"),
        ("Sign in first", "login_required"),
        ("Tomorrow", "not_yet_live"),
        ("Now", "is_live"),
        ("Was live", None),
    ]
    assert [path for path, _ in site.requests] == ["/recorded/list"]


def test_a_list_that_goes_on_and_does_not_tell_how_long_has_no_count(site: Site, options: FetchOptions) -> None:
    site.recorded["list"] = {"videos": "/watch/film"}

    info = in_child.lookup(site.url("/watch/list"), replace(options, max_entries=3))

    assert (len(info.entries), info.entry_count) == (3, None)


def test_pauses_lie_between_the_questions_of_a_look_up(site: Site, options: FetchOptions) -> None:
    """The film is told by two pages: with a pause longer than the limit, the second is asked for but once."""
    site.recorded["film"]["hls"] = "/files/list.m3u8"
    site.recorded["film"].pop("formats")

    assert in_child.lookup(site.url("/watch/film"), options).title == "A recorded film"
    with pytest.raises(EngineError) as caught:
        in_child.lookup(site.url("/watch/film"), replace(options, pause=60.0, lookup_limit=8.0))

    assert caught.value.code == "source_timeout"
    assert [path for path, _ in site.requests].count("/files/list.m3u8") == 1


def test_a_channel_is_told_from_a_list_by_its_name(site: Site, options: FetchOptions) -> None:
    site.recorded["UC9"] = {"title": "A channel", "channel_id": "UC9", "videos": ["/watch/film"]}

    assert in_child.lookup(site.url("/watch/UC9"), options).kind == "channel"


def test_entries_on_youtube_have_their_source_key(site: Site, options: FetchOptions) -> None:
    site.recorded["list"] = {"videos": ["https://youtu.be/dQw4w9WgXcQ", "mailto:nobody"]}

    (entry,) = in_child.lookup(site.url("/watch/list"), options).entries

    assert (entry.source_key, entry.source_url) == (
        "youtube:dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    )


@pytest.mark.parametrize("path", ["/files/whole.mp4", "/files/list0.ts"])
def test_a_direct_file_is_known_by_its_address(site: Site, options: FetchOptions, path: str) -> None:
    info = in_child.lookup(site.url(path), options)

    assert (info.kind, info.platform, info.source_key) == ("video", "direct", direct_key(site.url(path)))
    assert (info.source_url, info.title) == (site.url(path), path.removeprefix("/files/").partition(".")[0])
    assert site.sent < 100_000


def test_a_direct_file_behind_redirects_keeps_its_own_address(site: Site, options: FetchOptions) -> None:
    url = site.url("/chain/4?to=/files/whole.mp4")

    info = in_child.lookup(url, options)

    assert (info.platform, info.source_key, info.source_url) == ("direct", direct_key(url), url)


def test_a_page_with_a_film_in_it_is_a_video(site: Site, options: FetchOptions) -> None:
    site.pages["film.html"] = "<html><title>My page</title><video src='/files/whole.mp4'></video></html>"

    info = in_child.lookup(site.url("/pages/film.html"), options)

    assert (info.kind, info.platform) == ("video", "web")
    assert info.source_key == direct_key(site.url("/pages/film.html"))


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/pages/none.html", ("not_media", False)),
        ("/files/notes.txt", ("not_media", False)),
        ("/nowhere", ("not_found", False)),
        ("/status/403", ("access_denied", False)),
        ("/status/429", ("rate_limited", True)),
        ("/status/503", ("source_unavailable", True)),
        ("/chain/60?to=/files/whole.mp4", ("source_error", False)),
        ("/redirect?to=file:///etc/passwd", ("url_unsupported", False)),
        ("/endless/page?type=text/html", ("too_large", False)),
    ],
)
def test_trouble_has_its_code(
    site: Site, options: FetchOptions, code_of: Failing, path: str, outcome: tuple[str, bool]
) -> None:
    site.pages["none.html"] = "<html><title>Nothing</title><p>No film here.</html>"

    assert code_of(in_child.lookup, site.url(path), options) == outcome


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({"error": "Private video. Sign in if you've been granted access to this video"}, "private_source"),
        ({"raises": "geo"}, "region_blocked"),
        ({"raises": "bug"}, "source_error"),
        ({"title": "No formats", "formats": []}, "not_media"),
    ],
)
def test_what_a_site_says_has_its_code(
    site: Site, options: FetchOptions, code_of: Failing, told: dict[str, Any], outcome: str
) -> None:
    site.recorded["said"] = told

    assert code_of(in_child.lookup, site.url("/watch/said"), options)[0] == outcome


def test_a_server_that_says_nothing_is_given_up(site: Site, options: FetchOptions, code_of: Failing) -> None:
    outcome = code_of(in_child.lookup, site.url("/hang"), replace(options, lookup_limit=1.0))

    assert outcome == ("source_timeout", True)


def test_a_server_that_is_not_there_is_a_network_error(site: Site, options: FetchOptions, code_of: Failing) -> None:
    site.server_close()

    assert code_of(in_child.lookup, site.url("/watch/film"), options) == ("network_error", True)


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9", "proxy"])
def test_a_proxy_that_does_not_work_is_named(site: Site, options: FetchOptions, code_of: Failing, proxy: str) -> None:
    assert code_of(in_child.lookup, site.url("/watch/film"), replace(options, proxy=proxy)) == ("proxy_failed", True)
    assert site.requests == []


@pytest.mark.parametrize("text", [None, "no cookies\n", b"\xff\xfe\x00"])
def test_a_cookie_file_that_cannot_be_read_is_named(
    site: Site, options: FetchOptions, code_of: Failing, tmp_path: Path, text: str | bytes | None
) -> None:
    file = tmp_path / "cookies.txt"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    outcome = code_of(in_child.lookup, site.url("/watch/film"), replace(options, cookie_file=file))

    assert outcome == ("cookies_unreadable", False)


def test_plugins_are_loaded_only_where_they_are_named(site: Site, options: FetchOptions, code_of: Failing) -> None:
    outcome = code_of(in_child.lookup, site.url("/watch/film"), replace(options, plugin_dirs=()))

    assert outcome == ("not_found", False)
    assert "/recorded/film" not in [path for path, _ in site.requests]
