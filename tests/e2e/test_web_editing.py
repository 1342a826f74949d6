"""Correcting a transcript in the web app: by keyboard alone, by two people at once, and in many lines at a time."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Stack
from tests.e2e.person import Person
from tests.e2e.test_web_clips import lines_of
from tests.e2e.transcripts import write_lines
from tests.e2e.visitor import DESKTOP, PHONE, until
from tests.waiting import wait_until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

SAID = ["The quick brown fox", "jumps over the lazy dog", "and sleeps until noon", "in the old barn"]
FIELD = "textarea"


@pytest.fixture(scope="module")
def owner(stack: Stack) -> Person:
    return Person(stack)


@pytest.fixture
def video(stack: Stack, owner: Person, short: Path) -> str:
    """The id of a public video of which four lines are said."""
    made = owner.upload(short, title="Of foxes", visibility="public", engine="pocketsphinx", language="en")
    assert owner.wait_for(made["id"])["status"] == "completed"
    write_lines(stack, made["video"]["id"], SAID)
    return str(made["video"]["id"])


def texts(person: Person, video: str) -> list[str]:
    return [line["text"] for line in lines_of(person, video)]


def until_said(person: Person, video: str, *said: str) -> None:
    wait_until(lambda: texts(person, video) == list(said), f"{said} to be stored")


def begin(page: Any, video: str) -> None:
    """Open the watch page for editing, its first line with the focus."""
    page.goto(f"/watch/{video}?edit=1")
    until(page, "document.activeElement?.dataset.line === '0'")


def until_in(page: Any, place: int) -> None:
    """Wait until the caret stands in the field of a line, counted from 0."""
    until(
        page,
        "document.activeElement?.tagName === 'TEXTAREA'"
        f" && document.activeElement.closest('li').getAttribute('aria-posinset') === '{place + 1}'",
    )


def told(page: Any, words: str) -> None:
    page.get_by_role("status").get_by_text(words, exact=True).wait_for()


def test_lines_are_edited_by_keyboard_alone_and_found_by_search(visit: Any, owner: Person, video: str) -> None:
    visitor = visit()
    visitor.log_in(owner)
    page = visitor.page
    page.goto(f"/watch/{video}")
    page.locator("[data-line='0']").wait_for()
    page.keyboard.press("e")
    page.wait_for_url("**edit=1*")
    until(page, "document.activeElement?.dataset.line === '0'")

    page.keyboard.press("Enter")
    until_in(page, 0)
    page.keyboard.type(" of zanzibar")
    page.keyboard.press("Enter")
    until_in(page, 1)
    until_said(owner, video, f"{SAID[0]} of zanzibar", *SAID[1:])
    page.keyboard.press("Control+Space")
    until(page, "document.querySelector('video').currentTime > 1.2")
    until(page, "document.querySelector('video').paused")  # at the line's end
    page.keyboard.type(" nonsense")
    page.keyboard.press("Escape")
    until(page, "document.activeElement?.dataset.line === '1'")
    page.keyboard.press("Escape")
    until(page, "!location.search.includes('edit')")

    assert texts(owner, video) == [f"{SAID[0]} of zanzibar", *SAID[1:]]
    page.goto("/?q=zanzibar")
    page.locator("[data-hit] mark").first.wait_for()


def test_lines_are_split_joined_and_moved_and_all_of_it_taken_back(visit: Any, owner: Person, video: str) -> None:
    visitor = visit()
    visitor.log_in(owner)
    page = visitor.page
    before = lines_of(owner, video)
    begin(page, video)
    page.keyboard.press("ArrowDown")
    until(page, "document.activeElement?.dataset.line === '1'")
    page.keyboard.press("Enter")
    until_in(page, 1)

    page.keyboard.press("Home")
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("Control+Enter")
    told(page, "Split in two.")
    until_in(page, 2)
    assert page.locator(FIELD).input_value() == "over the lazy dog"
    page.keyboard.press("Backspace")
    told(page, "Joined.")
    until_in(page, 1)
    until_said(owner, video, *SAID)
    page.keyboard.press("Alt+.")
    told(page, "Times saved.")
    assert lines_of(owner, video)[1]["start"] == round(before[1]["start"] + 0.1, 3)

    page.keyboard.press("Escape")
    until(page, "document.activeElement?.dataset.line === '1'")
    for _edit in ("nudge", "join", "split"):
        page.keyboard.press("Control+z")
    page.get_by_role("button", name="Undo", disabled=True).wait_for()
    assert [(line["text"], line["start"]) for line in lines_of(owner, video)] == [
        (line["text"], line["start"]) for line in before
    ]


def test_of_two_editors_neither_overwrites_the_other(visit: Any, owner: Person, video: str) -> None:
    visitor = visit()
    visitor.log_in(owner)
    one, other = visitor.page, visitor.open_tab()
    for page in (one, other):
        begin(page, video)
        page.keyboard.press("Enter")
        until_in(page, 0)
    one.keyboard.type(" of one")
    other.keyboard.type(" of the other")
    other.keyboard.press("Enter")
    until_said(owner, video, f"{SAID[0]} of the other", *SAID[1:])

    one.get_by_role("alert").get_by_text(f"{SAID[0]} of the other", exact=True).wait_for()  # told by the socket
    assert one.locator(FIELD).input_value() == f"{SAID[0]} of one"
    one.keyboard.press("Enter")
    one.get_by_role("button", name="1 line not saved").click()
    assert texts(owner, video)[0] == f"{SAID[0]} of the other"
    one.get_by_role("button", name="Keep yours").click()
    until_said(owner, video, f"{SAID[0]} of one", *SAID[1:])
    other.locator("[data-line='0']", has_text="of one").wait_for()

    one.locator(FIELD).fill("never lost")
    one.context.set_offline(True)
    one.keyboard.press("Enter")
    one.get_by_role("button", name="1 line not saved").wait_for()
    one.context.set_offline(False)
    until_said(owner, video, "never lost", *SAID[1:])
    visitor.excuse("net::ERR_INTERNET_DISCONNECTED")
    visitor.excuse("WebSocket connection")


@pytest.mark.parametrize(("size", "theme", "language"), [(PHONE, "dark", "ja"), (DESKTOP, "light", "en")])
def test_words_are_replaced_where_they_were_looked_at(
    visit: Any, owner: Person, video: str, size: tuple[int, int], theme: str, language: str
) -> None:
    visitor = visit(size, theme, language)
    visitor.log_in(owner)
    page = visitor.page
    begin(page, video)
    page.locator("[data-line='1']").click()
    until_in(page, 1)
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    page.keyboard.press("Escape")

    page.keyboard.press("r")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").nth(0).fill("the")
    dialog.get_by_role("textbox").nth(1).fill("a")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('dialog mark').length === 3")
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    dialog.get_by_role("listitem").nth(0).get_by_role("checkbox").uncheck()
    dialog.locator("button").last.click()

    until_said(owner, video, SAID[0], "jumps over a lazy dog", SAID[2], "in a old barn")
    dialog.get_by_role("status").get_by_role("button").click()
    until_said(owner, video, *SAID)
