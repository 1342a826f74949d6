"""What was corrected by hand stays when a video is transcribed anew: it stands in the place of the new words there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from engines.types import Word
from segments.editing.lines import line_of, new_id
from segments.editing.words import Atom, Line, moved, timed_atoms
from segments.models import Segment, Track, Transcription
from segments.search import index_segments
from segments.selectors import shown_generation
from videos.models import Video

NEAR_SECONDS = 0.5
"""How far from the end of a corrected line its last word may be heard again, and is still the same one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is left of a new line beside corrected ones; `is_whole` where that is all of it."""

    line: Line
    is_whole: bool


def keep_corrections(video: Video, transcription: Transcription) -> None:
    """Take the corrected lines of what readers see of a track over into a finished run, in a transaction that holds
    the video.

    New words spoken where a corrected line is go; what else is left of their lines stays. May be repeated.
    """
    track, shown = transcription.track, shown_generation(video, transcription.track)
    if shown == transcription.generation:
        return
    kept = list(lines_of(video, shown, track).filter(is_corrected=True))
    if not kept:
        return
    heard = list(lines_of(video, transcription.generation, track))
    corrected = [line_of(segment) for segment in kept]
    whole: list[Segment] = [*kept]
    for segment in heard:
        whole += pieces_of(segment, left_of(line_of(segment), corrected))
    whole.sort(key=lambda segment: (segment.start, segment.end))
    number(transcription, whole, {segment.pk for segment in heard})
    transcription.segment_count = len(whole)
    transcription.save(update_fields=["segment_count"])
    if track == Track.ORIGINAL:
        index_segments(video.pk, transcription.generation)


def lines_of(video: Video, generation: int, track: str) -> QuerySet[Segment]:
    return Segment.objects.filter(video=video, generation=generation, track=track).order_by("index")


def left_of(line: Line, corrected: Sequence[Line]) -> list[Piece]:
    """The pieces of a new line that are spoken outside of all corrected ones."""
    near = [
        other for other in corrected if other.start < line.end + NEAR_SECONDS and other.end > line.start - NEAR_SECONDS
    ]
    if not near:
        return [Piece(line, is_whole=True)]
    runs: list[list[Atom]] = [[]]
    found = list(timed_atoms(line))
    for atom in found:
        if any(is_said_in(atom, other) for other in near):
            runs.append([])
        else:
            runs[-1].append(atom)
    if len(runs) == 1:
        return [Piece(line, is_whole=True)]
    said = [run for run in runs if any(atom.key.isalnum() for atom in run)]
    return [Piece(beside(line_with(run, line), near), is_whole=False) for run in said]


def is_said_in(atom: Atom, other: Line) -> bool:
    """Whether a new word is spoken in a corrected line: by its middle, or just beside it where it is its outer word."""
    middle = sum(atom.span) / 2
    if other.start <= middle <= other.end:
        return True
    if not other.start - NEAR_SECONDS <= middle <= other.end + NEAR_SECONDS:
        return False
    said = list(timed_atoms(other))
    return atom.key == (said[0] if middle < other.start else said[-1]).key


def beside(line: Line, near: Sequence[Line]) -> Line:
    """The line without the time that corrected ones take; its middle lies outside of them."""
    middle = (line.start + line.end) / 2
    start = max([line.start, *(other.end for other in near if other.end <= middle)])
    end = min([line.end, *(other.start for other in near if other.start >= middle)])
    return moved(line, start, end)


def line_with(run: Sequence[Atom], line: Line) -> Line:
    """A line of some atoms of another, with the words that they make up."""
    text = "".join(atom.text if atom.is_glued else f" {atom.text}" for atom in run).strip()
    start, end = run[0].span[0], run[-1].span[1]
    if not line.words:
        return Line(start, end, text)
    words: list[Word] = []
    for atom in run:
        if words and not atom.is_head:
            words[-1] = replace(words[-1], end=atom.span[1], text=words[-1].text + atom.text)
        else:
            words.append(Word(*atom.span, atom.text))
    return Line(start, end, text, tuple(words))


def pieces_of(segment: Segment, pieces: Sequence[Piece]) -> Iterator[Segment]:
    """A new line as it was, or in pieces; the first has its id."""
    for number, piece in enumerate(pieces):
        if piece.is_whole:
            yield segment
            return
        line = piece.line
        yield Segment(
            pk=segment.pk if number == 0 else new_id(),
            video_id=segment.video_id,
            generation=segment.generation,
            track=segment.track,
            start=line.start,
            end=line.end,
            text=line.text,
            words=[[word.start, word.end, word.text] for word in line.words],
            doubtful=segment.doubtful,
        )


def number(transcription: Transcription, whole: Sequence[Segment], heard: set[UUID]) -> None:
    """Write the lines with their numbers in place of what the run had stored."""
    made = [segment for segment in whole if segment._state.adding]
    moved_over = [segment for segment in whole if not segment._state.adding]
    ids = {segment.pk for segment in whole}
    for index, segment in enumerate(whole):
        segment.index, segment.generation = index, transcription.generation
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS segment_index_once DEFERRED")
    Segment.objects.filter(pk__in=heard - ids).delete()
    Segment.objects.filter(pk__in=[segment.pk for segment in made]).delete()
    Segment.objects.bulk_create(made, batch_size=500)
    Segment.objects.bulk_update(moved_over, ["index", "generation"], batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS segment_index_once IMMEDIATE")
