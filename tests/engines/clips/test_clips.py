"""engines.clips: read back what a player would show, frame by frame."""

from concurrent.futures import ThreadPoolExecutor
from math import floor
from pathlib import Path

import av
import pytest

from engines.clips import file_cut, play_cut
from engines.errors import ClipError, MediaError
from engines.probe import probe
from tests.media import RATE, Media, frames, sound_span

MOMENTS = [(0.0, 1.0), (1.99, 3.0), (2.0, 2.5), (3.345, 5.0), (5.97, 7.2), (7.5, 8.0)]


def number_at(moment: float) -> int:
    """The number of the frame on the screen at `moment` seconds of the numbered pictures."""
    return floor(moment * RATE + 1e-6)


def shown_at(path: Path, moment: float) -> int:
    return [frame.number for frame in frames(path) if frame.time <= moment + 1e-6][-1]


@pytest.mark.parametrize(("start", "end"), MOMENTS)
def test_play_cut_pre_roll_leads_to_the_very_frame(media: Media, tmp_path: Path, start: float, end: float):
    target = tmp_path / "clip.mp4"

    cut = play_cut(media.video, target, start, end)

    seen = frames(target)
    assert seen[0].time == 0
    assert seen[0].number == start // 2 * 50  # the keyframe before
    assert cut.pre_roll == pytest.approx(start - start // 2 * 2)
    assert shown_at(target, cut.pre_roll) == number_at(start)
    assert cut.play_end == pytest.approx(cut.pre_roll + end - start, abs=0.05)
    last = min(number_at(end), 8 * RATE - 1)
    assert {frame.number for frame in seen} >= set(range(number_at(start), last))


@pytest.mark.parametrize("name", ["vp9", "vp8"])
def test_play_cut_copies_webm_codecs(media: Media, tmp_path: Path, name: str):
    target = tmp_path / "clip"

    cut = play_cut(getattr(media, name), target, 3.345, 5)

    assert cut.content_type == {"vp9": "video/mp4", "vp8": "video/webm"}[name]
    assert shown_at(target, cut.pre_roll) == number_at(3.345)
    assert probe(target).video.codec == name
    assert probe(target).audio.codec == {"vp9": "opus", "vp8": "vorbis"}[name]


def test_play_cut_keeps_sound_with_the_picture(media: Media, tmp_path: Path):
    target = tmp_path / "clip.mp4"

    cut = play_cut(media.video, target, 3.345, 5)

    begin, finish = sound_span(target)
    assert 0 <= begin < 0.03
    assert finish == pytest.approx(cut.play_end, abs=0.05)


def test_play_cut_counts_from_the_start_of_late_media(media: Media, tmp_path: Path):
    cut = play_cut(media.late, tmp_path / "clip.mp4", 3.345, 5)

    # the sound of the late file may begin a little before the picture, and that is where it counts from
    assert shown_at(tmp_path / "clip.mp4", cut.pre_roll) == pytest.approx(number_at(3.345), abs=1)


def test_play_cut_of_mute_video(media: Media, tmp_path: Path):
    cut = play_cut(media.silent_video, tmp_path / "clip.mp4", 3.345, 5)

    assert probe(tmp_path / "clip.mp4").audio is None
    assert shown_at(tmp_path / "clip.mp4", cut.pre_roll) == number_at(3.345)


@pytest.mark.parametrize(("name", "codec"), [("tone", "aac"), ("mp3_with_cover", "mp3")])
def test_play_cut_of_sound_alone(media: Media, tmp_path: Path, name: str, codec: str):
    target = tmp_path / "clip.mp4"

    cut = play_cut(getattr(media, name), target, 2.0, 4.0)

    assert cut.content_type == "audio/mp4"
    assert 0 <= cut.pre_roll < 0.2
    info = probe(target)
    assert (info.video, info.audio.codec) == (None, codec)
    assert info.duration == pytest.approx(2 + cut.pre_roll, abs=0.06)


def test_play_cut_keeps_rotation(media: Media, tmp_path: Path):
    play_cut(media.turned, tmp_path / "clip.mp4", 0, 1)

    assert probe(tmp_path / "clip.mp4").video == probe(media.turned).video


def test_play_cut_tells_its_size_and_length(media: Media, tmp_path: Path):
    cut = play_cut(media.video, tmp_path / "clip.mp4", 3.345, 5)

    info = probe(tmp_path / "clip.mp4")
    assert cut.size_bytes == info.size_bytes
    assert cut.duration == pytest.approx(info.duration, abs=0.05)
    assert cut.play_end <= cut.duration


def tags(path: Path) -> str:
    with av.open(str(path)) as container:
        return str([container.metadata, *(stream.metadata for stream in container.streams)])


def test_clips_tell_nothing_about_their_source(media: Media, tmp_path: Path):
    assert "Secret title" in tags(media.video)

    play_cut(media.video, tmp_path / "play.mp4", 1, 2)
    file_cut(media.video, tmp_path / "file.mp4", 1, 2)

    assert "Secret title" not in tags(tmp_path / "play.mp4") + tags(tmp_path / "file.mp4")
    assert b"Secret title" not in (tmp_path / "play.mp4").read_bytes() + (tmp_path / "file.mp4").read_bytes()


def test_play_cut_in_many_threads(media: Media, tmp_path: Path):
    spans = [(second / 2, second / 2 + 1) for second in range(12)]
    targets = [tmp_path / f"{index}.mp4" for index in range(len(spans))]
    source = media.video

    with ThreadPoolExecutor(4) as pool:
        cuts = list(pool.map(lambda job: play_cut(source, job[0], *job[1]), zip(targets, spans, strict=True)))

    seen = [shown_at(target, cut.pre_roll) for target, cut in zip(targets, cuts, strict=True)]
    assert seen == [number_at(start) for start, _end in spans]


@pytest.mark.parametrize("cut", [play_cut, file_cut])
@pytest.mark.parametrize("span", [(-1, 2), (3, 3), (4, 2), (8.5, 9), (float("nan"), 2)])
def test_cut_refuses_what_is_out_of_range(media: Media, tmp_path: Path, cut, span):
    with pytest.raises(ClipError) as caught:
        cut(media.video, tmp_path / "clip.mp4", *span)

    assert caught.value.code == "clip_out_of_range"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("cut", [play_cut, file_cut])
def test_cut_ends_with_the_media(media: Media, tmp_path: Path, cut):
    made = cut(media.video, tmp_path / "clip.mp4", 6, 100)

    assert made.duration == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("cut", [play_cut, file_cut])
def test_cut_refuses_what_is_no_media(media: Media, tmp_path: Path, cut):
    with pytest.raises(MediaError) as caught:
        cut(media.written("words.mp4", b"words" * 100), tmp_path / "clip.mp4", 0, 1)

    assert caught.value.code == "not_media"


def test_play_cut_fails_whole_on_torn_media(media: Media, tmp_path: Path):
    content = media.video.read_bytes()
    torn = media.written("torn-in-front.mp4", content[: content.index(b"mdat") + 8])

    with pytest.raises(ClipError) as caught:
        play_cut(torn, tmp_path / "clip.mp4", 3, 5)

    assert caught.value.code == "clip_failed"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("start", "end"), MOMENTS)
