"""A process that dispatches again and again until its stdin ends: `python -m tests.videos.dispatcher DATABASE STEP`."""

import os
import select
import shutil
import sys

import django
from django.conf import settings
from django.db import connection

from core import jobs


def main(database: str, step: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from videos.dispatch import dispatch

    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = database
    settings.VIDEO_PIPELINE = [step]
    jobs._publish = lambda *_message: None  # type: ignore[assignment] # the test is the worker, it looks at the rows
    while not select.select([sys.stdin], [], [], 0.01)[0]:
        dispatch()
    shutil.rmtree(settings.CONTENT_DIR, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
