"""The videos of one search: those of its hits and those found by title, read together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection

from core.database import array_literal, prepared
from videos.models import Video

SHOWN = ("id", "visibility", "title", "channel_name", "media_path", "thumbnail_path", "source_dropped_at", "duration")
"""What is shown of a video that is found, in the order of its model's fields: `from_db` goes by that."""
VIDEOS = """
SELECT id::text, id, visibility, title, channel_name, media_path, thumbnail_path, source_dropped_at, duration
FROM videos_video WHERE id = ANY(%s::uuid[])
"""
"""The id as it is known here, and SHOWN."""


class Shelf:
    """Videos by id. Those that are expected are read along with the first that are asked for."""

    def __init__(self) -> None:
        self._expected: set[str] = set()
        self._read: dict[str, Video] = {}

    def expect(self, videos: Iterable[str]) -> None:
        self._expected.update(videos)

    def videos(self, wanted: Iterable[str]) -> Mapping[str, Video]:
        """At least the videos that are wanted, but for those that are gone."""
        unread = {*wanted, *self._expected} - self._read.keys()
        self._expected.clear()
        if unread:
            rows = prepared(VIDEOS, [array_literal(unread)])
            self._read |= {key: Video.from_db(connection.alias, SHOWN, row) for key, *row in rows}
        return self._read
