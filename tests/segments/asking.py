"""Asking for clips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rest_framework.test import APIClient

from core import media as content

URL = "/api/v1/clips"


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["code"]


def ask(client: APIClient, **wish: Any) -> Any:
    return client.post(URL, wish, format="json")


def path_of(url: str) -> Path:
    """The file behind a plain or signed content address."""
    return content.absolute(url.partition("#")[0].partition("?")[0].removeprefix("/content/"))
