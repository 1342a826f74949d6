"""What is done to clips."""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from core.errors import ApplicationError, InvalidInput, NotAllowed, NotFound, WrongState
from core.media import require_free_space
from engines.errors import ClipError
from engines.forms.combinations import RULES, require_possible, require_streams
from engines.forms.types import PLAIN, Form
from segments import cache, making, selectors
from segments.clips import work
from segments.clips.limits import (
    Limits,
    content_key,
    padded,
    require_inside,
    require_length,
    snapped,
)
from segments.models import Clip, ClipAsker, Segment, Track
from segments.selectors import SpokenLine
from users.models import User
from videos.models import Video
from videos.selectors import Viewer, is_editor, readable

ANONYMOUS_CLIP_SECONDS = 60.0
POLL_SECONDS = 0.1
NEAR_SECONDS = 5.0
"""How far around a clip's limits words are looked at."""

Status = Clip.Status


class ClipInWork(ApplicationError):
    """The clip's file is being cut; come back in a moment."""

    status = 503

    def __init__(self) -> None:
        super().__init__("clip_in_work", "This clip is being cut. Please try again in a moment.", retry_after=2)


@dataclass(frozen=True, slots=True)
class ClipWish:
    """What someone wants cut: a line, or a piece of a video. Times and padding in seconds."""

    segment_id: UUID | None = None
    video_id: UUID | None = None
    start: float = 0.0
    end: float = 0.0
    padding: float = 0.0
    snap: str = Clip.Snap.WORDS
    purpose: str = Clip.Purpose.PLAY
    form: Form = PLAIN

    def __post_init__(self) -> None:
        if not self.form.is_plain:
            object.__setattr__(self, "purpose", Clip.Purpose.FILE)  # players seek in plain cuts alone

    @property
    def needs_account(self) -> bool:
        return not self.form.is_plain


def request_clip(asker: Viewer, wish: ClipWish) -> tuple[Clip, bool]:
    """The clip somebody wants, cut or being cut, and whether it is new. Two who want the same get the same.

    Raises NotFound, InvalidInput for limits and forms that cannot be, WrongState before the video can be played and
    where the asker has too many clips in work, StorageFull.
    """
    video, segment = source_of(asker, wish)
    require_form(video, wish.form)
    limits, text = limits_of(video, segment, wish)
    require_length(limits, longest_for(asker, wish.form))
    speech = said_between(video, limits) if wish.form.captions != Clip.Captions.NONE else []
    key = content_key(video, limits, purpose=wish.purpose, form=wish.form, speech=speech)
    if not Clip.objects.filter(key=key).exists():
        require_source(video)
        require_free_space()
        require_few_in_work(asker, wish)
    clip, made = Clip.objects.get_or_create(
        key=key,
        defaults={
            "video": video,
            "segment": segment,
            "asker": asker if isinstance(asker, User) else None,
            "start": limits.start,
            "end": limits.end,
            "padding": wish.padding,
            "snap": wish.snap,
            "purpose": wish.purpose,
            "format": wish.form.format,
            "captions": wish.form.captions,
            "crop": wish.form.crop,
            "text": text,
            "speech": speech,
        },
    )
    if made or (clip.status == Status.FAILED and making.begin_again(clip)):
        work.start(clip)
    note_asker(clip, asker)
    return fresh(clip, asker), made


def require_form(video: Video, form: Form) -> None:
    """Raise InvalidInput for a form that does not exist, or that this video cannot have."""
    try:
        require_possible(form)
        require_streams(form, has_picture=video.width is not None, has_sound=video.has_audio)
    except ClipError as error:
        attr = {"captions_not_supported": "captions", "crop_not_supported": "crop"}.get(error.code, "format")
        raise InvalidInput(error.code, error.detail, attr=attr) from error


def longest_for(asker: Viewer, form: Form) -> float:
    """How many seconds a clip may last."""
    own = settings.MAX_CLIP_SECONDS if asker.is_authenticated else ANONYMOUS_CLIP_SECONDS
    return float(min(own, RULES[form.format].longest or own))


def require_few_in_work(asker: Viewer, wish: ClipWish) -> None:
    if wish.purpose != Clip.Purpose.FILE or not isinstance(asker, User):
        return
    if asker.clips.filter(status=Status.WORKING).count() >= settings.MAX_LIVE_CLIPS:
        detail = f"You have {settings.MAX_LIVE_CLIPS} clips in work already. Please wait for some of them."
        raise WrongState("too_many_clips", detail)


def said_between(video: Video, limits: Limits) -> list[SpokenLine]:
    """What captions of this piece say."""
    return selectors.speech_between(selectors.lines_between(video, limits.start, limits.end), limits.start, limits.end)


def said_text(video: Video, limits: Limits) -> str:
    """What is said in this piece, in the language that is spoken."""
    lines = selectors.lines_between(video, limits.start, limits.end)
    return selectors.spoken_between(lines, limits.start, limits.end)


