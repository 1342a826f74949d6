"""A site of recorded videos on loopback, and the calls that fetch from it in a guarded child."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engines.downloaders import in_child
from engines.downloaders.types import FetchOptions
from engines.errors import EngineError
from tests.engines.servers import Site, serving
from tests.media import Media, ffmpeg

PLUGINS = Path(__file__).parent / "plugins"


@pytest.fixture(scope="session")
def folder(media: Media, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the site serves: a whole film, its picture and sound apart, and both as HLS and DASH."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copyfile(media.video, folder / "whole.mp4")
    shutil.copyfile(media.silent_video, folder / "picture.mp4")
    ffmpeg("-i", media.video, "-vn", "-c", "copy", folder / "sound.m4a")
    ffmpeg("-i", media.video, "-c", "copy", "-f", "hls", "-hls_time", "2", "-hls_list_size", "0", folder / "list.m3u8")
    ffmpeg("-i", media.video, "-c", "copy", "-f", "dash", "-seg_duration", "2", folder / "list.mpd")
    (folder / "notes.txt").write_text("no film, " * 1000)
    return folder


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    with serving(folder) as site:
        site.recorded["film"] = film(site)
        yield site


@pytest.fixture
def options(site: Site) -> FetchOptions:
    """Private addresses are refused, but for the site itself."""
    return FetchOptions(allowed=((site.host, site.port),), plugin_dirs=(PLUGINS,), lookup_limit=20.0)


@pytest.fixture
def code_of() -> Callable[..., tuple[str, bool]]:
    """(code, retryable) of the engine error that a call ends with."""

    def code_of(call: Callable[..., Any], *arguments: Any, **named: Any) -> tuple[str, bool]:
        with pytest.raises(EngineError) as caught:
            call(*arguments, **named)
        return caught.value.code, caught.value.retryable

    return code_of


@pytest.fixture
def failing_download(
    options: FetchOptions, tmp_path: Path, code_of: Callable[..., tuple[str, bool]]
) -> Callable[..., tuple[str, bool]]:
    """(code, retryable) of a download from the site, with some options changed."""

    def failing_download(url: str, **changed: Any) -> tuple[str, bool]:
        return code_of(in_child.download, url, tmp_path / "got", replace(options, **changed))

    return failing_download


def film(site: Site, **changed: Any) -> dict[str, Any]:
    """Information in the shape that yt-dlp's YouTube extractor gives it: picture and sound apart, captions."""
    size = {name: (site.folder / name).stat().st_size for name in ("picture.mp4", "sound.m4a", "whole.mp4")}
    captions = [{"ext": "vtt", "url": site.url("/captions"), "name": "English"}]
    return {
        "title": "A recorded film",
        "channel": "The Channel",
        "channel_id": "UC123",
        "duration": 8,
        "timestamp": 1_700_000_000,
        "live_status": "not_live",
        "thumbnails": [{"url": site.url("/small.jpg"), "width": 120}, {"url": site.url("/large.jpg"), "width": 1280}],
        "subtitles": {"en": captions, "de": captions, "live_chat": captions},
        "automatic_captions": {"fr": captions},
        "formats": [
            stream("whole-360", "/files/whole.mp4", height=360, vcodec="avc1.42001E", acodec="mp4a.40.2"),
            stream("sound", "/files/sound.m4a", vcodec="none", acodec="mp4a.40.2", filesize=size["sound.m4a"])
            | {"language": "en"},
            stream("vp9-1080", "/files/vp9.webm", height=1080, vcodec="vp9", acodec="none"),
            stream("h264-1080", "/files/picture.mp4", height=1080, vcodec="avc1.640028", acodec="none")
            | {"filesize": size["picture.mp4"], "downloader_options": {"http_chunk_size": 32 * 1024}},
            stream("h264-2160", "/files/missing.mp4", height=2160, vcodec="avc1.640033", acodec="none"),
        ],
        **changed,
    }


def stream(name: str, url: str, **fields: Any) -> dict[str, Any]:
    return {"format_id": name, "url": url, "ext": url.rpartition(".")[2], **fields}
