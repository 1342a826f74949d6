"""What the apps ask of the database beyond Django: how its absence shows, and reading it as of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection, transaction

DATABASE_AWAY = (OperationalError, InterfaceError)
"""The database does not answer, or not in time. Whether a commit under way was made is unknown then."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Reads only: everything inside sees the database as of one moment, whatever others commit meanwhile.

    Inside a transaction it is that transaction's moment.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def take_fresh_connection() -> None:
    """Before a write that comes long after the last one: the server may have been restarted in between.

    Nothing inside a transaction.
    """
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
