"""deploy/nginx.conf in a real nginx before a running Soundbite: files, sockets, uploads; and the health checks."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.e2e.conftest import ROOT, Stack, free_port, running
from tests.e2e.person import Person
from tests.media import H264, ffmpeg
from tests.waiting import wait_until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("stacks"), pytest.mark.timeout(600)]

CONFIGURATION = ROOT / "deploy" / "nginx.conf"


def executable() -> str:
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.fail("nginx is missing here. Install it: apt-get install --no-install-recommends nginx-light")
    return found


class Nginx:
    """nginx with our configuration, on ports and folders of this machine."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.port = free_port()
        self.spool = folder / "spool"
        self.spool.mkdir()
        text = CONFIGURATION.read_text()
        for there, here in (
            (" /tmp/", f" {self.spool}/"),
            ("http://web:8000", stack.address),
            ("alias /content/", f"alias {stack.content}/"),
            ("listen 8080", f"listen 127.0.0.1:{self.port}"),
        ):
            assert there in text, there
            text = text.replace(there, here)
        configuration = folder / "nginx.conf"
        configuration.write_text(text)
        self.log = folder / "nginx.log"
        user = " user root;" if os.geteuid() == 0 else ""  # as in Docker: the user that writes the files reads them
        self.command = [executable(), "-e", "stderr", "-c", str(configuration), "-g", f"daemon off;{user}"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A Soundbite that leaves its files to nginx."""
    executable()  # to fail at once
    settings = {"X_ACCEL": "1", "TRUST_PROXY": "1", "THROTTLE_SIGNUP": "60/hour"}
    with running(tmp_path_factory.mktemp("behind"), **settings) as started:
        yield started


@pytest.fixture(scope="module")
def nginx(behind: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    started = Nginx(behind, tmp_path_factory.mktemp("nginx"))
    try:
        started.wait_until_ready()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="module")
def owner(behind: Stack, nginx: Nginx) -> Person:
    """Somebody who comes through nginx."""
    person = Person(behind)
    person.http.base_url = httpx.URL(f"{nginx.address}/api/v1/")
    return person


def uploaded(owner: Person, path: Path, visibility: str) -> Any:
    request = owner.upload(path, visibility=visibility)
    finished = owner.wait_for(request["id"])
    assert finished["status"] == "completed", finished
    return owner.get(f"videos/{request['video']['id']}")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds without sound: nothing to transcribe."""
    made = tmp_path_factory.mktemp("film") / "film.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc=size=160x90:rate=10:duration=4", *H264, made)
    return made


@pytest.fixture(scope="module")
def public(owner: Person, film: Path) -> Any:
    return uploaded(owner, film, "public")


@pytest.fixture(scope="module")
def private(owner: Person, film: Path) -> Any:
    return uploaded(owner, film, "private")


def test_whole_file_is_sent_with_the_headers_of_django(behind: Stack, nginx: Nginx, public: Any) -> None:
    from_django = httpx.get(behind.address + public["media_url"])
    assert from_django.headers["x-accel-redirect"].startswith("/internal-content/")
    assert from_django.content == b""

    answer = httpx.get(nginx.address + public["media_url"])

    assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
    assert answer.content == stored(behind, public).read_bytes()
    own = {"x-accel-redirect", "content-length", "date", "connection", "server", "allow"}
    expected = {name: value for name, value in from_django.headers.items() if name not in own}
    assert {name: answer.headers.get(name) for name in expected} == expected
    assert expected["x-content-type-options"] == "nosniff"


def stored(behind: Stack, video: Any) -> Path:
    return behind.content / video["media_url"].partition("?")[0].removeprefix("/content/")


@pytest.mark.parametrize(("asked", "begin", "end"), [("bytes=0-99", 0, 100), ("bytes=500-", 500, None)])
def test_range(behind: Stack, nginx: Nginx, public: Any, asked: str, begin: int, end: int | None) -> None:
    whole = stored(behind, public).read_bytes()

    answer = httpx.get(nginx.address + public["media_url"], headers={"Range": asked})

    assert (answer.status_code, answer.content) == (206, whole[begin:end])
    assert answer.headers["content-range"] == f"bytes {begin}-{(end or len(whole)) - 1}/{len(whole)}"


def test_known_copy_is_not_sent_again(nginx: Nginx, public: Any) -> None:
    etag = httpx.get(nginx.address + public["media_url"]).headers["etag"]

    answer = httpx.get(nginx.address + public["media_url"], headers={"If-None-Match": etag})

    assert (answer.status_code, answer.content) == (304, b"")


