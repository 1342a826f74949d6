"""The socket of an account, over the real channel layer."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from channels.routing import URLRouter
from django.contrib.auth.hashers import make_password
from django.db import OperationalError
from django.urls import path
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from tests.factories import make_user
from tests.users.conftest import PASSWORD
from tests.users.sockets import Socket
from tests.users.test_tokens import nested
from users import services
from users.models import User, group_of
from users.websocket import JWTAuthMiddleware, UserConsumer, is_unchanged

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "quite another passphrase"


class Greeter(UserConsumer):
    async def welcome(self) -> None:
        await self.send_json({"type": "hello", "email": self.user.email})


application = JWTAuthMiddleware(URLRouter([path("ws/", Greeter.as_asgi())]))


@pytest.fixture(autouse=True)
async def fresh_layer() -> AsyncIterator[None]:
    """A channel layer of this test's event loop, closed with it."""
    yield
    await channel_layers["default"].close_pools()
    channel_layers.backends.clear()


@pytest.fixture
async def ada() -> User:
    return await sync_to_async(make_user)(email="ada@example.org")


def token_of(user: User, seconds: float = 60) -> str:
    token = AccessToken.for_user(user)
    token.set_exp(lifetime=timedelta(seconds=seconds))
    return str(token)


@asynccontextmanager
async def socket(*subprotocols: str) -> AsyncIterator[Socket]:
    opened = Socket(application, "/ws/", list(subprotocols))
    try:
        yield opened
    finally:
        await opened.leave()


@asynccontextmanager
async def greeted(user: User, seconds: float = 60) -> AsyncIterator[Socket]:
    """A socket that is open and has said hello."""
    async with socket("bearer", token_of(user, seconds)) as opened:
        assert await opened.connect() == "bearer"
        assert await opened.hear() == {"type": "hello", "email": user.email}
        yield opened


async def push(user: User, message: Any) -> None:
    await channel_layers["default"].group_send(group_of(user.pk), {"type": "push", "message": message})


async def test_a_socket_hears_what_is_pushed_to_its_account_alone(ada: User) -> None:
    bob = await sync_to_async(make_user)()
    message = {"type": "queue.moved", "requests": [{"id": "1", "words": ["ї", None, 1.5, True]}]}
    async with greeted(ada) as first, greeted(ada) as second, greeted(bob) as other:
        await push(ada, message)
        await push(bob, {"type": "for bob"})

        assert await first.hear() == message
        assert await second.hear() == message
        assert await other.hear() == {"type": "for bob"}
        assert await first.receive_nothing()


