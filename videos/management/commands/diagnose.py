"""`manage.py diagnose URL`: what happens on this server with an address, step by step."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from engines.downloaders import in_child
from engines.errors import EngineError
from videos import sources


class Command(BaseCommand):
    """Looks up and fetches the first bytes, with the settings of this server. Ends with 1 where something is wrong."""

    help = "Print step by step what happens with an address: its name, the guard, yt-dlp, formats, first bytes."
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("url")

    def handle(self, *_args: Any, **options: Any) -> None:
        is_good = True
        try:
            for finding in in_child.diagnose(options["url"], sources.fetch_options()):
                is_good = is_good and finding.is_good
                self.tell(finding.is_good, finding.step, finding.text)
        except EngineError as error:
            is_good = False
            self.tell(is_good, "broken", f"{error.code}: {error.detail}")
        if not is_good:
            sys.exit(1)

    def tell(self, is_good: bool, step: str, text: str) -> None:
        self.stdout.write(f"{'ok ' if is_good else 'NO '} {step:12} {text}")
        self.stdout.flush()
