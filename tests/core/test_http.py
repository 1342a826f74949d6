"""Where people reach us."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from core.http import origin_of


def test_the_address_that_was_set_wins(settings: Any) -> None:
    settings.PUBLIC_URL = "https://clips.example.org"

    assert origin_of() == origin_of(RequestFactory().get("/")) == "https://clips.example.org"


def test_otherwise_it_is_the_one_that_was_asked(settings: Any) -> None:
    settings.PUBLIC_URL = ""

    assert origin_of(RequestFactory().get("/", headers={"Host": "localhost:81"})) == "http://localhost:81"


@pytest.mark.parametrize(
    ("host", "https", "origin"),
    [
        ("127.0.0.1", False, "http://127.0.0.1:8000"),
        ("0.0.0.0", False, "http://localhost:8000"),  # noqa: S104 -- compared, not bound
        ("::1", True, "https://[::1]:8000"),
    ],
)
def test_without_a_question_it_is_where_we_listen(settings: Any, host: str, https: bool, origin: str) -> None:
    settings.PUBLIC_URL, settings.HOST, settings.PORT, settings.HTTPS = "", host, 8000, https

    assert origin_of() == origin
