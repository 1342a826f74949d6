"""Nothing that an address, an answer, a name or a playlist says leads yt-dlp to where it may not go."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engines import host
from engines.downloaders import in_child
from engines.downloaders.jobs import options_values
from engines.downloaders.types import FetchOptions
from tests.engines.downloaders.conftest import stream
from tests.engines.servers import Site, Trap, serving

pytestmark = pytest.mark.rest  # a child process for every way in: minutes

REFUSED = ("address_not_allowed", False)
Failing = Callable[..., tuple[str, bool]]


@pytest.fixture
def trap() -> Iterator[Trap]:
    """Something inside, on another port of the same machine."""
    trap = Trap()
    yield trap
    trap.close()


def inside(trap: Trap, path: str = "/secret.mp4") -> str:
    return f"http://{trap.host}:{trap.port}{path}"


def with_names(options: FetchOptions, url: str, names: dict[str, list[str]]) -> Any:
    arguments = {"url": url, "options": options_values(options), "names": names}
    return host.call("tests.engines.downloaders.names:run_lookup", arguments)


@pytest.mark.parametrize("path", ["/redirect?to={inside}", "/chain/3?to={inside}", "/redirect?to=//127.1:{port}/"])
def test_a_redirect_leads_nowhere_inside(
    site: Site, trap: Trap, options: FetchOptions, code_of: Failing, path: str
) -> None:
    url = site.url(path.format(inside=inside(trap), port=trap.port))

    assert code_of(in_child.lookup, url, options) == REFUSED
    assert trap.count() == 0


def test_a_redirect_leads_inside_where_that_is_allowed(site: Site, folder: Path, options: FetchOptions) -> None:
    """That the redirects above lead to the trap at all."""
    with serving(folder) as other:
        url = site.url(f"/chain/3?to={other.url('/files/whole.mp4')}")
        info = in_child.lookup(url, replace(options, allowed=(), allow_private=True))

    assert (info.platform, len(other.requests) > 0) == ("direct", True)


def test_an_address_inside_is_refused_at_once(trap: Trap, code_of: Failing) -> None:
    assert code_of(in_child.lookup, inside(trap), FetchOptions()) == REFUSED
    assert trap.count() == 0


def test_a_name_that_stands_for_an_address_inside_is_refused(
    trap: Trap, options: FetchOptions, code_of: Failing
) -> None:
    url = f"http://films.example:{trap.port}/film.mp4"

    assert code_of(with_names, options, url, {"films.example": ["127.0.0.1"]}) == REFUSED
    assert trap.count() == 0


def test_a_name_that_moves_inside_after_the_first_look_is_refused(
    folder: Path, options: FetchOptions, code_of: Failing
) -> None:
    with serving(folder, "127.0.0.2") as public:
        trap = Trap("127.0.0.1", public.port)
        url = f"http://films.example:{public.port}/files/whole.mp4"
        allowed = replace(options, allowed=(("127.0.0.2", public.port),))

        outcome = code_of(with_names, allowed, url, {"films.example": ["127.0.0.2", "127.0.0.1"]})

        assert outcome == REFUSED
        assert [path for path, _ in public.requests] == ["/files/whole.mp4"]
        assert trap.count() == 0


def test_a_name_that_stays_is_fetched(folder: Path, options: FetchOptions) -> None:
    with serving(folder, "127.0.0.2") as public:
        url = f"http://films.example:{public.port}/files/whole.mp4"
        allowed = replace(options, allowed=(("127.0.0.2", public.port),))

        found = with_names(allowed, url, {"films.example": ["127.0.0.2"]})

    assert found["platform"] == "direct"


@pytest.mark.parametrize(
    "changed",
    [
        {"formats": [stream("film", "{inside}", ext="mp4")]},
        {"formats": [stream("film", "{inside}", ext="mp4", protocol="m3u8_native")]},
        {"formats": [stream("film", "{inside}", ext="mp4", protocol="m3u8")]},
        {
            "formats": [
                {**stream("film", "/", ext="mp4", protocol="http_dash_segments"), "fragments": [{"url": "{inside}"}]}
            ]
        },
        {"hls": "/pages/list.m3u8"},
        {"hls": "/pages/keyed.m3u8"},
        {"dash": "/pages/list.mpd"},
    ],
    ids=["file", "hls list", "hls list for ffmpeg", "dash part", "hls part", "hls key", "dash address"],
)
def test_no_part_of_a_video_is_fetched_from_inside(
    site: Site, trap: Trap, failing_download: Failing, changed: dict[str, Any]
) -> None:
    head = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-PLAYLIST-TYPE:VOD\n"
    first = site.url("/files/list0.ts")
    site.pages["list.m3u8"] = f"{head}#EXTINF:2,\n{first}\n#EXTINF:2,\n{inside(trap)}\n#EXT-X-ENDLIST\n"
    key = f'#EXT-X-KEY:METHOD=AES-128,URI="{inside(trap)}"\n'
    site.pages["keyed.m3u8"] = f"{head}{key}#EXTINF:2,\n{first}\n#EXT-X-ENDLIST\n"
    manifest = (site.folder / "list.mpd").read_text()
    site.pages["list.mpd"] = manifest.replace("<Period", f"<BaseURL>{inside(trap, '/')}</BaseURL>\n<Period", 1)
    site.recorded["bad"] = _filled(changed, inside(trap))

    assert failing_download(site.url("/watch/bad")) == REFUSED
    assert trap.count() == 0


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://{host}:{port}/a", "data:video/mp4,a"])
def test_a_video_at_an_address_of_another_kind_is_not_fetched(
    site: Site, trap: Trap, failing_download: Failing, url: str
) -> None:
    bad = stream("film", url.format(host=trap.host, port=trap.port), ext="mp4", protocol="https")
    site.recorded["bad"] = {"title": "Bad", "formats": [bad]}

    assert failing_download(site.url("/watch/bad")) == ("url_unsupported", False)
    assert trap.count() == 0


@pytest.mark.parametrize("protocol", ["rtmp", "rtmp_ffmpeg", "websocket_frag", "ism", "mhtml", "f4m", "ftp"])
def test_a_video_that_needs_another_program_or_protocol_is_not_fetched(
    site: Site, trap: Trap, failing_download: Failing, protocol: str
) -> None:
    bad = stream("film", inside(trap), ext="mp4", protocol=protocol)
    site.recorded["bad"] = {"title": "Bad", "formats": [bad]}

    assert failing_download(site.url("/watch/bad")) == ("url_unsupported", False)
    assert trap.count() == 0


def test_a_playlist_in_disguise_makes_ffmpeg_open_nothing(site: Site, trap: Trap, failing_download: Failing) -> None:
    """Both parts are playlists that name a film inside; they are merged as if they were media."""
    body = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{inside(trap)}\n#EXT-X-ENDLIST\n"
    site.pages["one.mp4"] = site.pages["two.mp4"] = body
    picture = stream("one", "/pages/one.mp4", vcodec="avc1.640028", acodec="none")
    sound = stream("two", "/pages/two.mp4", vcodec="none", acodec="mp4a.40.2")
    site.recorded["bad"] = {"title": "Bad", "formats": [sound, picture]}

    assert failing_download(site.url("/watch/bad")) == ("ffmpeg_failed", False)
    assert trap.count() == 0


def test_a_playlist_that_only_ffmpeg_could_decrypt_is_not_fetched(
    site: Site, trap: Trap, failing_download: Failing
) -> None:
    """yt-dlp hands such lists to ffmpeg, which would connect to whatever they name."""
    head = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-PLAYLIST-TYPE:VOD\n"
    key = f'#EXT-X-KEY:METHOD=SAMPLE-AES,URI="{inside(trap)}"\n'
    site.pages["odd.m3u8"] = f"{head}{key}#EXTINF:2,\n{inside(trap)}\n#EXT-X-ENDLIST\n"
    site.recorded["bad"] = {"title": "Bad", "hls": "/pages/odd.m3u8"}

    assert failing_download(site.url("/watch/bad")) == ("url_unsupported", False)
    assert trap.count() == 0


def test_the_proxy_is_the_one_way_around(site: Site, code_of: Failing, options: FetchOptions) -> None:
    """A site on loopback as proxy: it is asked for everything, and nothing else is connected to."""
    through = replace(options, allowed=(), proxy=site.url(""))

    outcome = code_of(in_child.lookup, "http://films.example/film.mp4", through)

    assert outcome == ("not_found", False)
    assert [path for path, _ in site.requests] == ["/film.mp4"]


def test_with_a_proxy_nothing_else_is_connected_to(site: Site, code_of: Failing, options: FetchOptions) -> None:
    """A plugin that goes past the proxy is stopped, also where private addresses are allowed."""
    beside = Trap()
    site.recorded["past"] = {"title": "Past", "socket": [beside.host, beside.port]}
    through = replace(options, allowed=(), allow_private=True, proxy=site.url(""))

    outcome = code_of(in_child.lookup, "http://films.example/watch/past", through)

    assert (outcome, beside.count()) == (("address_not_allowed", False), 0)
    assert [path for path, _ in site.requests] == ["/recorded/past"]


def _filled(value: Any, address: str) -> Any:
    """A copy with {inside} replaced in all texts, and the title that every video has."""
    if isinstance(value, dict):
        return {"title": "Bad", **{key: _filled(item, address) for key, item in value.items()}}
    if isinstance(value, list):
        return [_filled(item, address) for item in value]
    return value.replace("{inside}", address) if isinstance(value, str) else value
