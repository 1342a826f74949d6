"""A hub of models on loopback, as much of it as huggingface_hub asks for: HF_ENDPOINT leads there."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = "model.bin"
"""The file that the hub keeps by its sum, as it does with large ones."""


class Hub(ThreadingHTTPServer):
    """Serves the files of a folder as every repository but that of `missing`."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = {file.name: file.read_bytes() for file in folder.iterdir()} | {"README.md": b"not fetched"}
        self.sum = hashlib.sha256(self.files[LARGE]).hexdigest()
        self.asked: list[tuple[str, str | None]] = []
        self.breaks = 0
        self.refused: set[str] = set()
        self.missing = "faster-whisper-large-v1"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def fetched(self, name: str) -> list[str | None]:
        """The ranges in which a file was asked for."""
        return [wanted for file, wanted in self.asked if file == name]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def log_message(self, *_: Any) -> None:
        """Tests print nothing."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if self.server.missing in self.path:
            self.reply(404, b"", **{"X-Error-Code": "RepoNotFound"})
        elif self.path.startswith("/api/models/"):
            self.reply(200, json.dumps(self.listing()).encode(), **{"Content-Type": "application/json"})
        else:
            self.serve(self.path.rpartition("/")[2])

    def listing(self) -> dict[str, Any]:
        siblings: list[dict[str, Any]] = [
            {"rfilename": name, "size": len(content), "blobId": "0" * 40} for name, content in self.server.files.items()
        ]
        for sibling in siblings:
            if sibling["rfilename"] == LARGE:
                sibling["lfs"] = {"sha256": self.server.sum, "size": sibling["size"], "pointerSize": 134}
        return {"id": "Systran/model", "modelId": "Systran/model", "sha": COMMIT, "siblings": siblings}

    def serve(self, name: str) -> None:
        content = self.server.files.get(name)
        if content is None:
            self.reply(404, b"")
            return
        wanted = self.headers.get("Range")
        start = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted else 0
        if self.command == "GET":
            self.server.asked.append((name, wanted))
        if name in self.server.refused:
            self.reply(500, b"")
            return
        sums = {"ETag": f'"{hashlib.sha256(content).hexdigest()}"', "X-Repo-Commit": COMMIT}
        part = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self.reply(206 if wanted else 200, content[start:], **sums, **({"Content-Range": part} if wanted else {}))

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if self.server.breaks and len(body) > 1000:
            self.server.breaks -= 1
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        self.wfile.write(body)


@contextmanager
def open_hub(folder: Path) -> Iterator[Hub]:
    with Hub(folder) as hub:
        thread = threading.Thread(target=hub.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield hub
        finally:
            hub.shutdown()
            thread.join()
