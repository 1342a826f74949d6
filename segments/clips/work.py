"""Cutting a clip, and what becomes of its row."""

from __future__ import annotations

from contextlib import nullcontext
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from core import media
from engines.errors import UnfitToPlay
from segments import events, making
from segments.clips.cutting import Cut, cut, remove_partial
from segments.making import Heartbeat
from segments.models import Clip


def start(clip: Clip) -> None:
    """Have a clip in work cut: for playing at once, as a file by a worker."""
    if clip.purpose == Clip.Purpose.PLAY:
        work(clip.pk, clip.attempt)
    else:
        making.send(clip)


def work(clip_id: UUID | str, attempt: int) -> None:
    """Cut a clip, if it is still wanted and nobody has it, and record how that ended. May be called again."""
    clip = making.claim(Clip.objects.select_related("video"), clip_id, attempt)
    if clip is None:
        return
    try:
        with making.recorded(clip):
            cut_or_pass_on(clip)
    finally:
        remove_partial(clip.pk, attempt)


def cut_or_pass_on(clip: Clip) -> None:
    """Cut it, or leave it to a worker. Cuts for playing take milliseconds in a web process: no thread beside them."""
    heart = Heartbeat(clip)
    try:
        with heart if clip.purpose == Clip.Purpose.FILE else nullcontext():
            made = cut(clip, progress=heart.progress, stop=heart.stop)
    except UnfitToPlay:
        make_file_instead(clip)
    else:
        finish(clip, made)


def finish(clip: Clip, made: Cut) -> None:
    """Give the file its name and record it, where the attempt still counts; tell those who wait."""
    with transaction.atomic():
        current = making.current(clip).select_for_update().first()
        if current is None:
            return
        current.path = media.relative(made.partial.replace(media.content_path("segment", f"{clip.pk}{made.suffix}")))
        current.status, current.progress, current.tries = Clip.Status.READY, 1.0, 0
        current.size_bytes, current.duration = made.size_bytes, made.duration
        current.pre_roll, current.play_end = made.pre_roll, made.play_end
        current.save()
        events.clip_ready(current)


def make_file_instead(clip: Clip) -> None:
    """The clip serves its player better as a file: a worker makes it, under a new attempt."""
    current = making.current(clip)
    if current.update(purpose=Clip.Purpose.FILE, heartbeat_at=None, queued_at=Now(), attempt=F("attempt") + 1):
        clip.refresh_from_db()
        making.send(clip)
