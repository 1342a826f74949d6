"""Reading the database as of one moment."""

import threading

import pytest
from django.db import connection

from core.database import one_moment
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
