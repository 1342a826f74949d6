"""Sound and picture of a long supercut of very different media: every frame and every beep where it belongs."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest

from engines.supercuts.joining import join
from engines.supercuts.parts import make_parts
from engines.supercuts.sources import look, placed
from engines.supercuts.types import FRAME_RATE, Piece
from tests.engines.supercuts.marks import H264, SECONDS, VP9, Marked, marked, onsets, pictures

HALF_FRAME = 0.5 / FRAME_RATE
EDGE = 0.06
"""Seconds around a join in which a beep may be cut in two."""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Marked]:
    folder = tmp_path_factory.mktemp("marks")
    opus = ("-c:a", "libopus", "-b:a", "64k")
    return [
        marked(folder / "steady.mp4", Fraction(30), *H264),
        marked(folder / "mono.mp4", Fraction(25), *H264, sound=("-c:a", "aac", "-ar", "44100", "-ac", "1")),
        marked(folder / "ntsc.webm", Fraction(30000, 1001), *VP9, sound=opus, size="321:97"),
        marked(folder / "varying.mp4", Fraction(30), *H264, keep="'not(between(mod(n,7),2,4))'"),
        marked(folder / "fast.mp4", Fraction(60), *H264, size="640:64"),
    ]


@pytest.mark.parametrize("count", [5, pytest.param(30, marks=pytest.mark.rest)])
def test_no_part_is_out_of_sync_and_nothing_drifts(sources: list[Marked], tmp_path: Path, count: int) -> None:
    chance = random.Random(6)
    pieces: list[tuple[Marked, Piece]] = []
    for number in range(count):
        source = sources[number % len(sources)]
        start = chance.uniform(0, SECONDS - 2)
        begin, frames = placed(look(source.path), start, start + chance.uniform(0.7, 1.3))
        assert start - 1 / source.rate - 0.001 <= begin <= start
        pieces.append((source, Piece(source.path, begin, frames)))
    parts = [tmp_path / f"{number}.mkv" for number in range(count)]

    make_parts([(piece, part) for (_source, piece), part in zip(pieces, parts, strict=True)])
    joined = join(parts, [piece.frames for _source, piece in pieces], tmp_path / "supercut.mp4", "mp4")

    shown, beeps = pictures(tmp_path / "supercut.mp4"), onsets(tmp_path / "supercut.mp4")
    assert joined.duration == pytest.approx(len(shown) / FRAME_RATE)
    at = 0
    for source, piece in pieces:
        check_pictures(source, piece, shown[at : at + piece.frames])
        check_beeps(source, piece, [beep - at / FRAME_RATE for beep in beeps])
        at += piece.frames
    assert at == len(shown)


def check_pictures(source: Marked, piece: Piece, shown: list[int]) -> None:
    """Each picture stands on the screen when it should, give or take half a frame of the grid."""
    kept = sorted(set(shown))
    for place, number in enumerate(shown):
        moment = piece.start + place / FRAME_RATE
        assert source.shown_at(number) <= moment + HALF_FRAME + 0.002
        later = [n for n in kept if n > number]
        if later:
            assert moment <= source.shown_at(later[0]) + HALF_FRAME + 0.002


def check_beeps(source: Marked, piece: Piece, beeps: list[float]) -> None:
    """Each beep is heard when it should; `beeps` counts from the beginning of the part."""
    length = piece.frames / FRAME_RATE
    expected = [beep - piece.start for beep in source.beeps if EDGE < beep - piece.start < length - EDGE]
    found = [beep for beep in beeps if EDGE / 2 < beep < length - EDGE / 2]
    assert expected
    for beep in expected:
        assert min(abs(beep - other) for other in found) < 0.004
