"""Changing a line, splitting one and merging several: who may, within which limits, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from core.errors import InvalidInput, NotFound
from engines.display import displayed
from segments import events
from segments.editing.following import follow_lines
from segments.editing.lines import ChangedMeanwhile, LineState, corrected, line_of, new_id, put, state_of
from segments.editing.words import joined, moved, places, retold, split
from segments.models import Edit, Segment, Track
from segments.selectors import SHOWN
from users.models import User
from videos.models import Video
from videos.selectors import readable
from videos.services import editable

LONGEST_TEXT = 2000
MOST_MERGED = 20
BRIEFEST = 0.1
"""Seconds: no line is made shorter than that by hand."""

Kind = Edit.Kind


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of a line; None stays as it is. `version` is the one that was read.

    `is_right`: somebody has listened, and the line is no longer doubtful.
    """

    version: int
    text: str | None = None
    start: float | None = None
    end: float | None = None
    is_right: bool = False


@transaction.atomic
def change_line(editor: User, segment_id: UUID, change: Change) -> Segment:
    """Give a line another text or other times. Words follow.

    Raises NotFound, NotAllowed, ChangedMeanwhile, InvalidInput.
    """
    segment = hold(editor, segment_id, change.version)
    line = line_of(segment)
    if change.text is not None:
        line = retold(line, checked_text(change.text))
    start = segment.start if change.start is None else round(change.start, 3)
    end = segment.end if change.end is None else round(change.end, 3)
    if (start, end) != (segment.start, segment.end):
        require_place(segment, start, end)
        line = moved(line, start, end)
    state = corrected(segment, line)
    if change.is_right:
        state["doubtful"] = ""
    if all(state_of(segment)[name] == state[name] for name in ("start", "end", "text", "doubtful")):
        return segment
    return record(editor, Kind.CHANGE, [segment], [state])[0]


@transaction.atomic
def split_line(editor: User, segment_id: UUID, version: int, *, word: int | None, offset: int | None) -> list[Segment]:
    """Make two lines of one: before the word with a number from 1, or at the word nearest to an offset in the text.

    Offsets count UTF-16 code units, as JavaScript does. Raises what change_line raises.
    """
    segment = hold(editor, segment_id, version)
    line = line_of(segment)
    possible = places(line)[1:]
    if not possible or (word is not None and word > len(possible)):
        raise InvalidInput("split_out_of_range", "There is no such word to split this line at.", attr="word")
    if word is not None:
        at = possible[word - 1]
    else:
        wanted = letters_before(segment.text, offset or 0)
        at = min(possible, key=lambda place: abs(place - wanted))
    first, second = split(line, at)
    return record(
        editor, Kind.SPLIT, [segment], [corrected(segment, first), corrected(segment, second, line_id=new_id())]
    )


def letters_before(text: str, offset: int) -> int:
    """An offset in UTF-16 code units as one in Python's characters."""
    return len(text.encode("utf-16-le")[: 2 * offset].decode("utf-16-le", "ignore"))


@transaction.atomic
def merge_lines(editor: User, video_id: UUID, lines: Sequence[tuple[UUID, int]]) -> Segment:
    """Make one line of neighbouring ones, named by (id, version); it is the first of them that stays.

    Raises what change_line raises.
    """
    video = editable(editor, readable(editor, video_id))
    found = Segment.objects.filter(SHOWN, video=video, pk__in=[pk for pk, _ in lines])
    segments = sorted(found, key=lambda segment: (segment.track, segment.index))
    require_all(video, segments, [pk for pk, _ in lines])
    require_neighbours(segments)
    for segment in segments:
        segment.video = video
        if segment.version != dict(lines)[segment.pk]:
            raise ChangedMeanwhile
    line = joined([line_of(segment) for segment in segments])
    checked_text(line.text)
    state = corrected(segments[0], line)
    state["doubtful"] = next((segment.doubtful for segment in segments if segment.doubtful), "")
    heard = joined([replace(line_of(segment), text=segment.original or segment.text) for segment in segments]).text
    state["original"] = heard if heard != line.text else ""
    return record(editor, Kind.MERGE, segments, [state])[0]


