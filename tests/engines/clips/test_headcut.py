"""engines.clips.headcut: one track of two encoders, and every frame of it right from wherever a player comes."""

import random
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from engines import ffmpeg
from engines.clips import file_cut, h264, headcut, samples
from engines.clips.tables import Track
from tests.engines.clips.test_accuracy import assert_exact, clock, other_ffmpeg
from tests.media import Media

__all__ = ["other_ffmpeg"]

JOINED = ["usual", "pyramid", "baseline", "mono", "sets-in-samples"]
START, END = 3.345, 5.52
"""The join is at 4 s."""

Picture = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


@pytest.fixture(params=JOINED)
def joined(request: pytest.FixtureRequest, media: Media, tmp_path: Path) -> tuple[Path, Path]:
    """A source, and a clip of it with a join."""
    source, target = clock(media, request.param), tmp_path / "clip.mp4"
    file_cut(source, target, START, END)
    assert picture_of(target).keyframes.tolist() == [0, 17]
    return source, target


def picture_of(path: Path) -> Track:
    index = samples.read_index(path)
    assert index
    return index.tracks[0]


def pictures(path: Path) -> list[Picture]:
    """All frames as they are shown when a file is played through."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray() for frame in container.decode(video=0)]


def test_parameter_sets_are_in_the_record_alone(joined: tuple[Path, Path]):
    source, clip = map(picture_of, joined)
    before, made = h264.configuration_of(source.entries), h264.configuration_of(clip.entries)

    assert before
    assert made
    assert (len(made.sets.sequence), len(made.sets.picture), made.sets.identifiers()) == (2, 2, {0, 7})
    assert (made.sets.sequence[0], made.sets.picture[0]) == (before.sets.sequence[0], before.sets.picture[0])
    with joined[1].open("rb") as file:
        found = [set(h264.kinds(headcut.read_sample(file, clip, number))) for number in range(len(clip.sizes))]
    assert h264.IDR in found[17]
    assert [number for number, kinds in enumerate(found) if kinds & {h264.SPS, h264.PPS}] == []


def test_copied_frames_are_the_very_ones(joined: tuple[Path, Path]):
    source, clip = map(pictures, joined)

    assert len(clip) >= 55
    assert all(np.array_equal(one, other) for one, other in zip(clip[17:], source[100:], strict=False))


def test_every_frame_is_right_after_seeks_back_and_forth(joined: tuple[Path, Path]):
    shown = pictures(joined[1])
    order = random.Random(17).sample(range(len(shown)), len(shown))

    with av.open(str(joined[1])) as container:
        stream = container.streams.video[0]
        times = sorted(packet.pts for packet in container.demux(stream) if packet.pts is not None)
        for number in order:
            container.seek(times[number], stream=stream)
            frame = next(frame for frame in container.decode(stream) if frame.pts == times[number])
            assert np.array_equal(frame.to_ndarray(), shown[number])


def frame_at(clip: Path, moment: float, like: Picture) -> Picture:
    """What the command ffmpeg shows of a clip from a moment on."""
    command = [ffmpeg.executable(), "-v", "error", "-nostdin", "-ss", f"{moment:.6f}", "-i", str(clip)]
    command += ["-frames:v", "1", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, np.uint8).reshape(like.shape)


def assert_command_seeks(clip: Path) -> None:
    shown = pictures(clip)
    for number in (18, 0, 16, 17, len(shown) - 1, 5):
        assert np.array_equal(frame_at(clip, max(number - 0.3, 0) / 25, shown[number]), shown[number])


def test_command_seeks_to_the_very_frames(joined: tuple[Path, Path]):
    assert_command_seeks(joined[1])


@pytest.mark.rest
def test_another_command_seeks_to_the_very_frames(other_ffmpeg: None, joined: tuple[Path, Path]):
    assert_command_seeks(joined[1])


@pytest.mark.parametrize("start", [5.345, 7.345])
def test_sets_that_change_on_the_way_are_encoded_whole(media: Media, tmp_path: Path, start: float):
    """Two encodings one after the other, as of a broadcast that was interrupted: both call their sets number 0."""
    streams = []
    for name in ("pyramid", "usual"):
        streams.append(media.made(f"{name}.ts", "-i", clock(media, name), "-c", "copy"))
    listed = media.written("changing.txt", "".join(f"file '{stream}'\n" for stream in streams).encode())
    source = media.made("changing.mp4", "-f", "concat", "-safe", "0", "-i", listed, "-c", "copy")

    assert_exact(source, tmp_path / "clip.mp4", start, 9.02)

    configuration = h264.configuration_of(picture_of(tmp_path / "clip.mp4").entries)
    assert configuration
    assert len(configuration.sets.sequence) == 1
