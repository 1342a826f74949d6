"""How frequent lexemes are: from PostgreSQL's own sample where the index is large, else counted."""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import cast

from django.db import connection

from core.database import prepared
from segments.search.documents import SIGNED_SINCE
from segments.search.terms import windows_with
from segments.search_models import SearchWindow

SAMPLED_FROM = 5000
"""So many windows make a sample worth more than it costs; below, all that match are ranked."""

SAMPLE = """
SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
WHERE schemaname = current_schema() AND tablename = 'segments_searchwindow' AND attname = 'vector'
"""
UNSIGNED = "SELECT 1 FROM segments_searchwindow WHERE version < %s LIMIT 1"


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Shares of the windows that hold a lexeme. `floor` is the least share that a sample knows; 0 where counted."""

    windows: float
    shares: Mapping[str, float] = field(default_factory=dict)
    floor: float = 0.0

    @property
    def is_sampled(self) -> bool:
        return self.floor > 0

    def refined(self, counted: Mapping[str, int]) -> Frequencies:
        """With the numbers of windows of some words, known better than from a sample."""
        if not counted:
            return self
        shares = {word: min(1.0, count / self.windows) for word, count in counted.items()}
        return replace(self, shares=ChainMap(shares, cast(dict[str, float], self.shares)))

    def share(self, lexeme: str) -> float:
        """Below the floor nothing is known: taken for a third of it."""
        return self.shares.get(lexeme, self.floor / 3)

    def idf(self, lexeme: str) -> float:
        """Inverse document frequency as in BM25 (Robertson and Zaragoza 2009, with 1 added to stay above 0)."""
        holding = self.share(lexeme) * self.windows
        return math.log(1 + (self.windows - holding + 0.5) / (holding + 0.5))


def all_have_signatures() -> bool:
    """False until the last window of before there were any is made anew (segments.search.rebuild)."""
    return not prepared(UNSIGNED, [SIGNED_SINCE])


def frequencies(rows: float, words: Iterable[str], counted: Mapping[str, int]) -> Frequencies:
    """What is known of these words, or of all lexemes where there is a sample; some are `counted` already.

    `rows`: how many windows PostgreSQL takes the index to hold; below 0 where it does not know.
    """
    if rows >= SAMPLED_FROM and (sample := sampled(rows)) is not None:
        return sample.refined(counted)
    count = max(SearchWindow.objects.filter(is_public=True).count(), 1)
    return Frequencies(count, {word: min(n / count, 1.0) for word, n in windows_with(list(words)).items()})


@lru_cache(maxsize=1)
def sampled(rows: float) -> Frequencies | None:
    """The sample of the last ANALYZE, which is the one that set the table's number of rows; None before the first."""
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE)
        found = cursor.fetchone()
    if found is None or not found[0]:
        return None
    shares = dict(zip(*found, strict=False))  # behind the shares stand the least, the greatest, and that of none
    return Frequencies(rows, shares, min(shares.values()))