async def test_a_socket_says_hello_before_what_is_pushed_meanwhile(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(self: Greeter) -> None:
        await push(ada, {"type": "pushed"})
        await asyncio.sleep(0.1)
        await self.send_json({"type": "hello"})

    monkeypatch.setattr(Greeter, "welcome", slow)
    async with socket("bearer", token_of(ada)) as opened:
        await opened.connect()

        assert [(await opened.hear())["type"] for _ in range(2)] == ["hello", "pushed"]


def offers(user: User) -> dict[str, list[str]]:
    """Subprotocols that stand for nobody."""
    good = token_of(user)
    return {
        "nothing": [],
        "bearer alone": ["bearer"],
        "token alone": [good],
        "other scheme": ["basic", good],
        "wrong order": [good, "bearer"],
        "too many": ["bearer", good, good],
        "empty token": ["bearer", ""],
        "junk": ["bearer", "junk"],
        "not ascii": ["bearer", "ключ"],
        "wrong signature": ["bearer", good[:-4] + "AAAA"],
        "expired": ["bearer", token_of(user, -1)],
        "refresh token": ["bearer", str(RefreshToken.for_user(user))],
        "nested": ["bearer", nested(5000)],
    }


async def test_a_socket_is_put_off_while_the_database_is_away(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_subprotocols: list[str]) -> None:
        raise OperationalError("couldn't get a connection after 30.00 sec")

    monkeypatch.setattr("users.websocket.bearer", fail)

    async with socket("bearer", token_of(ada)) as opened:
        assert await opened.connect() == "bearer"
        assert await opened.closing_code() == 1013


async def test_a_socket_of_nobody_is_accepted_and_then_closed(ada: User) -> None:
    for name, subprotocols in (await sync_to_async(offers)(ada)).items():
        async with socket(*subprotocols) as opened:
            assert await opened.connect() == ("bearer" if "bearer" in subprotocols else None), name
            assert await opened.closing_code() == 4401, name


@pytest.mark.parametrize(
    "spoil",
    [
        lambda user: user.delete(),
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: services.change_password(user, current_password=PASSWORD, new_password=NEW),
    ],
    ids=["deleted", "locked", "new password"],
)
async def test_a_dead_token_is_nobody(ada: User, spoil: Callable[[User], Any]) -> None:
    token = token_of(ada)
    await sync_to_async(spoil)(ada)

    async with socket("bearer", token) as opened:
        assert await opened.connect() == "bearer"
        assert await opened.closing_code() == 4401


async def test_a_closed_socket_of_nobody_hears_nothing(ada: User) -> None:
    async with socket("bearer", "junk") as opened:
        await opened.connect()
        assert await opened.closing_code() == 4401

        await push(ada, {"type": "pushed"})

        assert await opened.receive_nothing()


async def test_a_socket_is_closed_when_its_token_expires(ada: User) -> None:
    token = token_of(ada, 2)
    expires_at = AccessToken(token)["exp"]
    async with socket("bearer", token) as opened:
        await opened.connect()
        await opened.hear()

        assert await opened.closing_code() == 4401
        assert expires_at <= time.time() < expires_at + 2


async def test_nothing_waits_for_the_token_of_a_socket_that_left(ada: User) -> None:
    before = asyncio.all_tasks()
    async with greeted(ada):
        assert any("close_at" in repr(task) for task in asyncio.all_tasks() - before)

    await asyncio.sleep(0)
    assert not any("close_at" in repr(task) for task in asyncio.all_tasks() - before)


async def test_a_socket_does_not_read_what_the_client_says(ada: User) -> None:
    async with greeted(ada) as opened:
        for text in ("", "{", '{"type": "end"}', "\x00", "x" * 64 * 1024):
            await opened.say(text=text)
        await opened.say(bytes=b"\xff")
        await push(ada, {"type": "pushed"})

        assert await opened.hear() == {"type": "pushed"}


@pytest.mark.parametrize("message", [{"text": "x" * (64 * 1024 + 1)}, {"bytes": b"x" * (64 * 1024 + 1)}])
async def test_a_socket_that_says_too_much_is_closed(ada: User, message: dict[str, Any]) -> None:
    async with greeted(ada) as opened:
        await opened.say(**message)

        assert await opened.closing_code() == 1009


@pytest.mark.parametrize(
    "void",
    [
        lambda user: services.change_password(user, current_password=PASSWORD, new_password=NEW),
        lambda user: services.delete_account(user, PASSWORD),
    ],
    ids=["new password", "deleted"],
)
async def test_open_sockets_end_with_the_tokens_of_their_account(ada: User, void: Callable[[User], Any]) -> None:
    bob = await sync_to_async(make_user)()
    async with greeted(ada) as opened, greeted(bob) as other:
        await sync_to_async(void)(ada)

        assert await opened.closing_code() == 4401
        assert await other.receive_nothing()


@pytest.mark.parametrize(
    "lock",
    [
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: User.objects.filter(pk=user.pk).update(password=make_password(NEW)),
        lambda user: User.objects.filter(pk=user.pk).delete(),
    ],
    ids=["locked", "new password", "deleted"],
)
async def test_open_sockets_end_soon_after_their_account_was_locked(
    ada: User, lock: Callable[[User], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("users.websocket.CHECK_SECONDS", 0.05)
    bob = await sync_to_async(make_user)()
    async with greeted(ada) as opened, greeted(bob) as other:
        await sync_to_async(lock)(ada)

        assert await opened.closing_code() == 4401
        assert await other.receive_nothing()


def test_no_account_counts_as_locked_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()

    def fail(**_conditions: Any) -> None:
        raise OperationalError("couldn't get a connection after 30.00 sec")

    monkeypatch.setattr(User.objects, "filter", fail)

    assert is_unchanged(user)


async def test_a_new_password_is_set_though_redis_is_away(ada: User, settings: Any) -> None:
    layer = {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]}}
    settings.CHANNEL_LAYERS = {"default": layer}

    await sync_to_async(services.change_password)(ada, current_password=PASSWORD, new_password=NEW)

    assert await sync_to_async(services.log_in)(ada.email, NEW) == ada


async def test_without_a_hello_a_socket_is_silent(ada: User) -> None:
    silent = JWTAuthMiddleware(URLRouter([path("ws/", UserConsumer.as_asgi())]))
    opened = Socket(silent, "/ws/", ["bearer", token_of(ada)])
    assert await opened.connect() == "bearer"

    assert await opened.receive_nothing()

    await opened.leave()
