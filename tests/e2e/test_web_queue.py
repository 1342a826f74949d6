"""The web app: links and files come in, the queue is live by socket and without, cancel, retry and plain reasons."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.e2e.conftest import Stack
from tests.e2e.person import Person
from tests.e2e.test_urls import Site
from tests.e2e.visitor import PHONE, hold
from tests.waiting import wait_until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

MORE_THAN_ALLOWED = 51 * 1024**2


@pytest.fixture
def site(short: Path) -> Iterator[Site]:
    server = Site(short)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def ask_for(page: Any, url: str) -> None:
    page.goto("/add")
    page.locator("input[name=url]").fill(url)
    page.get_by_role("button", name="Look it up").click()


def test_a_link_is_shown_first_then_fetched(visit: Any, stack: Stack, site: Site) -> None:
    visitor = visit()
    visitor.log_in(Person(stack))
    page = visitor.page
    address = site.url("/film-of-words.mp4")
    ask_for(page, address)
    page.get_by_text("film-of-words").wait_for()
    assert visitor.violations() == []
    visitor.resize(PHONE)
    assert not visitor.overflows()
    page.get_by_label("Language spoken").first.select_option("en")
    page.get_by_role("button", name="Add 1 video").click()

    page.wait_for_url("/queue")
    page.get_by_role("heading", name="Done").wait_for(timeout=240_000)
    ask_for(page, address)
    page.get_by_text("This video is already here.").wait_for()
    page.get_by_role("link", name="Watch it").click()
    page.locator("[data-line='0']").wait_for()


def test_whoever_has_gone_elsewhere_is_not_fetched_back(visit: Any, stack: Stack, site: Site) -> None:
    visitor = visit()
    visitor.log_in(Person(stack))
    page = visitor.page
    ask_for(page, site.url("/film-of-words.mp4"))
    page.get_by_role("button", name="Add 1 video").wait_for()
    held = hold(page, "**/api/v1/requests")
    page.get_by_role("button", name="Add 1 video").click()
    wait_until(lambda: page.evaluate("true") and held, "the request")
    page.get_by_role("link", name="Library").click()
    page.locator("main h1").get_by_text("Library").wait_for()

    with page.expect_response("**/api/v1/requests"):
        held[0].continue_()

    page.get_by_role("link", name="Following").click()  # and back: what would have fetched them has had its time
    page.locator("main h1").get_by_text("Following").wait_for()
    assert page.url.endswith("/follows")
    page.go_back()
    page.wait_for_url("/library")


def test_a_link_that_leads_nowhere_says_so(visit: Any, stack: Stack, site: Site) -> None:
    visitor = visit()
    visitor.log_in(Person(stack))
    ask_for(visitor.page, "ftp://example.org/film.mp4")

    visitor.page.get_by_role("alert").get_by_text("Only links that begin with http or https work.").wait_for()
    visitor.excuse("400 (Bad Request)")


def test_a_download_is_cancelled_and_tried_again(visit: Any, stack: Stack, site: Site) -> None:
    person = Person(stack)
    body = {"url": site.url("/endless.mp4"), "engine": "pocketsphinx", "language": "en"}
    assert person.http.post("requests", json=body).status_code == 201
    visitor = visit()
    visitor.log_in(person)
    page = visitor.page
    page.goto("/queue")
    page.get_by_role("heading", name="In work").wait_for()
    page.get_by_text("Downloading").wait_for()
    assert site.endless.wait(60)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled").wait_for()
    assert site.left.wait(60)

    page.get_by_role("button", name="Try again").click()
    page.get_by_role("heading", name="In work").wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled").wait_for()


class Door:
    """Between the page and the server's socket: shut at first, then open, and what the server said."""

    def __init__(self) -> None:
        self.is_open = False
        self.opened: list[Any] = []
        self.heard: list[str] = []

    def meet(self, socket: Any) -> None:
        self.opened.append(socket)
        if not self.is_open:
            socket.close(code=1011)
            return

        def forward(message: str) -> None:
            self.heard.append(message)
            socket.send(message)

        socket.connect_to_server().on_message(forward)


