"""From sign-up to a played clip, through HTTP and the WebSocket of a running Soundbite."""

import asyncio
import io
import json
import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.e2e.conftest import Stack
from tests.e2e.person import Person
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("e2e")


def messages(channel: ClientConnection, seconds: float) -> Iterator[Any]:
    deadline = time.monotonic() + seconds
    while True:
        yield json.loads(channel.recv(timeout=max(0.1, deadline - time.monotonic())))


def media_duration(content: bytes) -> float:
    with av.open(io.BytesIO(content)) as container:
        assert container.duration is not None
        return container.duration / av.time_base


@pytest.fixture(scope="module")
def transcribed(stack: Stack) -> tuple[Person, Any, list[Any]]:
    """The demo sample, uploaded privately and followed on the socket to its end: (owner, request, messages)."""
    owner = Person(stack)
    seen: list[Any] = []
    with owner.socket() as channel:
        snapshot = json.loads(channel.recv(timeout=20))
        assert snapshot == {"type": "snapshot", "sessions": [], "requests": []}
        request = owner.upload(engine="pocketsphinx", language="en", title="River, train and bread")
        assert request["status"] in {"queued", "processing"}  # a slot is free: it may be taken before the answer
        for message in messages(channel, 240):
            seen.append(message)
            if message["type"] == "request.finished":
                break
    return owner, request, seen


def test_progress_is_told_until_the_end(transcribed: tuple[Person, Any, list[Any]]) -> None:
    _owner, request, seen = transcribed

    assert seen[-1]["request"]["id"] == request["id"]
    assert (seen[-1]["request"]["status"], seen[-1]["request"]["error"]) == ("completed", None)
    progress = [message["session"]["progress"] for message in seen if message["type"] == "session.progress"]
    assert progress == sorted(progress)
    assert len(set(progress)) > 3
    sessions = [message["session"] for message in seen if message["type"] == "session.progress"]
    assert {session["request_id"] for session in sessions} == {request["id"]}
    assert sessions[-1]["step"] in {"transcribe", "index"}


def test_segments_stream_in_before_the_end(transcribed: tuple[Person, Any, list[Any]]) -> None:
    owner, request, seen = transcribed

    added = [message for message in seen if message["type"] == "segments.added"]
    assert added
    streamed = [segment["id"] for message in added for segment in message["segments"]]
    stored = owner.get(f"videos/{request['video']['id']}/segments")["results"]
    assert streamed == [segment["id"] for segment in stored]
    assert added[-1]["segment_count"] == len(stored)


def test_spoken_words_are_found_by_those_who_may_see_them(transcribed: tuple[Person, Any, list[Any]]) -> None:
    owner, request, _seen = transcribed

    found = owner.get("search", q='"fresh bread"')
    assert found["count"] >= 1
    hit = found["results"][0]
    assert hit["video"]["id"] == request["video"]["id"]
    (start, end), *_ = hit["highlight"]
    assert hit["text"][start:end].lower() == "fresh bread"
    assert Person(owner.stack).get("search", q="bread")["count"] == 0
    assert httpx.get(f"{owner.stack.address}/api/v1/search", params={"q": "bread"}).json()["count"] == 0


def test_play_clip_plays_the_words(transcribed: tuple[Person, Any, list[Any]]) -> None:
    owner, _request, _seen = transcribed
    hit = owner.get("search", q="ocean")["results"][0]

    answer = owner.http.post("clips", json={"segment_id": hit["segment_id"]})

    assert answer.status_code == 201, answer.text
    clip = answer.json()
    assert clip["status"] == "ready"
    assert clip["play_end"] - clip["pre_roll"] == pytest.approx(clip["end"] - clip["start"], abs=0.05)
    url, _, fragment = clip["play_url"].partition("#")
    assert fragment.startswith("t=")
    media = httpx.get(owner.stack.address + url)
    assert media.status_code == 200
    assert media_duration(media.content) >= clip["play_end"] - 0.1
    piece = httpx.get(owner.stack.address + url, headers={"Range": "bytes=0-99"})
    assert (piece.status_code, piece.content) == (206, media.content[:100])
    assert httpx.get(owner.stack.address + url.partition("?")[0]).status_code == 404


def test_file_clip_is_exact(transcribed: tuple[Person, Any, list[Any]]) -> None:
    owner, request, _seen = transcribed
    body = {"video_id": request["video"]["id"], "start": 5.0, "end": 9.0, "snap": "none", "purpose": "file"}

    answer = owner.http.post("clips", json=body)
    assert answer.status_code in {200, 201, 202}, answer.text
    clip = answer.json()
    deadline = time.monotonic() + 60
    while clip["status"] == "working" and time.monotonic() < deadline:
        time.sleep(0.3)
        clip = owner.get(f"clips/{clip['id']}")

    assert (clip["status"], clip["error"]) == ("ready", None)
    media = httpx.get(owner.stack.address + clip["url"])
    assert media_duration(media.content) == pytest.approx(4.0, abs=0.15)
    assert len(media.content) == clip["size"]


