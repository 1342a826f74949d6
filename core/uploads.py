"""Bodies are judged before Django reads them: Django's ASGI handler spools a whole body before any view runs."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.api import error_body
from core.errors import ApplicationError


class BodyTooLarge(ApplicationError):
    """The body is over the limit of its path."""

    status = 413

    def __init__(self, limit_bytes: int) -> None:
        super().__init__("body_too_large", f"The body is larger than the {limit_bytes} bytes allowed here.")


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much body a request may bring. `read` False: hand Django an empty body, it refuses by the headers alone."""

    limit_bytes: int
    read: bool = True


LINGER_SECONDS = 2.0
LINGER_BYTES = 1024**2

Judge = Callable[[Scope, int | None], Awaitable[Allowance]]
"""Given the scope and the announced length in bytes (None: not announced), answers, or raises ApplicationError."""


class BodyGate:
    """Lets a body through to Django as far as the judge allows; refuses it without reading it otherwise."""

    def __init__(self, app: ASGIApp, judge: Judge) -> None:
        self.app = app
        self.judge = judge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = announced_length(scope)
        try:
            allowance = await self.judge(scope, length)
            if allowance.read and length is not None and length > allowance.limit_bytes:
                raise BodyTooLarge(allowance.limit_bytes)
        except ApplicationError as error:
            await refuse(receive, send, error)
            return
        if allowance.read:
            await Counted(allowance.limit_bytes, receive, send).run(self.app, scope)
        else:
            await self.app(without_body(scope), empty_body(receive), send)


class Counted:
    """Counts a body as it comes; over the limit it answers itself and lets Django see a client that left."""

    def __init__(self, limit_bytes: int, receive: Receive, send: Send) -> None:
        self.limit_bytes = limit_bytes
        self.received_bytes = 0
        self.refused = False
        self.started = False
        self._receive = receive
        self._send = send

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        await app(scope, self.receive, self.send)

    async def receive(self) -> Message:
        if self.refused:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self.received_bytes += len(message.get("body", b""))
        if self.received_bytes > self.limit_bytes and not self.started:
            self.refused = True
            await refuse(self._receive, self._send, BodyTooLarge(self.limit_bytes))
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        self.started = True
        if not self.refused:
            await self._send(message)


def announced_length(scope: Scope) -> int | None:
    """Content-Length in bytes, None where the body comes in chunks or the header is odd."""
    value = Headers(scope=scope).get("content-length", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None


def without_body(scope: Scope) -> Scope:
    """The same request, said to be empty."""
    dropped = {b"content-length", b"transfer-encoding"}
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in dropped]
    return {**scope, "headers": [*headers, (b"content-length", b"0")]}


def empty_body(receive: Receive) -> Receive:
    """A receive that ends the body at once and then waits for the client to leave."""
    given = False

    async def receive_nothing() -> Message:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": b"", "more_body": False}
        message = await receive()
        while message["type"] != "http.disconnect":
            message = await receive()
        return message

    return receive_nothing


async def refuse(receive: Receive, send: Send, error: ApplicationError) -> None:
    """Answer in the one error shape and close the connection, since the rest of the body is not wanted."""
    body = json.dumps(error_body(error.status, error.code, error.detail)).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    start: Message = {"type": "http.response.start", "status": error.status, "headers": headers}
    await send_and_close(receive, send, [start, {"type": "http.response.body", "body": body}])


async def send_and_close(receive: Receive, send: Send, messages: list[Message]) -> None:
    """Send an answer while its request still comes, and close the connection after it."""
    start, *bodies = messages
    headers = [(name, value) for name, value in start["headers"] if name.lower() != b"connection"]
    await send({**start, "headers": [*headers, (b"connection", b"close")]})
    for body in bodies:
        await send({**body, "more_body": True})
    await linger(receive)
    await send({"type": "http.response.body", "body": b""})


async def linger(receive: Receive) -> None:
    """Read on for a moment while the other side reads the answer.

    A connection that is closed with bytes unread is reset, and a reset takes the answer with it (RFC 9112, 9.6).
    """
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(read_on(receive), LINGER_SECONDS)


async def read_on(receive: Receive) -> None:
    """Read up to LINGER_BYTES and forget them."""
    read_bytes = 0
    while read_bytes < LINGER_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return
        read_bytes += len(message.get("body", b""))
