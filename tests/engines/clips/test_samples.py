"""engines.clips.samples: the index says of every packet what libavformat says."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from engines.clips import samples
from engines.clips.samples import Memory, SampleIndex, index_of, path_of, read_index
from engines.errors import MediaError
from engines.probe import probe
from tests.media import Media, ffmpeg


@pytest.fixture(autouse=True)
def nothing_remembered():
    samples.memory.clear()
    yield
    samples.memory.clear()


def packets(path: Path, kind: str) -> list[tuple[Fraction, Fraction, int, int, bool]]:
    """(shown, decoded, offset, size, is keyframe) of the first track of a kind."""
    with av.open(str(path)) as container:
        stream = container.streams.get({kind: 0})[0]
        return [
            (packet.pts * packet.time_base, packet.dts * packet.time_base, packet.pos, packet.size, packet.is_keyframe)
            for packet in container.demux(stream)
            if packet.size
        ]


def rows(index: SampleIndex, kind: str) -> list[tuple[Fraction, Fraction, int, int, bool]]:
    track = next(track for track in index.tracks if track.kind == kind)
    unit = Fraction(1, track.timescale)
    return [
        (int(shown) * unit, int(decoded) * unit, int(offset), int(size), number in set(track.keyframes.tolist()))
        for number, (shown, decoded, offset, size) in enumerate(
            zip(track.shown, track.decoded, track.offsets, track.sizes, strict=True)
        )
    ]


def made(media: Media, name: str) -> Path:
    """A file of the media, or a copy of its video with other options."""
    options = {
        "end": ("-movflags", "-faststart"),
        "cts": ("-movflags", "+negative_cts_offsets"),
        "two": ("-map", "0:v", "-map", "0:a", "-map", "0:a"),
        "delayed": ("-itsoffset", "0.7", "-i", media.video, "-map", "0:a", "-map", "1:v"),
    }
    if name in options:
        return media.made(f"{name}-copy.mp4", "-i", media.video, *options[name], "-c", "copy")
    return Path(getattr(media, name))


@pytest.mark.parametrize("name", ["video", "silent_video", "late", "turned", "tone", "end", "cts", "two", "delayed"])
def test_index_agrees_with_the_demuxer(media: Media, name: str):
    path = made(media, name)

    index = read_index(path)

    assert index
    for kind in [track.kind for track in index.tracks]:
        ours, theirs = rows(index, kind), packets(path, kind)
        assert [row[:1] + row[2:] for row in ours] == [row[:1] + row[2:] for row in theirs]
        assert np.all(np.diff([float(row[1]) for row in ours]) >= 0)
    assert index.duration == pytest.approx(probe(path).duration)
    assert float(index.zero) == probe(path).start


@pytest.mark.parametrize("name", ["vp9", "matroska", "avi", "transport_stream", "mp3_with_cover"])
def test_other_containers_have_no_index(media: Media, name: str):
    assert index_of(getattr(media, name)) is None
    assert not path_of(getattr(media, name)).exists()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("fragments.mp4", ("-movflags", "+frag_keyframe+empty_moov")),
        ("quicktime.mov", ("-f", "mov")),
    ],
)
def test_fragments_and_quicktime_have_no_index(media: Media, name: str, options: tuple[str, ...]):
    assert read_index(media.made(name, "-i", media.video, "-c", "copy", *options)) is None


def test_index_of_large_offsets(media: Media):
    """co64, as files above 4 GiB have it."""
    content = media.video.read_bytes()
    at = content.index(b"stco") - 4
    count = int.from_bytes(content[at + 12 : at + 16])
    # the table of the picture grows, and so do all boxes around it and every offset behind it
    grown = 4 * count
    old = [int.from_bytes(content[at + 16 + 4 * n : at + 20 + 4 * n]) for n in range(count)]
    table = (16 + 8 * count).to_bytes(4) + b"co64" + content[at + 8 : at + 16]
    table += b"".join((offset + grown).to_bytes(8) for offset in old)
    sound = content.index(b"stco", at + 8) - 4
    offsets = [
        content[n : n + 4]
        for n in range(sound + 16, sound + 16 + 4 * int.from_bytes(content[sound + 12 : sound + 16]), 4)
    ]
    shifted = b"".join((int.from_bytes(offset) + grown).to_bytes(4) for offset in offsets)
    new = bytearray(content[:at] + table + content[at + 16 + 4 * count : sound + 16] + shifted)
    new += content[sound + 16 + len(shifted) :]
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        size = new.index(kind) - 4
        new[size : size + 4] = (int.from_bytes(new[size : size + 4]) + grown).to_bytes(4)
    path = media.written("co64.mp4", bytes(new))

    index = read_index(path)

    assert index
    assert [row[2] for row in rows(index, "video")] == [row[2] for row in packets(path, "video")]


def test_index_is_kept_and_read_back(media: Media, tmp_path: Path):
    source = tmp_path / "video.mp4"
    source.write_bytes(media.video.read_bytes())
    first = index_of(source)
    assert first
    assert path_of(source).exists()
    samples.memory.clear()

    again = index_of(source)

    assert again
    assert again is not first
    assert (again.zero, again.duration) == (first.zero, first.duration)
    for one, other in zip(first.tracks, again.tracks, strict=True):
        assert (one.kind, one.timescale, one.entries, one.shape) == (
            other.kind,
            other.timescale,
            other.entries,
            other.shape,
        )
        for column in ("decoded", "shown", "offsets", "sizes", "keyframes"):
            assert np.array_equal(getattr(one, column), getattr(other, column)), column


@pytest.mark.parametrize("content", [b"", b"no archive at all", None])
def test_index_of_another_file_is_made_anew(media: Media, tmp_path: Path, content: bytes | None):
    source = tmp_path / "video.mp4"
    source.write_bytes(media.video.read_bytes())
    index_of(source)
    if content is None:
        ffmpeg("-i", media.video, "-t", "4", "-c", "copy", tmp_path / "short.mp4")
        (tmp_path / "short.mp4").replace(source)
    else:
        path_of(source).write_bytes(content)
    samples.memory.clear()

    index = index_of(source)

    assert index
    assert rows(index, "video") == rows(read_index(source), "video")


@pytest.mark.parametrize("place", [b"stsc", b"stsz", b"stts", b"ctts", b"stss", b"mdhd", b"stsd"])
def test_contradicting_tables_give_no_index(media: Media, tmp_path: Path, place: bytes):
    content = bytearray(media.video.read_bytes())
    at = content.index(place)
    content[at + 4 : at + 40] = b"\xff" * 36
    source = tmp_path / "broken.mp4"
    source.write_bytes(bytes(content))

    try:
        index = read_index(source)
    except MediaError as error:
        assert error.code == "media_damaged"  # noqa: PT017 -- libavformat may refuse it as well
    else:
        assert index is None


def test_memory_gives_up_what_was_used_least(media: Media):
    index = read_index(media.video)
    assert index
    memory = Memory(2 * index.memory_bytes)
    names = [Path(name) for name in "abc"]
    memory.put(names[0], (1, 1), index)
    memory.put(names[1], (1, 1), index)
    assert memory.get(names[0], (1, 1)) is index

    memory.put(names[2], (1, 1), index)

    assert [memory.get(name, (1, 1)) is index for name in names] == [True, False, True]
    assert memory.get(names[0], (1, 2)) is None
