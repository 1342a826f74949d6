"""`manage.py ingest PATH|URL ...`: take files, whole folders or addresses in for somebody."""

import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import ApplicationError
from engines.errors import EngineError
from users.models import User
from videos import ingest, services
from videos.models import IngestedFile, Visibility

Status = IngestedFile.Status
ADDRESS = re.compile(r"https?://", re.IGNORECASE)


class Command(BaseCommand):
    """Again, it takes in only what is new. What a folder holds besides media is refused one by one, and told."""

    help = "Take in files, folders (with all in them) and addresses. What the owner has already is passed over."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("places", nargs="+", metavar="PATH|URL")
        parser.add_argument("--owner", required=True, help="The e-mail address of an account.")
        parser.add_argument("--visibility", choices=Visibility.values, default=Visibility.PRIVATE)
        parser.add_argument("--language", default="", help="ISO 639 code; left out: detected.")
        parser.add_argument("--copy", action="store_true", help="Copy, also where a hard link would do.")

    def handle(self, *_args: Any, places: list[str], owner: str, **options: Any) -> None:
        self.counts: dict[str, int] = {}
        user = User.objects.filter(email=owner).first()
        if user is None:
            raise CommandError(f"There is no account {owner}.")
        manner = ingest.Manner(
            options["visibility"], services.Choices(language=options["language"]), is_copy=options["copy"]
        )
        for place in places:
            if ADDRESS.match(place):
                self.ask_for(user, place, manner)
            else:
                self.take_in(user, Path(place), manner)
        told = ", ".join(f"{count} {what}" for what, count in sorted(self.counts.items()))
        self.stdout.write(told or "There was nothing.")

    def ask_for(self, user: User, url: str, manner: ingest.Manner) -> None:
        try:
            _, is_new = services.request_url(user, url, visibility=manner.visibility, choices=manner.choices)
        except ApplicationError as error:
            self.tell(Status.REFUSED, url, error.detail)
        else:
            self.tell(Status.TAKEN if is_new else Status.KNOWN, url)

    def take_in(self, user: User, place: Path, manner: ingest.Manner) -> None:
        if not place.exists():
            raise CommandError(f"{place} does not exist.")
        for path in ingest.files_under(place):
            row = ingest.note(user, path)
            if row.status == Status.TAKEN:
                self.tell(Status.KNOWN, row.path)  # by an earlier run
                continue
            if row.status == Status.SEEN:
                self.try_to_take_in(row, path, manner)
            self.tell(row.status, row.path, row.error_detail)

    def try_to_take_in(self, row: IngestedFile, path: Path, manner: ingest.Manner) -> None:
        try:
            ingest.take_in(row, path, manner)
        except ApplicationError as error:
            raise CommandError(f"Stopped at {row.path}: {error.detail} Run this again to go on.") from error
        except EngineError as error:
            row.error_detail = error.detail  # told, not kept: the next run tries it again

    def tell(self, what: str, place: str, why: str = "") -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
        self.stdout.write(f"{what:8} {place}{f': {why}' if why else ''}")
