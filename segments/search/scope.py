"""Which windows a viewer searches: those everyone may find, and hidden ones by video."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from segments.search.documents import facet
from videos.models import Video
from videos.selectors import Viewer, readable, visible_to


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
    by_meaning: bool = False
    page: int = 1
    page_size: int = 24

    @property
    def facets(self) -> list[str]:
        """The lexemes that windows must have."""
        named = (facet("c", self.channel), facet("p", self.platform), facet("l", self.language))
        return [name for name in named if name]


UNWANTED = "(w.vector @@ %s::tsquery) IS FALSE"
"""In a form that asks no index."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the index, as SQL on `w`, a window, and `v`, its video where it is hidden; within `limits` of it.

    Its windows are looked at for so many queries, one after the other, that they must not match (`unwanted`).
    """

    whole: str
    values: tuple[Any, ...] = ()
    is_public: bool = False
    limits: tuple[str, ...] = ()
    unwanted: int = 0

    @property
    def condition(self) -> str:
        return " AND ".join([*[UNWANTED] * self.unwanted, self.whole, *self.limits])

    def without(self, tsqueries: Sequence[str]) -> Part:
        """Its windows that match none of these."""
        return replace(self, unwanted=self.unwanted + len(tsqueries), values=(*tsqueries, *self.values))

    def narrowed(self, limits: list[tuple[str, Any]]) -> Part:
        conditions, values = ([each[n] for each in limits] for n in range(2))
        return replace(self, values=(*self.values, *values), limits=(*self.limits, *conditions))

    @property
    def looked_at(self) -> str:
        """The condition in a form that asks no index for the limits: each window is looked at."""
        return replace(self, limits=tuple(f"({limit}) IS TRUE" for limit in self.limits)).condition


EVERYONES = Part("w.is_public", is_public=True)
HIDDEN = "NOT w.is_public AND w.generation = v.generation"


def parts_for(viewer: Viewer, query: SearchQuery) -> list[Part]:
    """The parts of the index in which this viewer finds what is asked for; a named video is all there is.

    Raises NotFound for a video that is not the viewer's to read.
    """
    if query.video is not None:
        video = readable(viewer, query.video)
        parts = [Part("w.video_id = %s AND w.generation = %s", (video.pk, video.generation))]
    else:
        parts = [EVERYONES, *hidden_parts(viewer)]
    limits = limits_of(query)
    return [part.narrowed(limits) for part in parts]


def hidden_parts(viewer: Viewer) -> list[Part]:
    """What is found by this viewer and not by everyone."""
    if not viewer.is_authenticated:
        return []
    return [Part(HIDDEN) if viewer.is_staff else Part(f"{HIDDEN} AND v.owner_id = %s", (viewer.pk,))]


def limits_of(query: SearchQuery) -> list[tuple[str, Any]]:
    limits = (
        ("w.published >= %s", query.after and datetime.combine(query.after, time.min, UTC)),
        ("w.published <= %s", query.before and datetime.combine(query.before, time.max, UTC)),
        ("w.duration >= %s", query.min_duration),
        ("w.duration <= %s", query.max_duration),
    )
    return [(condition, value) for condition, value in limits if value is not None]


def videos_for(viewer: Viewer, query: SearchQuery) -> QuerySet[Video]:
    """The videos of which titles are searched."""
    if query.video is not None:
        return Video.objects.filter(pk=readable(viewer, query.video).pk)
    conditions = Q()
    if query.channel:
        conditions &= Q(channel_id__iexact=query.channel) | Q(channel_name__iexact=query.channel)
    if query.platform:
        conditions &= Q(platform__iexact=query.platform)
    if query.language:
        conditions &= Q(language__iexact=query.language)
    return within_limits(visible_to(viewer), query).filter(conditions)


def within_limits(videos: QuerySet[Video], query: SearchQuery) -> QuerySet[Video]:
    limits = {
        "published__gte": query.after and datetime.combine(query.after, time.min, UTC),
        "published__lte": query.before and datetime.combine(query.before, time.max, UTC),
        "duration__gte": query.min_duration,
        "duration__lte": query.max_duration,
    }
    asked = {name: value for name, value in limits.items() if value is not None}
    return videos.alias(published=Coalesce("published_at", "created_at")).filter(**asked) if asked else videos
