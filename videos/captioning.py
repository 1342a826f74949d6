"""Captions given to a video that is here: a new run over it, in which they are its transcript."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils import timezone

from core import media
from core.errors import WrongState
from engines.types import CaptionFile
from users.models import User
from videos import captions, selectors, services
from videos.models import CaptionPolicy, Video, VideoRequest


def give_captions(user: User, video: Video, path: Path, *, language: str = "") -> VideoRequest:
    """Make a caption file the transcript of a video; answers the request that does it. The file is moved.

    Raises NotAllowed for all but editors, InvalidInput(captions_unreadable), WrongState while the video is in work,
    where its source was dropped, or where the person has too many requests on the way.
    """
    services.require_editor(user, video)
    captions.require_readable(path)
    kept = captions.adopt(path, video.pk, language)
    try:
        return request_run(user, video, kept)
    except BaseException:
        captions.throw_away(kept)
        raise


@transaction.atomic
def request_run(user: User, video: Video, kept: CaptionFile) -> VideoRequest:
    """Note the captions and queue the run. Reading them takes seconds: a video that is here needs not wait its turn."""
    fresh = services.editable(user, video)
    require_rest(fresh)
    services.require_few_live(user)
    before = {fresh.captions_path} - {""}
    captions.note(fresh, CaptionFile(kept.path, kept.language or fresh.language, is_automatic=False))
    fresh.save(update_fields=["captions_path", "captions_language", "captions_automatic"])
    request = VideoRequest.objects.create(
        user=user,
        video=fresh,
        language=kept.language or fresh.language,
        caption_policy=CaptionPolicy.PREFER,
        prioritized_at=timezone.now() if fresh.media_path else None,
    )
    if not fresh.processed_at:
        fresh.status = Video.Status.QUEUED
        fresh.save(update_fields=["status"])
    services.wake_queue()
    transaction.on_commit(lambda: media.remove(before))
    return request


def require_rest(video: Video) -> None:
    """Raise WrongState where the video cannot be processed now."""
    if video.source_dropped_at:
        raise WrongState("source_dropped", "The film is no longer kept, so its transcript cannot be made anew.")
    if selectors.is_in_work(video):
        raise WrongState("wrong_state", "This video is in work. Give it captions when that is done.")
