"""Searching: a query in, a page of hits out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter

from django.db import connection, transaction

from segments.search import meaning
from segments.search.candidates import MOST_WINDOWS, Candidates, Finder
from segments.search.fusion import fused
from segments.search.hits import Hit, VideoHits, grouped_hits, listed_hits
from segments.search.listing import Listing, by_window, list_matches, matches_in, passage_of
from segments.search.query import Query, parse
from segments.search.routing import Router
from segments.search.scope import Part, SearchQuery, parts_for, videos_for
from segments.search.spelling import completed, did_you_mean
from segments.search.statistics import frequencies
from segments.search.titles import suggested, titled
from segments.search.tsquery import Compiler
from segments.search.words import completions, with_other_forms
from videos.models import Video
from videos.selectors import Viewer, visible_to

TIMEOUT_MS = 2000
MOST_HITS = 1000
WINDOWS_PER_VIDEO = 5
FEW_HITS = 24
"""With fewer hits than this, other forms of the words are looked for too."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page: `hits`, or `groups` where asked by video. Where `count_exact` is false there are more than `count`."""

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
    wanted = meaning.vector_of(query.text) if query.by_meaning and parsed.required else None
    with limited_time():
        parts = parts_for(viewer, query)
        page = find_by_meaning(query, parsed, parts, wanted) if wanted else find(query, parsed, parts)
        if query.page == 1:
            guess = None if page.count else did_you_mean(query.text, parsed, parts)
            page = replace(page, videos=titled(parsed, videos_for(viewer, query)), did_you_mean=guess)
    return replace(page, took_ms=round((perf_counter() - began) * 1000, 1))


@contextmanager
def limited_time() -> Iterator[None]:
    """A transaction whose statements may each take TIMEOUT_MS, and that reads indexes only."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true),"
                " set_config('enable_seqscan', 'off', true)",
                [str(TIMEOUT_MS)],
            )
        yield


def find(query: SearchQuery, parsed: Query, parts: Sequence[Part]) -> SearchPage:
    """The page asked for, by hit or by video. Pages beyond the last are empty."""
    if not parsed.required:
        return SearchPage()
    end = query.page * query.page_size
    finder = finder_of(query, parsed)
    candidates = finder.find(parts, windows_needed(query))
    if query.by_video and not candidates.is_complete:
        return page_of_groups(query, parsed, finder, parts, candidates)
    listing = list_matches(parsed, candidates, end + 1, newest_first=is_newest_first(query))
    if listing.is_complete and len(listing.matches) < FEW_HITS:
        parsed, listing = with_inflected(query, parsed, parts, listing)
    return page_of(query, parsed, listing)


def find_by_meaning(query: SearchQuery, parsed: Query, parts: Sequence[Part], wanted: list[float]) -> SearchPage:
    """The passages that mean something like the query, and those that say it, as one list."""
    finder = finder_of(query, parsed)
    near = meaning.nearest(wanted, finder, parts)
    said = finder.find(parts, meaning.NEAREST).windows[: meaning.NEAREST]
    matches = [
        match
        for window in fused(near, said)
        for match in matches_in(parsed, [window], by_window([window]))[:1] or [passage_of(window)]
    ]
    return replace(page_of(query, parsed, Listing(matches)), count_exact=False)


def windows_needed(query: SearchQuery) -> int:
    """So many windows surely fill a page of hits, and most likely one of videos."""
    end = query.page * query.page_size
    return min(WINDOWS_PER_VIDEO * end if query.by_video else end + end // 4 + 2, MOST_WINDOWS)


def finder_of(query: SearchQuery, parsed: Query) -> Finder:
    completed_by = completions(parsed)
    counted = {word: count for found in completed_by.values() for word, count in found.windows.items()}
    words = {lexeme.text for phrase in parsed.phrases for lexeme in phrase.lexemes}
    router = Router(Compiler(parsed, query.facets, completed_by), frequencies(words | counted.keys(), counted))
    return Finder(router, is_newest_first(query))


def is_newest_first(query: SearchQuery) -> bool:
    return query.ordering == "newest"


def with_inflected(query: SearchQuery, parsed: Query, parts: Sequence[Part], exact: Listing) -> tuple[Query, Listing]:
    """The exact matches, and behind them those of other forms of the words, with the query that finds both."""
    wider = with_other_forms(parsed)
    if wider is None:
        return parsed, exact
    end = query.page * query.page_size
    candidates = finder_of(query, wider).find(parts, windows_needed(query))
    found = list_matches(wider, candidates, end + 1, newest_first=is_newest_first(query))
    known = {(match.video_id, match.first) for match in exact.matches}
    more = [match for match in found.matches if (match.video_id, match.first) not in known]
    return wider, Listing([*exact.matches, *more], found.is_complete)


def page_of(query: SearchQuery, parsed: Query, listing: Listing) -> SearchPage:
    begin = (query.page - 1) * query.page_size
    end = begin + query.page_size
    matches = listing.matches[:MOST_HITS]
    is_exact = listing.is_complete and len(listing.matches) <= MOST_HITS
    by_video = Listing(matches).by_video()
    page = SearchPage(
        count=len(matches) if listing.is_complete else MOST_HITS,
        count_exact=is_exact,
        video_count=len(by_video),
        has_next=len(by_video if query.by_video else matches) > end,
    )
    if query.by_video:
        return replace(page, groups=grouped_hits(parsed, list(by_video.values())[begin:end]))
    counts = {video: len(found) for video, found in by_video.items()}
    return replace(page, hits=listed_hits(parsed, matches[begin:end], counts))


def page_of_groups(
    query: SearchQuery, parsed: Query, finder: Finder, parts: Sequence[Part], candidates: Candidates
) -> SearchPage:
    """By video, of more matches than can be looked through: only the windows of the page's videos are."""
    begin = (query.page - 1) * query.page_size
    end = begin + query.page_size
    videos = candidates.videos
    if len(videos) <= end and len(candidates.windows) < MOST_WINDOWS:
        candidates = finder.find(parts, MOST_WINDOWS)
        videos = candidates.videos
    windows = finder.find_in_videos(parts, videos[begin:end])
    found = Listing(matches_in(parsed, windows, by_window(windows))).by_video()
    groups = [found[video] for video in videos[begin:end] if video in found]
    return SearchPage(
        count=MOST_HITS,
        count_exact=False,
        video_count=len(videos),
        has_next=len(videos) > end,
        groups=grouped_hits(parsed, groups),
    )


def suggestions(text: str, viewer: Viewer) -> tuple[list[str], list[Video]]:
    """Completions of what is being typed, words and videos, from what this viewer may find."""
    with limited_time():
        return completed(text, parts_for(viewer, SearchQuery(text))), suggested(text, visible_to(viewer))
