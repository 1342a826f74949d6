"""`manage.py reindex`: make the search index anew, video by video, while people search."""

from typing import Any

from django.core.management.base import BaseCommand

from segments.search import rebuild


class Command(BaseCommand):
    """Each video is replaced in one transaction: a search finds it as it was or as it is to be. May be repeated."""

    help = "Index the transcripts that an older version indexed, or none did."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--all", action="store_true", help="also those that are up to date")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.stdout.write(f"Videos indexed anew: {rebuild(everything=options['all'])}.")
