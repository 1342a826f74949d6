"""A page of another origin that makes the calls of Reuv Play's web app, in a real browser."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engines.probe import probe
from tests.e2e.conftest import Stack, running
from tests.media import SPOKEN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

PASSWORD = "a long passphrase"
PATIENCE_MS = 300_000
PAGE = """<!doctype html>
<title>A client of Reuv Play</title>
<script>
  const base = new URLSearchParams(location.search).get("base");
  let token = "";

  async function call(method, path, body) {
    const headers = { Authorization: `Bearer ${token}` };
    if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch(`${base}${path}`, { method, headers, body: body && JSON.stringify(body) });
    const shown = answer.headers.get("Authorization");
    if (shown) token = shown.split(" ")[1];
    return { status: answer.status, body: await answer.json() };
  }

  async function until(path, isThere) {
    for (;;) {
      const { body } = await call("GET", path);
      if (isThere(body)) return body;
      await new Promise((resume) => setTimeout(resume, 500));
    }
  }

  function shown(name, url, event) {
    return new Promise((resolve, reject) => {
      const element = document.body.appendChild(document.createElement(name));
      element.addEventListener(event, () => resolve(element));
      element.addEventListener("error", () => reject(new Error(`${url} does not load`)));
      element.src = url;
    });
  }

  function sought(video, moment) {
    return new Promise((resolve) => {
      video.addEventListener("seeked", () => resolve(video.currentTime), { once: true });
      video.currentTime = moment;
    });
  }

  function addLink(url) {
    const link = document.body.appendChild(document.createElement("a"));
    link.href = url;
    link.download = "";
    link.textContent = "save";
  }
</script>
<body></body>
"""


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of the web app, which has the page, and beside it a film with speech."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text(PAGE)
    shutil.copyfile(SPOKEN, folder / "rivers.mp4")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def api(site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A Soundbite that lets this origin in, with the engine that is always here."""
    settings = {"CORS_ALLOWED_ORIGINS": site, "TRANSCRIBER": "pocketsphinx"}
    with running(tmp_path_factory.mktemp("api"), **settings) as started:
        yield started


@pytest.fixture
def page(site: str, api: Stack, browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    opened.goto(f"{site}/?base={api.address}")
    yield opened
    context.close()


def call(page: Page, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    return page.evaluate("([method, path, body]) => call(method, path, body)", [method, path, body])


def until(page: Page, path: str, is_there: str) -> Any:
    """Ask again until the answer fulfils a JavaScript expression over `body`."""
    return page.evaluate(f"(path) => until(path, (body) => {is_there})", path)["data"]


def sign_up(page: Page) -> None:
    """By preflight and the header that only an exposed name lets the page read."""
    account = {"email": "page@example.org", "password": PASSWORD, "fullname": "A Page", "account_type": 2}
    assert call(page, "POST", "/video/request/", {})["status"] == 401
    signed_up = call(page, "POST", "/user/signup/", account)
    assert signed_up == {"status": 201, "body": {"hint": "signup_successful", "code": 1, "user_level": 2}}
    assert page.evaluate("token.split('.').length") == 3


def test_from_sign_up_to_a_saved_clip(site: str, api: Stack, page: Page, tmp_path: Path) -> None:
    sign_up(page)
    film = f"{site}/rivers.mp4"
    wish = {"platform": "youtube", "video_url": film}

    found = call(page, "POST", "/video/search/", wish)["body"]["data"]
    assert page.evaluate("async (url) => (await shown('img', url, 'load')).naturalWidth", found["thumbnail"]) > 0
    assert call(page, "POST", "/video/process/", wish)["status"] == 201
    assert call(page, "GET", "/video/process/status/")["body"]["code"] == 0
    assert until(page, "/video/process/status/", "body.code === 1") == []
    (done,) = call(page, "GET", "/video/process/status/completed/")["body"]["data"]
    assert (done["source_url"], call(page, "GET", "/video/request/data/")["body"]["data"]) == (film, [])

    cards = call(page, "GET", "/video/")["body"]["data"]
    (card,) = [card for card in cards if card["video_id"] == done["video_id"]]
    url = f"{api.address}/{card['thumbnail']}"
    assert page.evaluate("async (url) => (await shown('img', url, 'load')).naturalWidth", url) > 0
    watched = call(page, "GET", f"/video/watch?v={done['video_id']}")["body"]["data"]
    line = max(watched["segments"], key=lambda segment: segment["end_time"] - segment["start_time"])
    play_and_save(api, page, line, tmp_path / "clip.mp4")


def play_and_save(api: Stack, page: Page, line: dict[str, Any], target: Path) -> None:
    """The line's clip in a player that jumps, and behind a link that saves it."""
    length = line["end_time"] - line["start_time"]
    streamed = call(page, "POST", "/video/stream/", {"clip_id": line["clip_id"]})["body"]
    url = f"{api.address}/{streamed['video_url']}"
    assert page.evaluate(
        "async (url) => (window.player = await shown('video', url, 'canplay')).duration", url
    ) == pytest.approx(length, abs=0.3)
    moment = round(length / 2, 1)
    assert page.evaluate("(moment) => sought(window.player, moment)", moment) == pytest.approx(moment, abs=0.1)

    page.evaluate("addLink", url)
    with page.expect_download() as saving:
        page.click("text=save")
    saving.value.save_as(target)
    assert saving.value.suggested_filename == url.rpartition("/")[2]
    assert probe(target).duration == pytest.approx(length, abs=0.3)
