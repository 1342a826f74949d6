"""engines.in_child: the media engines give the same values and errors from a child."""

import threading
from pathlib import Path

import pytest

from engines import in_child
from engines.errors import ClipError, MediaError, Stopped
from engines.media import is_playable
from engines.probe import probe
from tests.media import Media, frames


def test_probe_is_the_same(media: Media):
    assert in_child.probe(media.video) == probe(media.video)
    assert in_child.probe(media.tone) == probe(media.tone)


def test_probe_raises_the_same(media: Media):
    with pytest.raises(MediaError) as caught:
        in_child.probe(media.written("words.mp4", b"words"))

    assert caught.value.code == "not_media"


def test_prepare_and_thumbnail(media: Media, tmp_path: Path):
    told: list[float] = []

    made = in_child.prepare(media.matroska, tmp_path / "a.mp4", probe(media.matroska), progress=told.append, threads=1)
    in_child.thumbnail(tmp_path / "a.mp4", tmp_path / "a.jpg", 1.0)

    assert is_playable(made)
    assert made == probe(tmp_path / "a.mp4")
    assert told[-1] == 1.0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg", "a.mp4"]


def test_file_cut(media: Media, tmp_path: Path):
    cut = in_child.file_cut(media.video, tmp_path / "clip.mp4", 3.345, 4, nice=5)

    assert cut.start == pytest.approx(3.32)
    assert frames(tmp_path / "clip.mp4")[0].number == 83
    with pytest.raises(ClipError):
        in_child.file_cut(media.video, tmp_path / "clip.mp4", 5, 4)


def test_stop_leaves_no_file(media: Media, tmp_path: Path):
    stop = threading.Event()
    long = media.made("long.mkv", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=5:duration=100", "-c:v", "mpeg4")

    with pytest.raises(Stopped):
        in_child.prepare(long, tmp_path / "out.mp4", probe(long), progress=lambda _: stop.set(), stop=stop)

    assert list(tmp_path.iterdir()) == []
