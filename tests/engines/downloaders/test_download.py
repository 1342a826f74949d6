import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from engines import probe
from engines.downloaders import in_child
from engines.downloaders.types import FetchOptions
from engines.errors import Stopped
from tests.engines.downloaders.conftest import film, stream
from tests.engines.servers import Site
from tests.media import frames

Failing = Callable[..., tuple[str, bool]]

LISTS = {"hls": "m3u8", "dash": "mpd"}
LOOKS = {"/huge/a.mp4": 2, "/watch/film": 0, "/files/whole.mp4": 2}
"""Requests for a file before it is fetched: those for a direct one are yt-dlp's own, and ours for its first bytes."""


@pytest.fixture
def got(tmp_path: Path) -> Path:
    return tmp_path / "got"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_best_that_browsers_play_is_fetched_and_merged(site: Site, options: FetchOptions, got: Path) -> None:
    told: list[float] = []

    downloaded = in_child.download(site.url("/watch/film"), got, options, progress=told.append)

    found = probe.probe(downloaded.path)
    assert (found.video and found.video.codec, found.audio and found.audio.codec) == ("h264", "aac")
    assert [shown.number for shown in frames(downloaded.path)] == list(range(200))
    assert found.duration == pytest.approx(8.0, abs=0.1)
    assert {path for path, _ in site.requests} == {"/recorded/film", "/files/picture.mp4", "/files/sound.m4a"}
    assert (downloaded.info.source_key, downloaded.info.language) == ("recorded:film", "en")
    assert (names(got), downloaded.path.name) == (["source.mp4"], "source.mp4")
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize(
    ("height", "asked"), [(2160, "/files/missing.mp4"), (1080, "/files/picture.mp4"), (480, "/files/whole.mp4")]
)
def test_the_height_is_limited(
    site: Site, options: FetchOptions, got: Path, height: int, asked: str, code_of: Failing
) -> None:
    limited = replace(options, max_height=height)
    if asked == "/files/missing.mp4":
        assert code_of(in_child.download, site.url("/watch/film"), got, limited) == ("not_found", False)
    else:
        in_child.download(site.url("/watch/film"), got, limited)

    fetched = [path for path, _ in site.requests if path.startswith("/files/") and "sound" not in path]
    assert set(fetched) == {asked}


@pytest.mark.parametrize(("kind", "part"), [("hls", "/files/list3.ts"), ("dash", "/files/chunk-stream1-00002.m4s")])
def test_parts_of_a_playlist_become_one_film(
    site: Site, options: FetchOptions, got: Path, kind: str, part: str
) -> None:
    site.recorded["parts"] = {"title": "Parts", "duration": 8, kind: f"/files/list.{LISTS[kind]}"}
    told: list[float] = []

    downloaded = in_child.download(site.url("/watch/parts"), got, options, progress=told.append)

    assert [shown.number for shown in frames(downloaded.path)] == list(range(200))
    assert part in [path for path, _ in site.requests]
    assert (told == sorted(told), told[-1], names(got)) == (True, 1.0, [downloaded.path.name])


def test_sound_is_here_before_the_picture_and_told_at_once(site: Site, options: FetchOptions, got: Path) -> None:
    """The picture is held back until the sound was told."""
    heard: list[bytes] = []

    def sound(path: Path) -> None:
        heard.append(path.read_bytes())
        site.released.set()

    site.recorded["film"]["formats"][3]["url"] = "/held/picture.mp4"
    downloaded = in_child.download(site.url("/watch/film"), got, options, sound=sound)

    assert heard == [(site.folder / "sound.m4a").read_bytes()]
    assert [shown.number for shown in frames(downloaded.path)] == list(range(200))
    assert names(got) == ["source.mp4"]


