"""How long a search may take, all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from core.database import prepared
from core.errors import ApplicationError

TIMEOUT_MS = 2000
BEGIN = """
SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true),
    set_config('enable_seqscan', 'off', true),
    (SELECT reltuples FROM pg_class WHERE oid = 'segments_searchwindow'::regclass)
"""
GO_ON = "SELECT set_config('statement_timeout', %s, true)"
UNTOLD_MS = 100
"""So much less time than PostgreSQL knows of may be left: to tell it costs a statement."""


class SearchTooSlow(ApplicationError):
    """The index has too much to look through for this query, or the server too much else to do."""

    status = 503

    def __init__(self) -> None:
        detail = "This search takes too long. Longer words are found sooner, and those without a * or a minus."
        super().__init__("search_too_slow", detail, retry_after=5)


@contextmanager
def limited_time() -> Iterator[float]:
    """A transaction that reads indexes only and may take TIMEOUT_MS.

    Gives about how many windows are in the index, which every search needs to know: by the same statement.

    Raises SearchTooSlow where time is up.
    """
    deadline = Deadline(TIMEOUT_MS)
    try:
        with transaction.atomic():
            ((*_, rows),) = prepared(BEGIN, [str(TIMEOUT_MS)])
            with connection.execute_wrapper(deadline):
                yield rows
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTooSlow from error
        raise


class Deadline:
    """Gives every statement the time that is left of all."""

    def __init__(self, milliseconds: int) -> None:
        self._told = milliseconds
        self._end = perf_counter() + milliseconds / 1000

    def __call__(self, execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        left = max(1, round((self._end - perf_counter()) * 1000))  # 0 would be without end
        if self._told - left > UNTOLD_MS:
            execute(GO_ON, [str(left)], False, context)
            self._told = left
        return execute(sql, values, many, context)
