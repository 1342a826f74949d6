"""The payloads of lines and clips, shared by the HTTP API and the pushes, and the pushes themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypedDict

from django.db.models import Q
from django.urls import reverse

from core.http import origin_of
from core.media import content_url
from segments.models import Clip, ClipAsker, Edit, MadeFile, Segment, Supercut
from users.models import User
from videos import events
from videos.events import ErrorPayload, error_payload, iso
from videos.models import ProcessingSession, Video, VideoRequest

MOST_PUSHED = 20
"""So many changed lines are sent with the push; more are read."""


class SegmentPayload(TypedDict):
    id: str
    track: str
    start: float
    end: float
    text: str
    version: int
    doubtful: str | None
    original: str | None
    is_corrected: bool


class WordPayload(TypedDict):
    start: float
    end: float
    text: str


class LinePayload(SegmentPayload):
    words: list[WordPayload]


class SegmentsChanged(TypedDict):
    """Lines of a video were corrected: as they are now, and the ids of those that are gone.

    `segments` is None where they are many: whoever shows them reads all of them again.
    """

    type: Literal["segments.changed"]
    video_id: str
    segments: list[LinePayload] | None
    removed: list[str]


class TranslationAdded(TypedDict):
    """Lines of a video's English track were just stored; `segment_count` is how many that has. None of them: read all
    of it again."""

    type: Literal["translation.added"]
    video_id: str
    segments: list[SegmentPayload]
    segment_count: int


class ClipPayload(TypedDict):
    """The API's `clip`. `share_url` and `embed_url` are null where its video is private."""

    id: str
    status: str
    purpose: str
    url: str | None
    play_url: str | None
    pre_roll: float
    play_end: float
    start: float
    end: float
    duration: float
    format: str
    size: int | None
    text: str
    video_id: str
    segment_id: str | None
    progress: int
    share_url: str | None
    embed_url: str | None
    error: ErrorPayload | None


class SupercutItemPayload(TypedDict):
    video_id: str
    start: float
    end: float
    title: str


class SupercutPayload(TypedDict):
    """The API's `supercut`. `share_url` and `embed_url` are null where one of its videos is private."""

    id: str
    status: str
    progress: int
    query: str
    items: list[SupercutItemPayload]
    titles: bool
    url: str | None
    duration: float
    format: str
    size: int | None
    share_url: str | None
    embed_url: str | None
    created_at: str
    error: ErrorPayload | None


def segment_payload(segment: Segment) -> SegmentPayload:
    """The API's line, without its words."""
    return {
        "id": str(segment.pk),
        "track": segment.track,
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "version": segment.version,
        "doubtful": segment.doubtful or None,
        "original": segment.original or None,
        "is_corrected": segment.is_corrected,
    }


def clip_payload(clip: Clip, *, origin: str = "") -> ClipPayload:
    """The API's `clip` for whoever may see its video; reads `clip.video`. `origin` is where its reader reaches us."""
    origin = origin or origin_of()
    url = content_url(clip.path, public=clip.video.is_open) if clip.is_ready else None
    is_open = clip.video.is_open
    return {
        "id": str(clip.pk),
        "status": clip.status,
        "purpose": clip.purpose,
        "url": url if clip.purpose == Clip.Purpose.FILE else None,
        "play_url": f"{url}#t={seconds(clip.pre_roll)},{seconds(clip.play_end)}" if url else None,
        "pre_roll": clip.pre_roll,
        "play_end": clip.play_end,
        "start": clip.start,
        "end": clip.end,
        "duration": round(clip.end - clip.start, 3),
        "format": clip.format,
        "size": clip.size_bytes if clip.is_ready else None,
        "text": clip.text,
        "video_id": str(clip.video_id),
        "segment_id": str(clip.segment_id) if clip.segment_id else None,
        "progress": percent(clip),
        "share_url": origin + reverse("share", args=[clip.share_id]) if is_open else None,
        "embed_url": origin + reverse("embed", args=[clip.share_id]) if is_open else None,
        "error": error_payload(clip.error_code, clip.error_detail),
    }


def percent(row: MadeFile) -> int:
    return 100 if row.is_ready else int(row.progress * 100)


