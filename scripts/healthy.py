"""Whether one program of the stack does its work: `python healthy.py web|steps|clips|beat`, beside it, by exit code.

For the health checks of containers, which run every few seconds: nothing is imported that takes time.
"""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 8.0
SCHEDULE_SECONDS = 600.0
"""Celery's beat writes its schedule at least every three minutes."""


def web() -> bool:
    """It answers; a refusal of our Host header is an answer too."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def worker(name: str) -> bool:
    """The worker of this machine answers a ping."""
    ping = ["inspect", "ping", "-d", f"{name}@{os.uname().nodename}", "--timeout", str(PATIENCE_SECONDS)]
    command = [sys.executable, "-m", "celery", "-A", "config", *ping]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode == 0


def beat() -> bool:
    """Its schedule was written lately; some databases add a suffix to the name."""
    written = [file.stat().st_mtime for file in Path(os.environ["DATA_DIR"]).glob("beat-schedule*")]
    return time.time() - max(written, default=0.0) < SCHEDULE_SECONDS


CHECKS: dict[str, Callable[[], bool]] = {
    "web": web,
    "steps": partial(worker, "steps"),
    "clips": partial(worker, "clips"),
    "beat": beat,
}

if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
