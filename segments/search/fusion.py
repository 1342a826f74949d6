"""One list of two: reciprocal rank fusion (Cormack, Clarke and Buettcher, 2009)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from segments.search.candidates import Candidate

RANK_CONSTANT = 60


def fused(*lists: Sequence[Candidate]) -> list[Candidate]:
    """Every window of these lists once, best first: each list adds 1 / (RANK_CONSTANT + rank)."""
    worth: dict[int, float] = defaultdict(float)
    windows: dict[int, Candidate] = {}
    for listed in lists:
        for rank, window in enumerate(listed, start=1):
            worth[window.pk] += 1 / (RANK_CONSTANT + rank)
            windows[window.pk] = window
    return sorted(windows.values(), key=lambda window: -worth[window.pk])