def test_transcript_downloads(transcribed: tuple[Person, Any, list[Any]]) -> None:
    owner, request, _seen = transcribed
    first = owner.get(f"videos/{request['video']['id']}/segments")["results"][0]["text"]

    for form, begins in (("srt", "1\n00:00:0"), ("vtt", "WEBVTT"), ("txt", first), ("json", "{")):
        answer = owner.http.get(f"videos/{request['video']['id']}/transcript", params={"format": form})
        assert answer.status_code == 200
        assert answer.text.startswith(begins)
        assert "bread" in answer.text


def test_socket_with_a_bad_token_is_accepted_and_closed_with_4401(stack: Stack) -> None:
    address = f"ws://127.0.0.1:{stack.port}/ws/progress/"

    with connect(address, subprotocols=["bearer", "nonsense"]) as channel:  # type: ignore[list-item]
        with pytest.raises(ConnectionClosed):
            channel.recv(timeout=20)
        assert (channel.subprotocol, channel.close_code) == ("bearer", 4401)


def test_idle_socket_still_receives_after_twenty_seconds(stack: Stack) -> None:
    person = Person(stack)

    with person.socket() as channel:
        assert json.loads(channel.recv(timeout=20))["type"] == "snapshot"
        with pytest.raises(TimeoutError):
            channel.recv(timeout=22)
        request = person.upload(bad_media(stack), title="no film")
        kinds = set()
        for message in messages(channel, 60):
            kinds.add(message["type"])
            if message["type"] == "request.finished":
                break

    assert message["request"]["id"] == request["id"]
    assert message["request"]["error"]["code"] == "not_media"
    assert "session.progress" in kinds


def bad_media(stack: Stack) -> Path:
    path = stack.content.parent / "no film.mp4"
    path.write_text("just words")
    return path


def test_bad_media_leaves_no_file(stack: Stack) -> None:
    person = Person(stack)
    before = files_of(stack)

    request = person.wait_for(person.upload(bad_media(stack))["id"])

    assert (request["status"], request["error"]["code"]) == ("failed", "not_media")
    wait_until(lambda: files_of(stack) <= before, "what was uploaded is removed, once its request has failed")


def files_of(stack: Stack) -> set[Path]:
    return {path for path in stack.content.rglob("*") if path.is_file()}


def test_upload_over_the_limit_is_refused_before_it_is_read(stack: Stack) -> None:
    person = Person(stack)
    request = (
        f"POST /api/v1/videos HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {person.token}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {10**10}\r\n\r\n"
    )

    with socket.create_connection(("127.0.0.1", stack.port), timeout=20) as raw:
        raw.sendall(request.encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b"")).decode()

    assert answer.startswith("HTTP/1.1 413")
    assert "body_too_large" in answer


def test_killed_worker_loses_and_doubles_nothing(stack: Stack, transcribed: tuple[Person, Any, list[Any]]) -> None:
    owner, first, _seen = transcribed
    expected = [s["text"] for s in owner.get(f"videos/{first['video']['id']}/segments")["results"]]
    request = owner.upload(engine="pocketsphinx", language="en")
    wait_for_step(owner, request["id"], "transcribe")

    (worker,) = stack.processes("-n steps@")
    engines = stack.processes("engines.host")
    worker.kill()

    finished = owner.wait_for(request["id"])
    assert (finished["status"], finished["error"]) == ("completed", None)
    segments = owner.get(f"videos/{request['video']['id']}/segments")["results"]
    assert [segment["text"] for segment in segments] == expected
    assert engines
    assert not [process for process in engines if process.is_running()]


def wait_for_step(person: Person, request_id: str, name: str) -> None:
    """Until the step runs and has told of progress."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        session_id = person.get(f"requests/{request_id}")["session_id"]
        steps = person.get(f"sessions/{session_id}")["steps"] if session_id else []
        if any(step["name"] == name and step["status"] == "running" and step["progress"] > 0 for step in steps):
            return
        time.sleep(0.2)
    raise AssertionError(f"{name} never ran")


def test_three_hundred_requests_at_once_give_no_server_error(
    stack: Stack, transcribed: tuple[Person, Any, list[Any]]
) -> None:
    owner, request, _seen = transcribed
    paths = ["videos", "search?q=bread", f"videos/{request['video']['id']}/segments", "requests", "users/me"]

    async def ask() -> list[int]:
        limits = httpx.Limits(max_connections=300)
        async with httpx.AsyncClient(headers=owner.http.headers, limits=limits, timeout=120) as client:
            asked = (client.get(f"{stack.address}/api/v1/{paths[n % len(paths)]}") for n in range(300))
            return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert Counter(asyncio.run(ask())) == {200: 300}
