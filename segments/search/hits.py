"""From matches to hits: their lines are read, and what matches is located in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple
from uuid import UUID

from core.database import array_literal, prepared
from segments.models import Track
from segments.search.locate import Location, locate, passage
from segments.search.query import Query
from segments.search.shelf import Shelf
from segments.search.tsquery import REACH
from videos.models import Video

HITS_PER_VIDEO = 3
MOST_LINES = 64
"""So many lines a phrase may run over."""


class Match(NamedTuple):
    """A place that matches: lines `first` to `last` of a video, by index; `is_passage`: by all they mean."""

    video_id: str
    generation: int
    first: int
    last: int
    is_passage: bool = False


class Line(NamedTuple):
    """What a hit needs of a segment."""

    pk: UUID
    start: float
    end: float
    text: str


Lines = Mapping[tuple[str, int], Line]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where it is said. `highlight` in UTF-16 code units of `text`; `matches` counts hits in this video."""

    segment_ids: list[UUID]
    video: Video
    start: float
    end: float
    text: str
    highlight: list[tuple[int, int]]
    before: str
    after: str
    matches: int


@dataclass(frozen=True, slots=True)
class VideoHits:
    """The best hits of one video and how many it has."""

    video: Video
    matches: int
    hits: list[Hit]


def grouped_hits(query: Query, groups: Sequence[Sequence[Match]], shelf: Shelf) -> list[VideoHits]:
    """The best few hits of each video; `groups` holds all matches of a video, best first."""
    counts = {group[0].video_id: len(group) for group in groups}
    hits = listed_hits(query, [match for group in groups for match in group[:HITS_PER_VIDEO]], counts, shelf)
    made: dict[UUID, VideoHits] = {}
    for hit in hits:
        group = made.setdefault(hit.video.pk, VideoHits(hit.video, hit.matches, []))
        group.hits.append(hit)
    return list(made.values())


def listed_hits(query: Query, matches: Sequence[Match], counts: Mapping[str, int], shelf: Shelf) -> list[Hit]:
    """The hits of these matches, in their order. One whose lines were replaced meanwhile is left out."""
    lines = lines_around(query, matches)
    videos = shelf.videos(match.video_id for match in matches)
    return [
        hit_of(match, place, lines, videos[match.video_id], counts[match.video_id])
        for match, place in located_in(query, matches, lines)
        if place is not None and match.video_id in videos
    ]


def hit_of(match: Match, place: Location, lines: Lines, video: Video, matches: int) -> Hit:
    spanned = [lines[match.video_id, match.first + n] for n in range(place.line_count)]
    before = lines.get((match.video_id, match.first - 1))
    after = lines.get((match.video_id, match.first + place.line_count))
    return Hit(
        segment_ids=[line.pk for line in spanned],
        video=video,
        start=spanned[0].start,
        end=max(line.end for line in spanned),
        text=place.text,
        highlight=place.highlight,
        before=before.text if before else "",
        after=after.text if after else "",
        matches=matches,
    )


def located(query: Query, matches: Sequence[Match]) -> Iterator[tuple[Match, Location | None]]:
    """Each match with where it lies; None where its lines do not hold the query after all."""
    return located_in(query, matches, lines_around(query, matches))


def located_in(query: Query, matches: Sequence[Match], lines: Lines) -> Iterator[tuple[Match, Location | None]]:
    reach = lines_needed(query)
    for match in matches:
        begins_in = match.last - match.first + 1
        end = match.last + 1 + (0 if match.is_passage else reach)
        wanted = (lines.get((match.video_id, index)) for index in range(match.first, end))
        texts = [line.text for line in takewhile(lambda line: line is not None, wanted) if line]
        if len(texts) < begins_in:
            yield match, None
        elif match.is_passage:
            yield match, passage(query, texts)
        else:
            yield match, locate(query, texts, begins_in=begins_in)


def lines_needed(query: Query) -> int:
    """How many lines after a match may hold the rest of it: of a phrase, or of a pair of characters."""
    longest = max((len(phrase.lexemes) for phrase in query.phrases), default=1)
    if longest > REACH:
        return min(longest, MOST_LINES)
    ends_in_its_line = longest == 1 and all(phrase.lexemes[0].text.isascii() for phrase in query.phrases)
    return 0 if ends_in_its_line else 1


LINES = """
SELECT s.video_id::text, s.index, s.id, s.start, s."end", s.text
FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::int[]) AS wanted(video_id, generation, first, last)
JOIN segments_segment s ON s.video_id = wanted.video_id AND s.generation = wanted.generation
    AND s.track = %s AND s.index BETWEEN wanted.first AND wanted.last
"""


def lines_around(query: Query, matches: Sequence[Match]) -> Lines:
    """The lines of the matches with their neighbours, by video and index."""
    reach = lines_needed(query) + 1
    wanted = {(match.video_id, match.generation, max(0, match.first - 1), match.last + reach) for match in matches}
    if not wanted:
        return {}
    rows = prepared(LINES, [*map(array_literal, zip(*wanted, strict=True)), Track.ORIGINAL])
    return {(video, index): Line._make(rest) for video, index, *rest in rows}
