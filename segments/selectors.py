"""What may be read of transcripts and clips, and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.errors import NotFound
from segments.models import Clip, Segment, Track
from videos.models import Video
from videos.selectors import Viewer, readable_videos

SpokenLine = tuple[float, float, str, list[list[Any]]]
"""(start, end, text, words), a word being [start, end, text]; seconds of the video."""


def transcript(video: Video, *, track: str = Track.ORIGINAL) -> QuerySet[Segment]:
    """The lines that readers of a video see, in time order. Whether the viewer may is asked before."""
    return Segment.objects.filter(video=video, generation=video.generation, track=track).order_by("index")


def lines_between(video: Video, start: float, end: float) -> list[Segment]:
    """The lines that are spoken somewhere between two moments, in seconds."""
    return list(transcript(video).filter(start__lt=end, end__gt=start))


def spoken_between(lines: Iterable[Segment], start: float, end: float) -> str:
    """What is said between two moments: words, or whole lines where an engine gave none, by their middle."""
    said: list[str] = []
    for line in lines:
        parts = line.words or [(line.start, line.end, line.text)]
        said.extend(text for begin, stop, text in parts if start <= (begin + stop) / 2 <= end)
    return " ".join(" ".join(said).split())


def speech_between(lines: Iterable[Segment], start: float, end: float) -> list[SpokenLine]:
    """The same with its times: each line cut down to the words between two moments.

    A line without words is in it where half of it, or of the time between the moments, falls into the other.
    """
    return [said for line in lines if (said := said_part(line, start, end))]


def said_part(line: Segment, start: float, end: float) -> SpokenLine | None:
    if not line.words:
        shared = min(line.end, end) - max(line.start, start)
        is_in = shared * 2 >= min(line.end - line.start, end - start)
        return (line.start, line.end, line.text, []) if is_in else None
    words = [word for word in line.words if start <= (word[0] + word[1]) / 2 <= end]
    if not words:
        return None
    text = line.text if len(words) == len(line.words) else " ".join(word[2] for word in words)
    return words[0][0], max(word[1] for word in words), text, words


def readable_clip(viewer: Viewer, clip_id: UUID) -> Clip:
    """The clip, if its video is the viewer's to read; NotFound otherwise."""
    clip = Clip.objects.select_related("video").filter(pk=clip_id, video__in=readable_videos(viewer)).first()
    if clip is None:
        raise NotFound
    return clip


def any_clip(clip_id: UUID) -> Clip:
    """The clip for whoever brings a signature over its file's address; NotFound where there is none."""
    clip = Clip.objects.select_related("video").filter(pk=clip_id).first()
    if clip is None:
        raise NotFound
    return clip
