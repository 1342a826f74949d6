"""Somebody who uses a running Soundbite."""

import itertools
import time
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.e2e.conftest import ROOT, Stack

SAMPLE = ROOT / "demo" / "sample.mp4"
numbers = itertools.count(1)


class Person:
    """Somebody with an account and an open socket."""

    def __init__(self, stack: Stack, level: int = 1) -> None:
        self.stack = stack
        self.http = stack.client()
        account = {"email": f"e2e{next(numbers)}@example.org", "password": "a long passphrase", "full_name": "E to E"}
        answer = self.http.post("auth/signup", json={**account, "level": level})
        assert answer.status_code == 201, answer.text
        self.token = answer.json()["access"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def socket(self) -> ClientConnection:
        address = f"ws://127.0.0.1:{self.stack.port}/ws/progress/"
        return connect(address, subprotocols=["bearer", self.token], open_timeout=20)  # type: ignore[list-item]

    def upload(self, path: Path = SAMPLE, **fields: str) -> Any:
        with path.open("rb") as file:
            answer = self.http.post("videos", files={"file": (path.name, file, "video/mp4")}, data=fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wait_for(self, request_id: str, seconds: float = 480) -> Any:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            request = self.get(f"requests/{request_id}")
            if request["status"] not in {"queued", "processing"}:
                return request
            time.sleep(0.5)
        raise AssertionError(f"{request} is still not done")
