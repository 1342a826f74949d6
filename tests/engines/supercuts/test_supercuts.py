"""Parts and joins of odd media: what is missing is supplied, what is shown fits, what is broken is told."""

from __future__ import annotations

import threading
from pathlib import Path

import av
import numpy as np
import pytest

from engines.errors import ClipError, MediaError, Stopped
from engines.forms import fonts
from engines.probe import probe
from engines.supercuts import in_child
from engines.supercuts.joining import join
from engines.supercuts.parts import make_parts, with_drawable_titles
from engines.supercuts.sources import look, placed
from engines.supercuts.titles import LONGEST, NO_COMMAND, plain
from engines.supercuts.types import HEIGHT, SAMPLES_PER_FRAME, WIDTH, Piece
from tests.engines.supercuts.marks import heard
from tests.media import Media, ffmpeg, media

__all__ = ["media"]


def part_of(source: Path, folder: Path, start: float = 0.5, end: float = 1.0, title: str = "") -> Path:
    part = folder / f"{source.stem} {start} [{title[:3]}]'s.mkv"
    make_parts([(Piece(source, *placed(look(source), start, end), title), part)])
    return part


def picture(path: Path) -> np.ndarray:
    """A frame from the middle, as brightness."""
    with av.open(str(path)) as container:
        shown = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    return shown[len(shown) // 2]


def sample_count(path: Path) -> int:
    with av.open(str(path)) as container:
        return sum(frame.samples for frame in container.decode(audio=0))


def test_a_part_is_exact_to_the_sample(media: Media, tmp_path: Path) -> None:
    with av.open(str(part_of(media.video, tmp_path, 1.234, 2.5))) as container:
        frames = sum(1 for _frame in container.decode(video=0))
    assert frames == 39  # from 1.2 s, the picture on the screen at 1.234 s, at 30 frames a second
    assert sample_count(part_of(media.video, tmp_path, 1.234, 2.5)) == frames * SAMPLES_PER_FRAME


def test_beyond_its_end_a_medium_is_continued(media: Media, tmp_path: Path) -> None:
    part = part_of(media.video, tmp_path, 7.5, 9.0)
    assert sample_count(part) == 46 * SAMPLES_PER_FRAME  # from 7.48 s
    assert picture(part).max() > 128  # the last picture stays


def test_sound_alone_gets_black(media: Media, tmp_path: Path) -> None:
    part = part_of(media.tone, tmp_path)
    assert picture(part).shape == (HEIGHT, WIDTH)
    assert picture(part).max() < 20
    assert np.abs(heard(part)).max() > 0.05


def test_picture_alone_gets_silence(media: Media, tmp_path: Path) -> None:
    part = part_of(media.silent_video, tmp_path)
    assert np.abs(heard(part)).max() == 0
    assert picture(part).max() > 128


def test_upright_picture_stands_between_black_borders(media: Media, tmp_path: Path) -> None:
    shown = picture(part_of(media.turned, tmp_path, 0.2, 0.8))
    width = HEIGHT * 90 // 160
    left = (WIDTH - width) // 2
    assert shown[:, : left - 4].max() < 30
    assert shown[:, left + width + 4 :].max() < 30
    ends = sorted(
        [
            shown[: HEIGHT // 5, left + 8 : left + width - 8].mean(),
            shown[-HEIGHT // 5 :, left + 8 : left + width - 8].mean(),
        ]
    )
    assert ends[0] < 30
    assert ends[1] > 200  # what was white on its left is white above or below


def test_fields_become_whole_frames(media: Media, tmp_path: Path) -> None:
    with av.open(str(part_of(media.combed, tmp_path, 0.2, 0.8))) as container:
        shown = [frame.to_ndarray(format="gray").astype(int) for frame in container.decode(video=0)]
    high = HEIGHT / 96  # of a row of the source
    one, other = (np.round(np.arange(field + 0.5, 96, 2) * high).astype(int) for field in (0, 1))
    assert len(shown) == 18
    assert max(np.abs(frame[one] - frame[other]).mean() for frame in shown) < 2


def test_five_channels_at_full_scale_are_not_clipped(media: Media, tmp_path: Path) -> None:
    loud = media.made(
        "surround.mp4",
        "-f",
        "lavfi",
        "-i",
        "aevalsrc=" + "|".join(["0.9*sin(2*PI*440*t)"] * 6) + ":c=5.1:d=2",
        "-c:a",
        "aac",
        "-b:a",
        "384k",
    )
    samples = heard(part_of(loud, tmp_path, 0.5, 1.5))
    assert 0.3 < np.abs(samples).max() < 0.99


def test_title_is_drawn_at_the_bottom_and_is_no_command(media: Media, tmp_path: Path) -> None:
    title = r"{\an8\fs200}Top\Nsecond %{localtime} ': [x], ;"
    bare, titled = picture(part_of(media.tone, tmp_path)), picture(part_of(media.tone, tmp_path, title=title))
    drawn = np.argwhere(titled.astype(int) - bare > 60)
    assert len(drawn) > 100
    assert drawn[:, 0].min() > HEIGHT * 0.8
    assert np.ptp(drawn[:, 0]) < 60  # one line


@pytest.mark.parametrize("title", ["東京の地下鉄", "서울 지하철", "Київське метро"])
def test_title_in_any_script_is_drawn(media: Media, tmp_path: Path, title: str) -> None:
    bare, titled = picture(part_of(media.tone, tmp_path)), picture(part_of(media.tone, tmp_path, title=title))

    assert len(np.argwhere(titled.astype(int) - bare > 60)) > 500


def test_title_that_no_font_can_draw_is_refused_before_anything_is_made(
    media: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "undrawable", lambda *_: {"東", "😀"})

    with pytest.raises(ClipError) as caught:
        part_of(media.tone, tmp_path, title="東京")

    assert caught.value.code == "font_missing"
    assert list(tmp_path.iterdir()) == []


def test_sign_that_no_font_has_is_left_out_of_a_title(
    media: Media, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "undrawable", lambda *_: {"😀"})
    source, target = Piece(media.tone, 0.5, 15, "A😀B"), tmp_path / "part.mkv"

    [(piece, _target)] = with_drawable_titles([(source, target)])

    assert piece.title == "AB"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("a\nb\u2028c\x00d", "a b c d"),
        ("{x}", r"\{x\}"),
        (r"\N", f"\\{NO_COMMAND}N"),
        ("東京 talk", "東京 talk"),
        ("x" * 200, "x" * (LONGEST - 1) + "…"),
    ],
)
def test_title_is_plain_text(title: str, text: str) -> None:
    assert plain(title) == text


@pytest.mark.parametrize(("form", "kind"), [("mp4", "video/mp4"), ("m4a", "audio/mp4"), ("mp3", "audio/mpeg")])
def test_join_lasts_as_long_as_its_parts(media: Media, tmp_path: Path, form: str, kind: str) -> None:
    parts = [part_of(media.video, tmp_path, 1, 2), part_of(media.tone, tmp_path, 1, 1.5)]
    target = tmp_path / f"joined.{form}"
    told: list[float] = []
    made = join(parts, [30, 15], target, form, told.append)
    assert (made.content_type, made.duration, made.size_bytes) == (kind, 1.5, target.stat().st_size)
    assert probe(target).duration == pytest.approx(1.5, abs=0.06)
    assert told == [0.5, 1.0]


def test_joined_mp4_begins_with_its_index_and_carries_no_title(media: Media, tmp_path: Path) -> None:
    target = tmp_path / "joined.mp4"
    join([part_of(media.video, tmp_path, 1, 2)], [30], target, "mp4")
    data = target.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"Secret" not in data


def test_damaged_or_foreign_part_is_told(media: Media, tmp_path: Path) -> None:
    whole, torn, other = part_of(media.video, tmp_path, 1, 2), tmp_path / "torn.mkv", tmp_path / "other.mkv"
    torn.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    small = ("-vf", "scale=160:90", "-c:v", "libx264", "-bf", "0", "-c:a", "copy")
    ffmpeg("-i", whole, *small, other)
    for parts, frames in (
        ([whole, torn], [30, 30]),
        ([whole, other], [30, 30]),
        ([whole], [31]),
        ([tmp_path / "no"], [1]),
    ):
        with pytest.raises(ClipError) as told:
            join(parts, frames, tmp_path / "joined.mp4", "mp4")
        assert (told.value.code, told.value.retryable) == ("part_damaged", True)
    assert not (tmp_path / "joined.mp4").exists()


def test_what_is_no_medium_is_told(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no medium")
    with pytest.raises(MediaError) as told:
        make_parts([(Piece(tmp_path / "text.mp4", 0, 30), tmp_path / "part.mkv")])
    assert told.value.code == "not_media"


@pytest.mark.parametrize(("start", "end"), [(2.0, 2.0), (3.0, 1.0), (-1.0, 2.0)])
def test_limits_that_cannot_be_are_refused(media: Media, start: float, end: float) -> None:
    with pytest.raises(ClipError) as told:
        placed(look(media.video), start, end)
    assert told.value.code == "clip_out_of_range"


def test_in_a_child_it_is_the_same_and_can_be_stopped(media: Media, tmp_path: Path) -> None:
    piece = Piece(media.video, *placed(look(media.video), 1, 2))
    in_child.make_parts([(piece, tmp_path / "part.mkv")], picture=True)
    made = in_child.join([(tmp_path / "part.mkv", piece.frames)], tmp_path / "joined.mp4", "mp4")
    assert made.size_bytes == (tmp_path / "joined.mp4").stat().st_size
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        in_child.make_parts([(piece, tmp_path / "never.mkv")], picture=True, stop=stop)
    assert not list(tmp_path.glob("never*"))
