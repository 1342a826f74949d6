"""Cues as they are shown into cues as they are spoken: in order, each word once, one at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engines.captions.cues import Line, ReadCue

TOUCHING = 0.1
"""Seconds between two cues that count as none."""

BRIEF = 0.5
"""A cue shorter than that which repeats its neighbour only holds it on the screen."""

TOGETHER = 0.2
"""Cues that begin so close to each other are one, with both texts."""

Texts = tuple[tuple[str, ...], ...]


def cleaned(cues: Iterable[ReadCue]) -> list[ReadCue]:
    """Sorted cues without repeats, none of which overlaps the next.

    Rolling captions show each line twice (first below, then above the next one), karaoke shows a line again with every
    word, and layers show the same at the same time; all of these are spoken once.
    """
    ordered = sorted((cue for cue in cues if cue.end > cue.start >= 0), key=lambda cue: (cue.start, cue.end))
    return _one_at_a_time(_spoken_once(ordered))


def _spoken_once(cues: list[ReadCue]) -> list[ReadCue]:
    kept: list[ReadCue] = []
    shown: ReadCue | None = None
    for cue in cues:
        new = _news(cue, shown) if shown else cue.lines
        if new:
            kept.append(replace(cue, lines=new))
        elif kept:
            kept[-1] = replace(kept[-1], end=max(kept[-1].end, cue.end))
        shown = cue
    return kept


def _news(cue: ReadCue, shown: ReadCue) -> tuple[Line, ...]:
    """The lines of a cue that were not on the screen just before."""
    if cue.start > shown.end + TOUCHING:
        return cue.lines
    before, now = shown.texts, cue.texts
    rolled = next((count for count in range(min(len(before), len(now)), 0, -1) if before[-count:] == now[:count]), 0)
    if rolled == len(now):
        overlaps = cue.start < shown.end - TOUCHING
        is_held = overlaps or min(cue.end - cue.start, shown.end - shown.start) < BRIEF
        return () if is_held else cue.lines
    grown = len(before[-1]) if not rolled and _grows(before, now) else 0
    return (cue.lines[rolled][grown:], *cue.lines[rolled + 1 :])


def _grows(before: Texts, now: Texts) -> bool:
    """Whether the first line now is the last one before with more words."""
    return len(now[0]) > len(before[-1]) and now[0][: len(before[-1])] == before[-1]


def _one_at_a_time(cues: list[ReadCue]) -> list[ReadCue]:
    """Where cues overlap the earlier ends when the later begins; what begins together is joined."""
    apart: list[ReadCue] = []
    for cue in cues:
        last = apart[-1] if apart else None
        if last and cue.start < last.end and cue.start - last.start < TOGETHER:
            apart[-1] = ReadCue(last.start, max(last.end, cue.end), (*last.lines, *cue.lines))
            continue
        if last and cue.start < last.end:
            apart[-1] = replace(last, end=cue.start)
        apart.append(cue)
    return apart
