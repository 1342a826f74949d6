"""Sending work by name."""

import logging
from typing import Any

import pytest
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from core import jobs


@pytest.mark.django_db(transaction=True)
def test_send_waits_for_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    published: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **options: published.append((name, options["args"])))

    with transaction.atomic():
        jobs.send("some.task", 1, "two")
        assert published == []

    assert published == [("some.task", (1, "two"))]


@pytest.mark.django_db(transaction=True)
def test_send_survives_a_broker_that_is_away(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(current_app, "send_task", refuse)

    with caplog.at_level(logging.WARNING):
        jobs.send("some.task", 1)

    assert "some.task(1,) will be sent by the sweep" in caplog.text
