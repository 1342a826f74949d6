"""SEMANTIC_SEARCH=1: the web app offers to search by meaning, and plays what it finds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Stack, running
from tests.e2e.person import Person
from tests.e2e.transcripts import write_lines
from tests.e2e.visitor import DESKTOP, PHONE, Visitor
from tests.waiting import wait_until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("stacks"), pytest.mark.timeout(600)]

ASKED = "repairing a flat bicycle tyre"
SAID = "then you pull the inner tube out of the wheel and look for the puncture"


@pytest.fixture(scope="module")
def meaning(tmp_path_factory: pytest.TempPathFactory, short: Path) -> Iterator[Stack]:
    """A Soundbite that knows what a passage means."""
    with running(tmp_path_factory.mktemp("meaning"), SEMANTIC_SEARCH="1") as started:
        owner = Person(started)
        made = owner.upload(short, title="Two wheels", visibility="public", engine="pocketsphinx", language="en")
        assert owner.wait_for(made["id"])["status"] == "completed"
        write_lines(started, made["video"]["id"], [SAID])
        asked = {"q": ASKED, "mode": "semantic"}  # refused until the first passages are being learnt
        wait_until(lambda: owner.http.get("search", params=asked).json().get("count"), "the passage is learnt")
        yield started


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_nobody_said_so_is_found_by_its_meaning(meaning: Stack, browser: Any, size: tuple[int, int]) -> None:
    visitor = Visitor(browser, meaning.address, size, "light", "en")
    page = visitor.page
    page.goto(f"/?q={ASKED}")
    page.get_by_text("Nobody said that here").wait_for()
    button = page.get_by_role("button", name="Also by meaning")
    assert button.get_attribute("aria-pressed") == "false"

    button.press("Enter")
    page.locator("[data-hit]").filter(has_text=SAID).wait_for()
    assert ("mode=semantic" in page.url, button.get_attribute("aria-pressed")) == (True, "true")
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    page.locator("[data-hit]").press("Enter")
    page.locator("video[data-shown=true]").wait_for()

    page.go_back()
    page.get_by_text("Nobody said that here").wait_for()
    assert visitor.complaints == []
    visitor.context.close()
