"""A person with an empty folder for uploads, and their client."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.factories import make_user
from tests.videos.resumable.tus import client_of
from users.models import User


@pytest.fixture(autouse=True)
def quiet(sent: list[Any], settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
async def client(user: User) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(user) as made:
        yield made
