"""engines.forms.make: what the forms show and let hear, read back."""

import re
from pathlib import Path

import av
import pytest

from engines.clips import file_cut
from engines.errors import ClipError
from engines.forms import animation
from engines.forms.animation import RUNGS, Rung, next_rung, write_bounded
from engines.forms.combinations import RULES, require_possible
from engines.forms.make import make_form
from engines.forms.types import CONTENT_TYPES, Form, Made, Order
from engines.probe import probe
from engines.types import Speech
from tests.media import RATE, Media, beep_starts, frames

SPOKEN = (Speech(2.0, 3.0, "Hello there"),)


def made(source: Path, target: Path, form: Form, start: float = 1.345, end: float = 3.5, speech=SPOKEN) -> Made:
    told: list[float] = []
    made = make_form(source, target, Order(start, end, form, speech), told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert list(target.parent.iterdir()) == [target]
    assert made.size_bytes == target.stat().st_size
    return made


def brightness(path: Path, top: float, bottom: float) -> list[tuple[float, float]]:
    """(time, brightest pixel) of each frame between two heights, parts of the whole."""
    seen = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            plane = frame.reformat(format="gray").planes[0]
            rows = bytes(plane)[
                int(frame.height * top) * plane.line_size : int(frame.height * bottom) * plane.line_size
            ]
            seen.append((float(frame.time), max(rows)))
    return seen


def test_gif_begins_with_the_very_frame_and_keeps_time(media: Media, tmp_path: Path):
    told = made(media.video, tmp_path / "a.gif", Form("gif"))

    seen = frames(tmp_path / "a.gif")
    assert seen[0].number == 33  # 1.345 s at 25 frames a second
    assert [frame.number for frame in seen] == [33 + 2 * tick for tick in range(len(seen))]  # 12.5 a second
    assert told.content_type == "image/gif"
    assert told.start == pytest.approx(33 / RATE)
    assert len(seen) / 12.5 == pytest.approx(told.duration, abs=0.08)


def test_gif_of_another_rate_shows_what_is_on_the_screen(media: Media, tmp_path: Path):
    thirty = media.made(
        "thirty.mp4", "-i", media.video, "-vf", "setpts=PTS*25/30", "-r", "30", "-an", "-c:v", "libx264"
    )

    made(thirty, tmp_path / "a.gif", Form("gif"), 1.0, 2.0)

    assert [frame.number for frame in frames(tmp_path / "a.gif")][:4] == [30, 32, 34, 37]


def test_webp_moves_and_keeps_time(media: Media, tmp_path: Path):
    told = made(media.video, tmp_path / "a.webp", Form("webp"))

    content = (tmp_path / "a.webp").read_bytes()
    pauses = [
        int.from_bytes(content[at.start() + 20 : at.start() + 23], "little") for at in re.finditer(b"ANMF", content)
    ]
    assert content[:4] + content[8:12] == b"RIFFWEBP"
    assert sum(pauses) / 1000 == pytest.approx(told.duration, abs=0.09)


@pytest.mark.parametrize("name", ["mp3", "m4a"])
def test_sound_alone_is_exact(media: Media, tmp_path: Path, name: str):
    told = made(media.beeps, tmp_path / f"a.{name}", Form(name), 1.345, 4.5)

    assert beep_starts(tmp_path / f"a.{name}") == pytest.approx([0.655, 1.655, 2.655], abs=0.02)
    assert probe(tmp_path / f"a.{name}").video is None
    assert told == Made(1.345, pytest.approx(3.155), told.size_bytes, CONTENT_TYPES[name])
    assert probe(tmp_path / f"a.{name}").duration == pytest.approx(3.155, abs=0.05)


def test_burned_captions_are_seen_while_they_are_spoken(media: Media, tmp_path: Path):
    made(media.plain, tmp_path / "a.mp4", Form(captions="burned"))

    lit = [time for time, most in brightness(tmp_path / "a.mp4", 0.75, 1.0) if most > 200]
    assert (lit[0], lit[-1]) == pytest.approx((2.0 - 1.32, 3.0 - 1.32 - 1 / RATE), abs=0.045)
    assert len(lit) == pytest.approx(RATE, abs=1)
    assert all(most < 180 for _, most in brightness(tmp_path / "a.mp4", 0.0, 0.6))
    assert probe(tmp_path / "a.mp4").audio is not None


@pytest.mark.parametrize("name", ["gif", "mp4"])
def test_vertical_crop_takes_the_middle(media: Media, tmp_path: Path, name: str):
    made(media.plain, tmp_path / f"a.{name}", Form(name, "burned", "vertical"))

    with av.open(str(tmp_path / f"a.{name}")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (100, 180)
    assert max(most for _, most in brightness(tmp_path / f"a.{name}", 0.6, 0.85)) > 200


def test_soft_captions_are_a_track_and_the_rest_stays_as_it_was(media: Media, tmp_path: Path):
    file_cut(media.video, tmp_path / "plain.mp4", 1.345, 3.5)
    plain = (tmp_path / "plain.mp4").rename(media.folder / "cut-before.mp4")

    made(media.video, tmp_path / "a.mp4", Form(captions="soft"), speech=(Speech(2.0, 3.0, r"{\b1}Hello <i>there</i>"),))

    assert frames(tmp_path / "a.mp4") == frames(plain)
    with av.open(str(tmp_path / "a.mp4")) as container:
        [track] = container.streams.subtitles
        texts = [bytes(packet)[2:].decode() for packet in container.demux(track) if packet.size > 2]
    once = [re.sub("\u2060+", "\u2060", text) for text in texts]  # newer versions of ffmpeg add one of their own
    assert once == ["｛\\\u2060b1｝Hello <i>there</i>"]


def test_soft_captions_on_a_crop(media: Media, tmp_path: Path):
    made(media.plain, tmp_path / "a.mp4", Form("mp4", "soft", "vertical"))

    with av.open(str(tmp_path / "a.mp4")) as container:
        assert (container.streams.video[0].width, len(container.streams.subtitles)) == (100, 1)


def test_captions_without_speech_are_no_error(media: Media, tmp_path: Path):
    for captions in ("burned", "soft"):
        made(media.plain, tmp_path / "a.mp4", Form(captions=captions), speech=())
        (tmp_path / "a.mp4").unlink()


@pytest.mark.parametrize(
    ("name", "form", "code"),
    [
        ("tone", Form("gif"), "no_picture"),
        ("tone", Form("webp"), "no_picture"),
        ("tone", Form(captions="burned"), "no_picture"),
        ("tone", Form(crop="vertical"), "no_picture"),
        ("silent_video", Form("mp3"), "no_sound"),
        ("silent_video", Form("m4a"), "no_sound"),
        ("video", Form("gif", "soft"), "captions_not_supported"),
        ("video", Form("mp3", "burned"), "captions_not_supported"),
        ("video", Form("m4a", crop="vertical"), "crop_not_supported"),
    ],
)
def test_what_cannot_be_is_refused(media: Media, tmp_path: Path, name: str, form: Form, code: str):
    with pytest.raises(ClipError) as caught:
        make_form(getattr(media, name), tmp_path / "a", Order(1, 2, form), lambda _: None)

    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_mute_video_takes_captions_and_sound_alone_a_track(media: Media, tmp_path: Path):
    made(media.silent_video, tmp_path / "a.mp4", Form(captions="burned"))
    assert probe(tmp_path / "a.mp4").audio is None
    (tmp_path / "a.mp4").unlink()

    told = made(media.tone, tmp_path / "a.m4a", Form(captions="soft"))
    assert told.content_type == "audio/mp4"


@pytest.mark.parametrize("span", [(5, 4), (99, 100), (-1, 2)])
def test_limits_outside_the_media_are_refused(media: Media, tmp_path: Path, span: tuple[float, float]):
    with pytest.raises(ClipError) as caught:
        make_form(media.video, tmp_path / "a.mp3", Order(*span, Form("mp3")), lambda _: None)

    assert caught.value.code == "clip_out_of_range"


def test_every_format_has_its_rule():
    assert RULES.keys() == CONTENT_TYPES.keys()
    for name in RULES:
        require_possible(Form(name))


def test_too_large_a_file_is_written_smaller_until_it_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(animation, "MOST_BYTES", 1000)
    tried: list[Rung] = []

    def write(rung: Rung) -> None:
        tried.append(rung)
        (tmp_path / "a").write_bytes(b"x" * round(rung.weight / 1000))

    assert write_bounded(write, tmp_path / "a").weight <= 1_000_000
    assert len(tried) == 2


def test_the_last_rung_is_kept_whatever_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(animation, "MOST_BYTES", 10)

    def write(_rung: Rung) -> None:
        (tmp_path / "a").write_bytes(b"x" * 10_000)

    assert write_bounded(write, tmp_path / "a") == RUNGS[-1]
    assert next_rung(RUNGS[0], 11) == RUNGS[1]


def test_gif_is_bounded(media: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(animation, "MOST_BYTES", 100_000)
    picture = "testsrc2=size=320x180:rate=25:duration=2,noise=alls=40:allf=t"
    noise = media.made("noise.mp4", "-f", "lavfi", "-i", picture, "-c:v", "libx264")

    assert made(noise, tmp_path / "a.gif", Form("gif"), 0.0, 1.0).size_bytes <= 100_000
