"""The pictures of the README: taken anew by `make screenshots`, and here looked at for what they must show."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ROOT, Stack
from tests.e2e.person import Person
from tests.e2e.transcripts import write_lines
from tests.e2e.visitor import PHONE, until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

KEPT = ROOT / "docs" / "screenshots"
MOST_BYTES = 150_000
WIDE = (1200, 750)
TALKS = {
    "A walk along the river": [
        "Good morning, and welcome to our walk along the river.",
        "The old bakery opens at six, and the smell of fresh bread fills the whole street.",
        "We cross the bridge and wait for the first train to the coast.",
        "From the window you can see the ocean for almost an hour.",
        "In the evening we come back with cold feet and warm bread.",
    ],
    "Baking with patience": [
        "Good bread needs flour, water, salt and time.",
        "Leave the dough alone overnight; in the morning it has doubled.",
        "Fresh bread sings when it comes out of the oven: listen to the crust.",
    ],
}


@pytest.fixture(scope="module")
def videos(stack: Stack) -> dict[str, str]:
    """Two talks that people can read: ids by title."""
    owner = Person(stack)
    made = {title: owner.upload(title=title, visibility="public", engine="pocketsphinx") for title in TALKS}
    for title, request in made.items():
        assert owner.wait_for(request["id"])["status"] == "completed"
        write_lines(stack, request["video"]["id"], TALKS[title])
    return {title: request["video"]["id"] for title, request in made.items()}


def take(page: Any, name: str, folder: Path) -> None:
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=folder / name, animations="disabled", caret="hide")
    assert (folder / name).stat().st_size <= MOST_BYTES


def test_pictures_show_search_watch_and_library(visit: Any, videos: dict[str, str], tmp_path: Path) -> None:
    folder = KEPT if os.environ.get("SCREENSHOTS") == "keep" else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    page = visit(WIDE).page
    page.goto("/?q=fresh+bread")
    page.locator("[data-hit] mark").first.wait_for()
    page.locator("[data-hit]").first.click()
    page.locator("video[data-shown=true]").wait_for()
    until(page, "document.querySelector('video').paused")
    take(page, "search.png", folder)

    page = visit(WIDE, "dark").page
    page.goto(f"/watch/{videos['A walk along the river']}?t=8")
    page.locator("[data-line='1'] mark, [data-line='1'][aria-current=true]").first.wait_for()
    until(page, "document.querySelector('video').readyState >= 3")
    take(page, "watch.png", folder)

    page = visit(PHONE).page
    page.goto("/library")
    page.get_by_text("A walk along the river").first.wait_for()
    until(page, "[...document.images].every((image) => image.complete)")
    take(page, "library.png", folder)


def test_the_readme_shows_the_pictures_that_are_kept() -> None:
    shown = re.findall(r"docs/screenshots/([\w-]+\.png)", (ROOT / "README.md").read_text())

    assert sorted(shown) == sorted(path.name for path in KEPT.iterdir())
    assert all(path.stat().st_size <= MOST_BYTES for path in KEPT.iterdir())
