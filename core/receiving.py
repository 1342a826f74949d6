"""Receiving a file's bytes beside Django: it says where they go, and is asked again once they are there."""

import asyncio
import errno
import hashlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from io import RawIOBase
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import ApplicationError, StorageFull
from core.locks import try_lock
from core.media import require_free_space
from core.uploads import refuse, send_and_close, without_body

P = ParamSpec("P")
T = TypeVar("T")
KEY = "soundbite.receiving"
IDLE_SECONDS = 30.0
PATIENCE_SECONDS = 2.0
"""How long a writer waits for the one before, whose connection has just broken."""
PAUSE_SECONDS = 0.02
PIECE_BYTES = 1024**2
SPACE_BYTES = 64 * 1024**2  # between two looks at the free disk
OVERRIDES = {"PATCH", "DELETE", "HEAD"}


class ClientSilent(ApplicationError):
    """The sender stopped sending without closing the connection."""

    status = 408

    def __init__(self) -> None:
        super().__init__("upload_stalled", "Nothing came for a while. What had come is kept: please go on from there.")


class Outcome(Enum):
    """How it ended. Whatever was stored till then counts; where it came with a checksum it counts as a whole only."""

    STORED = "stored"
    BUSY = "busy"  # somebody else is writing
    MOVED = "moved"  # the file is not as long as was said
    FULL = "full"  # the disk
    CUT = "cut"  # the connection broke
    TOO_MUCH = "too much"  # more than was announced
    DIFFERENT = "different"  # not what its checksum says


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a body goes: appended to `path`, which is `offset` bytes long now, `limit_bytes` at most.

    With an `algorithm` it is kept only as a whole, if its digest is that. `asker` is whoever was let in: a token may
    have expired by the time everything is there.
    """

    path: Path
    offset: int
    limit_bytes: int
    asker: Any
    algorithm: str = ""
    digest: bytes = b""

    @property
    def chunk_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.chunk")


@dataclass(slots=True)
class Receiving:
    """What Django and the receiver tell each other: first the plan, then the outcome."""

    plan: Plan | None = None
    outcome: Outcome | None = None


def receiving_of(request: Any) -> Receiving | None:
    """What stands beside a Django request that came through the receiver."""
    found: Receiving | None = getattr(request, "scope", {}).get("extensions", {}).get(KEY)
    return found


class Receiver:
    """Wraps Django: a PATCH under `prefix` reaches it without its body, twice.

    The first time it refuses, or leaves a plan. Then the body goes to the file in pieces, with neither a thread nor a
    database connection held while it comes, and Django answers knowing how that ended. The file is locked meanwhile
    (flock: the kernel lets go of it whatever kills us); its length is what counts as received.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self.prefix):
            await self.app(scope, receive, send)
            return
        scope = {**scope, "method": method_of(scope)}
        if scope["method"] != "PATCH":
            await self.app(scope, receive, send)
            return
        state = Receiving()
        asked = {**without_body(scope), "extensions": {**scope.get("extensions", {}), KEY: state}}
        messages = await answer_of(self.app, asked)
        if state.plan is None:
            await send_and_close(receive, send, messages)
            return
        try:
            await self.take(asked, state.plan, receive, send)
        except FileNotFoundError:  # ended by its owner meanwhile: Django says so
            state.plan = None
            await send_and_close(receive, send, await answer_of(self.app, asked))
        except ClientSilent as error:
            await refuse(receive, send, error)

    async def take(self, asked: Scope, plan: Plan, receive: Receive, send: Send) -> None:
        """Receive what was planned, and let Django answer."""
        state = asked["extensions"][KEY]
        lock = await lock_in_time(plan.path)
        try:
            state.outcome = Outcome.BUSY if lock is None else await Inlet(plan, receive).run()
            if state.outcome is Outcome.CUT:
                return
            messages = await answer_of(self.app, asked)
            if state.outcome in {Outcome.STORED, Outcome.DIFFERENT}:  # nothing of the body is left
                await send_all(send, messages)
            else:
                await send_and_close(receive, send, messages)
        finally:
            if lock is not None:
                os.close(lock)


async def send_all(send: Send, messages: list[Message]) -> None:
    for message in messages:
        await send(message)


