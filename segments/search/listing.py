"""From windows to matches: all of them where they can be looked through, else as many as are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from segments.search.candidates import Candidate, Candidates
from segments.search.hits import Match, located
from segments.search.query import Query
from segments.search.tsquery import REACH
from segments.search.within import Run, runs_in

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """Matches, best first; `is_complete` where these are all there are."""

    matches: list[Match] = field(default_factory=list)
    is_complete: bool = True

    def by_video(self) -> dict[str, list[Match]]:
        grouped: dict[str, list[Match]] = {}
        for match in self.matches:
            grouped.setdefault(match.video_id, []).append(match)
        return grouped


def list_matches(query: Query, candidates: Candidates, need: int, *, newest_first: bool) -> Listing:
    """All matches in complete candidates; else at least `need`, where there are so many."""
    if candidates.is_complete:
        return Listing(matches_in(query, candidates.windows, by_date if newest_first else by_score))
    found: list[Match] = []
    order = by_window(candidates.windows)
    for begin in range(0, len(candidates.windows), AT_ONCE):
        found += matches_in(query, candidates.windows[begin : begin + AT_ONCE], order)
        if len(found) >= need:
            break
    return Listing(found, is_complete=False)


Order = Callable[[Candidate, Run], tuple[Any, ...]]


def by_score(window: Candidate, run: Run) -> tuple[Any, ...]:
    """Lines that are what was quoted and nothing else before all."""
    return (not run.is_whole, -window.score, *quality(run), *by_date(window, run))


def by_date(window: Candidate, run: Run) -> tuple[Any, ...]:
    return (-window.published, window.video_id, window.first + run.first)


def by_window(windows: Sequence[Candidate]) -> Order:
    """As the windows stand, in each the best first."""
    places = {window.pk: place for place, window in enumerate(windows)}
    return lambda window, run: (places[window.pk], *quality(run), run.first)


def quality(run: Run) -> tuple[bool, int]:
    """Sorts the better before the worse: words that follow each other as typed, then few lines."""
    return (not run.is_exact, run.last - run.first)


def matches_in(query: Query, windows: Sequence[Candidate], order: Order) -> list[Match]:
    """The matches of these windows, in order; looked for in few at a time, whose text takes no new pages of memory."""
    found = [
        (windows[begin + place], run)
        for begin in range(0, len(windows), AT_ONCE)
        for place, run in runs_in(query, windows[begin : begin + AT_ONCE])
    ]
    found.sort(key=lambda pair: order(*pair))
    return confirmed(query, [match_of(window, run) for window, run in found])


def match_of(window: Candidate, run: Run) -> Match:
    return Match(window.video_id, window.generation, window.first + run.first, window.first + run.last)


def passage_of(window: Candidate) -> Match:
    """All of a window's own lines."""
    last = window.first + window.line_count - 1
    return Match(window.video_id, window.generation, window.first, last, is_passage=True)


def confirmed(query: Query, matches: list[Match]) -> list[Match]:
    """The matches whose phrases are really there: a window knows only the first REACH tokens of one."""
    if all(len(phrase.lexemes) <= REACH for phrase in query.phrases):
        return matches
    return [
        match
        for begin in range(0, len(matches), AT_ONCE)
        for match, place in located(query, matches[begin : begin + AT_ONCE])
        if place is not None
    ]
