"""Searching: a query in, a page of hits out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

from segments.search import meaning
from segments.search.candidates import Candidates, Finder
from segments.search.deadline import limited_time
from segments.search.fusion import fused
from segments.search.hits import Hit, VideoHits, grouped_hits, listed_hits
from segments.search.listing import Listing, by_window, list_matches, matches_in, passage_of
from segments.search.query import Query, parse
from segments.search.routing import MOST_WINDOWS, Router
from segments.search.scope import Part, SearchQuery, parts_for
from segments.search.shelf import Shelf
from segments.search.spelling import completed, did_you_mean
from segments.search.statistics import all_have_signatures, frequencies
from segments.search.titles import suggested, titled
from segments.search.tsquery import Compiler
from segments.search.words import completions, with_other_forms
from videos.models import Video
from videos.selectors import Viewer, visible_to

MOST_HITS = 1000
WINDOWS_PER_VIDEO = 5
FEW_HITS = 24
"""With fewer hits than this, other forms of the words are looked for too."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page: `hits`, or `groups` where asked by video. Without `count_exact` there are most likely more."""

    count: int = 0
    count_exact: bool = True
    video_count: int = 0
    took_ms: float = 0.0
    has_next: bool = False
    did_you_mean: str | None = None
    videos: list[Video] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    groups: list[VideoHits] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Search:
    """A search under way: what was asked, as it was typed and as it is read, and where it is looked for.

    `rows` is about how many windows the index holds.
    """

    query: SearchQuery
    parsed: Query
    parts: Sequence[Part]
    rows: float
    shelf: Shelf = field(default_factory=Shelf)

    @property
    def page(self) -> slice:
        begin = (self.query.page - 1) * self.query.page_size
        return slice(begin, begin + self.query.page_size)

    @property
    def is_newest_first(self) -> bool:
        return self.query.ordering == "newest"

    def listed(self, parsed: Query, candidates: Candidates) -> Listing:
        """The matches up to the page's end, and whether there are more."""
        return list_matches(parsed, candidates, self.page.stop + 1, newest_first=self.is_newest_first)

    def finder(self, parsed: Query) -> Finder:
        completed_by = completions(parsed)
        counted = {word: count for found in completed_by.values() for word, count in found.windows.items()}
        words = {lexeme.text for phrase in parsed.phrases for lexeme in phrase.lexemes}
        known = frequencies(self.rows, words | counted.keys(), counted)
        has_phrases = any(len(phrase.lexemes) > 1 for phrase in (*parsed.phrases, *parsed.excluded))
        compiler = Compiler(
            parsed, self.query.facets, completed_by, with_signatures=has_phrases and all_have_signatures()
        )
        return Finder(Router(compiler, known), self.is_newest_first)


def search(query: SearchQuery, viewer: Viewer) -> SearchPage:
    """Find what was said in the videos this viewer may find; `video` may name any readable one.

    Raises NotFound for a video that is not the viewer's to read, SearchTooSlow.
    """
    began = perf_counter()
    parsed = parse(query.text)
    wanted = meaning.vector_of(query.text) if query.by_meaning and parsed.required else None
    with limited_time() as rows:
        asked = Search(query, parsed, parts_for(viewer, query), rows)
        titles = titled(parsed, viewer, query) if query.page == 1 else []
        asked.shelf.expect(titles)
        page = find_by_meaning(asked, wanted) if wanted else find(asked)
        if query.page == 1:
            shown = asked.shelf.videos(titles)
            guess = None if page.count else did_you_mean(query.text, parsed, asked.parts)
            page = replace(page, videos=[shown[pk] for pk in titles if pk in shown], did_you_mean=guess)
    return replace(page, took_ms=round((perf_counter() - began) * 1000, 1))


