"""Reading the database as of one moment, and statements it keeps."""

import threading
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from core.database import one_moment, prepared
from tests.factories import make_user
from users.models import User


@pytest.mark.django_db(transaction=True)
def test_one_moment_sees_nothing_that_is_committed_meanwhile() -> None:
    make_user()

    with one_moment():
        before = User.objects.count()
        beside(make_user)
        assert User.objects.count() == before

    assert User.objects.count() == before + 1


def beside(change: object) -> None:
    """In another thread, so on another connection."""

    def work() -> None:
        try:
            change()  # type: ignore[operator] # any function
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)


KEPT = "SELECT count(*), sum(generic_plans + custom_plans) FROM pg_prepared_statements WHERE statement LIKE %s"


def kept() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(KEPT, ["SELECT $1::int + $2::int%"])
        return cursor.fetchone()


@pytest.mark.django_db
def test_a_prepared_statement_is_kept_and_takes_other_values() -> None:
    sql = "SELECT %s::int + %s::int"

    assert [prepared(sql, [n, 1]) for n in (1, 2, 3)] == [[(2,)], [(3,)], [(4,)]]

    assert kept() == (1, 3)


@pytest.mark.django_db
def test_prepared_statements_are_counted_and_wrapped_like_others(django_assert_num_queries: Any) -> None:
    seen: list[str] = []

    def wrapper(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with django_assert_num_queries(1), connection.execute_wrapper(wrapper):
        assert prepared("SELECT %s::text", ["it's"]) == [("it's",)]
    assert seen == ["SELECT %s::text"]


@pytest.mark.django_db(transaction=True)
def test_a_failed_prepared_statement_is_djangos_error_and_the_next_one_works() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        prepared("SELECT nothing FROM nowhere WHERE 1 = %s", [1])

    assert prepared("SELECT %s::int + %s::int", [1, 2]) == [(3,)]


@pytest.mark.django_db(transaction=True)
def test_a_prepared_statement_works_after_the_connection_was_lost() -> None:
    assert prepared("SELECT %s::int + %s::int", [1, 2]) == [(3,)]
    connection.close()
    assert prepared("SELECT %s::int + %s::int", [2, 2]) == [(4,)]
