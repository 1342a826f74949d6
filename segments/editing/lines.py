"""Lines as an edit sees them: what it writes down of them, and how one set of lines takes the place of another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypedDict
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import F

from core.errors import WrongState
from engines.types import Word
from segments.editing.words import Line
from segments.models import Clip, Segment, Track, Transcription
from segments.search import reindex_lines
from segments.selectors import shown_generation
from videos.models import Video


class LineState(TypedDict):
    """Everything of a line that an edit may change, and its id."""

    id: str
    start: float
    end: float
    text: str
    words: list[list[Any]]
    doubtful: str
    original: str
    is_corrected: bool


CONTENT = ("start", "end", "text", "words", "doubtful", "original", "is_corrected")
SHOWN = ("start", "end", "text", "words")
"""What has to be as an edit left it, for the edit to be undone."""

REWRITE = """
UPDATE segments_segment AS line
SET start = new.start, "end" = new."end", text = new.text, words = new.words, doubtful = new.doubtful,
    original = new.original, is_corrected = new.is_corrected, version = line.version + 1
FROM jsonb_to_recordset(%s::jsonb) AS new(
    id uuid, version int, start float8, "end" float8, text text, words jsonb, doubtful text, original text,
    is_corrected boolean
)
WHERE line.id = new.id AND line.version = new.version
"""


class ChangedMeanwhile(WrongState):
    """Somebody else changed a line since it was read. Nothing was written."""

    def __init__(self) -> None:
        super().__init__("changed_meanwhile", "Somebody else has changed this line meanwhile. Please read it again.")


def state_of(segment: Segment) -> LineState:
    return {
        "id": str(segment.pk),
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "words": segment.words,
        "doubtful": segment.doubtful,
        "original": segment.original,
        "is_corrected": segment.is_corrected,
    }


def line_of(segment: Segment) -> Line:
    return Line(segment.start, segment.end, segment.text, tuple(Word(*word) for word in segment.words))


def corrected(segment: Segment, line: Line, *, line_id: UUID | None = None) -> LineState:
    """The state of a line after a correction by hand; another text is no longer doubtful."""
    is_same = line.text == segment.text
    return {
        "id": str(line_id or segment.pk),
        "start": round(line.start, 3),
        "end": round(line.end, 3),
        "text": line.text,
        "words": [[round(word.start, 3), round(word.end, 3), word.text] for word in line.words],
        "doubtful": segment.doubtful if is_same else "",
        "original": segment.original or ("" if is_same else segment.text),
        "is_corrected": True,
    }


def new_id() -> UUID:
    return uuid4()


def put(video: Video, old: Sequence[Segment], new: Sequence[LineState]) -> list[Segment]:
    """Put lines in the place of neighbouring ones, in a transaction that holds the video; search follows.

    Lines keep their ids where both name them, and count one version up. Raises ChangedMeanwhile where a line is no
    longer of the version that `old` holds.
    """
    first, track = old[0].index, old[0].track
    ids = {state["id"] for state in new}
    gone = [segment for segment in old if str(segment.pk) not in ids]
    known = {str(segment.pk): segment for segment in old}
    require_version(gone)
    Clip.objects.filter(segment__in=gone).update(segment=old[0])
    Segment.objects.filter(pk__in=[segment.pk for segment in gone]).delete()
    added = len(new) - len(old)
    make_room(video, track, behind=old[-1].index, by=added)
    written = [write(video, track, index, state, known) for index, state in enumerate(new, first)]
    if track == Track.ORIGINAL:
        reindex_lines(video.pk, video.generation, first, first + len(new) - 1, added=added)
    return written


def rewrite(changes: Sequence[tuple[Segment, LineState]]) -> list[Segment]:
    """Change lines where they stand, all by one query, and count one version up; search does not follow.

    In a transaction that holds their videos. Raises ChangedMeanwhile where a line is no longer of the version known.
    """
    with connection.cursor() as cursor:
        cursor.execute(REWRITE, [json.dumps([{**state, "version": line.version} for line, state in changes])])
        if cursor.rowcount != len(changes):
            raise ChangedMeanwhile
    for line, state in changes:
        for name in CONTENT:
            setattr(line, name, state[name])  # type: ignore[literal-required] # the names are those of LineState
        line.version += 1
    return [line for line, _ in changes]


def require_version(segments: Sequence[Segment]) -> None:
    for segment in segments:
        if not Segment.objects.filter(pk=segment.pk, version=segment.version).exists():
            raise ChangedMeanwhile


def make_room(video: Video, track: str, *, behind: int, by: int) -> None:
    """Renumber the lines behind one, and count the video's lines anew."""
    if not by:
        return
    lines = Segment.objects.filter(video=video, generation=shown_generation(video, track), track=track)
    lines.filter(index__gt=behind).update(index=F("index") + by)
    runs = Transcription.objects.filter(video=video, generation=shown_generation(video, track), track=track)
    runs.update(segment_count=F("segment_count") + by)
    if track == Track.ORIGINAL:
        video.segment_count += by
        video.save(update_fields=["segment_count"])


def write(video: Video, track: str, index: int, state: LineState, known: dict[str, Segment]) -> Segment:
    """One line, changed where its version is the known one, or new."""
    content = {name: value for name, value in state.items() if name in CONTENT}
    old = known.get(state["id"])
    if old is None:
        return Segment.objects.create(
            pk=UUID(state["id"]),
            video=video,
            generation=shown_generation(video, track),
            track=track,
            index=index,
            **content,
        )
    same = Segment.objects.filter(pk=old.pk, version=old.version)
    if not same.update(**content, index=index, version=F("version") + 1):
        raise ChangedMeanwhile
    return Segment.objects.get(pk=old.pk)
