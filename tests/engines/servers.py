"""Servers on loopback for tests that fetch: one that behaves as it is told, and a trap that nobody may touch."""

import contextlib
import json
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

BLOCK = 16 * 1024
DRIBBLE = 256
TYPES = {
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mpd": "application/dash+xml",
    ".ts": "video/mp2t",
    ".m4s": "video/iso.segment",
    ".html": "text/html",
    ".txt": "text/plain",
}


class Trap:
    """Listens on a port, for connections and datagrams. Whatever is behind the guard must leave it untouched."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.listener = socket.create_server((host, port))
        self.datagrams = socket.socket(type=socket.SOCK_DGRAM)
        self.host, self.port = self.listener.getsockname()
        self.datagrams.bind((host, self.port))
        self.touched = 0
        self.ending = threading.Event()
        self.thread: threading.Thread | None = None

    def answer(self) -> None:
        """From now on say hello to everybody who connects, as something inside would."""

        def greet() -> None:
            while not self.ending.is_set():
                self.take(within=0.05)

        self.thread = threading.Thread(target=greet, daemon=True)
        self.thread.start()

    def count(self) -> int:
        """How often it was touched; closes it. Connecting ends on the client's side, so nothing is still on its way."""
        self.ending.set()
        if self.thread:
            self.thread.join()
        while self.take(within=0.05):
            continue
        self.close()
        return self.touched

    def take(self, within: float) -> bool:
        """Take what is waiting, if something comes within so many seconds."""
        waiting = select.select([self.listener, self.datagrams], [], [], within)[0]
        for one in waiting:
            self.touched += 1
            if one is self.datagrams:
                self.datagrams.recv(100)
            else:
                self.greet()
        return bool(waiting)

    def greet(self) -> None:
        connection, _ = self.listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.settimeout(0.5)
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")

    def close(self) -> None:
        self.listener.close()
        self.datagrams.close()


