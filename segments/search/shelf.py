"""The videos of one search: those of its hits and those found by title, read together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from videos.models import Video

VIDEOS = """
SELECT id, title, channel_name, thumbnail_path, duration, visibility, media_path, source_dropped_at
FROM videos_video WHERE id = ANY(%s)
"""
"""What is shown of a video that is found."""


class Shelf:
    """Videos by id. Those that are expected are read along with the first that are asked for."""

    def __init__(self) -> None:
        self._expected: set[UUID] = set()
        self._read: dict[UUID, Video] = {}

    def expect(self, videos: Iterable[UUID]) -> None:
        self._expected.update(videos)

    def videos(self, wanted: Iterable[UUID]) -> Mapping[UUID, Video]:
        """At least the videos that are wanted, but for those that are gone."""
        unread = {*wanted, *self._expected} - self._read.keys()
        self._expected.clear()
        if unread:
            self._read |= {video.pk: video for video in Video.objects.raw(VIDEOS, [list(unread)])}
        return self._read