def require_all(video: Video, segments: Sequence[Segment], named: Sequence[UUID]) -> None:
    """Raise NotFound where a named line never was one of this video's, ChangedMeanwhile where it no longer is."""
    missing = set(named) - {segment.pk for segment in segments}
    if missing and Edit.objects.filter(video=video, lines__overlap=list(missing)).exists():
        raise ChangedMeanwhile
    if len(segments) != len(named):
        raise NotFound


def require_neighbours(segments: Sequence[Segment]) -> None:
    first = segments[0]
    if any(s.track != first.track or s.index != first.index + n for n, s in enumerate(segments)):
        raise InvalidInput("not_neighbours", "Only lines that follow each other can be merged.", attr="segments")


def hold(editor: User, segment_id: UUID, version: int) -> Segment:
    """The line as it is, its video held until the transaction ends; for editors, and only in the version they read."""
    video = editable(editor, readable(editor, video_of(segment_id)))
    segment = Segment.objects.filter(SHOWN, pk=segment_id, version=version).first()
    if segment is None:
        raise ChangedMeanwhile
    segment.video = video
    return segment


def video_of(segment_id: UUID) -> UUID:
    """The video of a line that readers see, or that was merged into another; NotFound otherwise."""
    shown = Segment.objects.filter(SHOWN, pk=segment_id)
    for ids in (shown.values_list("video"), Edit.objects.filter(lines__contains=[segment_id]).values_list("video")):
        if found := ids.first():
            return UUID(str(found[0]))
    raise NotFound


def record(editor: User, kind: str, old: list[Segment], new: list[LineState]) -> list[Segment]:
    """Write an edit and all that follows from it, in a transaction that holds the video."""
    video = old[0].video
    before = [state_of(segment) for segment in old]
    written = put(video, old, new)
    ids = dict.fromkeys(UUID(state["id"]) for state in (*before, *new))
    Edit.objects.create(video=video, editor=editor, kind=kind, lines=list(ids), before=before, after=new)
    announce(editor, video, [*before, *new], written)
    return written


def announce(editor: User, video: Video, states: Sequence[LineState], written: Sequence[Segment]) -> None:
    """Have clips follow, and open pages show it: the lines' states before and after, and what is there now.

    Clips say what is spoken, so they follow that track alone.
    """
    if any(segment.track == Track.ORIGINAL for segment in written):
        follow_lines(video, min(state["start"] for state in states), max(state["end"] for state in states))
    gone = {state["id"] for state in states} - {str(segment.pk) for segment in written}
    events.segments_changed(video, editor, written, sorted(gone))


def checked_text(text: str) -> str:
    """Text as engines' lines are stored. Raises InvalidInput for none and for too much."""
    kept = displayed(text)
    if not kept:
        raise InvalidInput("blank", "A line has to say something.", attr="text")
    if len(kept) > LONGEST_TEXT:
        raise InvalidInput("max_length", f"A line has at most {LONGEST_TEXT} letters.", attr="text")
    return kept


def require_place(segment: Segment, start: float, end: float) -> None:
    """Raise InvalidInput for times outside the video, or over more of its neighbours than they are now."""
    lines = Segment.objects.filter(video=segment.video, generation=segment.generation, track=segment.track)
    before, after = lines.filter(index=segment.index - 1).first(), lines.filter(index=segment.index + 1).first()
    low = min(before.end, segment.start) if before else 0.0
    high = max(after.start, segment.end) if after else max(segment.video.duration or end, segment.end)
    latest = after.start if after else high
    if not low <= start <= latest:
        raise InvalidInput("times_out_of_range", f"The line can begin from {low:g} s on.", attr="start")
    if not start + BRIEFEST - 1e-6 <= end <= high:
        raise InvalidInput(
            "times_out_of_range", f"The line can end {BRIEFEST:g} s after its start to {high:g} s.", attr="end"
        )
