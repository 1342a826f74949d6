"""Servers and fixtures that all tests share."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from rest_framework.test import APIClient

servers = ExitStack()

hypothesis.settings.register_profile("soundbite", deadline=None)  # two cores, other work beside: no test of speed
hypothesis.settings.load_profile("soundbite")


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL and one Redis for the whole run, in the process that all workers come from."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    from config.embedded import start_postgres, start_redis

    data_dir = Path(os.environ["DATA_DIR"])
    if not os.environ.get("DATABASE_URL"):
        servers.enter_context(start_postgres(data_dir, durable=False))
    if not os.environ.get("REDIS_URL"):
        servers.enter_context(start_redis(data_dir))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        servers.close()
    if content := os.environ.get("CONTENT_DIR"):
        shutil.rmtree(content, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database; at the end, connections of threads that outlived their test must not keep it from going."""
    from django.db import connection

    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def clean_content(settings: Any) -> Iterator[None]:
    """Every test begins and ends with an empty CONTENT_DIR."""
    yield
    shutil.rmtree(settings.CONTENT_DIR, ignore_errors=True)
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def client() -> APIClient:
    """A client without an account."""
    return APIClient()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The tasks sent, as (name, *arguments), instead of handing them to a broker."""
    tasks: list[tuple[Any, ...]] = []
    monkeypatch.setattr("core.jobs._publish", lambda task, args, _queue, _delay: tasks.append((task, *args)))
    return tasks