@pytest.mark.parametrize("name", ["whole", "parts"])
def test_sound_that_is_no_stream_of_its_own_is_not_told(
    site: Site, options: FetchOptions, got: Path, name: str
) -> None:
    site.recorded["whole"] = film(site, formats=[stream("1", "/files/whole.mp4")])
    site.recorded["parts"] = {"title": "Parts", "duration": 8, "hls": "/files/list.m3u8"}
    heard: list[Path] = []

    in_child.download(site.url(f"/watch/{name}"), got, options, sound=heard.append)

    assert heard == []


def test_a_direct_file_is_fetched_byte_by_byte(site: Site, options: FetchOptions, got: Path) -> None:
    downloaded = in_child.download(site.url("/redirect?to=/files/whole.mp4"), got, options)

    assert downloaded.path.read_bytes() == (site.folder / "whole.mp4").read_bytes()
    assert (downloaded.info.platform, names(got)) == ("direct", ["source.mp4"])


def test_a_broken_download_goes_on_where_it_stopped(
    site: Site, options: FetchOptions, got: Path, code_of: Failing
) -> None:
    whole = (site.folder / "whole.mp4").read_bytes()
    site.broken = True
    assert code_of(in_child.download, site.url("/torn/whole.mp4"), got, options) == ("network_error", True)
    (part,) = got.iterdir()
    here = part.stat().st_size
    assert 0 < here <= len(whole) // 2
    assert part.read_bytes() == whole[:here]
    site.broken, told = False, list[float]()
    site.requests.clear()

    downloaded = in_child.download(site.url("/torn/whole.mp4"), got, options, progress=told.append)

    assert downloaded.path.read_bytes() == whole
    assert site.requests[-1] == ("/torn/whole.mp4", f"bytes={here}-")
    assert told[0] > here / len(whole)
    assert names(got) == ["source.mp4"]


def test_a_part_that_is_here_is_not_fetched_again(
    site: Site, options: FetchOptions, got: Path, code_of: Failing
) -> None:
    site.recorded["two"] = film(site)
    site.recorded["two"]["formats"][3] |= {"url": "/torn/picture.mp4", "downloader_options": {}}
    site.broken = True
    assert code_of(in_child.download, site.url("/watch/two"), got, options) == ("network_error", True)
    site.broken = False
    site.requests.clear()

    downloaded = in_child.download(site.url("/watch/two"), got, options)

    assert [shown.number for shown in frames(downloaded.path)] == list(range(200))
    assert {path for path, _ in site.requests} == {"/recorded/two", "/torn/picture.mp4"}


