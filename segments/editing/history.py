"""What was corrected in a line, and taking the last of it back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.errors import NotAllowed, WrongState
from segments import selectors
from segments.editing.changes import announce, hold, video_of
from segments.editing.lines import SHOWN, ChangedMeanwhile, LineState, put, rewrite
from segments.models import Edit, Segment, Track
from segments.search import counted_together, reindex_lines
from users.models import User
from videos.models import Video
from videos.selectors import is_editor, readable
from videos.services import editable


def history(editor: User, segment_id: UUID) -> QuerySet[Edit]:
    """The edits that made a line what it is, newest first, and those that were undone. Editors only."""
    video = readable(editor, video_of(segment_id))
    if not is_editor(editor, video):
        raise NotAllowed("not_editor", "Only the owner of this video and staff may see what was changed.")
    return Edit.objects.select_related("editor").filter(video=video, lines__contains=[segment_id])


@transaction.atomic
def undo(editor: User, segment_id: UUID, version: int) -> list[Segment]:
    """Take the last edit of a line back; what it split is one again, what it merged is several. Returns the lines.

    Raises NotFound, NotAllowed, ChangedMeanwhile, and WrongState: nothing_to_undo, or edited_since where one of the
    other lines, or one beside them, was corrected later, which has to be undone first.
    """
    segment = hold(editor, segment_id, version)
    written, states = take_back(editor, segment)
    announce(editor, segment.video, states, written)
    return written


@transaction.atomic
def undo_all(editor: User, lines: Sequence[tuple[UUID, int]]) -> list[Segment]:
    """Take the last edit of each of several lines back, of one video or many: all or nothing.

    Raises what undo raises.
    """
    videos = videos_of([segment_id for segment_id, _ in lines])
    written: list[Segment] = []
    with counted_together():
        for video_id in sorted(set(videos.values())):
            video = editable(editor, readable(editor, video_id))
            now, states = take_back_all(editor, video, {pk: version for pk, version in lines if videos[pk] == video_id})
            announce(editor, video, states, now)
            written += now
    return written


def videos_of(segment_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The videos of lines, as video_of finds each."""
    shown = dict(Segment.objects.filter(selectors.SHOWN, pk__in=segment_ids).values_list("pk", "video"))
    return {segment_id: shown.get(segment_id) or video_of(segment_id) for segment_id in segment_ids}


def take_back_all(editor: User, video: Video, named: Mapping[UUID, int]) -> tuple[list[Segment], list[LineState]]:
    """Undo the last edit of each of a video's lines, by id and version: the lines as they are now, all states touched.

    Edits of one line each, as replacing makes them, are undone together, then those that split or merged.
    """
    segments = list(Segment.objects.filter(selectors.SHOWN, video=video, pk__in=named).order_by("track", "index"))
    if {segment.pk: segment.version for segment in segments} != named:
        raise ChangedMeanwhile
    last = {line: edit for edit in edits_of(video, named) for line in edit.lines}
    if not last.keys() >= named.keys():
        raise NothingToUndo
    alone = [segment for segment in segments if len(last[segment.pk].lines) == 1]
    written, states = put_back(editor, video, [(segment, last[segment.pk]) for segment in alone])
    for segment in segments:
        if segment not in alone:
            now, touched = take_back(editor, hold(editor, segment.pk, named[segment.pk]))
            written, states = [*written, *now], [*states, *touched]
    return written, states


def edits_of(video: Video, lines: Iterable[UUID]) -> QuerySet[Edit]:
    """The edits of any of these lines that can be undone, oldest first."""
    return Edit.objects.filter(video=video, undone_at=None, lines__overlap=list(lines)).order_by("id")


def put_back(
    editor: User, video: Video, edited: Sequence[tuple[Segment, Edit]]
) -> tuple[list[Segment], list[LineState]]:
    """Undo edits of one line each, in order of track and place: the lines as they are now, and all states touched."""
    for segment, edit in edited:
        require_same(segment, edit.after[0])
    written = rewrite([(segment, edit.before[0]) for segment, edit in edited])
    mark_undone(editor, [edit for _, edit in edited])
    for track, group in groupby(written, key=attrgetter("track")):
        lines = list(group)
        require_order(lines)
        if track == Track.ORIGINAL:
            reindex_lines(video.pk, video.generation, lines[0].index, lines[-1].index)
    return written, [state for _, edit in edited for state in (*edit.before, *edit.after)]


def take_back(editor: User, segment: Segment) -> tuple[list[Segment], list[LineState]]:
    """Undo the last edit of a line whose video is held: the lines as they are now, and all states that are touched."""
    edit = edits_of(segment.video, [segment.pk]).last()
    if edit is None:
        raise NothingToUndo
    if edits_of(segment.video, edit.lines).last() != edit:
        raise EditedSince  # also where the lines look as it left them: what was split since and merged again
    written = put(segment.video, as_left(segment, edit.after), edit.before)
    require_order(written)
    mark_undone(editor, [edit])
    return written, [*edit.before, *edit.after]


def mark_undone(editor: User, edits: Sequence[Edit]) -> None:
    Edit.objects.filter(pk__in=[edit.pk for edit in edits]).update(undone_at=timezone.now(), undone_by=editor)


class NothingToUndo(WrongState):
    def __init__(self) -> None:
        super().__init__("nothing_to_undo", "Nothing of this line was changed.")


class EditedSince(WrongState):
    """What is to be undone is the ground that a later correction stands on."""

    def __init__(self) -> None:
        super().__init__("edited_since", "A line of this edit, or one beside it, was changed later. Undo that first.")


def as_left(segment: Segment, after: list[LineState]) -> list[Segment]:
    """The lines as an edit left them; EditedSince where they are others by now, or something stands between them."""
    lines = Segment.objects.filter(video=segment.video_id, generation=segment.generation, track=segment.track)
    now = list(lines.filter(pk__in=[state["id"] for state in after]).order_by("index"))
    if len(now) != len(after) or now[-1].index - now[0].index != len(after) - 1:
        raise EditedSince
    for line, state in zip(now, after, strict=True):
        require_same(line, state)
    return now


def require_same(line: Segment, state: LineState) -> None:
    """Raise EditedSince where a line is another than an edit left."""
    if str(line.pk) != state["id"] or any(getattr(line, name) != state[name] for name in SHOWN):  # type: ignore[literal-required] # SHOWN names keys of it
        raise EditedSince


def require_order(lines: Sequence[Segment]) -> None:
    """Raise EditedSince where one of these lines of a track begins before the one it follows, or after the next."""
    first = lines[0]
    near = {line.index + way for line in lines for way in (-1, 0, 1)}
    track = Segment.objects.filter(video=first.video_id, generation=first.generation, track=first.track)
    starts = dict(track.filter(index__in=near).values_list("index", "start"))
    if any(starts[index] > starts.get(index + 1, math.inf) for index in starts):
        raise EditedSince
