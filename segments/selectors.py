"""What may be read of transcripts and clips, and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from core.errors import NotFound
from engines.types import Speech, Word
from segments.models import Clip, Segment, Supercut, Track, Transcription
from videos.models import Video
from videos.selectors import Viewer, readable_videos

SpokenLine = tuple[float, float, str, list[list[Any]]]
"""(start, end, text, words), a word being [start, end, text]; seconds of the video."""

Passage = tuple[Video, float, float]
"""A piece of a video: its start and end in seconds."""


SHOWN = Q(track=Track.ORIGINAL, generation=F("video__generation")) | Q(
    track=Track.ENGLISH, generation=F("video__english_generation")
)
"""The lines that readers see, of both tracks."""


def shown_generation(video: Video, track: str) -> int:
    """The run whose lines of a track readers see; 0 where there is none."""
    return video.english_generation if track == Track.ENGLISH else video.generation


def transcript(video: Video, *, track: str = Track.ORIGINAL) -> QuerySet[Segment]:
    """The lines that readers of a video see, in time order. Whether the viewer may is asked before."""
    generation = shown_generation(video, track)
    return Segment.objects.filter(video=video, generation=generation, track=track).order_by("index")


def english_run(video: Video) -> Transcription:
    """Who made the English track that readers see; an unsaved row that says nothing where there is none."""
    of = {"video": video, "generation": video.english_generation, "track": Track.ENGLISH}
    return Transcription.objects.filter(**of).first() or Transcription(**of)


def lines_between(video: Video, start: float, end: float) -> list[Segment]:
    """The lines that are spoken somewhere between two moments, in seconds."""
    return list(transcript(video).filter(start__lt=end, end__gt=start))


def lines_of(passages: Sequence[Passage]) -> list[list[Segment]]:
    """The lines that are spoken somewhere in each of the passages, by one query."""
    if not passages:
        return []
    wanted = Q()
    for video, start, end in passages:
        wanted |= Q(video=video, generation=video.generation, start__lt=end, end__gt=start)
    found = Segment.objects.filter(wanted, track=Track.ORIGINAL).order_by("video", "index")
    lines = list(found)
    return [
        [line for line in lines if line.video_id == video.pk and line.start < end and line.end > start]
        for video, start, end in passages
    ]


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


def speech_on_clock(lines: Iterable[Segment], start: float, end: float, *, at: float = 0.0) -> Iterator[Speech]:
    """The same as captions want it: on the clock of a file that shows `start` at its second `at`."""

    def on_clock(moment: float) -> float:
        return round(at + min(max(moment, start), end) - start, 3)

    for begin, stop, text, said in speech_between(lines, start, end):
        words = tuple(Word(on_clock(first), on_clock(last), word) for first, last, word in said)
        yield Speech(on_clock(begin), on_clock(stop), text, words)


def open_supercuts(supercuts: Iterable[Supercut]) -> set[UUID]:
    """The ids of those that whoever has their address may see: of which no video is private, and one is there."""
    listed = list(supercuts)
    wanted = {video_id for supercut in listed for video_id in supercut.video_ids}
    is_open = {str(video.pk): video.is_open for video in Video.objects.filter(pk__in=wanted).only("visibility")}
    videos = {supercut.pk: [is_open[key] for key in supercut.video_ids if key in is_open] for supercut in listed}
    return {pk for pk, shown in videos.items() if shown and all(shown)}


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