def seconds(value: float) -> str:
    """Seconds as media fragments want them: no exponent, no needless zeros."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def segments_added(video: Video, segments: list[Segment]) -> None:
    """Tell everyone who waits for a video which lines were just stored. Call it inside their transaction."""
    events.segments_added(video, [segment_payload(segment) for segment in segments], video.segment_count)


def translation_added(
    video: Video, session: ProcessingSession, segments: Sequence[Segment], segment_count: int
) -> None:
    """Tell everyone whose request takes part in a run and who may read its video, also those completed by now."""
    message: TranslationAdded = {
        "type": "translation.added",
        "video_id": str(video.pk),
        "segments": [segment_payload(segment) for segment in segments],
        "segment_count": segment_count,
    }
    events.tell_readers(video, VideoRequest.objects.filter(session=session), {**message})


def line_payload(segment: Segment, *, is_editor: bool) -> LinePayload:
    """The API's line with its words; what was taken out of it by hand is for editors alone."""
    words: list[WordPayload] = [{"start": start, "end": end, "text": text} for start, end, text in segment.words]
    payload = segment_payload(segment)
    return {**payload, "original": payload["original"] if is_editor else None, "words": words}


def segments_changed(video: Video, editor: User, lines: Sequence[Segment], removed: Iterable[str]) -> None:
    """Tell the editor, the owner, staff who corrected it too, and everyone with a request on a video they may read."""
    few = len(lines) <= MOST_PUSHED
    message: SegmentsChanged = {
        "type": "segments.changed",
        "video_id": str(video.pk),
        "segments": [line_payload(line, is_editor=False) for line in lines] if few else None,
        "removed": list(removed),
    }
    concerned = {editor.pk, video.owner_id or editor.pk}
    concerned.update(Edit.objects.filter(video=video, editor__is_staff=True).values_list("editor_id", flat=True))
    if video.is_open:
        concerned.update(VideoRequest.objects.filter(video=video).values_list("user_id", flat=True))
    for user_id in concerned:
        events.push_to_user(user_id, {**message})


def clip_ready(clip: Clip) -> None:
    """Tell everyone who asked while the clip was in work, and who may still read its video."""
    waiting = ClipAsker.objects.filter(clip=clip, is_waiting=True)
    readers = waiting if clip.video.is_open else waiting.filter(Q(user=clip.video.owner_id) | Q(user__is_staff=True))
    payload = clip_payload(clip)
    for user_id in readers.values_list("user_id", flat=True):
        events.push_to_user(user_id, {"type": "clip.ready", "clip": payload})
    waiting.update(is_waiting=False)


def supercut_payload(supercut: Supercut, *, is_open: bool, origin: str = "") -> SupercutPayload:
    """The API's `supercut` for its owner, who gets a signed address of its file.

    `is_open`: whoever has its page's address may see it. `origin` is where its reader reaches us.
    """
    origin = origin or origin_of()
    is_ready = supercut.is_ready
    items: list[SupercutItemPayload] = [
        {"video_id": item["video_id"], "start": item["start"], "end": item["end"], "title": item["title"]}
        for item in supercut.items
    ]
    return {
        "id": str(supercut.pk),
        "status": supercut.status,
        "progress": percent(supercut),
        "query": supercut.query,
        "items": items,
        "titles": supercut.titles,
        "url": content_url(supercut.path, public=False) if is_ready else None,
        "duration": supercut.duration if is_ready else round(sum(item["end"] - item["start"] for item in items), 3),
        "format": supercut.format,
        "size": supercut.size_bytes if is_ready else None,
        "share_url": origin + reverse("share", args=[supercut.share_id]) if is_open else None,
        "embed_url": origin + reverse("embed", args=[supercut.share_id]) if is_open else None,
        "created_at": iso(supercut.created_at) or "",
        "error": error_payload(supercut.error_code, supercut.error_detail),
    }


def supercut_ready(supercut: Supercut, *, is_open: bool) -> None:
    """Tell the owner that their supercut is ready."""
    payload = supercut_payload(supercut, is_open=is_open)
    events.push_to_user(supercut.owner_id, {"type": "supercut.ready", "supercut": payload})
