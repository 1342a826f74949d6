"""What the apps ask of the database beyond Django: how its absence shows, one moment, statements planned once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections, transaction
from psycopg import Cursor

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


class _PreparingCursor(Cursor[tuple[Any, ...]]):
    """Sends values apart from their statement, which the server keeps with its plan as long as the connection lives."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> Any:
        return super().execute(query, params, prepare=True, binary=True)


def prepared(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement that is asked over and over: after a few times with one plan for whatever values.

    To parse and plan it anew would take longer than to run it. Not for one whose best plan depends on its values.
    Seen and limited by Django's wrappers of execution like any other; needs OPTIONS["prepare_threshold"].
    """
    own = connections[DEFAULT_DB_ALIAS]
    own.ensure_connection()
    wrap = own.make_debug_cursor if own.queries_logged else own.make_cursor
    with wrap(cast(Any, _PreparingCursor(own.connection))) as cursor:
        cursor.execute(sql, values)
        return cast(list[tuple[Any, ...]], cursor.fetchall())


def array_literal(values: Iterable[str | int]) -> str:
    """Ids or numbers as PostgreSQL writes an array (`{1,2}`), for many of which psycopg takes long: it asks each."""
    return f"{{{','.join(map(str, values))}}}"
