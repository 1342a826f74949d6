"""The web app with whatever people say and write: hostile, turned around, endless; and with ten thousand lines."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.e2e.conftest import Stack
from tests.e2e.person import Person
from tests.e2e.transcripts import write_lines
from tests.e2e.visitor import DESKTOP, PHONE, until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

IMAGE = "<img src=x onerror=\"document.title='owned'\">"
TITLE = f'{IMAGE} \u202eturned around "quoted" & </title><script>document.title="owned"</script>'
LINES = [
    f"zebra {IMAGE} stays text",
    "zebra \u202eturned around\u202c and back",
    "zebra " + "endless" * 1430,
    "zebra ((( [brackets] {{count}} $t(search.none) \\ %s",
    "زرافة zebra שלום 🦓",
]
ODD = ("(", ")(", '"', "*", "-", "OR", "\\", "%", "zebra (", "a" * 2000, "\u202e", "<b>")
MANY = 10_000
BOX = "document.querySelector('ol:has([data-line])').parentElement"
"""What scrolls the transcript."""


@pytest.fixture(scope="module")
def owner(stack: Stack) -> Person:
    return Person(stack)


@pytest.fixture(scope="module")
def hostile(stack: Stack, owner: Person, short: Path) -> str:
    """The id of a public video of which everything is hostile."""
    made = owner.upload(short, title=TITLE, visibility="public", engine="pocketsphinx", language="en")
    assert owner.wait_for(made["id"])["status"] == "completed"
    write_lines(stack, made["video"]["id"], LINES)
    return str(made["video"]["id"])


@pytest.mark.usefixtures("hostile")
def test_hostile_words_stay_text_wherever_they_are_shown(visit: Any, hostile: str) -> None:
    visitor = visit()
    page = visitor.page
    for path in ("/", "/?q=zebra", "/?q=turned&tab=videos", "/library", "/library?view=list", f"/watch/{hostile}"):
        page.goto(path)
        page.get_by_text("<img src=x onerror").first.wait_for()
        page.locator("main [aria-busy=true]").first.wait_for(state="detached")
        assert page.locator("img[src=x], main script").count() == 0, path
        assert page.title() != "owned", path
        for size in (PHONE, DESKTOP):
            visitor.resize(size)
            assert not visitor.overflows(), (path, size)


@pytest.mark.usefixtures("hostile")
def test_odd_searches_are_answered(visit: Any) -> None:
    page = visit().page
    for words in ODD:
        page.goto("/?" + urlencode({"q": words}))
        page.locator("main [role=status]").first.wait_for()
        assert page.get_by_role("alert").count() == 0, words
        assert page.get_by_label("Search every spoken word").input_value() == words


def test_a_bracket_is_found_in_the_transcript(visit: Any, hostile: str) -> None:
    page = visit().page
    page.goto(f"/watch/{hostile}")
    page.get_by_label("Find in the transcript").fill("((( [brackets]")

    page.get_by_text("1 of 1", exact=True).wait_for()
    assert page.locator("mark").first.inner_text() == "((( [brackets]"


@pytest.fixture(scope="module")
def long(stack: Stack, owner: Person, short: Path) -> str:
    """A video of ten thousand lines."""
    made = owner.upload(short, title="Four hours", visibility="unlisted", engine="pocketsphinx", language="en")
    assert owner.wait_for(made["id"])["status"] == "completed"
    write_lines(stack, made["video"]["id"], [f"line {number} of very many" for number in range(MANY)])
    return str(made["video"]["id"])


def test_ten_thousand_lines_scroll(visit: Any, long: str) -> None:
    page = visit().page
    page.goto(f"/watch/{long}")
    page.locator("[data-line='0']").wait_for()
    for part in (0.5, 1, 0.25, 1):
        page.evaluate(f"(part) => {{ {BOX}.scrollTop = {BOX}.scrollHeight * part }}", part)
        until(page, f"{BOX}.scrollTop > {BOX}.clientHeight")
        assert page.locator("[data-line]").count() < 200  # only what is in sight is there
    page.locator(f"[data-line='{MANY - 1}']").wait_for()

    page.get_by_label("Find in the transcript").fill("line 7777 ")
    page.get_by_text("1 of 1", exact=True).wait_for()
    page.locator("[data-line='7777'] mark").wait_for()


def test_words_are_looked_for_from_what_is_in_sight_on(visit: Any, long: str) -> None:
    page = visit(PHONE).page
    page.goto(f"/watch/{long}")
    page.locator("[data-line='0']").wait_for()
    page.evaluate(f"{BOX}.scrollTop = {BOX}.scrollHeight / 2")
    until(page, "Number(document.querySelector('[data-line]').dataset.line) > 4000")

    find = page.get_by_label("Find in the transcript")
    find.click()
    find.press_sequentially("very many")

    place = page.get_by_text(re.compile(rf"^[\d,]+ of {MANY:,}$"))
    place.wait_for()
    assert 4000 < int(place.inner_text().split()[0].replace(",", "")) < 6000
    player, nav = (page.locator(part).first.bounding_box() for part in ("video", "nav:visible"))
    back = page.get_by_role("button", name="Back to what is spoken").bounding_box()
    assert find.bounding_box()["y"] >= player["y"] + player["height"] - 1
    assert PHONE[1] / 2 < back["y"] < nav["y"] - back["height"], "it floats in the middle or lies under the places"