def find(asked: Search) -> SearchPage:
    """The page asked for, by hit or by video. Pages beyond the last are empty."""
    if not asked.parsed.required:
        return SearchPage()
    finder = asked.finder(asked.parsed)
    candidates = finder.find(asked.parts, windows_needed(asked.query))
    if asked.query.by_video and not candidates.is_complete:
        return page_of_groups(asked, finder, candidates)
    listing, parsed = asked.listed(asked.parsed, candidates), asked.parsed
    if listing.is_complete and len(listing.matches) < FEW_HITS:
        parsed, listing = with_inflected(asked, listing)
    return page_of(asked, parsed, listing)


def find_by_meaning(asked: Search, wanted: list[float]) -> SearchPage:
    """The passages that mean something like the query, and those that say it, as one list."""
    parsed = asked.parsed
    finder = asked.finder(parsed)
    near = meaning.nearest(wanted, finder, asked.parts)
    said = finder.find(asked.parts, meaning.NEAREST).windows[: meaning.NEAREST]
    windows = fused(near, said)
    if asked.is_newest_first:
        windows.sort(key=lambda window: -window.published)
    matches = [
        match
        for window in windows
        for match in matches_in(parsed, [window], by_window([window]))[:1] or [passage_of(window)]
    ]
    is_exact = max(len(near), len(said)) < meaning.NEAREST
    return replace(page_of(asked, parsed, Listing(matches)), count_exact=is_exact)


def windows_needed(query: SearchQuery) -> int:
    """So many windows surely fill a page of hits, and most likely one of videos."""
    end = query.page * query.page_size
    return min(WINDOWS_PER_VIDEO * end if query.by_video else end + end // 4 + 2, MOST_WINDOWS)


def with_inflected(asked: Search, exact: Listing) -> tuple[Query, Listing]:
    """The exact matches, and behind them those of other forms of the words, with the query that finds both."""
    wider = with_other_forms(asked.parsed)
    if wider is None:
        return asked.parsed, exact
    found = asked.listed(wider, asked.finder(wider).find(asked.parts, windows_needed(asked.query)))
    known = {(match.video_id, match.first) for match in exact.matches}
    more = [match for match in found.matches if (match.video_id, match.first) not in known]
    return wider, Listing([*exact.matches, *more], found.is_complete)


def page_of(asked: Search, parsed: Query, listing: Listing) -> SearchPage:
    matches = listing.matches[:MOST_HITS]
    is_exact = listing.is_complete and len(listing.matches) <= MOST_HITS
    by_video = Listing(matches).by_video()
    page = SearchPage(
        count=len(matches) if listing.is_complete else MOST_HITS,
        count_exact=is_exact,
        video_count=len(by_video),
        has_next=len(by_video if asked.query.by_video else matches) > asked.page.stop,
    )
    if asked.query.by_video:
        return replace(page, groups=grouped_hits(parsed, list(by_video.values())[asked.page], asked.shelf))
    counts = {video: len(found) for video, found in by_video.items()}
    return replace(page, hits=listed_hits(parsed, matches[asked.page], counts, asked.shelf))


def page_of_groups(asked: Search, finder: Finder, candidates: Candidates) -> SearchPage:
    """By video, of more matches than can be looked through: only the windows of the page's videos are."""
    videos = candidates.videos
    if len(videos) <= asked.page.stop and len(candidates.windows) < MOST_WINDOWS:
        videos = finder.find(asked.parts, MOST_WINDOWS).videos
    windows = finder.find_in_videos(asked.parts, videos[asked.page])
    found = Listing(matches_in(asked.parsed, windows, by_window(windows))).by_video()
    groups = [found[video] for video in videos[asked.page] if video in found]
    return SearchPage(
        count=MOST_HITS,
        count_exact=False,
        video_count=len(videos),
        has_next=len(videos) > asked.page.stop,
        groups=grouped_hits(asked.parsed, groups, asked.shelf),
    )


def suggestions(text: str, viewer: Viewer) -> tuple[list[str], list[Video]]:
    """Completions of what is being typed, words and videos, from what this viewer may find."""
    with limited_time():
        return completed(text, parts_for(viewer, SearchQuery(text))), suggested(text, visible_to(viewer))