def source_of(asker: Viewer, wish: ClipWish) -> tuple[Video, Segment | None]:
    """The video, and the line where one was named; NotFound where the asker may not read it."""
    segment = None
    if wish.segment_id is not None:
        segment = Segment.objects.filter(selectors.SHOWN, pk=wish.segment_id).first()
        if segment is None:
            raise NotFound
        if wish.video_id not in {None, segment.video_id}:
            raise InvalidInput("segment_of_another_video", "This line is not of that video.", attr="segment_id")
    video = readable(asker, segment.video_id if segment else wish.video_id or "")
    if not (video.media_path and video.duration):
        raise WrongState("video_not_ready", "This video cannot be played yet.")
    return video, segment


def require_source(video: Video) -> None:
    """Raise WrongState where there is nothing left to cut from."""
    if video.source_dropped_at:
        detail = "The film is no longer kept: only its text and the clips that are there already."
        raise WrongState("source_dropped", detail)


def limits_of(video: Video, segment: Segment | None, wish: ClipWish) -> tuple[Limits, str]:
    """Where the clip begins and ends, and what is said in it."""
    duration, to_words = video.duration or 0.0, wish.snap == Clip.Snap.WORDS
    if segment is not None:
        asked = line_limits(segment, duration, to_words=to_words)
        near = selectors.lines_between(video, *around(asked, wish.padding)) if to_words and wish.padding else []
        text = segment.text if segment.track == Track.ORIGINAL else said_text(video, asked)
    else:
        asked = require_inside(Limits(wish.start, wish.end), duration)
        near = selectors.lines_between(video, *around(asked, wish.padding))
        asked = snapped(asked, words_of(near)) if to_words else asked
        text = selectors.spoken_between(near, asked.start, asked.end)
    return padded(asked, wish.padding, duration, words_of(near) if to_words else ()), text


def around(limits: Limits, padding: float) -> tuple[float, float]:
    """The moments between which words matter to a clip."""
    return limits.start - padding - NEAR_SECONDS, limits.end + padding + NEAR_SECONDS


def words_of(lines: list[Segment]) -> list[tuple[float, float]]:
    return [(word[0], word[1]) for line in lines for word in line.words if word[0] < word[1]]


def line_limits(segment: Segment, duration: float, *, to_words: bool) -> Limits:
    """A line's own limits; those of its words where it has some."""
    start, end = segment.start, segment.end
    if to_words and segment.words:
        start, end = min(word[0] for word in segment.words), max(word[1] for word in segment.words)
    if start >= duration:
        raise InvalidInput("clip_out_of_range", "This line lies after the end of the video.", attr="segment_id")
    return Limits(start, min(end, duration))


def fresh(clip: Clip, asker: Viewer) -> Clip:
    """The clip as it is now; one whose file was evicted is cut again. Its use is noted, and who waits for it."""
    clip.refresh_from_db()
    if clip.status == Status.READY and not cache.has_file(clip):
        require_source(clip.video)
        require_free_space()
        if making.begin_again(clip):
            work.start(clip)
            clip.refresh_from_db()
    if clip.status == Status.WORKING:
        note_asker(clip, asker)
    cache.touch(clip)
    return clip


def finished_clip(asker: Viewer, wish: ClipWish, *, patience: float) -> Clip:
    """The clip somebody wants, once its file is there: for clients that ask but once.

    Holds no database connection while it waits. Raises what request_clip raises, NotFound also where the video goes
    private meanwhile, ClipInWork after `patience` seconds, and ApplicationError with the clip's code where it cannot
    be cut.
    """
    clip, _ = request_clip(asker, wish)
    deadline = time.monotonic() + patience
    while clip.status == Status.WORKING:
        if time.monotonic() > deadline:
            raise ClipInWork
        if not connection.in_atomic_block:
            connection.close()
        time.sleep(POLL_SECONDS)
        clip = selectors.readable_clip(asker, clip.pk)
    if clip.status == Status.FAILED:
        raise ApplicationError(clip.error_code, clip.error_detail)
    return clip


def note_asker(clip: Clip, asker: Viewer) -> None:
    """Keep who asked; whoever asks while the clip is in work is told when it is ready."""
    if not isinstance(asker, User):
        return
    with transaction.atomic():
        is_waiting = Clip.objects.select_for_update().filter(pk=clip.pk, status=Status.WORKING).exists()
        known, made = ClipAsker.objects.get_or_create(clip=clip, user=asker, defaults={"is_waiting": is_waiting})
        if is_waiting and not made and not known.is_waiting:
            ClipAsker.objects.filter(pk=known.pk).update(is_waiting=True)


def delete_clip(user: User, clip: Clip) -> None:
    """Delete a clip, also one in work. For one of several askers it is only forgotten; editors delete it for all.

    Raises NotAllowed for whoever is neither.
    """
    if is_editor(user, clip.video):
        clip.delete()
        return
    if not ClipAsker.objects.filter(clip=clip, user=user).delete()[0]:
        raise NotAllowed("not_yours", "Only people who asked for this clip, and editors of its video, can delete it.")
    if not ClipAsker.objects.filter(clip=clip).exists():
        clip.delete()
