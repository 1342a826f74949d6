"""`manage.py serve NAME`: one program of the stack alone, where Docker or systemd keeps programs up."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.management.commands.up import stack_of_settings
from config.stack import LIGHT


class Command(BaseCommand):
    help = "Becomes one program of the stack, with the very words that `up` starts it with."
    requires_system_checks = ()  # the web server and the workers make them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=list(stack_of_settings().commands()))

    def handle(self, *_args: Any, **options: Any) -> None:
        settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)  # a check of Django wants it
        words = stack_of_settings().commands()[options["name"]]
        os.chdir(settings.BASE_DIR)
        os.execve(sys.executable, [sys.executable, *words], {**LIGHT, **os.environ})  # noqa: S606 -- a list, no shell
