"""From a wish to pieces: those that were named, or the best hits of a search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from core.errors import InvalidInput, NotFound, WrongState
from segments.clips.limits import Limits, padded, require_inside
from segments.models import Supercut
from segments.search import SearchQuery, search
from segments.supercuts.items import Item, merged, require_limits, within_limits
from users.models import User
from videos.models import Video
from videos.selectors import readable_videos

MOST_HITS = 100


@dataclass(frozen=True, slots=True)
class Named:
    """A piece that was named, in seconds of the video."""

    video_id: UUID
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SupercutWish:
    """What someone wants joined: the pieces named, or the best places where `query` is said, with `padding` seconds."""

    pieces: Sequence[Named] = ()
    query: str = ""
    padding: float = 0.3
    form: str = Supercut.Format.MP4
    titles: bool = False


def planned(asker: User, wish: SupercutWish) -> list[Item]:
    """The pieces, each of a video that the asker may see.

    Raises NotFound for one that they may not, InvalidInput for limits that cannot be or a search that finds nothing,
    WrongState for a video that cannot be played yet.
    """
    return named(asker, wish.pieces) if wish.pieces else found(asker, wish)


def named(asker: User, pieces: Sequence[Named]) -> list[Item]:
    videos = {video.pk: video for video in readable_videos(asker).filter(pk__in={piece.video_id for piece in pieces})}
    items = [item_of(videos.get(piece.video_id), piece) for piece in pieces]
    require_limits(items)
    return items


def item_of(video: Video | None, piece: Named) -> Item:
    if video is None:
        raise NotFound
    if not (video.media_path and video.duration):
        raise WrongState("video_not_ready", "This video cannot be played yet.")
    if video.source_dropped_at:
        raise WrongState("source_dropped", "The film is no longer kept: nothing can be cut from it.")
    limits = require_inside(Limits(piece.start, piece.end), video.duration)
    return Item(str(video.pk), round(limits.start, 3), round(limits.end, 3), video.title)


def found(asker: User, wish: SupercutWish) -> list[Item]:
    """The best hits, most telling first; those of one video that overlap are one piece."""
    page = search(SearchQuery(wish.query, page_size=min(MOST_HITS, settings.MAX_SUPERCUT_ITEMS)), asker)
    items = []
    for hit in page.hits:
        duration = hit.video.duration or 0.0
        if hit.video.media_path and not hit.video.source_dropped_at and hit.start < duration:
            limits = padded(Limits(hit.start, min(hit.end, duration)), wish.padding, duration)
            items.append(Item(str(hit.video.pk), limits.start, limits.end, hit.video.title))
    kept = within_limits(merged(items))
    if not kept:
        raise InvalidInput("nothing_found", "Nobody says that in a video that can be cut.", attr="q")
    return kept


def still_readable(owner: User, items: Iterable[Item]) -> list[Item]:
    """The items whose videos are there and still the owner's to see."""
    listed = list(items)
    readable = {
        str(pk)
        for pk in readable_videos(owner).filter(pk__in={item.video_id for item in listed}).values_list("pk", flat=True)
    }
    return [item for item in listed if item.video_id in readable]
