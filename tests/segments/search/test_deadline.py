"""A search has so much time and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection

from segments.search import SearchQuery, SearchTooSlow, deadline, search
from segments.search.deadline import limited_time


def find(text: str) -> int:
    return search(SearchQuery(text), AnonymousUser()).count


@pytest.mark.django_db(transaction=True)
def test_search_that_takes_too_long_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "TIMEOUT_MS", 50)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE segments_searchwindow IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(SearchTooSlow):
            find("fox")
    finally:
        other.close()
    assert find("fox") == 0


@pytest.mark.django_db
def test_time_is_that_of_all_statements_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "TIMEOUT_MS", 1000)
    slept: list[float] = []

    def sleep(times: int) -> None:
        with limited_time(), connection.cursor() as cursor:
            for _ in range(times):
                cursor.execute("SELECT pg_sleep(0.4)")
                slept.append(0.4)

    with pytest.raises(SearchTooSlow):
        sleep(4)
    assert len(slept) < 3


@pytest.mark.django_db
def test_nothing_is_asked_of_the_clock_where_all_is_fast(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2), connection.cursor() as cursor:
        cursor.execute(deadline.BEGIN, ["60000"])
        timed = deadline.Deadline(60_000)
        with connection.execute_wrapper(timed):
            cursor.execute("SELECT current_setting('statement_timeout')")
        assert cursor.fetchone() == ("1min",)


@pytest.mark.django_db
def test_other_failures_of_the_database_stay_what_they_are() -> None:
    with pytest.raises(OperationalError), limited_time():
        raise OperationalError("the connection is lost")
