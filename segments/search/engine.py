"""Searching: a query in, a page of hits out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from time import perf_counter
from typing import Literal
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from segments.search.hits import Hit, VideoHits, grouped_hits, listed_hits, located
from segments.search.matching import Match, Matches, find_matches
from segments.search.query import Query, parse
from segments.search.spelling import did_you_mean, suggest
from segments.search.tsquery import REACH
from videos.models import Video
from videos.selectors import Viewer, readable, visible_to

TIMEOUT_MS = 2000
MOST_VIDEOS = 6
LOCATED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is searched, as typed, and where. Dates are of publication in UTC, both inclusive; durations in seconds."""

    text: str
    video: UUID | None = None
    channel: str = ""
    platform: str = ""
    language: str = ""
    after: date | None = None
    before: date | None = None
    min_duration: float | None = None
    max_duration: float | None = None
    ordering: Literal["relevance", "newest"] = "relevance"
    by_video: bool = False
    page: int = 1
    page_size: int = 24


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page: `hits`, or `groups` where asked by video. Counts are exact where `count_exact` says so."""

    count: int = 0
    count_exact: bool = True
    video_count: int = 0
    took_ms: float = 0.0
    has_next: bool = False
    did_you_mean: str | None = None
    videos: list[Video] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    groups: list[VideoHits] = field(default_factory=list)


def search(query: SearchQuery, viewer: Viewer) -> SearchPage:
    """Find what was said in the videos this viewer may find; `video` may name any readable one.

    Raises NotFound for a video that is not the viewer's to read, OperationalError where it takes too long.
    """
    began = perf_counter()
    parsed = parse(query.text)
    with limited_time():
        everything = scope(query, viewer)
        videos = narrowed(everything, query)
        matches = confirmed(parsed, find_matches(parsed, videos, newest_first=query.ordering == "newest"))
        page = page_of(query, parsed, matches)
        if query.page == 1:
            guess = None if matches.found else did_you_mean(query.text, parsed, videos)
            page = replace(page, videos=titled(parsed, videos), did_you_mean=guess)
    return replace(page, took_ms=round((perf_counter() - began) * 1000, 1))


@contextmanager
def limited_time() -> Iterator[None]:
    """A transaction whose statements may each take TIMEOUT_MS."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {int(TIMEOUT_MS)}")
        yield


def scope(query: SearchQuery, viewer: Viewer) -> QuerySet[Video]:
    if query.video is None:
        return visible_to(viewer)
    return Video.objects.filter(pk=readable(viewer, query.video).pk)


def narrowed(videos: QuerySet[Video], query: SearchQuery) -> QuerySet[Video]:
    """The videos that pass the filters."""
    published = Coalesce("published_at", "created_at")
    conditions = Q()
    if query.channel:
        conditions &= Q(channel_id=query.channel) | Q(channel_name__iexact=query.channel)
    if query.platform:
        conditions &= Q(platform__iexact=query.platform)
    if query.language:
        conditions &= Q(language__iexact=query.language)
    if query.after:
        conditions &= Q(published__gte=datetime.combine(query.after, time.min, UTC))
    if query.before:
        conditions &= Q(published__lte=datetime.combine(query.before, time.max, UTC))
    if query.min_duration is not None:
        conditions &= Q(duration__gte=query.min_duration)
    if query.max_duration is not None:
        conditions &= Q(duration__lte=query.max_duration)
    return videos.alias(published=published).filter(conditions) if conditions else videos


def titled(query: Query, videos: QuerySet[Video]) -> list[Video]:
    """The videos whose title or channel holds every word of the query."""
    if not query.required:
        return []
    for term in query.required:
        named = Q()
        for choice in term.choices:
            word = choice.source.replace("\0", "").strip("*.,;:!?()[]{} ")
            named |= Q(title__icontains=word) | Q(channel_name__icontains=word)
        videos = videos.filter(named)
    return list(videos.order_by(F("published_at").desc(nulls_last=True), "pk")[:MOST_VIDEOS])


def confirmed(query: Query, matches: Matches) -> Matches:
    """The matches whose phrases are really there: the index knows only the first REACH tokens of one."""
    if all(len(phrase.lexemes) <= REACH for phrase in query.phrases):
        return matches
    found = matches.found
    kept = [
        match
        for n in range(0, len(found), LOCATED_AT_ONCE)
        for match, place in located(query, found[n : n + LOCATED_AT_ONCE])
        if place is not None
    ]
    return Matches(kept, matches.is_complete)


def page_of(query: SearchQuery, parsed: Query, matches: Matches) -> SearchPage:
    """The page asked for, by hit or by video. Pages beyond the last are empty."""
    begin = (query.page - 1) * query.page_size
    end = begin + query.page_size
    by_video: dict[UUID, list[Match]] = {}
    for match in matches.found:
        by_video.setdefault(match.video_id, []).append(match)
    shown = list(by_video.values()) if query.by_video else matches.found
    page = SearchPage(
        count=len(matches.found),
        count_exact=matches.is_complete,
        video_count=len(by_video),
        has_next=len(shown) > end,
    )
    if query.by_video:
        return replace(page, groups=grouped_hits(parsed, list(by_video.values())[begin:end]))
    counts = {video: len(found) for video, found in by_video.items()}
    return replace(page, hits=listed_hits(parsed, matches.found[begin:end], counts))


def suggestions(text: str, viewer: Viewer) -> tuple[list[str], list[Video]]:
    """Completions of what is being typed, words and videos, from what this viewer may find."""
    with limited_time():
        return suggest(text, visible_to(viewer))
