"""What `manage.py up` runs: which programs, with which commands, and when each counts as ready."""

import errno
import http.client
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from config.embedded import Service, ServiceError, launch_postgres, launch_redis
from config.embedded.service import Ladder, spawn
from config.supervisor import Program

PROBE_SECONDS = 2.0
KEEP_ALIVE_SECONDS = 75
"""Longer than clients and nginx (60) keep a connection: who uses it again must not find it closed."""
WEB_LADDER: Ladder = ((signal.SIGTERM, 7.0),)  # uvicorn gives open requests five seconds
WORKER_LADDER: Ladder = ((signal.SIGTERM, 8.0),)
SPARE_THREADS = 2  # for dispatching and sweeping while every slot is taken by long work
WORKERS = {"steps": ("download", "transcribe", "default"), "clips": ("clips",)}
"""The workers and the queues each of them serves."""
LIGHT = {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
"""Threads share two heaps."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The settings the programs need, as plain values; `host_header` is a name that Django admits.

    `root` is the folder of manage.py, and where the programs start.
    """

    root: str
    data: str
    content: str
    host: str
    port: int
    host_header: str
    slots: dict[str, int]
    embedded_postgres: bool
    embedded_redis: bool

    @property
    def data_dir(self) -> Path:
        return Path(self.data)

    def services(self) -> list[Program]:
        programs = []
        if self.embedded_postgres:
            programs.append(Program("PostgreSQL", 0, lambda: launch_postgres(self.data_dir)))
        if self.embedded_redis:
            programs.append(Program("Redis", 1, lambda: launch_redis(self.data_dir)))
        return programs

    def programs(self) -> list[Program]:
        return [
            Program("web", 3, self.web),
            *(Program(name, 2, partial(self.celery, name, b" ready.")) for name in WORKERS),
            Program("beat", 3, lambda: self.celery("beat", b"beat: Starting...")),
        ]

    def commands(self) -> dict[str, list[str]]:
        """The words after `python` for every program, also for those who start them one by one (`manage.py serve`)."""
        celery = ["-m", "celery", "-A", "config"]
        logged = ["--loglevel", "INFO"]
        return {
            "migrate": ["manage.py", "migrate", "--noinput"],
            "web": ["-m", "uvicorn", *self.web_words()],
            **{name: [*celery, *self.worker_words(name), *logged] for name in WORKERS},
            "beat": [*celery, "beat", "--schedule", str(self.data_dir / "beat-schedule"), *logged],
        }

    def web_words(self) -> list[str]:
        place = ["--host", self.host, "--port", str(self.port)]
        manner = ["--lifespan", "off", "--no-server-header", "--timeout-graceful-shutdown", "5"]
        kept = ["--timeout-keep-alive", str(KEEP_ALIVE_SECONDS)]
        return ["config.asgi:application", *place, *manner, *kept, "--ws", "websockets-sansio"]

    def worker_words(self, name: str) -> list[str]:
        queues = WORKERS[name]
        threads = sum(self.slots[queue] for queue in queues) + SPARE_THREADS
        light = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--prefetch-multiplier", "1"]
        return ["worker", "-n", f"{name}@%h", "-Q", ",".join(queues), "--pool", "threads", "-c", str(threads), *light]

    def web(self) -> Service:
        return self.python("web", self.is_answering, WEB_LADDER)

    def celery(self, name: str, ready_words: bytes) -> Service:
        log = self.log(name)
        begin = log.stat().st_size if log.exists() else 0

        def is_ready() -> bool:
            text = log.read_bytes()
            return ready_words in text[begin if len(text) >= begin else 0 :]  # the log may have been set aside

        return self.python(name, is_ready, WORKER_LADDER)

    def migrate(self) -> Service:
        return self.python("migrate", lambda: False, WORKER_LADDER)

    def python(self, name: str, is_ready: Callable[[], bool], ladder: Ladder) -> Service:
        log = self.log(name)
        command = [sys.executable, *self.commands()[name]]
        process = spawn(command, log=log, cwd=Path(self.root), env={**LIGHT, **os.environ})
        return Service(name, process, log, is_ready, ladder)

    def log(self, name: str) -> Path:
        return self.data_dir / "logs" / f"{name}.log"

    def is_answering(self) -> bool:
        connection = http.client.HTTPConnection(reachable(self.host), self.port, timeout=PROBE_SECONDS)
        try:
            connection.request("GET", "/healthz", headers={"Host": self.host_header})
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def address(self) -> str:
        host = reachable(self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def reachable(host: str) -> str:
    """Where a server that listens on every address is found from here."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 -- replaced, not bound


def check_port(host: str, port: int) -> None:
    """Raises ServiceError where the web server could not listen."""
    if not 0 < port < 65536:
        raise ServiceError(f"PORT is {port}, and must be from 1 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen()
    except PermissionError as error:
        raise ServiceError(f"This user may not listen on port {port}. Set PORT to one above 1023.") from error
    except OSError as error:
        in_use = f"Port {port} on {host} is in use. Stop what uses it, or set PORT to another."
        other = f"HOST is {host}, and this machine cannot listen there: {error.strerror}."
        raise ServiceError(in_use if error.errno == errno.EADDRINUSE else other) from error


def size_bytes(*folders: Path) -> int:
    """What folders take on disk."""
    paths = (Path(parent, name) for folder in folders for parent, _, names in os.walk(folder) for name in names)
    return sum(file_bytes(path) for path in paths)


def file_bytes(path: Path) -> int:
    """What a file takes on disk; nothing where it has gone meanwhile."""
    try:
        return path.lstat().st_blocks * 512
    except FileNotFoundError:
        return 0
