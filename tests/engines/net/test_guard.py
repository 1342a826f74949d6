import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engines.servers import Trap

ROOT = Path(__file__).resolve().parents[3]

WAYS = {
    "socket": "s = socket.socket(); s.connect((HOST, PORT))",
    "connect_ex": "socket.socket().connect_ex((HOST, PORT))",
    "create_connection": "socket.create_connection((HOST, PORT), 5)",
    "name": "socket.socket().connect(('localhost', PORT))",
    "mapped": "socket.socket(socket.AF_INET6).connect(('::ffff:' + HOST, PORT))",
    "raw type": "import _socket; _socket.socket(socket.AF_INET, socket.SOCK_STREAM).connect((HOST, PORT))",
    "ssl": "import ssl; ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_socket(socket.socket(), server_hostname='x')"
    ".connect((HOST, PORT))",
    "sendto": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', (HOST, PORT))",
    "sendmsg": "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, (HOST, PORT))",
    "asyncio": "import asyncio; asyncio.run(asyncio.open_connection(HOST, PORT))",
    "http.client": "import http.client; http.client.HTTPConnection(HOST, PORT, timeout=5).request('GET', '/')",
    "urllib": "import urllib.request; urllib.request.urlopen(f'http://{HOST}:{PORT}/', timeout=5)",
    "urllib3": "import urllib3; urllib3.PoolManager(retries=False, timeout=5).request('GET', f'http://{HOST}:{PORT}/')",
    "requests": "import requests; requests.get(f'http://{HOST}:{PORT}/', timeout=5)",
    "httpx": "import httpx; httpx.get(f'http://{HOST}:{PORT}/', timeout=5)",
    "ftplib": "import ftplib; ftplib.FTP().connect(HOST, PORT, 5)",
    "websockets": "import websockets.sync.client as c; c.connect(f'ws://{HOST}:{PORT}/', open_timeout=5)",
    "yt-dlp requests": "ydl().urlopen(f'http://{HOST}:{PORT}/')",
    "yt-dlp urllib": "ydl(compat_opts=['prefer-legacy-http-handler']).urlopen(f'http://{HOST}:{PORT}/')",
    "yt-dlp websockets": "ydl().urlopen(f'ws://{HOST}:{PORT}/')",
    "yt-dlp ftp": "ydl().urlopen(f'ftp://{HOST}:{PORT}/')",
    "yt-dlp socks": "ydl(proxy=f'socks5://{HOST}:{PORT}').urlopen('http://example.com/')",
}
"""Ways out of a Python process. HOST and PORT are those of the trap."""

CHILD = """
import json, socket, sys
from engines.net.guard import guard
def ydl(**parameters):
    import yt_dlp
    return yt_dlp.YoutubeDL({"quiet": True, "socket_timeout": 5, "proxy": "", **parameters})
door = guard(allow_private=sys.argv[1] == "allow")
for way, code, host, port in json.load(sys.stdin):
    before = len(door.refused)
    try:
        exec(code, {"socket": socket, "guard": guard, "ydl": ydl, "HOST": host, "PORT": port})
        error = None
    except Exception as caught:
        error = type(caught).__name__
    print(json.dumps([way, error, door.refused[before:]]), flush=True)
"""

Outcome = tuple[str | None, list[str], int]
"""What a way out ended with: the name of an error or None, the addresses refused, how often the trap was touched."""


def run_child(code: str, *arguments: object, stdin: str = "") -> list[str]:
    words = [sys.executable, "-W", "ignore", "-c", code, *map(str, arguments)]
    done = subprocess.run(words, cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=240, check=True)
    return done.stdout.splitlines()


def try_ways(ways: dict[str, str], mode: str) -> dict[str, Outcome]:
    """Try ways out of one child, each to a trap of its own, which answers as a secret inside would."""
    traps = {way: Trap() for way in ways}
    for trap in traps.values():
        trap.answer()
    asked = [(way, ways[way], trap.host, trap.port) for way, trap in traps.items()]
    said = map(json.loads, run_child(CHILD, mode, stdin=json.dumps(asked)))
    return {way: (error, refused, traps[way].count()) for way, error, refused in said}


@pytest.fixture(scope="module")
def refusing() -> dict[str, Outcome]:
    return try_ways(WAYS, "refuse")


@pytest.fixture(scope="module")
def allowing() -> dict[str, Outcome]:
    return try_ways(WAYS, "allow")


@pytest.mark.parametrize("way", WAYS)
def test_no_way_out_reaches_a_private_address(refusing: dict[str, Outcome], way: str) -> None:
    error, refused, touched = refusing[way]

    assert error is not None
    assert len(refused) > 0
    assert touched == 0


@pytest.mark.parametrize("way", WAYS)
def test_every_way_out_works_where_private_addresses_are_allowed(allowing: dict[str, Outcome], way: str) -> None:
    """That these ways lead to the trap at all: without this, the test above could not fail."""
    _, refused, touched = allowing[way]

    assert refused == []
    assert touched > 0


def test_a_local_socket_is_refused_even_where_private_addresses_are_allowed() -> None:
    way = "socket.socket(socket.AF_UNIX).connect('/var/run/docker.sock')"

    assert try_ways({"local": way}, "allow") == {"local": ("AddressRefusedError", ["/var/run/docker.sock"], 0)}


def test_a_named_endpoint_is_open_and_its_neighbour_is_not() -> None:
    proxy, other = Trap(), Trap()
    code = """
import socket, sys
from engines.net.guard import endpoints, guard
guard(allow_private=False, allowed=endpoints("localhost", int(sys.argv[1])))
socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5)
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[2])), 5)
except OSError as error:
    print(type(error).__name__)
"""

    said = run_child(code, proxy.port, other.port)

    assert (said, proxy.count(), other.count()) == (["AddressRefusedError"], 1, 0)


def test_a_second_guard_can_not_open_what_the_first_closed() -> None:
    way = "guard(allow_private=True); socket.create_connection((HOST, PORT), 5)"

    (outcome,) = try_ways({"second": way}, "refuse").values()

    assert (outcome[0], len(outcome[1]), outcome[2]) == ("AddressRefusedError", 1, 0)


STARTER = """
from engines.net.guard import guard
guard(allow_private=True, programs=["/bin/true"])
try:
    {way}
except OSError as error:
    print(type(error).__name__)
"""

PROGRAMS: dict[str, Callable[[str], str]] = {
    "run": lambda path: f"import subprocess; subprocess.run([{path!r}])",
    "shell": lambda path: f"import subprocess; subprocess.run({path!r}, shell=True)",
    "system": lambda path: f"import os; os.system({path!r})",
    "exec": lambda path: f"import os; os.execv({path!r}, ['x'])",
    "spawn": lambda path: f"import os; os.posix_spawn({path!r}, ['x'], {{}})",
}


@pytest.mark.parametrize("way", PROGRAMS)
def test_only_named_programs_start(way: str, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    said = run_child(STARTER.format(way=PROGRAMS[way](str(program))))

    assert said == ["ProgramRefusedError"]
    assert not (tmp_path / "ran").exists()


def test_a_named_program_starts() -> None:
    way = "import subprocess; print(subprocess.check_output(['/bin/true', '--version'], text=True))"

    assert "true" in run_child(STARTER.format(way=way))[0]
