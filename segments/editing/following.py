"""Cut clips follow the lines they show: their text at once, their captions when they are next asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from engines.forms.types import Form
from segments import cache, making, selectors
from segments.clips import work
from segments.clips.limits import Limits, content_key
from segments.models import Clip, Segment
from videos.models import Video


def follow_lines(video: Video, start: float, end: float) -> None:
    """Bring clips up to date that show something between two moments, in the transaction that changed the lines."""
    clips = list(Clip.objects.filter(video=video, start__lt=end, end__gt=start).select_for_update().order_by("pk"))
    if not clips:
        return
    lines = selectors.lines_between(video, min(clip.start for clip in clips), max(clip.end for clip in clips))
    for clip in clips:
        clip.video = video
        follow(clip, [line for line in lines if line.start < clip.end and line.end > clip.start])


def follow(clip: Clip, lines: Sequence[Segment]) -> None:
    """A clip's text, and where captions are part of its file, a new file when it is next asked for."""
    text = selectors.spoken_between(lines, clip.start + clip.padding, clip.end - clip.padding)
    if text != clip.text:
        clip.text = text
        clip.save(update_fields=["text"])
    if clip.captions == Clip.Captions.NONE:
        return
    speech = [list(said) for said in selectors.speech_between(lines, clip.start, clip.end)]
    if speech != clip.speech:
        caption_anew(clip, speech)


def caption_anew(clip: Clip, speech: list[list[object]]) -> None:
    """The clip says something else from now on: its file goes, work on the old words ends."""
    clip.speech = speech
    rename(clip)
    if clip.status == Clip.Status.READY:
        cache.evict_one(clip)
    elif clip.status == Clip.Status.WORKING and making.begin_again(clip):
        work.start(clip)


def rename(clip: Clip) -> None:
    """Save the clip by the name of what it shows now; by one of its own where another clip has that name already."""
    form = Form(clip.format, clip.captions, clip.crop)
    limits = Limits(clip.start, clip.end)
    clip.key = content_key(clip.video, limits, purpose=clip.purpose, form=form, speech=clip.speech)
    try:
        with transaction.atomic():
            clip.save(update_fields=["speech", "key"])
    except IntegrityError:
        clip.key = hashlib.sha256(f"{clip.key}|{clip.pk}".encode()).hexdigest()
        clip.save(update_fields=["speech", "key"])