class Handler(BaseHTTPRequestHandler):
    """Serves files of `folder` with ranges, recorded information, and all kinds of trouble, by path."""

    protocol_version = "HTTP/1.1"
    server: "Site"
    holds = False

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        self.server.requests.append((path, self.headers.get("Range")))
        self.server.queries.append((path, urlsplit(self.path).query))
        self.server.cookies.append(self.headers.get("Cookie"))
        name = path.strip("/").split("/")[0]
        getattr(self, f"serve_{name}", self.serve_nothing)(path, {key: values[0] for key, values in query.items()})

    do_HEAD = do_GET  # noqa: N815 -- the name http.server asks for

    def log_message(self, *_: Any) -> None:
        """Tests print nothing."""

    def reply(self, status: int, body: bytes = b"", **headers: object) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def serve_nothing(self, _path: str, _query: dict[str, str]) -> None:
        self.reply(404, b"nothing here")

    def serve_files(self, path: str, _query: dict[str, str]) -> None:
        file = self.server.folder / path.removeprefix("/files/")
        if not file.is_file():
            self.reply(404)
            return
        self.send_part(file.read_bytes(), TYPES.get(file.suffix, "application/octet-stream"))

    def send_part(self, content: bytes, kind: str, *, most: int | None = None) -> None:
        """All or the range asked for; `most`: say all, but hang up after so many bytes."""
        start, end = 0, len(content)
        wanted = self.headers.get("Range", "").removeprefix("bytes=").partition("-")
        if wanted[1]:
            start, end = int(wanted[0]), int(wanted[2] or len(content) - 1) + 1
        if start >= len(content):
            self.reply(416)
            return
        body = content[start:end]
        self.send_response(206 if wanted[1] else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{self.server.etag}"')
        if wanted[1]:
            self.send_header("Content-Range", f"bytes {start}-{start + len(body) - 1}/{len(content)}")
        self.end_headers()
        self.server.sent += len(body[:most])
        while self.holds and len(body) > DRIBBLE and not self.server.released.wait(5):
            self.wfile.write(body[:DRIBBLE])
            body = body[DRIBBLE:]
        self.wfile.write(body[:most])
        if most is not None and most < len(body):
            self.close_connection = True

    def serve_held(self, path: str, query: dict[str, str]) -> None:
        """A file of which little comes until the site is `released`: enough that nobody takes it for stalled."""
        self.holds = True
        self.serve_files(path.replace("/held/", "/files/", 1), query)
        self.holds = False

    def serve_slow(self, path: str, query: dict[str, str]) -> None:
        """A file at `rate` bytes a second."""
        content = (self.server.folder / path.removeprefix("/slow/")).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        piece = max(1, int(query["rate"]) // 4)
        for at in range(0, len(content), piece):
            self.wfile.write(content[at : at + piece])
            if self.server.closing.wait(0.25):
                return

    def serve_torn(self, path: str, _query: dict[str, str]) -> None:
        """A file whose connection breaks in the middle, as long as the site is `broken`."""
        content = (self.server.folder / path.removeprefix("/torn/")).read_bytes()
        ranged = self.headers.get("Range", "").removeprefix("bytes=").partition("-")
        most = len(content) // 2 if self.server.broken and not ranged[2] else None
        if most is not None and ranged[1] and int(ranged[0]) > 0:
            self.close_connection = True
            return
        self.send_part(content, "video/mp4", most=most)

    def serve_pages(self, path: str, _query: dict[str, str]) -> None:
        page = self.server.pages.get(path.removeprefix("/pages/"))
        self.reply(404) if page is None else self.reply(200, page.encode(), Content_Type="text/html")

    def serve_recorded(self, path: str, _query: dict[str, str]) -> None:
        """Information as a site's API would tell it, for the plugin extractor."""
        body = json.dumps(self.server.recorded[path.removeprefix("/recorded/")]).encode()
        self.reply(200, body, Content_Type="application/json")

    def serve_status(self, path: str, _query: dict[str, str]) -> None:
        self.reply(int(path.split("/")[2]), b"as you wish")

    def serve_redirect(self, _path: str, query: dict[str, str]) -> None:
        self.reply(302, Location=query["to"])

    def serve_chain(self, path: str, query: dict[str, str]) -> None:
        """Redirects to itself as often as the path says, then to `to`."""
        left = int(path.split("/")[2])
        to = query["to"]
        self.reply(302, Location=f"/chain/{left - 1}?to={to}" if left else to)

    def serve_endless(self, _path: str, query: dict[str, str]) -> None:
        """Never ends, and does not say how long it is."""
        self.send_response(200)
        self.send_header("Content-Type", query.get("type", "video/mp4"))
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        head = self.server.folder.joinpath("whole.mp4").read_bytes()[:BLOCK] if "mp4" in self.path else b"<html>"
        self.wfile.write(head)
        while not self.server.closing.is_set():
            self.wfile.write(b" " * BLOCK)
            self.server.sent += BLOCK

    def serve_drip(self, _path: str, _query: dict[str, str]) -> None:
        """Begins like a film, then stops sending without hanging up; single bytes come now and then."""
        content = (self.server.folder / "whole.mp4").read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:BLOCK])
        for byte in content[BLOCK:]:
            if self.server.closing.wait(0.2):
                return
            self.wfile.write(bytes([byte]))

    def serve_hang(self, _path: str, _query: dict[str, str]) -> None:
        """Takes the request and says nothing."""
        self.server.closing.wait(60)
        self.close_connection = True

    def serve_huge(self, _path: str, _query: dict[str, str]) -> None:
        """Says it is ten terabytes, whatever it sends."""
        self.send_response(200)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Length", str(10**13))
        self.end_headers()
        self.wfile.write((self.server.folder / "whole.mp4").read_bytes()[:BLOCK])
        self.close_connection = True


class Site(ThreadingHTTPServer):
    """The server; see Handler for what lives at which path."""

    daemon_threads = True
    block_on_close = False
    etag: ClassVar[str] = "first"

    def __init__(self, folder: Path, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), Handler)
        self.folder = folder
        self.host, self.port = self.server_address[:2]
        self.requests: list[tuple[str, str | None]] = []
        self.queries: list[tuple[str, str]] = []
        self.cookies: list[str | None] = []
        self.recorded: dict[str, Any] = {}
        self.pages: dict[str, str] = {}
        self.closing = threading.Event()
        self.released = threading.Event()
        self.broken = False
        self.sent = 0

    def url(self, path: str) -> str:
        return f"http://{self.host}:{self.port}{path}"

    def handle_error(self, *_: Any) -> None:
        """Clients hang up here all the time."""

    def wait_for(self, path: str, seconds: float = 20.0) -> None:
        """Until somebody has asked for a path."""
        deadline = time.monotonic() + seconds
        while path not in [asked for asked, _ in self.requests]:
            assert time.monotonic() < deadline, f"nobody asked for {path}"
            time.sleep(0.02)


@contextmanager
def serving(folder: Path, host: str = "127.0.0.1", port: int = 0) -> Iterator[Site]:
    site = Site(folder, host, port)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield site
    site.closing.set()
    site.shutdown()
    site.server_close()
    thread.join()
