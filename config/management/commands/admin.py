"""`manage.py admin`: makes a superuser, whether Soundbite runs at the moment or not."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config.embedded import AlreadyRunning, ServiceError, start_postgres
from config.embedded.postgres import has_database

WAIT_SECONDS = 60.0
GIVEN = ("DJANGO_SUPERUSER_EMAIL", "DJANGO_SUPERUSER_PASSWORD")


class Command(BaseCommand):
    help = f"Makes a superuser; asks for what {' and '.join(GIVEN)} leave unset."
    requires_system_checks = ()

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with database():
                make_superuser(verbosity=options["verbosity"])
        except ServiceError as error:
            raise CommandError(str(error)) from error


def make_superuser(*, verbosity: int) -> None:
    """Asks at the terminal, or takes the variables; the name is then the address's first part where none is given."""
    email, password = (os.environ.get(name) for name in GIVEN)
    if not email or not password:
        call_command("createsuperuser", verbosity=verbosity)
        return
    name = os.environ.get("DJANGO_SUPERUSER_FULL_NAME") or email.partition("@")[0]
    call_command("createsuperuser", interactive=False, email=email, full_name=name, verbosity=verbosity)


@contextmanager
def database() -> Iterator[None]:
    """The database of the settings with all tables: the running one, else the embedded one for the moment."""
    if not settings.EMBEDDED_POSTGRES:
        call_command("migrate", verbosity=0)
        yield
        return
    try:
        service = start_postgres(settings.DATA_DIR)
    except AlreadyRunning:
        wait_for_database(settings.DATA_DIR)  # whoever runs it also makes its tables
        yield
        return
    with service:
        call_command("migrate", verbosity=0)
        yield
        connections.close_all()


def wait_for_database(data_dir: Path) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not has_database(data_dir):
        if time.monotonic() > deadline:
            raise ServiceError(f"PostgreSQL of {data_dir} is running but does not answer. See {data_dir / 'logs'}.")
        time.sleep(0.2)
