"""Sending a large file with the web app in a real Chromium: paused, gone on with, and found again after a reload."""

import os
import re
import struct
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Stack
from tests.e2e.person import Person
from tests.e2e.visitor import until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

NAME = "Many words.mp4"
PADDING_BYTES = 24 * 1024**2
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 2_000_000}
FAST = {**SLOW, "uploadThroughput": -1}


def large_film(folder: Path, film: Path) -> Path:
    """A film with much that players pass over (a `free` box)."""
    made = folder / NAME
    padding = struct.pack(">I4s", 8 + PADDING_BYTES, b"free") + os.urandom(PADDING_BYTES)
    made.write_bytes(film.read_bytes() + padding)
    return made


def until_sent(page: Any, percent: int) -> None:
    until(page, f"Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')) > {percent}")


def network_of(visitor: Any) -> Any:
    """What makes the page's network slow or fast."""
    network = visitor.context.new_cdp_session(visitor.page)
    network.send("Network.enable")
    return network


def choose_again(visitor: Any, film: Path, folder: Path) -> None:
    """Go on with what is unfinished; another file of the same name is refused."""
    page, other = visitor.page, folder / "another" / NAME
    page.get_by_role("heading", name="Unfinished uploads").wait_for()
    page.get_by_text("has arrived").wait_for()
    other.parent.mkdir()
    other.write_bytes(b"something else")
    page.locator("input[data-unfinished]").set_input_files(other)
    page.get_by_text("This is another file").wait_for()
    assert visitor.violations() == []
    page.locator("input[data-unfinished]").set_input_files(film)
    page.get_by_role("button", name=f"Pause {NAME}").wait_for()


def kill_web(stack: Stack) -> None:
    """The supervisor starts it again."""
    (web,) = stack.processes("uvicorn")
    web.kill()
    web.wait(30)


def test_large_file_goes_on_after_a_pause_a_reload_and_a_restart(
    visit: Any, stack: Stack, short: Path, tmp_path: Path
) -> None:
    film, person, visitor = large_film(tmp_path, short), Person(stack), visit()
    page, offsets = visitor.page, []
    page.on("request", lambda sent: sent.method == "PATCH" and offsets.append(int(sent.headers["upload-offset"])))
    network = network_of(visitor)
    visitor.log_in(person)
    page.goto("/add")
    page.get_by_label("Language spoken").select_option("en")

    network.send("Network.emulateNetworkConditions", SLOW)
    page.locator("input[type=file]").set_input_files(film)
    until_sent(page, 10)
    page.get_by_role("button", name=f"Pause {NAME}").click()
    page.get_by_text("paused at").wait_for()
    page.get_by_role("button", name=f"Go on with {NAME}").click()
    until_sent(page, 25)
    page.reload()
    choose_again(visitor, film, tmp_path)
    until_sent(page, 50)
    kill_web(stack)
    network.send("Network.emulateNetworkConditions", FAST)
    page.get_by_text(re.compile(r"· sent$")).wait_for()
    page.get_by_role("heading", name="Unfinished uploads").wait_for(state="detached")
    page.get_by_role("link", name="See the queue").click()
    page.get_by_text("Many words").first.wait_for()

    assert offsets[0] == 0
    assert offsets == sorted(offsets)  # it never began again
    assert len(set(offsets)) >= 3
    (request,) = person.get("requests")["results"]
    assert request["video"]["visibility"] == "private"
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tus::'))") == []
    visitor.excuse("Failed to load resource")  # while the server was away


def test_removed_file_leaves_nothing_on_the_server(visit: Any, stack: Stack, short: Path, tmp_path: Path) -> None:
    film, person, visitor = large_film(tmp_path, short), Person(stack), visit()
    page = visitor.page
    network = network_of(visitor)
    visitor.log_in(person)
    page.goto("/add")
    network.send("Network.emulateNetworkConditions", SLOW)
    page.locator("input[type=file]").set_input_files(film)
    until_sent(page, 10)

    with page.expect_response(lambda answer: answer.request.method == "DELETE") as ended:
        page.get_by_role("button", name=f"Remove {NAME}").click()

    assert ended.value.status == 204
    page.get_by_text(NAME).wait_for(state="detached")
    assert person.get("requests")["count"] == 0
