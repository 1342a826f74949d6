"""Which places match a query: lines that hold all of it, and the smallest runs of lines that do together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchRank
from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce

from segments.models import SearchWindow, Segment, Track
from segments.search.documents import WINDOW_SECONDS
from segments.search.query import Query
from segments.search.tsquery import TsQuery, any_in_line, as_one_phrase, begins_in_line, somewhere, term_in_line
from videos.models import Video

MOST_HITS = 1000
MOST_WINDOWS = 500
TOGETHER_SECONDS = WINDOW_SECONDS
"""Words are said together when the lines they begin in begin within this time."""
APART_SECONDS = 30.0
"""What must not be said may not begin this close before or after a hit."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place that matches: lines `first` to `last` by index. `rank` is 0 or more for one line, below 0 for a run."""

    segment_id: UUID
    video_id: UUID
    generation: int
    first: int
    last: int
    start: float
    published: datetime
    rank: float = 0.0
    is_exact: bool = False


@dataclass(slots=True)
class Matches:
    """All matches, best first, up to MOST_HITS; `is_complete` False where there are more."""

    found: list[Match] = field(default_factory=list)
    is_complete: bool = True


def find_matches(query: Query, videos: QuerySet[Video], *, newest_first: bool) -> Matches:
    """The places in these videos that match, in order."""
    if not query.required:
        return Matches()
    found = line_matches(query, videos, newest_first=newest_first)
    if len(found) > MOST_HITS:
        return Matches(found[:MOST_HITS], is_complete=False)
    if len(query.required) == 1:
        return Matches(found)
    runs, is_complete = run_matches(query, videos)
    found = sorted(found + runs, key=by_date if newest_first else by_relevance)
    return Matches(found[:MOST_HITS], is_complete=is_complete and len(found) <= MOST_HITS)


def by_relevance(match: Match) -> tuple[Any, ...]:
    return (not match.is_exact, -match.rank, -match.published.timestamp(), match.video_id, match.first)


def by_date(match: Match) -> tuple[Any, ...]:
    return (-match.published.timestamp(), match.video_id, match.first)


def line_matches(query: Query, videos: QuerySet[Video], *, newest_first: bool) -> list[Match]:
    """The lines in which all terms begin: the best MOST_HITS, and one more where there are more."""
    wanted = TsQuery(begins_in_line(query.required))
    lines = (
        current_lines(videos)
        .filter(vector=wanted)
        .annotate(
            published=Coalesce("video__published_at", "video__created_at"),
            # only weight A counts; shorter lines before longer ones
            rank=SearchRank(F("vector"), wanted, weights=[0, 0, 0, 1], normalization=1),
            exact=holds_phrase(as_one_phrase(query)),
        )
    )
    if query.excluded:
        lines = lines.exclude(Exists(forbidden_near(query)))
    best = () if newest_first else ("-exact", "-rank")
    rows = lines.order_by(*best, "-published", "video_id", "index").values_list(
        "id", "video_id", "generation", "index", "start", "published", "rank", "exact"
    )
    return [
        Match(pk, video, generation, index, index, start, published, rank, exact)
        for pk, video, generation, index, start, published, rank, exact in rows[: MOST_HITS + 1]
    ]


def current_lines(videos: QuerySet[Video]) -> QuerySet[Segment]:
    """The lines that readers of these videos see."""
    return Segment.objects.filter(video__in=videos.order_by(), generation=F("video__generation"), track=Track.ORIGINAL)


def holds_phrase(phrase: str | None) -> Any:
    """Whether the words stand one after the other."""
    if phrase is None:
        return Value(False)
    return Case(When(vector=TsQuery(phrase), then=Value(True)), default=Value(False))


