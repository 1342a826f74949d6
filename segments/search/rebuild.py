"""Making the index anew while it is searched, and having PostgreSQL know how it grew."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from segments.models import SearchWindow, Segment
from segments.search.documents import VERSION
from segments.search.index import follow_video, index_segments
from videos.models import Video

GROWN = """
SELECT FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE c.oid = 'segments_searchwindow'::regclass AND s.n_mod_since_analyze >= c.reltuples
"""


def outdated_videos(*, everything: bool = False) -> Iterator[UUID]:
    """The videos that are not indexed as it is done today; `everything`: all."""
    lines = Segment.objects.filter(video=OuterRef("pk"), generation=OuterRef("generation"))
    windows = SearchWindow.objects.filter(video=OuterRef("pk"), generation=OuterRef("generation"))
    videos = Video.objects.order_by("pk")
    if not everything:
        current = Exists(windows) & ~Exists(windows.exclude(version=VERSION))
        videos = videos.filter((Exists(lines) & ~current) | Q(search_title__isnull=True))
    yield from list(videos.values_list("pk", flat=True))


@transaction.atomic
def rebuild_video(video_id: UUID) -> bool:
    """Index a video anew; searches find it as it was until the commit. False where it is gone."""
    video = Video.objects.select_for_update().filter(pk=video_id).first()
    if video is None:
        return False
    index_segments(video.pk, video.generation)
    follow_video(video)
    return True


def analyse_index() -> None:
    """Have PostgreSQL sample the index where it doubled since it last did. Takes seconds; call it in no transaction."""
    with connection.cursor() as cursor:
        cursor.execute(GROWN)
        if cursor.fetchone():
            cursor.execute("ANALYZE segments_searchwindow")