def test_a_file_that_changed_meanwhile_begins_anew(
    site: Site, options: FetchOptions, got: Path, code_of: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.broken = True
    code_of(in_child.download, site.url("/torn/whole.mp4"), got, options)
    monkeypatch.setattr(site, "etag", "second")
    site.broken = False
    site.requests.clear()

    downloaded = in_child.download(site.url("/torn/whole.mp4"), got, options)

    assert downloaded.path.read_bytes() == (site.folder / "whole.mp4").read_bytes()
    assert site.requests[-1] == ("/torn/whole.mp4", None)
    assert names(got) == ["source.mp4"]


def test_stopping_ends_the_child_and_keeps_what_is_here(site: Site, options: FetchOptions, got: Path) -> None:
    stop = threading.Event()
    before = set(psutil.Process().children(recursive=True))
    told = threading.Event()
    outcome: list[BaseException] = []

    def work() -> None:
        try:
            in_child.download(site.url("/drip/a.mp4"), got, options, progress=lambda _: told.set(), stop=stop)
        except Stopped as error:
            outcome.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert told.wait(60)
    stop.set()
    thread.join(10)

    assert [type(error) for error in outcome] == [Stopped]
    assert set(psutil.Process().children(recursive=True)) <= before
    assert [path.suffix for path in got.iterdir()] == [".part"]


def test_a_film_that_never_ends_is_cut_off_at_the_limit(site: Site, failing_download: Failing, got: Path) -> None:
    assert failing_download(site.url("/endless/a.mp4"), max_bytes=2_000_000) == ("too_large", False)
    assert not got.exists()


def test_parts_count_together(site: Site, failing_download: Failing) -> None:
    """Neither of the two is too large alone; the size of the first is known only while it comes."""
    picture, sound = ((site.folder / name).stat().st_size for name in ("picture.mp4", "sound.m4a"))
    site.recorded["large"] = film(site)
    for chosen in site.recorded["large"]["formats"]:
        chosen.pop("filesize", None)

    outcome = failing_download(site.url("/watch/large"), max_bytes=picture + sound - 1)

    assert outcome == ("too_large", False)
    assert "/files/sound.m4a" in [path for path, _ in site.requests]


@pytest.mark.parametrize(
    ("path", "limit"), [("/huge/a.mp4", 10**12), ("/watch/film", 1000), ("/files/whole.mp4", 1000)]
)
def test_what_is_said_to_be_too_large_is_not_fetched(
    site: Site, failing_download: Failing, path: str, limit: int
) -> None:
    assert failing_download(site.url(path), max_bytes=limit) == ("too_large", False)
    assert len([asked for asked, _ in site.requests if asked == path or asked.startswith("/files/")]) <= LOOKS[path]


def test_a_film_that_stalls_is_given_up_and_kept(site: Site, failing_download: Failing, got: Path) -> None:
    assert failing_download(site.url("/drip/a.mp4"), stall_limit=1.5) == ("download_stalled", True)
    assert [path.stat().st_size > 0 for path in got.iterdir()] == [True]


def test_a_download_that_takes_too_long_is_given_up(site: Site, failing_download: Failing) -> None:
    assert failing_download(site.url("/drip/a.mp4"), time_limit=5.0) == ("download_timeout", True)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"duration": 9 * 3600}, "too_long"),
        ({"live_status": "is_live"}, "is_live"),
        ({"live_status": "is_upcoming"}, "not_yet_live"),
        ({"live_status": "post_live"}, "is_live"),
        ({"section_start": 10, "section_end": 20}, "url_unsupported"),
        ({"videos": ["/watch/film"]}, "url_is_playlist"),
        ({"formats": [stream("a", "/files/whole.mp4", has_drm=True)]}, "drm_protected"),
        ({"formats": [stream("a", "/status/403")]}, "link_expired"),
        ({"formats": [stream("a", "/status/429")]}, "rate_limited"),
        ({"formats": [stream("a", "/nowhere.mp4")]}, "not_found"),
    ],
)
def test_what_is_not_wanted_is_not_fetched(
    site: Site, failing_download: Failing, got: Path, changed: dict[str, Any], code: str
) -> None:
    site.recorded["odd"] = film(site, **changed)

    assert failing_download(site.url("/watch/odd"), max_duration=8 * 3600.0)[0] == code
    assert "/files/whole.mp4" not in [path for path, _ in site.requests]


def test_a_missing_part_fails_the_whole(site: Site, failing_download: Failing) -> None:
    text = (site.folder / "list.m3u8").read_text()
    site.pages["gap.m3u8"] = text.replace("list2.ts", "/files/gone.ts").replace("list", "/files/list")
    site.recorded["gap"] = {"title": "Gap", "hls": "/pages/gap.m3u8"}

    assert failing_download(site.url("/watch/gap")) == ("not_found", False)


def test_a_page_that_is_no_film_leaves_nothing(site: Site, failing_download: Failing, got: Path) -> None:
    assert failing_download(site.url("/files/notes.txt")) == ("not_media", False)
    assert not got.exists()


def test_cookies_are_sent_and_their_file_is_left_alone(
    site: Site, options: FetchOptions, got: Path, tmp_path: Path
) -> None:
    file = tmp_path / "cookies.txt"
    row = f"{site.host}\tFALSE\t/\tFALSE\t{int(time.time()) + 3600}\tsession\tsecret\n"
    file.write_text(f"# Netscape HTTP Cookie File\n{row}")
    before = file.read_text()

    in_child.download(site.url("/files/whole.mp4"), got, replace(options, cookie_file=file))

    assert set(site.cookies) == {"session=secret"}
    assert file.read_text() == before
