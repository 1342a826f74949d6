"""The pages of shared clips in a real Chromium: played, framed, copied from, without script, on a narrow screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.e2e.conftest import Stack
from tests.e2e.person import Person
from tests.waiting import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

PATIENCE_MS = 120_000
START, END = 5.0, 7.0
TITLE = "<img src=x onerror=alert(1)>" + "W" * 200


@pytest.fixture(scope="module")
def owner(stack: Stack) -> Person:
    return Person(stack)


@pytest.fixture(scope="module")
def videos(owner: Person) -> dict[str, str]:
    """The ids of a public and a private video, by visibility. They can be played; nobody needs what is said in them."""
    found = {}
    for visibility, title in (("public", TITLE), ("private", "Between us")):
        request = owner.upload(engine="pocketsphinx", language="en", title=title, visibility=visibility)
        found[visibility] = request["video"]["id"]
        wait_until(lambda: owner.get(f"videos/{found[visibility]}")["media_url"])  # noqa: B023 -- called at once
        owner.http.post(f"requests/{request['id']}/cancel")
    return found


@pytest.fixture(scope="module")
def shared(owner: Person, videos: dict[str, str]) -> Any:
    return make_clip(owner, videos["public"])


def make_clip(owner: Person, video_id: str) -> Any:
    wish = {"video_id": video_id, "start": START, "end": END, "snap": "none"}
    answer = owner.http.post("clips", json=wish)
    assert answer.status_code == 201, answer.text
    return answer.json()


@contextmanager
def opened(browser: Browser, url: str, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """A page and what its console complains of: broken policies, scripts that failed."""
    context = browser.new_context(**options)
    complaints: list[str] = []
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(url)
        yield page, complaints
    finally:
        context.close()


def test_first_visit_waits_then_plays_to_the_end_and_stops(browser: Browser, shared: Any) -> None:
    with opened(browser, shared["share_url"]) as (page, complaints):
        page.wait_for_selector("video")
        page.evaluate("document.querySelector('video').muted = true")
        page.evaluate("document.querySelector('video').play()")
        wait_until(lambda: page.evaluate("document.querySelector('video').paused"))
        stopped = page.evaluate("document.querySelector('video').currentTime")

        assert stopped == pytest.approx(END - START, abs=0.25)  # the file itself ends up to three frames late
        assert page.locator("h1 bdi").inner_text() == TITLE
        assert page.locator("main img").count() == 0
        assert complaints == []


@pytest.mark.parametrize("frame", ["share_url", "embed_url"])
def test_a_file_that_does_not_come_is_said_and_tried_again(browser: Browser, shared: Any, frame: str) -> None:
    with opened(browser, shared[frame], locale="uk", viewport={"width": 360, "height": 300}) as (page, _):
        page.wait_for_selector("video")
        assert page.get_by_role("alert").count() == 0
        page.route("**/content/**", lambda route: route.abort())
        page.reload()
        page.get_by_role("alert").get_by_text("Перевірте з’єднання").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == 360

        page.unroute("**/content/**")
        page.get_by_role("button", name="Спробувати ще раз").click()

        wait_until(lambda: page.evaluate("document.querySelector('video').readyState") >= 2)
        assert page.get_by_role("alert").count() == 0
        assert page.evaluate("document.activeElement.localName") == "video"


def test_a_page_that_waits_goes_on_where_the_server_is_busy(browser: Browser, stack: Stack) -> None:
    """A busy server answers in JSON as well: that is no end of the work."""
    answers = iter([{"status": 503, "json": {"type": "server_error", "errors": []}}])
    waiting = '<div data-state-url="/state"><progress max="100"></progress></div>'
    script = '<script src="/static/segments/share.js" defer></script>'
    with opened(browser, "about:blank") as (page, _):
        page.route("**/c/waiting", lambda route: route.fulfill(content_type="text/html", body=waiting + script))
        still = {"json": {"status": "working", "progress": 50}}
        page.route("**/state", lambda route: route.fulfill(**next(answers, still)))
        page.goto(f"{stack.address}/c/waiting")
        page.evaluate("window.isFirst = true")

        wait_until(lambda: page.evaluate("document.querySelector('progress').value") == 50)
        assert page.evaluate("window.isFirst") is True


def test_works_without_script(browser: Browser, shared: Any) -> None:
    with opened(browser, shared["share_url"], java_script_enabled=False) as (page, _):
        page.wait_for_selector("video")  # the page renews itself while the clip is cut

        assert page.locator("video").get_attribute("controls") == ""
        assert page.locator("[data-copies]").is_hidden()
        file = page.get_by_text("Download").get_attribute("href") or ""
        assert httpx.get(file).headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_screen_needs_no_sideways_scrolling(browser: Browser, shared: Any, scheme: Any) -> None:
    options = {"viewport": {"width": 360, "height": 740}, "color_scheme": scheme}
    with opened(browser, shared["share_url"], **options) as (page, complaints):
        page.wait_for_selector("video")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")

        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
        assert complaints == []


def test_embed_code_is_copied_by_keyboard(browser: Browser, shared: Any) -> None:
    with opened(browser, shared["share_url"], permissions=["clipboard-read", "clipboard-write"]) as (page, _):
        page.wait_for_selector("video")
        page.get_by_role("button", name="Copy").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Copied").wait_for()
        code = page.evaluate("navigator.clipboard.readText()")

        assert code == page.evaluate("document.getElementById('embed-code').value")
        assert shared["embed_url"] in code


class OtherSite(BaseHTTPRequestHandler):
    """Somebody's page with a frame in it; its address is the query."""

    def do_GET(self) -> None:
        body = f'<!doctype html><iframe src="{self.path.partition("?")[2]}" width="640" height="420"></iframe>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def other_site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_player_loops_in_another_site_s_frame(browser: Browser, shared: Any, other_site: str) -> None:
    with opened(browser, f"{other_site}?{shared['embed_url']}?loop=1&autoplay=1") as (page, _):
        frame = page.frame_locator("iframe")
        frame.locator("video").wait_for()
        (inner,) = page.frames[1:]
        inner.evaluate(
            "window.turns = 0; const v = document.querySelector('video'); let last = 0;"
            "v.addEventListener('timeupdate', () => { if (v.currentTime < last) turns++; last = v.currentTime; })"
        )
        wait_until(lambda: inner.evaluate("window.turns") >= 2)

        assert frame.get_by_role("button", name="Loop").get_attribute("aria-pressed") == "true"
        assert inner.evaluate("document.querySelector('video').paused") is False


def test_share_page_cannot_be_framed(browser: Browser, shared: Any, other_site: str) -> None:
    with opened(browser, f"{other_site}?{shared['share_url']}") as (page, complaints):
        wait_until(lambda: page.evaluate("true") and complaints, "the browser says why it does not show the page")

        assert "frame-ancestors 'none'" in complaints[0]
        assert page.frames[1].locator("h1 bdi").count() == 0


def test_private_clip_plays_by_link_until_it_is_taken_back(
    browser: Browser, owner: Person, videos: dict[str, str]
) -> None:
    clip = make_clip(owner, videos["private"])
    link = owner.http.post(f"clips/{clip['id']}/links", json={}).json()
    with opened(browser, link["url"]) as (page, _):
        page.wait_for_selector("video")
        wait_until(lambda: page.evaluate("document.querySelector('video').readyState") >= 2)
        assert page.locator("h1 bdi").inner_text() == "Between us"

    assert owner.http.delete(f"links/{link['id']}").status_code == 204

    with opened(browser, link["url"]) as (page, _):
        assert page.locator("h1").inner_text() == "There is no clip here"
