"""`manage.py demo` before there is a Soundbite to add it to."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError

from users.models import User


@pytest.mark.parametrize("error", [OperationalError("connection refused"), ProgrammingError("no such relation")])
def test_without_a_database_it_says_what_to_start(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def failing(**_wanted: str) -> None:
        raise error

    monkeypatch.setattr(User.objects, "filter", failing)
    with pytest.raises(CommandError, match="make run"):
        call_command("demo")