def forbidden_near(query: Query) -> QuerySet[Segment]:
    """Lines around the outer one in which something begins that must not be said."""
    return Segment.objects.filter(
        video=OuterRef("video"),
        generation=OuterRef("generation"),
        track=Track.ORIGINAL,
        start__gte=OuterRef("start") - APART_SECONDS,
        start__lte=OuterRef("end") + APART_SECONDS,
        vector=TsQuery(any_in_line(query.excluded)),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A line that holds something of the query: which of its terms, and whether what must not be said."""

    segment_id: UUID
    generation: int
    index: int
    start: float
    end: float
    terms: tuple[bool, ...]
    is_forbidden: bool


def run_matches(query: Query, videos: QuerySet[Video]) -> tuple[list[Match], bool]:
    """The smallest runs of several lines that hold all terms together, and whether these are all there are."""
    windows = candidate_windows(query, videos)
    published = dict(
        Video.objects.filter(pk__in={video for video, _ in windows}).values_list(
            "pk", Coalesce("published_at", "created_at")
        )
    )
    found = [
        Match(lines[i].segment_id, video, lines[i].generation, lines[i].index, lines[j].index, lines[i].start,
              published[video], rank=lines[i].start - lines[j].end)
        for video, lines in said_in(query, windows[:MOST_WINDOWS]).items()
        for i, j in smallest_runs(lines)
        if not is_forbidden_near(lines, lines[i].start, lines[j].end)
    ]  # fmt: skip
    return found, len(windows) <= MOST_WINDOWS


def candidate_windows(query: Query, videos: QuerySet[Video]) -> list[tuple[UUID, int]]:
    """Windows (video, number) that hold all terms somewhere, the newest videos' first."""
    windows = SearchWindow.objects.filter(
        video__in=videos.order_by(), generation=F("video__generation"), vector=TsQuery(somewhere(query))
    ).order_by(Coalesce("video__published_at", "video__created_at").desc(), "video_id", "number")
    return list(windows.values_list("video_id", "number")[: MOST_WINDOWS + 1])


SAID = """
SELECT DISTINCT s.video_id, s.id, s.generation, s.index, s.start, s."end", ARRAY[{terms}], {forbidden}
FROM unnest(%s::uuid[], %s::int[]) AS w(video_id, number)
JOIN videos_video v ON v.id = w.video_id
JOIN segments_segment s ON s.video_id = w.video_id AND s.generation = v.generation AND s.track = %s
    AND s.start >= w.number * %s - %s AND s.start < (w.number + 2) * %s + %s
WHERE s.vector @@ %s::tsquery
ORDER BY s.video_id, s.index
"""


def said_in(query: Query, windows: Sequence[tuple[UUID, int]]) -> dict[UUID, list[Said]]:
    """The lines of these windows and shortly around them that hold something of the query, by video."""
    terms = [term_in_line(term) for term in query.required]
    forbidden = any_in_line(query.excluded) if query.excluded else ""
    matched = "s.vector @@ %s::tsquery"
    sql = SAID.format(
        terms=", ".join(matched for _ in terms), forbidden=matched if forbidden else "false"
    )  # nothing of the query but placeholders
    parameters: list[Any] = [
        *terms,
        *([forbidden] if forbidden else []),
        [video for video, _ in windows],
        [number for _, number in windows],
        Track.ORIGINAL,
        *(WINDOW_SECONDS, APART_SECONDS, WINDOW_SECONDS, APART_SECONDS + TOGETHER_SECONDS),
        " | ".join([*terms, *([forbidden] if forbidden else [])]),
    ]
    lines: dict[UUID, list[Said]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for video, segment, generation, index, start, end, held, is_forbidden in cursor.fetchall():
            lines[video].append(Said(segment, generation, index, start, end, tuple(held), is_forbidden))
    return lines


def smallest_runs(lines: Sequence[Said]) -> list[tuple[int, int]]:
    """The runs [i, j], i < j, that hold every term, begin together, and hold no smaller run that does."""
    runs: list[tuple[int, int]] = []
    following: list[int | None] = [None] * (len(lines[0].terms) if lines else 0)
    ends_before = len(lines)
    for i in range(len(lines) - 1, -1, -1):
        following = [i if held else later for held, later in zip(lines[i].terms, following, strict=True)]
        if None in following:
            continue
        j = max(later for later in following if later is not None)
        is_smallest, ends_before = j < ends_before, j
        if is_smallest and i < j and lines[j].start - lines[i].start <= TOGETHER_SECONDS:
            runs.append((i, j))
    return runs[::-1]


def is_forbidden_near(lines: Sequence[Said], start: float, end: float) -> bool:
    """Whether something that must not be said begins from shortly before `start` to shortly after `end`."""
    return any(line.is_forbidden and start - APART_SECONDS <= line.start <= end + APART_SECONDS for line in lines)
