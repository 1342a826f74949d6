"""`manage.py storage`: what everybody's videos take on the disk."""

from typing import Any

from django.core.management.base import BaseCommand

from users.models import User
from videos import storage


class Command(BaseCommand):
    help = "Show what is stored, by person and in all, in bytes."

    def handle(self, *_args: Any, **_options: Any) -> None:
        taken = storage.stored_by_person()
        people: list[User | None] = [*User.objects.filter(pk__in=[pk for pk in taken if pk]).order_by("email"), None]
        for person in people:
            stored = taken.get(person.pk if person else None)
            if stored is None:
                continue
            name = person.email if person else "(accounts that are gone)"
            self.stdout.write(
                f"{stored.total_bytes:>17,} {name}: {stored.videos} videos, {stored.uploads} unfinished uploads"
            )
        disk = storage.disk()
        for kind, size in disk.kinds.items():
            self.stdout.write(f"{size:>17,} {kind}/")
        self.stdout.write(f"{disk.total_bytes:>17,} in all, {disk.free_bytes:,} free")