def test_file_cut_begins_with_the_covering_frame(media: Media, tmp_path: Path, start: float, end: float):
    target, told = tmp_path / "clip.mp4", []

    cut = file_cut(media.video, target, start, end, told.append)

    seen = frames(target)
    assert (seen[0].time, seen[0].number) == (0, number_at(start))
    assert [frame.number for frame in seen] == list(range(seen[0].number, seen[0].number + len(seen)))
    assert cut.start == pytest.approx(number_at(start) / RATE)
    assert -1 <= len(seen) - (end - cut.start) * RATE <= 3
    assert told[-1] == 1.0
    begin, finish = sound_span(target)
    assert -0.05 < begin <= 0
    assert finish == pytest.approx(end - cut.start, abs=0.05)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["vp9", "avi", "matroska", "transport_stream"])
def test_file_cut_of_other_media(media: Media, tmp_path: Path, name: str):
    cut = file_cut(getattr(media, name), tmp_path / "clip.mp4", 0.9, 1.7)

    info = probe(tmp_path / "clip.mp4")
    assert cut.content_type == "video/mp4"
    assert (info.video.codec, info.video.pixel_format, info.audio.codec) == ("h264", "yuv420p", "aac")
    assert frames(tmp_path / "clip.mp4")[0].number == pytest.approx(number_at(0.9), abs=1)
    assert info.duration == pytest.approx(0.8, abs=0.06)


def test_file_cut_of_sound_alone(media: Media, tmp_path: Path):
    cut = file_cut(media.tone, tmp_path / "clip.mp4", 1.5, 3.25)

    info = probe(tmp_path / "clip.mp4")
    assert (cut.content_type, cut.start) == ("audio/mp4", 1.5)
    assert (info.video, info.audio.codec) == (None, "aac")
    assert sound_span(tmp_path / "clip.mp4") == pytest.approx((0, 1.75), abs=0.05)
