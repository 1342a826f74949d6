"""Who may bring a body of which size."""

from typing import Any

import pytest
from channels.db import database_sync_to_async
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from core.errors import StorageFull
from core.uploads import Allowance
from tests.factories import make_user
from users.services import make_api_key
from videos.permissions import FORM_OVERHEAD_BYTES, judge_body

pytestmark = pytest.mark.django_db


def scope(path: str = "/api/v1/videos", method: str = "POST", token: str = "") -> dict[str, Any]:
    headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
    return {"type": "http", "path": path, "method": method, "headers": headers}


@pytest.fixture
def token() -> str:
    return str(RefreshToken.for_user(make_user()).access_token)


@pytest.mark.parametrize("path", ["/api/v1/videos", "/api/v1/videos/"])
async def test_upload_with_a_good_token_may_be_large(path: str, token: str, settings: Any) -> None:
    allowance = await judge_body(scope(path, token=token), 10)

    assert allowance == Allowance(settings.MAX_UPLOAD_BYTES + settings.MAX_CAPTION_BYTES + FORM_OVERHEAD_BYTES)


async def test_upload_with_an_api_key_may_be_large(settings: Any) -> None:
    _, key = await database_sync_to_async(lambda: make_api_key(make_user(), "uploads"))()
    asked = {**scope(), "headers": [(b"authorization", f"Api-Key {key}".encode())]}
    spoilt = {**scope(), "headers": [(b"authorization", f"Api-Key {key}x".encode())]}

    most = settings.MAX_UPLOAD_BYTES + settings.MAX_CAPTION_BYTES + FORM_OVERHEAD_BYTES
    assert await judge_body(asked, 10) == Allowance(most)
    assert (await judge_body(spoilt, 10)).read is False


async def test_upload_without_a_good_token_is_not_read(token: str) -> None:
    expired = AccessToken()
    expired.set_exp(lifetime=-AccessToken.lifetime)
    for bad in ("", "nonsense", token + "x", str(expired)):
        assert (await judge_body(scope(token=bad), 10**12)).read is False


@pytest.mark.parametrize(
    ("path", "method"), [("/api/v1/auth/login", "POST"), ("/api/v1/videos/x", "PATCH"), ("/", "GET")]
)
async def test_everything_else_is_small(path: str, method: str, token: str, settings: Any) -> None:
    assert await judge_body(scope(path, method, token), None) == Allowance(settings.MAX_BODY_BYTES)


async def test_upload_is_refused_before_it_fills_the_disk(token: str, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 10**18

    with pytest.raises(StorageFull):
        await judge_body(scope(token=token), 10**17)


async def test_upload_of_unknown_length_is_refused_on_a_full_disk(token: str, settings: Any) -> None:
    settings.MIN_FREE_BYTES = 10**18

    with pytest.raises(StorageFull):
        await judge_body(scope(token=token), None)
