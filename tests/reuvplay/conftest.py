"""What the tests of Reuv Play's calls share."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from engines.downloaders.types import SourceInfo
from tests.factories import client_of, make_user
from tests.media import media
from users.models import User
from videos import sources

__all__ = ["media"]

WATCH = "https://www.youtube.com/watch?v=abcdefghijk"
PICTURE = "https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg"


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def pro_plus() -> User:
    return make_user(level=2)


@pytest.fixture
def signed_in(user: User) -> APIClient:
    return client_of(user)


@pytest.fixture
def film(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., SourceInfo]]:
    """Makes every address lead to one film, without a network."""
    asked: list[str] = []

    def leads_to(**fields: Any) -> SourceInfo:
        told: dict[str, Any] = {
            "kind": "video",
            "platform": "youtube",
            "source_key": "youtube:abcdefghijk",
            "source_url": WATCH,
            "title": "About rivers",
            "channel_name": "Nature",
            "duration": 61.5,
            "thumbnail_url": PICTURE,
        }
        found = SourceInfo(**{**told, **fields})
        monkeypatch.setattr(sources, "ask", lambda url: (asked.append(url), found)[1])
        return found

    yield leads_to
    for url in asked:
        cache.delete(sources.cache_key(url))


def post(client: APIClient, path: str, body: Any) -> Any:
    """Send JSON as the web app does, half surrogate pairs included."""
    return client.post(path, json.dumps(body), content_type="application/json")
