"""The cuts of many kinds of media: first frame, last frame, sound beside the picture, and what phones want."""

import os
from itertools import groupby, product
from pathlib import Path

import av
import pytest

from engines import ffmpeg
from engines.clips import file_cut, play_cut
from engines.clips.boxes import all_children, content, find, require, top_boxes
from engines.errors import UnfitToPlay
from engines.media import prepare
from engines.probe import probe
from tests.media import RATE, Media, beeps, combs, frames

TEN_BITS = ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=error")
OPEN = ("-x264-params", "open-gop=1:bframes=3")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "300k", "-c:a", "libopus")
VARIABLE = "select='lt(mod(n\\,7)\\,4)',scale=160:48:flags=neighbor"
SOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "usual": ("usual.mp4", ("-movflags", "+faststart")),
    "index-at-the-end": ("end.mp4", ()),
    "pyramid": ("pyramid.mp4", ("-preset", "medium", "-bf", "3", "-refs", "4")),
    "baseline": ("baseline.mp4", ("-profile:v", "baseline", "-bf", "0")),
    "open-gop": ("open.mp4", OPEN),
    "open-fragments": ("open-fragments.mp4", (*OPEN, "-movflags", "+frag_keyframe+empty_moov")),
    "refreshed": ("refreshed.mp4", ("-preset", "medium", "-x264-params", "intra-refresh=1:bframes=0:keyint=50")),
    "variable-rate": (
        "variable.mp4",
        ("-vf", "select='lt(mod(n\\,7)\\,4)',scale=160:48:flags=neighbor", "-fps_mode", "vfr"),
    ),
    "mono": ("mono.mp4", ("-ac", "1", "-ar", "22050")),
    "odd-size": ("odd.mp4", ("-vf", "scale=161:49:flags=neighbor", "-pix_fmt", "yuv444p")),
    "wide-pixels": ("wide-pixels.mp4", ("-vf", "scale=160:48:flags=neighbor,setsar=4/3")),
    "interlaced": ("interlaced.mp4", ("-flags", "+ilme+ildct", "-x264-params", "tff=1")),
    "fragments": ("fragments.mp4", ("-movflags", "+frag_keyframe+empty_moov")),
    "ten-bits": ("ten-bits.mp4", TEN_BITS),
    "vp9": ("vp9.webm", VP9),
    "vp9-mp4": ("vp9.mp4", VP9),
    "mp3": ("mp3.mp4", ("-c:a", "libmp3lame")),
    "one-keyframe": ("one.mp4", ("-g", "1000")),
    "every-keyframe": ("every.mp4", ("-g", "1", "-bf", "0")),
    "sets-in-samples": (
        "sets.mp4",
        ("-preset", "medium", "-bf", "3", "-refs", "4", "-x264-params", "repeat-headers=1:aud=1"),
    ),
}
SPANS = [(0.0, 1.5), (1.97, 3.3), (3.345, 5.02), (6.66, 7.9)]
PAIRS = [(name, SPANS[number % len(SPANS)]) for number, name in enumerate(SOURCES)]
REST = [pair for pair in product(SOURCES, SPANS) if pair not in PAIRS]
CANNOT_BEGIN = {"open-gop", "open-fragments", "refreshed", "ten-bits"}
"""Sources whose keyframes, all but the first, are recovery points: no browser can begin with them."""

FRAME, SLACK = 1 / RATE, 1e-4

each_source = pytest.mark.parametrize(
    ("name", "span"), [*PAIRS, *(pytest.param(*pair, marks=pytest.mark.rest) for pair in REST)]
)


def clock(media: Media, name: str) -> Path:
    file, options = SOURCES[name]
    return media.clock(f"clock-{file}", *options)


def shown_in(path: Path, start: float, end: float) -> list[int]:
    """The numbers on the screen in [start, end) of a file's time."""
    zero = probe(path).start
    seen = [(frame.time - zero, frame.number) for frame in frames(path)]
    covering = [number for time, number in seen if time <= start + SLACK][-1:]
    return covering + [number for time, number in seen if start + SLACK < time < end - SLACK]


def beeps_in(path: Path) -> list[float]:
    """When beeps begin, in seconds of a file's time."""
    zero = probe(path).start
    return [beep - zero for beep in beeps(path)]


