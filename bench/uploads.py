"""What a resumable upload of many gigabytes costs the web process: memory and processor time.

    python -m bench.uploads [--gigabytes 5] [--out bench/results/uploads.json]

A whole Soundbite is started in a temporary folder. The file is made up while it is sent, and is no film: its request
fails, which removes it. Linux only: memory is read from /proc.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import http.client
import json
import os
import platform
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import server_ms
from tests.e2e.conftest import Stack, running
from tests.e2e.person import Person

MB = 10**6
BLOCK_BYTES = 1024**2
LOOK_BYTES = 64 * BLOCK_BYTES


def blocks(total_bytes: int, noise: bytes) -> Iterator[bytes]:
    """Bytes that never repeat: one random block, with its number written over its beginning."""
    for number in range(-(-total_bytes // BLOCK_BYTES)):
        block = number.to_bytes(8, "big") + noise[8:]
        yield block[: min(BLOCK_BYTES, total_bytes - number * BLOCK_BYTES)]


def memory_mb(pid: int, line: str) -> float:
    """A line of /proc/<pid>/status (proc(5)): VmRSS, what it has now; VmHWM, the most it ever had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return float(next(row.split()[1] for row in status.splitlines() if row.startswith(line))) * 1024 / MB


def sha256_of(total_bytes: int, noise: bytes) -> str:
    digest = hashlib.sha256()
    for block in blocks(total_bytes, noise):
        digest.update(block)
    return digest.hexdigest()


def send(person: Person, place: str, pieces: Iterator[bytes], total_bytes: int, pid: int) -> dict[str, Any]:
    """One PATCH of everything, with the web process's memory looked at every 64 MB."""
    sent, looks = 0, [memory_mb(pid, "VmRSS")]
    connection = http.client.HTTPConnection("127.0.0.1", person.stack.port, timeout=600)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.putrequest("PATCH", place)
    headers = {
        "Authorization": f"Bearer {person.token}",
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(total_bytes),
    }
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    begun, cpu = time.perf_counter(), server_ms(pid)
    for block in pieces:
        connection.send(block)
        sent += len(block)
        if sent % LOOK_BYTES == 0:
            looks.append(memory_mb(pid, "VmRSS"))
    received = time.perf_counter()
    answer = connection.getresponse()
    answer.read()
    return {
        "status": answer.status,
        "request": answer.headers["Upload-Request-Id"],
        "seconds_receiving": round(received - begun, 1),
        "seconds_from_last_byte_to_answer": round(time.perf_counter() - received, 1),
        "web_cpu_seconds": round((server_ms(pid) - cpu) / 1000, 1),
        "web_memory_mb": {
            "before": round(looks[0], 1),
            "most_while_receiving": round(max(looks), 1),
            "at_the_end": round(looks[-1], 1),
            "high_water_mark_with_hashing": round(memory_mb(pid, "VmHWM"), 1),
        },
    }


def measure(stack: Stack, total_bytes: int) -> dict[str, Any]:
    person = Person(stack)
    person.http.headers["Tus-Resumable"] = "1.0.0"
    (web,) = stack.processes("uvicorn")
    warm = begin(person, 1000)  # what is loaded once is no part of it
    body = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    person.http.patch(warm.rpartition("/v1/")[2], content=bytes(1000), headers=body)
    noise = os.urandom(BLOCK_BYTES)
    digest = sha256_of(total_bytes, noise)
    place = begin(person, total_bytes, sha256=digest)
    found = send(person, place, blocks(total_bytes, noise), total_bytes, web.pid)
    assert found["status"] == 204, found  # the server found the same hash over what it stored
    made = person.wait_for(found.pop("request"))  # no film: it fails, and the file goes
    return {"bytes": total_bytes, **found, "sha256_equal": True, "request": made["error"]["code"]}


def begin(person: Person, length: int, **pairs: str) -> str:
    words = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in pairs.items())
    answer = person.http.post("uploads/", headers={"Upload-Length": str(length), "Upload-Metadata": words})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--gigabytes", type=float, default=5)
    words.add_argument("--out", type=Path)
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), MAX_UPLOAD_BYTES=str(10**11)) as stack:
        found = measure(stack, int(chosen.gigabytes * 10**9))
    found |= {"cpus": os.cpu_count(), "machine": platform.machine(), "load": round(os.getloadavg()[0], 1)}
    print(json.dumps(found, indent=2))
    if chosen.out:
        chosen.out.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
