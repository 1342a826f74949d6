"""Who goes on asking whatever happens: they upload, cancel, retry, read, and note every answer that must not be."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.chaos.stack import ADMIN, ChaosStack

EXCUSED = {502, 503}
"""Answers that people may get while things are broken, besides none at all."""
PATIENCE_SECONDS = 40
PAUSE = (0.2, 1.2)


@dataclass
class Asked:
    """One upload as its person knows it. Without `request_id` no answer came: it may have been taken in or not."""

    title: str
    clip: Path
    is_bad: bool
    request_id: str = ""
    video_id: str = ""
    was_cancelled: bool = False


@dataclass
class Person:
    """Somebody with an account, a will of their own (`dice`) and a number of uploads to make."""

    stack: ChaosStack
    name: str
    dice: random.Random
    clips: list[Path]
    bad_clip: Path
    uploads: int
    asked: list[Asked] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    token: str = ""

    def sign_up(self) -> None:
        account = {"email": f"{self.name}@example.org", "password": "a long passphrase", "full_name": self.name}
        answer = httpx.post(f"{self.stack.address}/api/v1/auth/signup", json={**account, "level": 2}, timeout=60)
        assert answer.status_code == 201, answer.text
        self.token = answer.json()["access"]

    def log_in_as_admin(self) -> None:
        """This person sees everybody's requests."""
        account = {"email": ADMIN["DJANGO_SUPERUSER_EMAIL"], "password": ADMIN["DJANGO_SUPERUSER_PASSWORD"]}
        answer = httpx.post(f"{self.stack.address}/api/v1/auth/login", json=account, timeout=60)
        assert answer.status_code == 200, answer.text
        self.token = answer.json()["access"]

    def ask(self, method: str, path: str, **words: Any) -> httpx.Response | None:
        """The answer, None where there was none or an excused one. A 5xx of another kind is noted as wrong."""
        url, headers = f"{self.stack.address}/api/v1/{path}", {"Authorization": f"Bearer {self.token}"}
        try:
            answer = knock(method, url, headers=headers, timeout=PATIENCE_SECONDS, **words)
        except httpx.TransportError as error:
            self.statuses[type(error).__name__] += 1
            return None
        self.statuses[str(answer.status_code)] += 1
        if answer.status_code in EXCUSED:
            return None
        if answer.status_code >= 500:
            self.wrongs.append(f"{method} {path} answered {answer.status_code}: {answer.text[:300]}")
        return answer

    def act_until(self, calm: threading.Event) -> None:
        """Ask for one thing after the other; uploads that are left when calm comes are made then."""
        while not calm.is_set():
            act = self.dice.choices(
                [self.upload, self.look_at_queue, self.cancel, self.retry, self.search, self.prioritize],
                [6, 6, 1, 2, 1, 1],
            )[0]
            act()
            calm.wait(self.dice.uniform(*PAUSE))
        while self.uploads:
            self.upload()

    def upload(self) -> None:
        if not self.uploads:
            return
        self.uploads -= 1
        is_bad = self.dice.random() < 0.15
        clip = self.bad_clip if is_bad else self.dice.choice(self.clips)
        asked = Asked(f"{self.name} {len(self.asked)}", clip, is_bad)
        self.asked.append(asked)
        form = {"title": asked.title, "engine": "pocketsphinx", "language": "en"}
        form["visibility"] = self.dice.choice(["public", "private"])
        answer = self.ask("POST", "videos", files={"file": (clip.name, clip.read_bytes(), "video/mp4")}, data=form)
        if answer is None:
            return
        if answer.status_code != 201:
            self.wrongs.append(f"an upload was answered {answer.status_code}: {answer.text[:300]}")
            return
        request = answer.json()
        asked.request_id, asked.video_id = request["id"], request["video"]["id"]
        self.wrongs += wrong_places([request], "an upload's answer")

    def look_at_queue(self, *, everyone: bool = False) -> None:
        query = {"page_size": 100, **({"all": 1, "status": "queued,processing"} if everyone else {})}
        answer = self.ask("GET", "requests", params=query)
        if answer is None or answer.status_code != 200:
            return
        listed = answer.json()["results"]
        self.wrongs += wrong_places(listed, f"a list for {self.name}")
        if everyone:
            self.wrongs += gaps(listed)

    def choose(self, *, again: bool = False) -> Asked | None:
        known = [asked for asked in self.asked if asked.request_id and asked.was_cancelled >= again]
        return self.dice.choice(known) if known else None

    def cancel(self) -> None:
        if asked := self.choose():
            asked.was_cancelled = True
            self.ask("POST", f"requests/{asked.request_id}/cancel")

    def retry(self) -> None:
        if asked := self.choose(again=True):
            self.ask("POST", f"requests/{asked.request_id}/retry")

    def prioritize(self) -> None:
        if asked := self.choose():
            self.ask("POST", f"requests/{asked.request_id}/process")

    def search(self) -> None:
        self.ask("GET", "search", params={"q": "story"})


def knock(method: str, url: str, **words: Any) -> httpx.Response:
    """Ask, again and again while nobody listens: nothing was sent then."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return httpx.request(method, url, **words)
        except httpx.ConnectError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.3)


def watch_queue(admin: Person, calm: threading.Event) -> None:
    """Look at the whole queue again and again."""
    while not calm.wait(0.3):
        admin.look_at_queue(everyone=True)


def wrong_places(requests: list[dict[str, Any]], where: str) -> list[str]:
    """Requests whose place contradicts their own answer."""
    wrong = []
    for request in requests:
        place, length = request["queue_position"], request["queue_length"]
        fits = place is None if request["status"] != "queued" else place is not None and 1 <= place <= length
        if not fits:
            wrong.append(f"{where}: {request['status']} at place {place} of {length}")
    return wrong


def gaps(listed: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the places in a list of everybody's live requests: they must be 1 to n, once per video."""
    places = {request["video"]["id"]: request["queue_position"] for request in listed if request["status"] == "queued"}
    lengths = {request["queue_length"] for request in listed}
    found = sorted(place or 0 for place in places.values())
    if found != list(range(1, len(found) + 1)) or lengths - {len(found)}:
        return [f"the queue was numbered {found}, its length told as {sorted(lengths)}"]
    return []