@each_source
def test_play_cut_shows_the_very_frames(media: Media, tmp_path: Path, name: str, span: tuple[float, float]):
    source, target = clock(media, name), tmp_path / "clip.mp4"
    start, end = span
    if name in CANNOT_BEGIN and start >= 2:
        with pytest.raises(UnfitToPlay):
            play_cut(source, target, start, end)
        assert list(tmp_path.iterdir()) == []
        return

    cut = play_cut(source, target, start, end)

    assert shown_in(target, cut.pre_roll, cut.play_end) == shown_in(source, start, end)
    assert cut.play_end - cut.pre_roll == pytest.approx(end - start, abs=0.001)
    wanted = [beep - start + cut.pre_roll for beep in beeps_in(source) if start <= beep < end - 0.01]
    assert [beep for beep in beeps(target) if beep >= cut.pre_roll - 0.01] == pytest.approx(wanted, abs=0.012)


@each_source
def test_file_cut_shows_the_very_frames(media: Media, tmp_path: Path, name: str, span: tuple[float, float]):
    assert_exact(clock(media, name), tmp_path / "clip.mp4", *span)


def assert_exact(source: Path, target: Path, start: float, end: float) -> None:
    """Cut a file clip, and compare its frames and its sound with its source's."""
    cut = file_cut(source, target, start, end)

    wanted, seen = shown_in(source, start, end), frames(target)
    assert seen[0].time == 0
    distinct = [number for number, _again in groupby(frame.number for frame in seen)]
    assert distinct[: len(wanted)] == wanted
    assert 0 <= seen[-1].number - wanted[-1] <= 3
    assert len(seen) < 2 * len(wanted) + 10  # one that stands is repeated some times, not thousands
    assert start - 4 * FRAME < cut.start <= start + SLACK
    heard = [beep - cut.start for beep in beeps_in(source) if cut.start <= beep < end - 0.01]
    assert [beep for beep in beeps(target) if beep < end - cut.start - 0.01] == pytest.approx(heard, abs=0.012)


@pytest.fixture
def other_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another ffmpeg than the tests': that of OTHER_FFMPEG, else of the system."""
    other = os.environ.get("OTHER_FFMPEG", "/usr/bin/ffmpeg")
    if not Path(other).is_file() or other == ffmpeg.executable():
        pytest.skip("no other ffmpeg; on Debian: apt-get install ffmpeg, and a PATH without it")
    monkeypatch.setattr(ffmpeg, "executable", lambda: other)


@pytest.mark.rest
@pytest.mark.parametrize(("name", "span"), PAIRS)
def test_another_ffmpeg_cuts_as_exactly(
    other_ffmpeg: None, media: Media, tmp_path: Path, name: str, span: tuple[float, float]
):
    assert_exact(clock(media, name), tmp_path / "clip.mp4", *span)


@each_source
def test_file_cut_is_what_phones_play(media: Media, tmp_path: Path, name: str, span: tuple[float, float]):
    target = tmp_path / "clip.mp4"

    file_cut(clock(media, name), target, *span)

    made = probe(target)
    assert made.video
    assert made.audio
    assert (made.video.codec, made.video.pixel_format, made.audio.codec) == ("h264", "yuv420p", "aac")
    with av.open(str(target)) as container:
        assert (container.streams.video[0].width % 2, container.streams.video[0].height % 2) == (0, 0)
    boxes = {box.kind: box for box in top_boxes(target)}
    assert boxes[b"moov"].at < boxes[b"mdat"].at
    for trak in all_children(content(target, boxes[b"moov"]), b"trak"):
        if bytes(require(trak, b"mdia", b"hdlr")[8:12]) == b"vide":
            assert find(trak, b"edts") is None


def test_sound_that_outlasts_the_picture(media: Media, tmp_path: Path):
    longer = media.made(
        "longer.mp4",
        "-i",
        media.clock("clock-usual.mp4"),
        "-f",
        "lavfi",
        "-t",
        "12",
        "-i",
        "sine",
        "-map",
        "0:v",
        "-map",
        "1:a",
        "-c:v",
        "copy",
        "-c:a",
        "aac",
    )

    played = play_cut(longer, tmp_path / "play.mp4", 7, 11)
    filed = file_cut(longer, tmp_path / "file.mp4", 7, 11)

    assert played.play_end - played.pre_roll == pytest.approx(4)
    assert filed.duration == pytest.approx(4, abs=0.05)
    assert frames(tmp_path / "file.mp4")[0].number == 7 * RATE


