"""The account behind a WebSocket: who opens it, and for how long."""

import asyncio
import logging
import time
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.authentication import JWTAuthentication
from starlette.types import ASGIApp, Receive, Scope, Send

from core.database import DATABASE_AWAY
from users.models import User, group_of
from users.services import account_of

log = logging.getLogger(__name__)

SUBPROTOCOL = "bearer"
UNAUTHENTICATED = 4401
TOO_BIG = 1009
TRY_AGAIN_LATER = 1013
MAX_MESSAGE_LENGTH = 64 * 1024
CHECK_SECONDS = 30.0
"""How often an open socket asks for the time (a laptop may have slept) and whether its account was locked."""


class JWTAuthMiddleware:
    """Puts into the scope whom the subprotocols `["bearer", token]` stand for.

    `scope["user"]`: the account, None where the token is absent or bad; `scope["token_expires_at"]`: epoch seconds,
    0 without a user.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            user, expires_at = await database_sync_to_async(bearer)(scope.get("subprotocols", []))
        except DATABASE_AWAY as error:
            log.warning("The database is away, a socket is put off: %s", error)
            await put_off(scope, receive, send)
            return
        await self.app({**scope, "user": user, "token_expires_at": expires_at}, receive, send)


async def put_off(scope: Scope, receive: Receive, send: Send) -> None:
    """Accept and close, so that the browser can read the code: it is to come back later."""
    await receive()
    offered = SUBPROTOCOL in scope.get("subprotocols", [])
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if offered else None})
    await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})


def bearer(subprotocols: list[str]) -> tuple[User | None, float]:
    """The account of the offered token and when the token expires in epoch seconds; (None, 0) for none."""
    if len(subprotocols) != 2 or subprotocols[0] != SUBPROTOCOL:
        return None, 0
    try:
        token = JWTAuthentication().get_validated_token(subprotocols[1].encode())
        return account_of(token), token["exp"]
    except AuthenticationFailed:
        return None, 0


def is_unchanged(user: User) -> bool:
    """Whether an account is there, active and of the same password as when its token was checked; also in doubt."""
    try:
        return User.objects.filter(pk=user.pk, is_active=True, password=user.password).exists()
    except DATABASE_AWAY as error:
        log.warning("The database is away, a socket stays open: %s", error)
        return True


class UserConsumer(AsyncJsonWebsocketConsumer):
    """A socket of one account: it hears what is pushed to the account, and ends with its token.

    Subclasses greet in `welcome`. It only ever sends; what the client says is not read.
    """

    user: User
    expiry: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        # A close before accept reaches browsers as 1006: accepting first is what lets them read the code.
        await self.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in self.scope["subprotocols"] else None)
        scope: dict[str, Any] = dict(self.scope)
        if scope["user"] is None:
            await self.close(UNAUTHENTICATED)
            return
        self.user = scope["user"]
        self.expiry = asyncio.create_task(self.close_at(scope["token_expires_at"]))
        self.groups = [group_of(self.user.pk)]
        await self.channel_layer.group_add(self.groups[0], self.channel_name)
        await self.welcome()

    async def welcome(self) -> None:
        """Called once the socket is in its group: nothing pushed from here on is missed."""

    async def close_at(self, moment: float) -> None:
        """Close with 4401 at `moment` (epoch seconds), or soon after the account was locked in whatever way."""
        while (left := moment - time.time()) > 0 and await database_sync_to_async(is_unchanged)(self.user):
            await asyncio.sleep(min(left, CHECK_SECONDS))
        await self.close(UNAUTHENTICATED)

    async def push(self, event: dict[str, Any]) -> None:
        """Forward the message of a `{"type": "push", "message": {...}}` unread."""
        await self.send_json(event["message"])

    async def end(self, _event: dict[str, Any]) -> None:
        """The account's tokens are void (users.events.end_sockets)."""
        await self.close(UNAUTHENTICATED)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any) -> None:
        if len(text_data or bytes_data or "") > MAX_MESSAGE_LENGTH:
            await self.close(TOO_BIG)

    async def disconnect(self, _code: int) -> None:
        if self.expiry:
            self.expiry.cancel()
