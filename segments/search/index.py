"""Keeping the index right: whoever stores, changes, shows or deletes lines calls this in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from segments.models import Segment, Track
from segments.search.documents import (
    OVERLAP_LINES,
    VERSION,
    WINDOW_LINES,
    Window,
    facets_of,
    quoted,
    read,
    vector,
    window_begins,
    window_end,
    window_of,
    windows_of,
    written,
)
from segments.search.terms import count_terms
from segments.search.tokens import tokens
from segments.search.tsquery import TsQuery
from segments.search_models import SearchTitle, SearchWindow
from videos.models import Video

FEWEST_LINES = 5
BATCH = 200
FOLLOWED = frozenset(
    {"visibility", "status", "generation", "title", "channel_id", "channel_name", "platform", "language"}
    | {"published_at", "duration"}
)
"""What the index knows of a video."""


@transaction.atomic
def index_segments(video_id: UUID, generation: int, first_index: int = 0) -> None:
    """Bring the index up to date after lines from `first_index` on were stored or changed. May be repeated.

    Lines must not begin before the line they follow.
    """
    indexed = SearchWindow.objects.filter(video=video_id, generation=generation)
    kept = indexed.filter(first__lte=max(0, first_index - OVERLAP_LINES)).order_by("first")
    begin = kept.values_list("first", flat=True).last() or 0
    lines = transcript(video_id, generation).filter(index__gte=begin)
    replace(Video.objects.get(pk=video_id), generation, indexed.filter(first__gte=begin), windows_of(list(lines)))


@transaction.atomic
def reindex_lines(video_id: UUID, generation: int, first: int, last: int, *, added: int = 0) -> None:
    """Bring the index up to date after an edit: only the windows it touches are made anew, and those just before.

    Lines `first` to `last`, as they are numbered now, are changed or new (none: `last` is `first` - 1), and there are
    `added` more lines than before (fewer: below 0); the lines behind have moved by as many.
    """
    indexed = SearchWindow.objects.filter(video=video_id, generation=generation)
    touched = indexed.filter(first__lte=max(0, first - OVERLAP_LINES)).order_by("first")
    begin = touched.values_list("first", flat=True).last() or 0
    behind = (
        indexed.filter(first__gt=max(first, last - added)).order_by("first").values_list("first", flat=True).first()
    )
    lines = transcript(video_id, generation).filter(index__gte=begin)
    stale = indexed.filter(first__gte=begin)
    end = None
    if behind is not None:
        end = behind + added
        stale = indexed.filter(pk__in=list(stale.filter(first__lt=behind).values_list("pk", flat=True)))
        lines = lines.filter(index__lt=end + OVERLAP_LINES)
        if added:
            indexed.filter(first__gte=behind).update(first=F("first") + added)
    replace(Video.objects.get(pk=video_id), generation, stale, edited_windows(list(lines), end))


def edited_windows(lines: list[Segment], end: int | None) -> list[Window]:
    """Windows of the lines before index `end`; a short last one is joined to the one before it, if that is but full
    of lines: what is said after a silence, or long after, does not belong to it."""
    own = [line for line in lines if end is None or line.index < end]
    begins = window_begins(own)
    is_short = len(begins) > 1 and len(own) - begins[-1] < FEWEST_LINES
    if is_short and window_end(own, begins[-2], most=WINDOW_LINES + FEWEST_LINES) == len(own):
        begins.pop()
    ends = [*begins[1:], len(own)]
    return [window_of(lines, begin, stop) for begin, stop in zip(begins, ends, strict=True)]


def transcript(video_id: UUID, generation: int) -> QuerySet[Segment]:
    lines = Segment.objects.filter(video=video_id, generation=generation, track=Track.ORIGINAL)
    return lines.only("index", "start", "text").order_by("index")


def replace(video: Video, generation: int, stale: QuerySet[SearchWindow], windows: Iterable[Window]) -> None:
    """Put windows in the place of others."""
    rows = [row_of(video, generation, window) for window in windows]
    gone = list(stale.filter(is_public=True).values_list("words", flat=True))
    stale.delete()
    SearchWindow.objects.bulk_create(rows, batch_size=BATCH)
    count_terms([row.words for row in rows if row.is_public], gone)


def row_of(video: Video, generation: int, window: Window) -> SearchWindow:
    return SearchWindow(
        video=video,
        generation=generation,
        first=window.first,
        line_count=window.line_count,
        words=written(window.words),
        vector=vector(window.words, facets_of(video)),
        version=VERSION,
        **followed(video, generation),
    )


def followed(video: Video, generation: int) -> dict[str, object]:
    """What a window's columns take from its video."""
    return {
        "is_public": is_findable(video) and generation == video.generation,
        "published": video.published_at or video.created_at,
        "duration": video.duration,
    }


def is_findable(video: Video) -> bool:
    """Whether everyone may find it (videos.selectors.visible_to)."""
    return video.is_public and video.status == Video.Status.READY


@transaction.atomic
def follow_video(video: Video) -> None:
    """Bring the index up to date after a video was changed, but for its lines. May be repeated."""
    SearchTitle.objects.update_or_create(video=video, defaults={"vector": title_vector(video)})
    facets = " & ".join(map(quoted, facets_of(video)))
    for generation in windows_by_generation(video):
        values = followed(video, generation)
        rows = SearchWindow.objects.filter(video=video, generation=generation)
        if not rows.exclude(**values).exists() and not stale_facets(rows, facets):
            continue
        change(video, list(rows), values)


def windows_by_generation(video: Video) -> list[int]:
    found = SearchWindow.objects.filter(video=video).order_by().values_list("generation", flat=True).distinct()
    return sorted(found)


def stale_facets(rows: QuerySet[SearchWindow], facets: str) -> bool:
    return bool(facets) and rows.exclude(vector=TsQuery(facets)).exists()


def change(video: Video, rows: list[SearchWindow], values: dict[str, object]) -> None:
    """Give a video's windows new values and facets."""
    gone = [row.words for row in rows if row.is_public]
    facets = facets_of(video)
    for row in rows:
        row.vector = vector(read(row.words), facets)
        for name, value in values.items():
            setattr(row, name, value)
    SearchWindow.objects.bulk_update(rows, ["vector", *values], batch_size=BATCH)
    count_terms([row.words for row in rows if row.is_public], gone)


def title_vector(video: Video) -> str:
    """The words of title and channel, as a tsvector."""
    found = tokens(f"{video.title} . {video.channel_name}")
    return " ".join(f"{quoted(token.text)}:{place}" for place, token in enumerate(found, start=1))


def forget_video(video_id: UUID) -> None:
    """Take a video out of the index, before it is deleted."""
    forget(SearchWindow.objects.filter(video=video_id))


def forget_generations(video_id: UUID, *, but: int) -> None:
    """Take all transcripts of a video but one out of the index."""
    forget(SearchWindow.objects.filter(video=video_id).exclude(generation=but))


@transaction.atomic
def forget(rows: QuerySet[SearchWindow]) -> None:
    gone = list(rows.filter(is_public=True).values_list("words", flat=True))
    rows.delete()
    count_terms([], gone)