def test_clip_of_sound_after_the_picture(media: Media, tmp_path: Path):
    longer = media.made(
        "longer.mp4",
        "-i",
        media.clock("clock-usual.mp4"),
        "-f",
        "lavfi",
        "-t",
        "12",
        "-i",
        "sine",
        "-map",
        "0:v",
        "-map",
        "1:a",
        "-c:v",
        "copy",
        "-c:a",
        "aac",
    )

    played = play_cut(longer, tmp_path / "play.mp4", 9, 11)
    filed = file_cut(longer, tmp_path / "file.mp4", 9, 11)

    assert played.play_end == pytest.approx(played.pre_roll + 2)
    assert filed.duration == pytest.approx(2, abs=0.05)


def test_first_of_several_sounds_is_cut(media: Media, tmp_path: Path):
    source = media.clock("clock-usual.mp4")
    two = media.made(
        "two-sounds.mp4",
        "-i",
        source,
        "-f",
        "lavfi",
        "-t",
        "8",
        "-i",
        "anullsrc",
        "-map",
        "0",
        "-map",
        "1:a",
        "-c:v",
        "copy",
        "-c:a",
        "aac",
    )

    cut = play_cut(two, tmp_path / "play.mp4", 2.5, 4.5)

    heard = [beep - cut.pre_roll for beep in beeps(tmp_path / "play.mp4") if beep > cut.pre_roll]
    assert heard == pytest.approx([0.5, 1.5], abs=0.012)


def test_file_cut_of_a_picture_that_stands_begins_on_time(media: Media, tmp_path: Path):
    """Four frames in eight seconds: the clip shows the one that covers its start, but not from when it appeared."""
    options = ("-vf", "select='not(mod(n\\,50))',scale=160:48:flags=neighbor", "-fps_mode", "vfr")
    slides = media.clock("clock-slides.mp4", *options)

    cut = file_cut(slides, tmp_path / "clip.mp4", 3.5, 5.5)

    seen = frames(tmp_path / "clip.mp4")
    assert (cut.start, seen[0].time, seen[0].number) == (3.5, 0, 50)
    assert [frame.number for frame in seen if frame.time < 0.45] == [50] * len([f for f in seen if f.time < 0.45])
    assert min(frame.time for frame in seen if frame.number == 100) == pytest.approx(0.5, abs=0.05)
    assert beeps(tmp_path / "clip.mp4") == pytest.approx([0.5, 1.5], abs=0.012)


@pytest.mark.parametrize("start", [0.0, 0.2, 0.48])
def test_file_cut_makes_whole_frames_of_fields(media: Media, tmp_path: Path, start: float):
    file_cut(media.combed, tmp_path / "clip.mp4", start, 0.8)

    assert max(combs(tmp_path / "clip.mp4")) < 2
    assert len(combs(tmp_path / "clip.mp4")) == round((0.8 - start) * RATE)


def test_file_cut_keeps_the_times_of_its_frames(media: Media, tmp_path: Path):
    """The picture begins 23 ms after the sound, so that no frame lies on a grid of whole frames."""
    source, target = tmp_path / "source.mp4", tmp_path / "clip.mp4"
    prepare(media.late, source, probe(media.late))
    times = {frame.number: frame.time for frame in frames(source)}

    file_cut(source, target, 0.0, 1.5)

    first, *others = frames(target)
    assert (first.time, first.number) == (0, 0)
    assert [frame.time for frame in others] == pytest.approx([times[frame.number] for frame in others], abs=0.001)


@pytest.mark.parametrize("name", ["vp9", "vp9-mp4", "ten-bits"])
def test_encoded_clip_shows_its_frames_when_its_source_does(media: Media, tmp_path: Path, name: str):
    assert_timed(clock(media, name), tmp_path / "clip.mp4")


@pytest.mark.rest
@pytest.mark.parametrize("name", ["vp9", "vp9-mp4", "ten-bits"])
def test_another_ffmpeg_shows_frames_as_punctually(other_ffmpeg: None, media: Media, tmp_path: Path, name: str):
    assert_timed(clock(media, name), tmp_path / "clip.mp4")


def assert_timed(source: Path, target: Path) -> None:
    """Versions of ffmpeg do not agree on when a file begins whose Opus has a delay: its clock is not ours."""
    zero = probe(source).start
    times = {frame.number: frame.time - zero for frame in frames(source)}

    cut = file_cut(source, target, 2.0, 3.3)

    first, *others = frames(target)
    assert times[first.number] == pytest.approx(cut.start, abs=0.001)
    assert [frame.time for frame in others] == pytest.approx(
        [times[frame.number] - cut.start for frame in others], abs=0.001
    )
