"""What was corrected in a line, and taking the last of it back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.errors import NotAllowed, WrongState
from segments.editing.changes import announce, hold, video_of
from segments.editing.lines import SHOWN, LineState, put
from segments.models import Edit, Segment
from users.models import User
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
    other lines was corrected later, which has to be undone first.
    """
    segment = hold(editor, segment_id, version)
    edits = Edit.objects.filter(video=segment.video_id, undone_at=None, lines__contains=[segment_id])
    edit = edits.first()
    if edit is None:
        raise WrongState("nothing_to_undo", "Nothing of this line was changed.")
    now = as_left(segment, edit.after)
    edit.undone_at, edit.undone_by = timezone.now(), editor
    edit.save(update_fields=["undone_at", "undone_by"])
    written = put(segment.video, now, edit.before)
    announce(editor, segment.video, [*edit.before, *edit.after])
    return written


def as_left(segment: Segment, after: list[LineState]) -> list[Segment]:
    """The lines as an edit left them; WrongState where they are others by now, or something stands between them."""
    lines = Segment.objects.filter(video=segment.video_id, generation=segment.generation, track=segment.track)
    now = list(lines.filter(pk__in=[state["id"] for state in after]).order_by("index"))
    is_same = len(now) == len(after) and all(
        line.index == now[0].index + n and all(getattr(line, name) == state[name] for name in SHOWN)  # type: ignore[literal-required]
        for n, (line, state) in enumerate(zip(now, after, strict=False))
    )
    if not is_same:
        raise WrongState("edited_since", "Another line of this edit was changed later. Please undo that first.")
    return now
