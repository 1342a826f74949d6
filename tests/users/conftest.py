"""What the tests of accounts share."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from tests.factories import make_user
from users.models import User

PASSWORD = "a long passphrase"


@pytest.fixture
def user(db: None) -> User:
    return make_user(email="ada@example.org", full_name="Ada Lovelace")


@pytest.fixture
def web() -> APIClient:
    """A browser: it keeps cookies and says so."""
    return APIClient(headers={"X-Client": "web"})


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], None]:
    """Makes two threads wait for each other where both have just come out of a function."""

    def let_meet(module: Any, name: str) -> None:
        barrier = threading.Barrier(2, timeout=10)
        original = getattr(module, name)

        def stopped(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            barrier.wait()
            return result

        monkeypatch.setattr(module, name, stopped)

    return let_meet


def twice(work: Callable[[], Any]) -> list[Any]:
    """The results of two threads that do the same at the same time."""

    def alone(_: int) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(alone, range(2)))


def post(client: APIClient, path: str, body: Any, **extra: Any) -> Any:
    """Send JSON in plain ASCII, so that half a character can be sent too. `path` is under /api/v1/."""
    return client.generic("POST", f"/api/v1/{path}", json.dumps(body), "application/json", **extra)


def codes(response: Any) -> list[tuple[str, str | None]]:
    """The errors of an answer in the one shape, as (code, attr)."""
    assert set(response.json()) == {"type", "errors"}
    return [(error["code"], error["attr"]) for error in response.json()["errors"]]


def bearer(access: str) -> APIClient:
    return APIClient(headers={"Authorization": f"Bearer {access}"})
