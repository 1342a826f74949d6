"""A real Firefox, the one of the system: its page asks us for functions to call and tells us what they gave."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from typing import Any

NAMES = ("firefox-esr", "firefox")
ANSWER_SECONDS = 120

PAGE = b"""<!doctype html><title>Clips</title><script>
(async () => {
  for (;;) {
    const [call, called, argument] = await (await fetch("/next")).json();
    let told;
    try { told = {value: await eval("(" + called + ")")(argument)}; } catch (error) { told = {error: String(error)}; }
    await fetch("/told", {method: "POST", body: JSON.stringify({call, ...told})});
  }
})();
</script>"""
PREFERENCES = (
    'user_pref("media.autoplay.default", 0);',
    'user_pref("browser.shell.checkDefaultBrowser", false);',
    'user_pref("datareporting.policy.dataSubmissionEnabled", false);',
    'user_pref("app.update.enabled", false);',
)


def program() -> str | None:
    """Where Firefox is, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Firefox:
    """A page in a running Firefox. `evaluate` is Playwright's, whose own Firefox is another than the system's."""

    def __init__(self) -> None:
        self.calls: SimpleQueue[tuple[int, str, Any]] = SimpleQueue()
        self.answers: SimpleQueue[Any] = SimpleQueue()
        self.numbers = itertools.count(1)

    def evaluate(self, called: str, argument: Any) -> Any:
        """What the page's function gives for the argument; an answer to a call given up before is passed over."""
        call = next(self.numbers)
        self.calls.put((call, called, argument))
        told = self.answers.get(timeout=ANSWER_SECONDS)
        while told["call"] != call:
            told = self.answers.get(timeout=ANSWER_SECONDS)
        assert "value" in told, told
        return told["value"]

    def handler(self) -> type[BaseHTTPRequestHandler]:
        firefox = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps(firefox.calls.get()).encode() if self.path == "/next" else PAGE
                self.answer(body, "application/json" if self.path == "/next" else "text/html")

            def do_POST(self) -> None:
                firefox.answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.answer(b"", "text/plain")

            def answer(self, body: bytes, kind: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words: Any) -> None:
                """Nothing: pytest shows what fails."""

        return Handler


@contextmanager
def firefox(path: str) -> Iterator[Firefox]:
    """A headless Firefox with a profile of its own."""
    page = Firefox()
    server = ThreadingHTTPServer(("127.0.0.1", 0), page.handler())
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text("\n".join(PREFERENCES))
        address = f"http://127.0.0.1:{server.server_port}/"
        command = [path, "--headless", "--no-remote", "--profile", profile, address]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield page
        finally:
            process.terminate()
            process.wait(30)
            server.shutdown()
            server.server_close()
