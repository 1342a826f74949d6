"""The windows that match, from the index, best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from segments.search.documents import quoted
from segments.search.routing import FEW, Router
from segments.search.scope import EVERYONES, Part
from segments.search.tsquery import Compiler

MOST_WINDOWS = 1000
"""So many are looked through for exact counts; of more only the best are listed."""
SURELY_MANY = 3 * MOST_WINDOWS
"""Where the sample expects so many for a word, there is no need to count."""
RANKED = 10_000
RANKED_PHRASES = 2000
SCORED = 12

FROM = "segments_searchwindow w"
FROM_HIDDEN = "segments_searchwindow w JOIN videos_video v ON v.id = w.video_id"
ROWS = "w.id, w.video_id, w.generation, w.first, w.line_count, w.published"
BEST = """
SELECT {rows}, {score} AS score FROM (
    SELECT {rows}, w.vector FROM {source} WHERE {condition} AND w.vector @@ %s::tsquery LIMIT %s
) w ORDER BY {order} LIMIT %s
"""
NEWEST = """
SELECT {rows}, 0.0 AS score FROM {source} WHERE {condition} AND w.vector @@ %s::tsquery
ORDER BY w.published DESC, w.id DESC LIMIT %s
"""
COUNT = """
SELECT count(*), count(DISTINCT w.video_id) FROM (
    SELECT w.video_id FROM {source} WHERE {condition} AND w.vector @@ %s::tsquery LIMIT %s
) w
"""
BY_SCORE = "score DESC, w.published DESC, w.id DESC"
BY_DATE = "w.published DESC, w.id DESC"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window that matches. `score` is 0 or more."""

    pk: int
    video_id: UUID
    generation: int
    first: int
    line_count: int
    published: datetime
    score: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """Windows, best first; `is_complete` where these are all. They are in `video_count` videos or more."""

    windows: list[Candidate] = field(default_factory=list)
    is_complete: bool = True
    video_count: int = 0


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the windows of one query."""

    router: Router
    newest_first: bool

    def find(self, parts: Sequence[Part], need: int) -> Candidates:
        """All windows up to MOST_WINDOWS, or else the best, at least `need` where there are so many."""
        found = [self.find_in(part, need) for part in parts]
        windows = sorted((window for each in found for window in each.windows), key=self.order)
        is_complete = all(each.is_complete for each in found) and len(windows) <= MOST_WINDOWS
        return Candidates(windows, is_complete, sum(each.video_count for each in found))

    def order(self, window: Candidate) -> tuple[Any, ...]:
        newest = (-window.published.timestamp(), -window.pk)
        return newest if self.newest_first else (-window.score, *newest)

    def find_in(self, part: Part, need: int) -> Candidates:
        if not part.is_public:
            hidden = Compiler(self.router.compiler.query, self.router.compiler.facets)
            return self.all_or_best(part, hidden.plain())
        *tiers, plain = self.router.tries(need)
        if not tiers:
            return self.all_or_best(part, plain)
        is_sure = part == EVERYONES and self.router.is_one_term and self.router.expected > SURELY_MANY
        count, video_count = (MOST_WINDOWS + 1, 0) if is_sure else self.counts(part, plain)
        if count <= MOST_WINDOWS:
            return self.all_or_best(part, plain)
        windows = self.some(part, [*tiers, plain], need)
        return Candidates(windows, is_complete=False, video_count=video_count or len({w.video_id for w in windows}))

    def some(self, part: Part, tsqueries: Sequence[str], need: int) -> list[Candidate]:
        """The best `need` windows, where there are more than can be ranked: the first query to find so many."""
        *tiers, plain = tsqueries
        if self.newest_first:
            return self.rows(NEWEST, part, [plain, need])
        for tsquery in tiers:
            windows = self.best(part, tsquery, need)
            if len(windows) == need:
                return windows
        return self.best(part, plain, need)

    def all_or_best(self, part: Part, tsquery: str) -> Candidates:
        ranked = RANKED if self.router.expected <= FEW else RANKED_PHRASES
        windows = self.best(part, tsquery, MOST_WINDOWS + 1, ranked)
        videos = {window.video_id for window in windows}
        return Candidates(windows, len(windows) <= MOST_WINDOWS, len(videos))

    def counts(self, part: Part, tsquery: str) -> tuple[int, int]:
        """How many windows match in how many videos, of the first MOST_WINDOWS + 1."""
        sql = COUNT.format(source=self.source(part), condition=part.condition)
        with connection.cursor() as cursor:
            cursor.execute(sql, [*part.values, tsquery, MOST_WINDOWS + 1])
            windows, videos = cursor.fetchone()
        return windows, videos

    def best(self, part: Part, tsquery: str, limit: int, ranked: int = RANKED) -> list[Candidate]:
        weights = self.router.weights(SCORED)
        score = " + ".join("%s * ts_rank('{{1,1,1,1}}', w.vector, %s::tsquery)" for _ in weights) or "0.0"
        sql = BEST.replace("{score}", score)
        weighed: list[Any] = [value for word, weight in weights for value in (weight, quoted(word))]
        return self.rows(sql, part, [tsquery, ranked, limit], weighed)

    def rows(self, sql: str, part: Part, values: list[Any], before: Iterable[Any] = ()) -> list[Candidate]:
        order = BY_DATE if self.newest_first else BY_SCORE
        sql = sql.format(rows=ROWS, source=self.source(part), condition=part.condition, order=order)
        with connection.cursor() as cursor:
            cursor.execute(sql, [*before, *part.values, *values])
            return [Candidate(*row) for row in cursor.fetchall()]

    def source(self, part: Part) -> str:
        return FROM_HIDDEN if "v." in part.condition else FROM
