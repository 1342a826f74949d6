"""engines.media: what browsers play, conversion, thumbnails."""

import threading
from dataclasses import replace
from pathlib import Path

import av
import pytest

from engines.errors import MediaError, Stopped
from engines.media import fitted_size, is_playable, prepare, probe, thumbnail
from engines.types import AudioStream, MediaInfo, VideoStream
from tests.media import Media, combs, frames, number_of

H264 = VideoStream("h264", 640, 360, 30.0, "yuv420p")
AAC, OPUS, MP3 = AudioStream("aac", 48000, 2), AudioStream("opus", 48000, 2), AudioStream("mp3", 44100, 2)
MP4 = MediaInfo("mov,mp4,m4a,3gp,3g2,mj2", 10.0, 1000, H264, AAC)
WEBM = MediaInfo("webm", 10.0, 1000, replace(H264, codec="vp9"), OPUS)


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        (MP4, True),
        (replace(MP4, audio=None), True),
        (replace(MP4, audio=MP3), True),
        (replace(MP4, video=None), True),
        (replace(MP4, video=replace(H264, pixel_format="yuvj420p")), True),
        (replace(MP4, video=replace(H264, pixel_format="yuv420p10le")), False),
        (replace(MP4, video=replace(H264, pixel_format="yuv444p")), False),
        (replace(MP4, video=replace(H264, codec="hevc")), False),
        (replace(MP4, video=replace(H264, is_interlaced=True)), False),
        (replace(MP4, audio=replace(AAC, codec="ac3")), False),
        (replace(MP4, start=1.4), False),
        (replace(MP4, container="matroska"), False),
        (replace(MP4, container="mpegts"), False),
        (WEBM, True),
        (replace(WEBM, video=replace(H264, codec="av1")), True),
        (replace(WEBM, video=replace(H264, codec="vp8"), audio=replace(OPUS, codec="vorbis")), True),
        (replace(WEBM, video=H264), False),
        (replace(WEBM, audio=AAC), False),
        (MediaInfo("mp3", 10.0, 1000, None, MP3), True),
        (MediaInfo("flac", 10.0, 1000, None, replace(MP3, codec="flac")), False),
    ],
)
def test_is_playable(info: MediaInfo, expected: bool):
    assert is_playable(info) is expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1920, 1080), (1920, 1080)),
        ((3840, 2160), (1920, 1080)),
        ((1080, 1920), (1080, 1920)),
        ((2160, 3840), (1080, 1920)),
        ((2560, 1080), (1920, 810)),
        ((161, 49), (160, 48)),
        ((1, 1), (2, 2)),
    ],
)
def test_fitted_size(size: tuple[int, int], expected: tuple[int, int]):
    assert fitted_size(replace(H264, width=size[0], height=size[1])) == expected


def packets(path: Path, kind: str) -> list[bytes]:
    with av.open(str(path)) as container:
        stream = next(stream for stream in container.streams if stream.type == kind)
        return [bytes(packet) for packet in container.demux(stream) if packet.size]


def test_prepare_copies_streams_that_only_need_another_container(media: Media, tmp_path: Path):
    target = tmp_path / "out.mp4"

    made = prepare(media.matroska, target, probe(media.matroska))

    assert is_playable(made)
    assert made == probe(target)
    assert packets(target, "video") == packets(media.matroska, "video")
    assert packets(target, "audio") == packets(media.matroska, "audio")
    assert target.read_bytes().index(b"moov") < target.read_bytes().index(b"mdat")
    assert list(tmp_path.iterdir()) == [target]


def test_prepare_starts_late_file_at_zero(media: Media, tmp_path: Path):
    made = prepare(media.late, tmp_path / "out.mp4", probe(media.late))

    assert is_playable(made)
    assert made.start == 0
    assert frames(tmp_path / "out.mp4")[0].number == 0


def test_prepare_encodes_old_codecs_and_odd_sizes(media: Media, tmp_path: Path):
    told: list[float] = []

    made = prepare(media.avi, tmp_path / "out.mp4", probe(media.avi), told.append)

    assert is_playable(made)
    assert replace(made.video, frame_rate=25.0) == VideoStream("h264", 160, 48, 25.0, "yuv420p", 0)
    assert made.audio.codec == "mp3"
    assert packets(tmp_path / "out.mp4", "audio") == packets(media.avi, "audio")
    seen = [frame.number for frame in frames(tmp_path / "out.mp4")]
    assert sorted(set(seen)) == list(range(50))  # the avi shows its first frame for two
    assert seen == sorted(seen)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_prepare_encodes_only_the_sound_where_only_that_is_foreign(media: Media, tmp_path: Path):
    foreign = media.made("ac3.mkv", "-i", media.video, "-c:v", "copy", "-c:a", "ac3")

    made = prepare(foreign, tmp_path / "out.mp4", probe(foreign))

    assert made.audio.codec == "aac"
    assert packets(tmp_path / "out.mp4", "video") == packets(media.video, "video")


