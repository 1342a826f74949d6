"""Captions given to a video that is here: a new run over it, in which they are its transcript."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from core import media
from core.database import DATABASE_AWAY
from engines.types import CaptionFile
from users.models import User
from videos import captions, reruns, services
from videos.models import CaptionPolicy, Video, VideoRequest
from videos.services import Choices


def give_captions(user: User, video: Video, path: Path, *, language: str = "") -> VideoRequest:
    """Make a caption file the transcript of a video; answers the request that does it. The file is moved.

    Raises NotAllowed for all but editors, InvalidInput(captions_unreadable), and what reruns.queue_run raises.
    """
    services.require_editor(user, video)
    captions.require_readable(path)
    kept = captions.adopt(path, video.pk, language)
    try:
        return request_run(user, video, kept)
    except DATABASE_AWAY:
        raise  # the row may name them already
    except BaseException:
        captions.throw_away(kept)
        raise


@transaction.atomic
def request_run(user: User, video: Video, kept: CaptionFile) -> VideoRequest:
    """Note the captions and queue the run. Reading them takes seconds: a video that is here needs not wait its turn."""
    fresh = services.editable(user, video)
    before = {fresh.captions_path} - {""}
    language = kept.language or fresh.language
    choices = Choices(language=language, caption_policy=CaptionPolicy.PREFER)
    request = reruns.queue_run(user, fresh, choices, at_once=bool(fresh.media_path))
    captions.note(fresh, CaptionFile(kept.path, language, is_automatic=False))
    fresh.save(update_fields=["captions_path", "captions_language", "captions_automatic"])
    fresh.stored_files.all().delete()
    transaction.on_commit(lambda: media.remove(before))
    return request