def test_private_file_needs_its_signature(behind: Stack, nginx: Nginx, private: Any) -> None:
    signed = private["media_url"]

    assert httpx.get(nginx.address + signed).content == stored(behind, private).read_bytes()
    assert httpx.get(nginx.address + signed.partition("?")[0]).status_code == 404
    assert httpx.get(nginx.address + signed[:-1] + ("A" if signed[-1] != "A" else "B")).status_code == 404


@pytest.mark.parametrize("way", ["/internal-content/", "/content/../internal-content/", "//internal-content/"])
def test_inner_address_is_closed_from_outside(nginx: Nginx, private: Any, way: str) -> None:
    inner = private["media_url"].partition("?")[0].removeprefix("/content/")

    with socket.create_connection(("127.0.0.1", nginx.port), timeout=20) as raw:  # httpx would tidy the path
        raw.sendall(f"GET {way}{inner} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 404")


def test_socket_passes_through(nginx: Nginx, owner: Person) -> None:
    address = f"ws://127.0.0.1:{nginx.port}/ws/progress/"

    with connect(address, subprotocols=["bearer", owner.token]) as channel:  # type: ignore[list-item]
        assert '"snapshot"' in str(channel.recv(timeout=20))
        assert channel.subprotocol == "bearer"
    with connect(address, subprotocols=["bearer", "nonsense"]) as channel:  # type: ignore[list-item]
        with pytest.raises(ConnectionClosed):
            channel.recv(timeout=20)
        assert channel.close_code == 4401


def test_upload_reaches_soundbite_before_it_is_complete(nginx: Nginx, owner: Person) -> None:
    """Whose answer comes at once: nginx has no limit of its own and gathers nothing."""
    head = (
        "POST /api/v1/videos HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {owner.token}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {10**10}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=20) as raw:
        raw.sendall(head.encode() + bytes(65536))
        answer = b""
        while b"body_too_large" not in answer and (piece := raw.recv(65536)):
            answer += piece

    assert answer.startswith(b"HTTP/1.1 413")
    assert b"body_too_large" in answer


def test_resumable_upload_flows_through_and_stays_when_it_is_cut(nginx: Nginx, owner: Person) -> None:
    """While the sender is in the middle of its body, Soundbite counts what it sent."""
    tus = {"Tus-Resumable": "1.0.0"}
    begun = owner.http.post("uploads", headers={**tus, "Upload-Length": str(9 * 1024**2)})
    place = begun.headers["location"]
    head = (
        f"PATCH {place} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {owner.token}\r\n"
        "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
        f"Content-Length: {9 * 1024**2}\r\n\r\n"
    )

    def offset() -> int:
        answer = httpx.head(nginx.address + place, headers={**tus, "Authorization": f"Bearer {owner.token}"})
        return int(answer.headers["upload-offset"])

    with socket.create_connection(("127.0.0.1", nginx.port), timeout=20) as raw:
        raw.sendall(head.encode() + bytes(4 * 1024**2))
        wait_until(lambda: offset() >= 3 * 1024**2, "what was sent is counted")

    assert 3 * 1024**2 <= offset() <= 4 * 1024**2
    ending = place.rpartition("/v1/")[2]
    wait_until(lambda: owner.http.delete(ending, headers=tus).status_code == 204, "Soundbite sees that it was cut")


def test_client_cannot_name_its_own_address(nginx: Nginx) -> None:
    """The sign-up throttle counts by address: sixty an hour, however many addresses a client pretends to have."""
    statuses = {
        httpx.post(
            f"{nginx.address}/api/v1/auth/signup", json={}, headers={"X-Forwarded-For": f"10.0.0.{n}"}
        ).status_code
        for n in range(70)
    }

    assert statuses == {400, 429}


def test_nginx_says_that_it_is_well(nginx: Nginx) -> None:
    assert httpx.get(f"{nginx.address}/nginx-health").status_code == 204


@pytest.mark.parametrize("name", ["web", "steps", "clips", "beat"])
def test_health_checks_of_the_containers(behind: Stack, name: str) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "healthy.py"), name]
    nowhere = {**behind.environment, "PORT": str(free_port()), "REDIS_URL": "redis://127.0.0.1:9/0", "DATA_DIR": "/no"}

    well = subprocess.run(command, env=behind.environment, capture_output=True, text=True, timeout=120, check=False)
    ill = subprocess.run(command, env=nowhere, capture_output=True, text=True, timeout=120, check=False)

    assert (well.returncode, ill.returncode) == (0, 1), well.stderr + ill.stderr
    assert not re.search("Traceback", well.stderr)