def test_prepare_keeps_sound_alone(media: Media, tmp_path: Path):
    flac = media.made("tone.flac", "-i", media.tone)

    made = prepare(flac, tmp_path / "out.m4a", probe(flac))

    assert is_playable(made)
    assert (made.video, made.audio) == (None, AudioStream("aac", 44100, 1))
    assert made.duration == pytest.approx(6, abs=0.1)


def test_prepare_turns_what_it_encodes(media: Media, tmp_path: Path):
    turned = media.made("turned.mkv", "-i", media.turned, "-c:v", "mpeg4", "-q:v", "2")

    made = prepare(turned, tmp_path / "out.mp4", replace(probe(turned), container="matroska"))

    assert (made.video.width, made.video.height, made.video.rotation) == (90, 160, 0)


def test_prepare_leaves_nothing_of_damaged_media(media: Media, tmp_path: Path):
    info = probe(media.avi)
    noise = media.written("noise.avi", media.avi.read_bytes()[:200])

    with pytest.raises(MediaError) as caught:
        prepare(noise, tmp_path / "out.mp4", info)

    assert caught.value.code == "media_damaged"
    assert list(tmp_path.iterdir()) == []


def test_prepare_stops(media: Media, tmp_path: Path):
    stop = threading.Event()
    stop.set()

    with pytest.raises(Stopped):
        prepare(media.avi, tmp_path / "out.mp4", probe(media.avi), stop=stop)

    assert list(tmp_path.iterdir()) == []


def picture(path: Path) -> av.VideoFrame:
    with av.open(str(path)) as container:
        return next(container.decode(video=0))


def gray(frame: av.VideoFrame, x: float, y: float) -> int:
    """Brightness at a place given in fractions of width and height."""
    plane = frame.reformat(format="gray").planes[0]
    return bytes(plane)[int(y * frame.height) * plane.line_size + int(x * frame.width)]


def test_thumbnail_shows_the_moment(media: Media, tmp_path: Path):
    target = tmp_path / "out.jpg"

    thumbnail(media.video, target, 4.5)

    assert target.read_bytes()[:2] == b"\xff\xd8"
    assert number_of(picture(target)) == 100  # the keyframe before 4.5 s
    assert list(tmp_path.iterdir()) == [target]


def test_thumbnail_passes_over_black(media: Media, tmp_path: Path):
    thumbnail(media.black_start, tmp_path / "out.jpg", 0)

    frame = picture(tmp_path / "out.jpg")
    assert max(gray(frame, x / 10, 0.5) for x in range(10)) > 100


def test_thumbnail_of_black_video_is_black(media: Media, tmp_path: Path):
    source = "color=black:size=160x90:rate=25:duration=1"
    black = media.made("black.mp4", "-f", "lavfi", "-i", source)

    thumbnail(black, tmp_path / "out.jpg", 0)

    assert gray(picture(tmp_path / "out.jpg"), 0.5, 0.5) < 20


def test_thumbnail_is_upright_and_640_wide_at_most(media: Media, tmp_path: Path):
    large = media.made("large.mp4", "-f", "lavfi", "-i", "testsrc=size=1280x720:rate=5:duration=1")

    thumbnail(large, tmp_path / "large.jpg", 0)
    thumbnail(media.turned, tmp_path / "turned.jpg", 0)

    wide, turned = picture(tmp_path / "large.jpg"), picture(tmp_path / "turned.jpg")
    assert (wide.width, wide.height) == (640, 360)
    assert (turned.width, turned.height) == (90, 160)
    ends = {probe(media.turned).video.rotation: (gray(turned, 0.5, 0.1) > 128, gray(turned, 0.5, 0.9) > 128)}
    assert ends in ({90: (True, False)}, {270: (False, True)})  # clockwise the stored left comes to the top


def test_thumbnail_wants_a_picture(media: Media, tmp_path: Path):
    with pytest.raises(MediaError) as caught:
        thumbnail(media.mp3_with_cover, tmp_path / "out.jpg", 0)

    assert caught.value.code == "no_streams"


def test_prepare_makes_whole_frames_of_fields(media: Media, tmp_path: Path):
    before, target = probe(media.combed), tmp_path / "whole.mp4"
    assert before.video
    assert before.video.is_interlaced

    made = prepare(media.combed, target, before)

    assert made.video
    assert not made.video.is_interlaced
    assert min(combs(media.combed)[2:]) > 4
    assert max(combs(target)) < 2
    assert len(combs(target)) == len(combs(media.combed))
