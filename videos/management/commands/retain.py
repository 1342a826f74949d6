"""`manage.py retain`: apply the rules of how long sources are kept, and remove files that nothing knows."""

from typing import Any

from django.core.management.base import BaseCommand

from videos import orphans, retention


class Command(BaseCommand):
    """Runs by itself every hour too."""

    help = (
        "Drop the sources that KEEP_SOURCE_DAYS and SOURCE_BUDGET_BYTES say, and remove files that no video, clip or"
        " supercut knows."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would go.")

    def handle(self, *_args: Any, dry_run: bool, **_options: Any) -> None:
        going, stray = retention.due(), list(orphans.find())
        for one in going:
            self.stdout.write(f"source {one.size_bytes:>15,} {one.video.pk} {one.video.title}")
        for orphan in stray:
            self.stdout.write(f"orphan {orphan.size_bytes:>15,} {orphan.path}")
        total = sum(one.size_bytes for one in going) + sum(one.size_bytes for one in stray)
        if not dry_run:
            retention.retain()
            orphans.remove()
        told = "would go" if dry_run else "went"
        self.stdout.write(f"{len(going)} sources and {len(stray)} orphans, {total:,} bytes, {told}.")
