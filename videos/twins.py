"""Two rows for one source: two addresses named one video, which only a look behind them tells. One row remains."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import IntegrityError, transaction

from core.database import take_fresh_connection
from engines.downloaders.types import SourceInfo
from videos import events, lifecycle, services, sources
from videos.models import Video, VideoRequest
from videos.pipeline import StepRun, Superseded, current

log = logging.getLogger(__name__)

Request = VideoRequest.Status


def name_source(run: StepRun) -> None:
    """Before a source is fetched: find out which one it is, where its address alone does not tell.

    Raises Superseded where another row stands for it already. That row then has the requests of this one, which is
    gone: nothing is fetched twice. Raises DownloadError and Stopped as the look-up does.
    """
    info = sources.ask_what_it_is(run.video, stop=run.stop)
    if info is None or run.video.processed_at:
        return
    while not is_named(run, info):
        if hand_over(run, info.source_key):
            raise Superseded


def is_named(run: StepRun, info: SourceInfo) -> bool:
    """Give the video the source's own key and name; False where a twin has them."""
    try:
        with run.fenced() as video:
            if sources.twin_of(video, info.source_key):
                return False
            sources.describe(video, info)
            video.save()
            run.video = video
            return True
    except IntegrityError:  # the twin came in this very moment
        return False


def hand_over(run: StepRun, key: str) -> bool:
    """Move all requests to the twin and delete the row; False where the twin has just gone.

    Rows are locked in the order of their keys, so that nothing deadlocks.
    """
    twin = sources.twin_of(run.video, key)
    if twin is None:
        return False
    take_fresh_connection()
    with transaction.atomic():
        both = Video.objects.select_for_update().filter(pk__in=(run.video.pk, twin.pk)).order_by("pk").in_bulk()
        video, kept = both.get(run.video.pk), both.get(twin.pk)
        if video is None or not current(run.step_id, run.attempt):
            raise Superseded
        if kept is None or sources.twin_of(video, key) != kept:
            return False
        for request in video.requests.all():
            move(request, kept)
        services.remove_video(video)
    log.info("%s is %s under another address", run.video.source_url, kept)
    return True


def move(request: VideoRequest, video: Video) -> None:
    """Let a request stand on another video; of two live ones of one person, this one ends."""
    if request.status in VideoRequest.LIVE and has_live_request(video, request.user_id):
        detail = "You have asked for this video under another address already."
        lifecycle.end_request(request, Request.CANCELLED, "asked_already", detail)
    request.video, request.session = video, None
    if request.status not in VideoRequest.LIVE:
        request.save(update_fields=["video", "session"])
        return
    services.join_or_queue(request)
    if request.status == Request.COMPLETED:
        events.request_finished(request)


def has_live_request(video: Video, user_id: UUID) -> bool:
    return video.requests.filter(user=user_id, status__in=VideoRequest.LIVE).exists()
