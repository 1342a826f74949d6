"""Videos by URL, through a running Soundbite that may fetch from loopback."""

import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Stack
from tests.e2e.person import SAMPLE, Person
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("e2e")


class Site(ThreadingHTTPServer):
    """A site with a film, a page, and a film that never ends."""

    daemon_threads = True

    def __init__(self, film: Path = SAMPLE) -> None:
        self.film = film.read_bytes()
        self.endless = threading.Event()
        self.left = threading.Event()
        super().__init__(("127.0.0.1", 0), partial(Handler, self))

    def handle_error(self, *_args: Any) -> None:
        """Whoever asks may leave in the middle."""

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, site: Site, *args: Any) -> None:
        self.site = site
        super().__init__(*args)

    def log_message(self, *_args: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self.answer(b"")

    def do_GET(self) -> None:
        if self.path == "/endless.mp4":
            self.stream_for_ever()
        elif self.path == "/page":
            self.answer(b"<html><title>Words</title><p>no film here</p></html>", "text/html")
        elif self.path.startswith("/film"):
            self.answer(self.site.film)
        else:
            self.answer(b"gone", "text/plain", 404)

    def answer(self, body: bytes, kind: str = "video/mp4", status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(self.site.film) if self.command == "HEAD" else len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return  # whoever asked has seen enough

    def stream_for_ever(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            self.wfile.write(self.site.film)
            while True:
                self.site.endless.set()
                self.wfile.write(bytes(65536))
                time.sleep(0.1)
        except OSError:
            self.site.left.set()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def ask(person: Person, url: str, **fields: Any) -> Any:
    answer = person.http.post("requests", json={"url": url, "engine": "pocketsphinx", "language": "en", **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_film_by_url_is_looked_up_fetched_once_and_found(stack: Stack, site: Site) -> None:
    people = [Person(stack), Person(stack)]
    url = site.url("/film.mp4")

    found = people[0].http.post("lookup", json={"url": url})
    assert found.status_code == 200, found.text
    assert (found.json()["kind"], found.json()["video_id"]) == ("video", None)
    requests = [ask(person, url) for person in people]
    ended = [person.wait_for(request["id"]) for person, request in zip(people, requests, strict=True)]

    assert [(request["status"], request["error"]) for request in ended] == [("completed", None)] * 2
    assert ended[0]["video"]["id"] == ended[1]["video"]["id"]
    assert ended[0]["session_id"] == ended[1]["session_id"]
    hit = people[1].get("search", q="bridge", video=ended[0]["video"]["id"])["results"][0]
    clip = people[1].http.post("clips", json={"segment_id": hit["segment_id"]})
    assert clip.json()["status"] == "ready"
    assert people[0].http.post("lookup", json={"url": url}).json()["video_id"] == ended[0]["video"]["id"]


@pytest.mark.parametrize(("path", "code"), [("/page", "not_media"), ("/missing.mp4", "not_found")])
def test_address_without_a_film_fails_with_the_reason(stack: Stack, site: Site, path: str, code: str) -> None:
    person = Person(stack)

    request = person.wait_for(ask(person, site.url(path))["id"])

    assert (request["status"], request["error"]["code"]) == ("failed", code)
    wait_until(lambda: not incoming(stack, request), "what was fetched is removed, once the request has failed")


def test_cancel_ends_a_download_that_never_ends(stack: Stack, site: Site) -> None:
    person = Person(stack)
    request = ask(person, site.url("/endless.mp4"))
    assert site.endless.wait(60)

    assert person.http.post(f"requests/{request['id']}/cancel").json()["status"] == "cancelled"

    assert site.left.wait(20)
    wait_until(lambda: not incoming(stack, request), "what was fetched is removed")


def incoming(stack: Stack, request: Any) -> list[Path]:
    return list((stack.content / "incoming").glob(f"{request['video']['id']}*"))
