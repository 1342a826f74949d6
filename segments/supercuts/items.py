"""The pieces of a supercut: what was asked for, where it lies on the grid, and its name in the cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

from django.conf import settings

from core.errors import InvalidInput
from engines.supercuts.types import FRAME_RATE
from segments.models import Supercut


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a video in seconds, as asked for.

    Once it is cut: `first`, the time of its first picture, its length in `frames` of the grid, and the `rate` of its
    source as numerator and denominator; zero before, or where there is no picture.
    """

    video_id: str
    start: float
    end: float
    title: str
    first: float = 0.0
    frames: int = 0
    rate: tuple[int, int] = (0, 1)

    @property
    def source_rate(self) -> Fraction | None:
        """Pictures per second of the source."""
        return Fraction(*self.rate) if self.rate[0] else None

    @property
    def duration(self) -> float:
        """Seconds of the supercut."""
        return self.frames / FRAME_RATE


def items_of(supercut: Supercut) -> list[Item]:
    return [Item(**{**values, "rate": tuple(values["rate"])}) for values in supercut.items]


def stored(items: Iterable[Item]) -> list[dict[str, Any]]:
    """The items as the row keeps them."""
    return [{**asdict(item), "rate": list(item.rate)} for item in items]


def request_key(items: Sequence[Item], form: str, *, titles: bool) -> str:
    """The name of a supercut: the same for the same pieces in the same order and form."""
    asked = [(item.video_id, f"{item.start:.3f}", f"{item.end:.3f}") for item in items]
    return hashlib.sha256(json.dumps([asked, form, titles]).encode()).hexdigest()


def part_key(item: Item, media_path: str, *, title: str, picture: bool) -> str:
    """The name of a part: the same for every supercut that holds this piece in this form."""
    profile = "1280x720p30 h264 flac, deinterlaced" if picture else "flac"
    return hashlib.sha256(
        "\n".join((media_path, f"{item.first:.6f}", str(item.frames), profile, title)).encode()
    ).hexdigest()


def merged(items: Iterable[Item]) -> list[Item]:
    """The items, those of one video that touch each other as one, at the place of the first of them."""
    kept: list[Item] = []
    for item in items:
        touching = [other for other in kept if touches(item, other)]
        together = replace(
            item,
            start=min([item.start, *(other.start for other in touching)]),
            end=max([item.end, *(other.end for other in touching)]),
        )
        place = kept.index(touching[0]) if touching else len(kept)
        kept = [other for other in kept if other not in touching]
        kept.insert(place, together)
    return kept


def touches(one: Item, other: Item) -> bool:
    return one.video_id == other.video_id and one.start <= other.end and other.start <= one.end


def within_limits(items: Iterable[Item]) -> list[Item]:
    """As many of the first items as a supercut may hold, in number and in length."""
    kept: list[Item] = []
    left = float(settings.MAX_SUPERCUT_SECONDS)
    for item in items:
        left -= item.end - item.start
        if left < 0 or len(kept) == settings.MAX_SUPERCUT_ITEMS:
            break
        kept.append(item)
    return kept


def require_limits(items: Sequence[Item]) -> None:
    """Raise InvalidInput for more pieces or more minutes than a supercut may hold."""
    if len(items) > settings.MAX_SUPERCUT_ITEMS:
        detail = f"A supercut may hold at most {settings.MAX_SUPERCUT_ITEMS} pieces."
        raise InvalidInput("too_many_items", detail, attr="items")
    if sum(item.end - item.start for item in items) > settings.MAX_SUPERCUT_SECONDS:
        detail = f"A supercut may last at most {settings.MAX_SUPERCUT_SECONDS} seconds."
        raise InvalidInput("supercut_too_long", detail, attr="items")
