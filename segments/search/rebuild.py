"""Making the index anew while it is searched, and having PostgreSQL know how it grew."""

from __future__ import annotations

import time
from itertools import takewhile
from math import inf
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from segments.models import Segment
from segments.search.documents import VERSION
from segments.search.index import follow_video, index_segments
from segments.search_models import SearchWindow
from videos.models import Video

GROWN = """
SELECT FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE c.oid = 'segments_searchwindow'::regclass AND s.n_mod_since_analyze >= c.reltuples
"""


def rebuild(*, everything: bool = False, seconds: float = inf) -> int:
    """Index anew what is not indexed as it is done today, or everything, for about so long; how many videos that were.

    May be cut off and repeated, and run by several at once.
    """
    end = time.monotonic() + seconds
    waiting = takewhile(lambda _: time.monotonic() < end, outdated_videos(everything=everything))
    count = sum(rebuild_video(video_id) for video_id in waiting)
    if count:
        analyse_index()
    return count


def outdated_videos(*, everything: bool = False) -> list[UUID]:
    """The videos that are not indexed as it is done today; `everything`: all."""
    videos = Video.objects.order_by("pk")
    if everything:
        return list(videos.values_list("pk", flat=True))
    lines = Segment.objects.filter(video=OuterRef("pk"), generation=OuterRef("generation"))
    windows = SearchWindow.objects.filter(video=OuterRef("pk"), generation=OuterRef("generation"))
    current = SearchWindow.objects.filter(generation=F("video__generation"))
    stale = current.filter(Q(version__lt=VERSION) | Q(version__gt=VERSION))  # and not `exclude`: an index knows these
    found = [
        *stale.order_by("video").values_list("video", flat=True).distinct(),
        *videos.filter(~Exists(windows), Exists(lines)).values_list("pk", flat=True),
        *videos.filter(search_title__isnull=True).values_list("pk", flat=True),
    ]
    return list(dict.fromkeys(found))


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
