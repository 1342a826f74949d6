"""Making a supercut, and what becomes of its row."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from core import media
from segments import events, making
from segments.making import Heartbeat
from segments.models import Supercut
from segments.selectors import open_supercuts
from segments.supercuts.cutting import Made, make, workplace
from segments.supercuts.items import Item, stored

Status = Supercut.Status


def begin_again(supercut: Supercut, items: Sequence[Item] | None = None) -> bool:
    """Put a supercut that is not in work back to work, of `items` where given; False where somebody else just did."""
    if supercut.status == Status.WORKING:
        return False
    old = supercut.path
    with transaction.atomic():
        changed = making.begin_again(supercut, **({} if items is None else {"items": stored(items)}))
        if changed and old:  # before the commit: no new file can have taken its name yet
            media.absolute(old).unlink(missing_ok=True)
    if changed:
        making.send(supercut)
    return changed


def work(supercut_id: UUID | str, attempt: int) -> None:
    """Make a supercut, if it is still wanted and nobody has it, and record how that ended. May be called again."""
    supercut = making.claim(Supercut.objects.select_related("owner"), supercut_id, attempt)
    if supercut is None:
        return
    with making.recorded(supercut), Heartbeat(supercut) as heart, workplace(supercut) as folder:
        finish(supercut, make(supercut, folder, progress=heart.progress, stop=heart.stop))


def finish(supercut: Supercut, made: Made) -> None:
    """Give the file its name and record it, where the attempt still counts; tell the owner."""
    with transaction.atomic():
        current = making.current(supercut).select_for_update().first()
        if current is None:
            return
        name = f"{supercut.pk}.{supercut.format}"
        current.path = media.relative(made.file.replace(media.content_path("supercut", name)))
        current.status, current.progress, current.tries = Status.READY, 1.0, 0
        current.items = stored(made.items)
        current.size_bytes, current.duration = made.size_bytes, made.duration
        current.save()
        events.supercut_ready(current, is_open=current.pk in open_supercuts([current]))


def cancel(supercut: Supercut) -> bool:
    """End the work at a supercut: its worker notices at its next beat. False where it is not in work."""
    return bool(making.current(supercut).update(status=Status.CANCELLED, heartbeat_at=None))
