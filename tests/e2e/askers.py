"""Many people who ask a running Soundbite for the same few clips at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from config.embedded import postgres_settings
from tests.e2e.conftest import Stack
from tests.e2e.person import Person

ASKERS, CLIPS = 500, 50
PATIENCE = 600.0
PEOPLE = 10
WITHOUT_THROTTLES = {"THROTTLE_CLIPS": "1000000/min"}


@dataclass(frozen=True)
class Got:
    """What one asker got: the clip's name, its file's size, and the status codes on the way."""

    clip: str
    size: int
    codes: tuple[int, ...]


def gathered(stack: Stack, source: Path) -> tuple[list[Person], str]:
    """PEOPLE with accounts, and the id of a public video of the first that can be played."""
    people = [Person(stack) for _ in range(PEOPLE)]
    request = people[0].upload(source, visibility="public", engine="pocketsphinx", language="en")
    people[0].wait_for(request["id"])
    return people, request["video"]["id"]


def wishes(video_id: str, purpose: str, shift: float = 0.0) -> list[dict[str, Any]]:
    """CLIPS pieces of a video of eight seconds; `shift` (below 0.1) makes others of them."""
    places = [(round(0.1 * number + shift, 3), round(0.1 * number + shift + 0.6, 3)) for number in range(CLIPS)]
    return [
        {"video_id": video_id, "start": start, "end": end, "snap": "none", "purpose": purpose} for start, end in places
    ]


def storm(people: list[Person], asked: list[dict[str, Any]]) -> list[Got]:
    """ASKERS requests at once, each followed until its clip's file is there and read.

    In a thread of its own: the driver of the browser leaves an event loop running in this one.
    """
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, _storm(people, asked)).result()


async def _storm(people: list[Person], asked: list[dict[str, Any]]) -> list[Got]:
    limits = httpx.Limits(max_connections=ASKERS, max_keepalive_connections=0)
    address = f"{people[0].stack.address}/api/v1/"
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=PATIENCE) as http:
        askers = ((people[number % len(people)], asked[number % len(asked)]) for number in range(ASKERS))
        return await asyncio.gather(*(_ask(http, person, wish) for person, wish in askers))


async def _ask(http: httpx.AsyncClient, person: Person, wish: dict[str, Any]) -> Got:
    headers = {"Authorization": f"Bearer {person.token}"}
    codes: list[int] = []
    answer = await _patiently(lambda: http.post("clips", json=wish, headers=headers), codes)
    if not answer.is_success or answer.json()["status"] != "ready":
        raise AssertionError(answer.text)
    clip = answer.json()
    address = person.stack.address + clip["play_url"].partition("#")[0]
    file = await _patiently(lambda: http.get(address), codes)
    return Got(clip["id"], len(file.content), tuple(codes))


async def _patiently(ask: Callable[[], Awaitable[httpx.Response]], codes: list[int]) -> httpx.Response:
    """Ask again while it is in work; or too busy, which a loaded machine may be for a moment."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = await ask()
            codes.append(answer.status_code)
            if "Retry-After" not in answer.headers:
                return answer
            await asyncio.sleep(float(answer.headers["Retry-After"]))


def cuts(stack: Stack) -> list[tuple[str, int, int]]:
    """(id, attempts, bytes) of every clip, as the database has it."""
    place = postgres_settings(stack.folder / "data")
    with psycopg.connect(
        host=place["HOST"], port=place["PORT"], user=place["USER"], dbname=place["NAME"]
    ) as connection:
        return connection.execute("SELECT id::text, attempt, size_bytes FROM segments_clip").fetchall()