def method_of(scope: Scope) -> str:
    """The method, also where a firewall lets only POST through (tus: X-HTTP-Method-Override)."""
    wanted = Headers(scope=scope).get("x-http-method-override", "").upper()
    return wanted if scope["method"] == "POST" and wanted in OVERRIDES else str(scope["method"])


async def answer_of(app: ASGIApp, scope: Scope) -> list[Message]:
    """What the application answers to a request without a body."""
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, nothing_to_receive(), keep)
    return messages


def nothing_to_receive() -> Receive:
    """A body that is empty and a client that never leaves: what really comes is left for whoever wants it."""
    first = True

    async def receive() -> Message:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()  # Django listens for the end until it has answered
        return {"type": "http.disconnect"}

    return receive


async def lock_in_time(path: Path) -> int | None:
    """As try_lock, but with some patience."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (lock := try_lock(path)) is None and time.monotonic() < deadline:
        await asyncio.sleep(PAUSE_SECONDS)
    return lock


def settle(path: Path) -> None:
    """Wait a moment for a writer whose connection has just broken to write down what it has."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (lock := try_lock(path)) is None and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
    if lock is not None:
        os.close(lock)


@dataclass(slots=True)
class Inlet:
    """Takes one body in, piece by piece, into the end of the file (or, to be checked first, into a file beside it)."""

    plan: Plan
    receive: Receive
    piece: bytearray = field(default_factory=bytearray)
    received_bytes: int = 0
    looked_at_bytes: int = 0

    async def run(self) -> Outcome:
        """Raises ClientSilent; like every other end but those that Outcome names, it leaves what came in the file."""
        try:
            return await self.take_in()
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            return Outcome.FULL

    async def take_in(self) -> Outcome:
        """As run, but for what a full disk raises."""
        plan = self.plan
        if plan.path.stat().st_size != plan.offset:
            return Outcome.MOVED
        target = plan.chunk_path if plan.algorithm else plan.path
        with target.open("wb" if plan.algorithm else "ab", buffering=0) as file:
            try:
                outcome = await self.pour(file)
            finally:  # also where the server stops
                write_all(file, self.piece)
            if outcome is Outcome.STORED:
                await in_thread(os.fsync, file.fileno())
        return await in_thread(self.judge_chunk, outcome) if plan.algorithm else outcome

    async def pour(self, file: RawIOBase) -> Outcome:
        """The body into the file until its end; the last piece is left to write."""
        more = True
        while more:
            message = await self.next_message()
            if message["type"] == "http.disconnect":
                return Outcome.CUT
            body, more = message.get("body", b""), message.get("more_body", False)
            self.received_bytes += len(body)
            if self.received_bytes > self.plan.limit_bytes:
                return Outcome.TOO_MUCH
            self.piece += body
            if len(self.piece) >= PIECE_BYTES and not await self.store(file):
                return Outcome.FULL
        return Outcome.STORED

    async def store(self, file: RawIOBase) -> bool:
        """Write the piece down; False where too little of the disk would stay free for more."""
        piece, self.piece = self.piece, bytearray()
        try:
            await in_thread(write_all, file, piece)
            if self.received_bytes - self.looked_at_bytes >= SPACE_BYTES:
                self.looked_at_bytes = self.received_bytes
                await in_thread(require_free_space)
        except StorageFull:
            return False
        return True

    async def next_message(self) -> Message:
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                return await self.receive()
        except TimeoutError:
            raise ClientSilent from None

    def judge_chunk(self, outcome: Outcome) -> Outcome:
        """Append the checked bytes to the file; a kill in between leaves a part of them, all of it good."""
        plan = self.plan
        try:
            if outcome is not Outcome.STORED:
                return outcome
            with plan.chunk_path.open("rb") as chunk, plan.path.open("ab") as file:
                if hashlib.file_digest(chunk, plan.algorithm).digest() != plan.digest:
                    return Outcome.DIFFERENT
                chunk.seek(0)
                shutil.copyfileobj(chunk, file, PIECE_BYTES)
                file.flush()
                os.fsync(file.fileno())
            return outcome
        finally:
            plan.chunk_path.unlink(missing_ok=True)


async def in_thread(act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run it in a thread, and wait for its end even where we are told to stop: the file is closed after that."""
    running = asyncio.ensure_future(asyncio.to_thread(act, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise


def write_all(file: RawIOBase, piece: bytearray) -> None:
    """An unbuffered write may take less than it is given."""
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) or 0 :]
