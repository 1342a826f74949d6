"""The windows that match, from the index, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db import connection

from core.database import prepared
from segments.search.documents import quoted
from segments.search.routing import MOST_WINDOWS, WIDE, Router, Try
from segments.search.scope import Part
from segments.search.tsquery import Compiler

LIKELY_MANY = MOST_WINDOWS * 5 // 4
"""Where so many are expected, it is not tried first whether all of them can be looked through."""
SURELY_MANY = 2 * MOST_WINDOWS
"""Where the sample expects so many for one word alone, there is no need to count."""
MEASURED_BY = 200
"""So many windows of a tier tell how far the words are from being independent."""
LOOKING = 6.6
"""To look at a window takes so many times as long as the index takes to list one (measured at ten million lines)."""
SCORED = 12

FROM = "segments_searchwindow w"
FROM_HIDDEN = "segments_searchwindow w JOIN videos_video v ON v.id = w.video_id"
ROWS = "w.id, w.video_id::text, w.generation, w.first, w.line_count, date_part('epoch', w.published), w.words"
MATCHING = "w.vector @@ (SELECT %s::tsquery)"
"""In a subquery, for what the planner sees it weighs, at a cost of milliseconds, and there is but one good plan."""
NARROWED = "w.vector @@ %s::tsquery"
"""Where there are others: dates or a video may be better to begin with."""
LOOKED_AT = f"({MATCHING}) IS TRUE"
"""Of windows at hand: in this form the index is not asked."""
BEST = """
WITH ranked AS MATERIALIZED (
    SELECT w.ctid AS place, w.published, w.id, {score} AS score
    FROM {source} WHERE {condition} AND {matching} LIMIT %s
), known AS MATERIALIZED (SELECT count(*) AS count FROM ranked)
SELECT {rows}, best.score, (SELECT count FROM known)
FROM (
    SELECT w.place, w.score FROM ranked w
    ORDER BY {order} LIMIT (SELECT CASE WHEN count > %s THEN %s ELSE count END FROM known)
) best JOIN segments_searchwindow w ON w.ctid = best.place
ORDER BY {order}
"""
"""Only what is ranked is carried along; of the best the rest is read once more."""
NEWEST = """
SELECT {rows}, 0.0 AS score FROM {source} WHERE {condition} AND {matching}
ORDER BY w.published DESC, w.id DESC LIMIT %s
"""
SIZE = "EXPLAIN (FORMAT JSON) SELECT FROM {source} WHERE {condition}"
COUNT = "SELECT count(*) FROM (SELECT FROM {source} WHERE {condition} AND {matching} LIMIT %s) w"
BY_SCORE = "score DESC, w.published DESC, w.id DESC"
BY_DATE = "w.published DESC, w.id DESC"


class Candidate(NamedTuple):
    """A window that matches, with its `words` as written (segments.search.documents).

    `published` in seconds since 1970, `score` 0 or more.
    """

    pk: int
    video_id: str
    generation: int
    first: int
    line_count: int
    published: float
    words: str
    score: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """Windows, best first; `is_complete` where these are all."""

    windows: list[Candidate] = field(default_factory=list)
    is_complete: bool = True

    @property
    def videos(self) -> list[str]:
        """The videos of these windows, that of the best first."""
        return list(dict.fromkeys(window.video_id for window in self.windows))


@dataclass(frozen=True, slots=True)
class Ranked:
    """Of `count` windows that were ranked all, or the best where there are more than MOST_WINDOWS."""

    windows: list[Candidate] = field(default_factory=list)
    count: int = 0

    @property
    def candidates(self) -> Candidates:
        return Candidates(self.windows, is_complete=self.count <= MOST_WINDOWS)


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the windows of one query. `is_wide`: the best, within limits that hold much of the index."""

    router: Router
    newest_first: bool
    is_wide: bool = False

    def find(self, parts: Sequence[Part], need: int) -> Candidates:
        """All windows up to MOST_WINDOWS, or else the best, at least `need` where there are so many."""
        found = [self.find_in(part, need) for part in parts]
        windows = [window for each in found for window in each.windows]
        if len(found) > 1:
            windows.sort(key=self.order)
        is_complete = all(each.is_complete for each in found) and len(windows) <= MOST_WINDOWS
        return Candidates(windows, is_complete)

    def order(self, window: Candidate) -> tuple[Any, ...]:
        newest = (-window.published, -window.pk)
        return newest if self.newest_first else (-window.score, *newest)

    def find_in(self, part: Part, need: int) -> Candidates:
        """A part's windows: all where they are few, else the newest, or those of the highest tiers that hold enough."""
        part = self.wanted(part)
        if not (part.is_public and part.limits and self.router.known.is_sampled):
            return self.find_by(part, need)
        share = self.share_of(part)
        is_wide = share > WIDE and not self.newest_first
        return replace(self, router=replace(self.router, share=share), is_wide=is_wide).find_by(part, need)

    def find_by(self, part: Part, need: int) -> Candidates:
        """See find_in; by a router that knows how large the part is, as far as anybody does."""
        compiler = self.compiler_for(part)
        may_be_few = not part.is_public or self.router.expected <= LIKELY_MANY
        found = self.best_of_all(part, need) if may_be_few else None
        if found and found.count <= MOST_WINDOWS:
            return found.candidates
        tries = self.router.tries(need) if part.is_public else []
        if self.newest_first and (found or self.are_many(part, tries)):
            return Candidates(self.newest(part, compiler.plain(), need), is_complete=False)
        for n, tried in enumerate(tries) if not self.newest_first else ():
            matching = self.matching_for(part, tried.expected)
            tiered = self.best(part, tried.tsquery, need, complete=0, matching=matching)
            if n == 0 and tiered.count > MOST_WINDOWS:
                tiered = self.higher(part, need, tiered)
            if len(tiered.windows) >= need and (found or self.are_many(part, tries[n + 1 :], tried, tiered.count)):
                return Candidates(tiered.windows, is_complete=False)
        return (found or self.best_of_all(part, need)).candidates

    def higher(self, part: Part, need: int, ranked: Ranked) -> Ranked:
        """Where there are too many to rank all: before those that were `ranked` those with a word more often."""
        for tried in self.router.higher(need):
            matching = self.matching_for(part, tried.expected)
            found = self.best(part, tried.tsquery, need, complete=0, matching=matching)
            if len(found.windows) < need:
                both = {window.pk: window for window in (*found.windows, *ranked.windows)}.values()
                return Ranked(sorted(both, key=self.order)[:need], ranked.count)
            if found.count <= MOST_WINDOWS:
                return found
            ranked = found
        return ranked

    def compiler_for(self, part: Part) -> Compiler:
        """What is said in hidden windows is not in the completions."""
        compiler = self.router.compiler
        return compiler if part.is_public else replace(compiler, completions={})

    def wanted(self, part: Part) -> Part:
        """Of a part the windows without what the index is not asked to exclude."""
        return part.without(self.compiler_for(part).unlisted())

    def are_many(self, part: Part, wider: Sequence[Try], tried: Try | None = None, found: int = 0) -> bool:
        """Whether there are more than MOST_WINDOWS, where some were `found` by a try.

        By what was found or by the sample if these are sure, or else counted; of a beginning only the words most said.
        First by the narrowest of the `wider` tries that most likely has so many: the index counts to the end.
        """
        if found > MOST_WINDOWS or (part.is_public and self.are_surely_many(tried, found)):
            return True
        likely = [each for each in wider if each.expected > SURELY_MANY][:1]
        all_said = Try(self.compiler_for(part).most_said(), self.router.expected)
        return any(self.count(part, each) > MOST_WINDOWS for each in dict.fromkeys([*likely, all_said]))

    def count(self, part: Part, tried: Try) -> int:
        """How many windows match, up to one more than MOST_WINDOWS."""
        matching = self.matching_for(part, tried.expected)
        sql = COUNT.format(source=self.source(part), condition=self.condition(part), matching=matching)
        ((count,),) = rows_of(sql, matching, [*part.values, tried.tsquery, MOST_WINDOWS + 1])
        return int(count)

    def are_surely_many(self, tried: Try | None, found: int) -> bool:
        """By one word alone; or by as many more than a try found as are expected, even if that is thrice too much."""
        if self.router.surely > SURELY_MANY:
            return True
        if tried is None or found < MEASURED_BY or not tried.expected:
            return False
        return self.router.expected * found / tried.expected > 3 * MOST_WINDOWS

    def find_in_videos(self, parts: Sequence[Part], videos: Sequence[str]) -> list[Candidate]:
        """The windows of these videos, best first."""
        found: list[Candidate] = []
        for part in parts:
            within = self.wanted(part).narrowed([("w.video_id = ANY(%s::uuid[])", list(videos))])
            found += self.best(within, self.compiler_for(part).plain(), self.router.ranked, matching=LOOKED_AT).windows
        return sorted(found, key=self.order)

    def best_of_all(self, part: Part, need: int) -> Ranked:
        """The best `need` windows of all that match; all where they can be looked through."""
        matching = self.matching_for(part, self.router.expected)
        return self.best(part, self.compiler_for(part).plain(), need, matching=matching)

    def best(self, part: Part, tsquery: str, need: int, *, complete: int = MOST_WINDOWS, matching: str = "") -> Ranked:
        """The best `need` windows; all where they are no more than `complete`."""
        weights = self.router.weights(SCORED)
        score = " + ".join("%s * ts_rank('{{1,1,1,1}}', w.vector, %s::tsquery)" for _ in weights) or "0.0"
        weighed: list[Any] = [value for word, weight in weights for value in (weight, quoted(word))]
        matching = matching or self.matching(part)
        sql = self.written(BEST.replace("{score}", score), part, self.condition(part), matching)
        rows = rows_of(sql, matching, [*weighed, *part.values, tsquery, self.router.ranked, complete, need])
        return Ranked([Candidate._make(row[:-1]) for row in rows], rows[0][-1]) if rows else Ranked()

    def newest(self, part: Part, tsquery: str, need: int) -> list[Candidate]:
        sql = self.written(NEWEST, part, part.condition, NARROWED)
        return [Candidate._make(row) for row in rows_of(sql, NARROWED, [*part.values, tsquery, need])]

    def matching(self, part: Part) -> str:
        is_whole = part.is_public and not part.limits
        return MATCHING if is_whole or self.is_wide else NARROWED

    def matching_for(self, part: Part, expected: float) -> str:
        """For a query that so many may match. A part with fewer windows than have the words is looked through."""
        share = self.router.share
        is_smaller = LOOKING * share**2 * self.router.known.windows < expected  # of which the part has its share
        return LOOKED_AT if share < 1 and is_smaller else self.matching(part)

    def share_of(self, part: Part) -> float:
        """The share of all windows that a part holds, as PostgreSQL takes it from its sample."""
        sql = SIZE.format(source=self.source(part), condition=part.condition)
        with connection.cursor() as cursor:
            cursor.execute(sql, part.values)
            ((explained,),) = cursor.fetchone()
        rows: int = explained["Plan"]["Plan Rows"]
        return min(1.0, rows / self.router.known.windows)

    def condition(self, part: Part) -> str:
        return part.looked_at if self.is_wide else part.condition

    def written(self, sql: str, part: Part, condition: str, matching: str) -> str:
        order = BY_DATE if self.newest_first else BY_SCORE
        return sql.format(rows=ROWS, source=self.source(part), condition=condition, matching=matching, order=order)

    def source(self, part: Part) -> str:
        return FROM_HIDDEN if "v." in part.condition else FROM


def rows_of(sql: str, matching: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement: planned once where there is but one good plan, else anew for these values."""
    if matching == MATCHING:
        return prepared(sql, values)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
