"""The web app: what one types is completed, tabs and filters stand in the address, and nothing found leads on."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Stack
from tests.e2e.person import Person
from tests.e2e.transcripts import write_lines
from tests.e2e.visitor import PHONE, until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

TITLE = "Quaint lighthouses of the north"


@pytest.fixture(scope="module")
def video(stack: Stack, short: Path) -> str:
    """A public video with words that no other test has."""
    owner = Person(stack)
    made = owner.upload(short, title=TITLE, visibility="public", engine="pocketsphinx", language="en")
    assert owner.wait_for(made["id"])["status"] == "completed"
    write_lines(stack, made["video"]["id"], ["the quicksilver runs", "a quicksand lies below", "quagmire"])
    return str(made["video"]["id"])


def options(page: Any) -> Any:
    return page.get_by_role("option")


@pytest.mark.usefixtures("video")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_shines_through_the_completions(visit: Any, theme: str) -> None:
    page = visit(theme=theme).page
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("quicks")
    page.get_by_role("option", name="quicksand").wait_for()

    behind, completions = (
        page.locator(place).evaluate("(place) => getComputedStyle(place).backgroundColor")
        for place in ("body", "[role=listbox]")
    )

    assert completions == behind


@pytest.mark.usefixtures("video")
def test_completions_are_chosen_by_keyboard_alone(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    page.goto("/")
    until(page, "document.activeElement.name === 'q'")
    page.keyboard.type("the quicks")
    page.get_by_role("option", name="the quicksilver").wait_for()
    page.get_by_role("option", name="the quicksand").wait_for()
    field = page.get_by_role("combobox", name="Search every spoken word")
    assert field.get_attribute("aria-expanded") == "true"
    assert visitor.violations() == []

    page.keyboard.press("ArrowDown")
    until(page, "document.activeElement.getAttribute('aria-activedescendant')")
    selected = page.locator("[role=option][aria-selected=true]")
    assert selected.get_attribute("id") == field.get_attribute("aria-activedescendant")
    page.get_by_role("listbox", name="Suggestions").and_(
        page.locator(f"[id='{field.get_attribute('aria-controls')}']")
    ).wait_for()
    assert visitor.violations() == []
    page.keyboard.press("ArrowUp")  # from the first to the last
    until(page, "document.querySelector('[role=option]:last-child').ariaSelected === 'true'")
    page.keyboard.press("ArrowDown")
    until(page, "document.querySelector('[role=option]:first-child').ariaSelected === 'true'")
    chosen = selected.inner_text()
    page.keyboard.press("Enter")

    page.wait_for_url("**/?q=the+quicks*")
    until(page, f"document.activeElement.value === '{chosen}'")
    page.locator("[data-hit] mark").first.wait_for()
    options(page).first.wait_for(state="hidden")
    page.keyboard.press("ArrowDown")  # with the list closed the arrow leads to the hits
    until(page, "document.activeElement.matches('[data-hit]')")
    visitor.resize(PHONE)
    assert not visitor.overflows()


@pytest.mark.usefixtures("video")
def test_escape_closes_the_completions_and_enter_searches_what_was_typed(visit: Any) -> None:
    page = visit().page
    page.goto("/")
    field = page.get_by_role("combobox", name="Search every spoken word")
    field.press_sequentially("quagm")
    options(page).first.wait_for()
    field.press("Escape")
    options(page).first.wait_for(state="hidden")

    assert field.input_value() == "quagm"
    field.press("Enter")
    page.wait_for_url("**/?q=quagm")


@pytest.mark.usefixtures("video")
def test_half_a_word_finds_what_begins_so(visit: Any) -> None:
    page = visit().page
    field = page.get_by_role("combobox", name="Search every spoken word")
    page.goto("/?q=quicksan")  # as a link, and while one types
    for words in ("quicksan", "the quicksi"):
        field.fill(words)
        word = words.rpartition(" ")[2]
        page.get_by_role("status").filter(has_text=f"words that begin with “{word}”").wait_for()
        until(page, "document.querySelectorAll('[data-hit]').length === 1")

    field.fill("the quicksilver")
    page.get_by_text("1 moment in 1 video", exact=True).wait_for()  # said as it is: nothing is explained
    field.fill("the quicksx")
    page.get_by_text("Nobody said that here").wait_for()


def test_a_title_among_the_completions_leads_to_its_video(visit: Any, video: str) -> None:
    page = visit().page
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("lighth")
    page.get_by_role("option", name=TITLE).click()

    page.wait_for_url(f"/watch/{video}")


def test_tabs_and_filters_stand_in_the_address(visit: Any, video: str) -> None:
    page = visit().page
    page.goto("/?q=quaint")
    page.get_by_role("link", name="Videos", exact=True).click()
    page.wait_for_url("/?q=quaint&tab=videos")
    page.get_by_role("heading", name="Search").wait_for(state="attached")
    page.locator(f"a[href='/watch/{video}']").first.wait_for()
    page.get_by_label("Source").select_option("twitch")
    page.wait_for_url("/?q=quaint&tab=videos&platform=twitch")
    page.get_by_role("heading", name="No video has this in its title").wait_for()
    page.go_back()
    page.locator(f"a[href='/watch/{video}']").first.wait_for()

    page.get_by_role("link", name="Channels", exact=True).click()
    page.wait_for_url("/?q=quaint&tab=channels")
    page.get_by_role("heading", name="No channel has this in its name").wait_for()
    page.goto("/?q=quagmire&platform=upload")
    page.locator("[data-hit]").first.wait_for()
    assert page.get_by_label("Source").input_value() == "upload"


@pytest.mark.usefixtures("video")
def test_nothing_found_leads_on(visit: Any) -> None:
    page = visit().page
    page.goto("/?q=quicksilber")
    page.get_by_role("heading", name="Nobody said that here").wait_for()
    page.get_by_role("button", name="quicksilver").click()
    page.wait_for_url("/?q=quicksilver")
    page.locator("[data-hit]").first.wait_for()

    page.goto("/?q=xyzzyx")
    page.get_by_role("button", name="fresh bread").click()
    page.wait_for_url("/?q=fresh+bread")


@pytest.mark.usefixtures("video")
def test_link_by_meaning_leads_to_words_where_meaning_is_off(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    page.goto("/?q=quagmire&mode=semantic")
    page.get_by_text("Only a search for words works here.").wait_for()
    page.get_by_role("button", name="Try again").click()

    page.locator("[data-hit] mark").first.wait_for()
    page.wait_for_url("**/?q=quagmire")
    assert page.get_by_role("button", name="Also by meaning").count() == 0
    visitor.excuse("status of 400")


def test_ones_own_are_everybodys_to_a_visitor(visit: Any, video: str) -> None:
    """Who was logged out in another tab, or opens somebody's link, is not told that nothing is here."""
    page = visit().page
    page.goto("/library?owner=me")

    page.locator(f"main a[href='/watch/{video}']").wait_for()
