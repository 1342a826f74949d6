"""What was corrected in a line, and taking the last of it back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.errors import NotAllowed, WrongState
from segments.editing.changes import announce, hold, video_of
from segments.editing.lines import SHOWN, LineState, put
from segments.models import Edit, Segment
from segments.search import counted_together
from users.models import User
from videos.models import Video
from videos.selectors import is_editor, readable


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
    videos = {segment_id: video_of(segment_id) for segment_id, _ in lines}
    touched: dict[UUID, list[LineState]] = {}
    written: dict[UUID, list[Segment]] = {}
    held: dict[UUID, Video] = {}
    with counted_together():
        for segment_id, version in sorted(lines, key=lambda line: videos[line[0]]):
            segment = hold(editor, segment_id, version)
            now, states = take_back(editor, segment)
            held[segment.video_id] = segment.video
            touched.setdefault(segment.video_id, []).extend(states)
            written.setdefault(segment.video_id, []).extend(now)
    for video_id, states in touched.items():
        announce(editor, held[video_id], states, written[video_id])
    return [segment for now in written.values() for segment in now]


def take_back(editor: User, segment: Segment) -> tuple[list[Segment], list[LineState]]:
    """Undo the last edit of a line whose video is held: the lines as they are now, and all states that are touched."""
    edits = Edit.objects.filter(video=segment.video_id, undone_at=None, lines__contains=[segment.pk])
    edit = edits.first()
    if edit is None:
        raise WrongState("nothing_to_undo", "Nothing of this line was changed.")
    now = as_left(segment, edit.after)
    require_order(now, edit.before)
    edit.undone_at, edit.undone_by = timezone.now(), editor
    edit.save(update_fields=["undone_at", "undone_by"])
    return put(segment.video, now, edit.before), [*edit.before, *edit.after]


class EditedSince(WrongState):
    """What is to be undone is the ground that a later correction stands on."""

    def __init__(self) -> None:
        super().__init__("edited_since", "A line of this edit, or one beside it, was changed later. Undo that first.")


def as_left(segment: Segment, after: list[LineState]) -> list[Segment]:
    """The lines as an edit left them; EditedSince where they are others by now, or something stands between them."""
    lines = Segment.objects.filter(video=segment.video_id, generation=segment.generation, track=segment.track)
    now = list(lines.filter(pk__in=[state["id"] for state in after]).order_by("index"))
    is_same = len(now) == len(after) and all(
        line.index == now[0].index + n and all(getattr(line, name) == state[name] for name in SHOWN)  # type: ignore[literal-required]
        for n, (line, state) in enumerate(zip(now, after, strict=False))
    )
    if not is_same:
        raise EditedSince
    return now


def require_order(now: Sequence[Segment], before: Sequence[LineState]) -> None:
    """Raise EditedSince where the lines put back would begin before the one they follow, or after the next."""
    first = now[0]
    lines = Segment.objects.filter(video=first.video_id, generation=first.generation, track=first.track)
    earlier, later = lines.filter(index=first.index - 1).first(), lines.filter(index=now[-1].index + 1).first()
    if (earlier and before[0]["start"] < earlier.start) or (later and before[-1]["start"] > later.start):
        raise EditedSince