def test_the_queue_goes_on_without_a_socket_and_with_a_new_one(visit: Any, stack: Stack, short: Path) -> None:
    """The first sockets close as they open, so the page polls. A later one gets through, and then nothing is polled."""
    door = Door()
    person = Person(stack)
    visitor = visit()
    visitor.context.route_web_socket("**/ws/progress/", door.meet)
    visitor.log_in(person)
    page = visitor.page
    page.goto("/queue")
    page.get_by_role("heading", name="Nothing in the queue").wait_for()
    first = person.upload(short, title="Without a socket", engine="pocketsphinx", language="en")
    page.get_by_text("Without a socket").wait_for()
    assert person.wait_for(first["id"])["status"] == "completed"
    page.get_by_role("heading", name="Done").wait_for()
    assert len(door.opened) > 1  # it keeps trying

    door.is_open = True
    wait_until(lambda: page.evaluate("true") and door.heard, "a socket that gets through")
    assert '"snapshot"' in door.heard[0]
    page.wait_for_load_state("networkidle")  # what the snapshot made it read again
    visitor.context.route("**/api/v1/requests?*", lambda route: route.abort())
    second = person.upload(short, title="With a new one", engine="pocketsphinx", language="en")
    assert person.wait_for(second["id"])["status"] == "completed"
    page.get_by_text("With a new one").wait_for()
    visitor.excuse("ERR_FAILED")


def test_a_file_that_is_too_large_is_explained(visit: Any, stack: Stack, short: Path, tmp_path: Path) -> None:
    large, good = tmp_path / "Much too large.mp4", tmp_path / "Good.mp4"
    with large.open("wb") as file:
        file.truncate(MORE_THAN_ALLOWED)
    good.write_bytes(short.read_bytes())
    visitor = visit()
    visitor.log_in(Person(stack))
    page = visitor.page
    page.goto("/add")
    page.locator("input[type=file]").set_input_files([large, good])

    page.get_by_role("alert").get_by_text("This file is larger than allowed here.").wait_for()
    page.get_by_text("sent").wait_for()
    page.get_by_role("button", name="Remove Much too large.mp4").click()
    page.get_by_text("Much too large.mp4").wait_for(state="detached")
    visitor.excuse("413")


def test_without_a_network_every_view_says_so_and_comes_back(visit: Any, stack: Stack) -> None:
    visitor = visit()
    visitor.log_in(Person(stack))
    page = visitor.page
    page.goto("/queue")
    page.get_by_role("heading", name="Nothing in the queue").wait_for()
    page.get_by_role("link", name="Library").click()
    page.locator("main [role=group]").first.wait_for()
    visitor.context.route("**/api/v1/**", lambda route: route.abort())
    page.get_by_label("Title or channel").fill("nowhere")
    page.get_by_role("heading", name="This could not be loaded").wait_for()
    page.get_by_text("The server cannot be reached.").wait_for()

    visitor.context.unroute("**/api/v1/**")
    page.get_by_role("button", name="Try again").press("Enter")
    page.get_by_role("heading", name="No video matches").wait_for()
    assert page.evaluate("document.activeElement.id") == "main"
    visitor.excuse("ERR_FAILED")


def test_a_queue_that_cannot_be_read_again_says_that_it_may_be_old(visit: Any, stack: Stack, short: Path) -> None:
    person = Person(stack)
    person.upload(short, title="Once read", engine="pocketsphinx", language="en")
    visitor = visit()
    visitor.context.route_web_socket("**/ws/progress/", Door().meet)
    visitor.log_in(person)
    page = visitor.page
    page.goto("/queue")
    page.get_by_text("Once read").wait_for()
    visitor.context.route("**/api/v1/requests?*", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    page.get_by_role("status").get_by_text("The server does not answer").wait_for()
    assert page.get_by_text("Once read").is_visible()

    visitor.context.unroute("**/api/v1/requests?*")

    page.get_by_role("status").get_by_text("The server does not answer").wait_for(state="detached")
    visitor.excuse("502 (Bad Gateway)")
