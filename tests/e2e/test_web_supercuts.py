"""Supercuts in the web app: collected, kept, put in order, trimmed, made, taken away; also with the keyboard alone."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import TITLE, Stack
from tests.e2e.person import Person
from tests.e2e.test_web_clips import MADE_MS, downloaded, length_of
from tests.e2e.visitor import DESKTOP, PASSWORD, PHONE, until
from tests.waiting import wait_until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

KEPT = "JSON.parse(localStorage.getItem('soundbite.supercut')).pieces"
STARTS = f"{KEPT}.map((piece) => piece.start)"


def collect(page: Any, video: str, *lines: int) -> None:
    """Puts lines of a video into the supercut."""
    page.goto(f"/watch/{video}")
    for line in lines:
        page.locator(f"[data-line='{line}']").click()
        page.locator("li", has=page.locator(f"[data-line='{line}']")).locator("[data-add]").click()
    until(page, f"{KEPT}.length === {len(lines)}")


def open_drawer(page: Any) -> Any:
    page.locator("header").get_by_role("button", name="Supercut").click()
    drawer = page.locator("dialog")
    drawer.get_by_role("heading", name="Supercut").wait_for()
    return drawer


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_hits_are_collected_kept_and_made(
    visit: Any, stack: Stack, videos: dict[str, str], tmp_path: Path, size: tuple[int, int]
) -> None:
    person = Person(stack)
    visitor = visit(size)
    page = visitor.page
    page.goto(f"/?q=bread&video={videos[TITLE]}")
    page.locator("[data-hit]").first.focus()
    page.keyboard.press("s")
    page.locator("[data-add]").nth(1).click()
    until(page, f"{KEPT}.length === 2")
    page.reload()
    drawer = open_drawer(page)
    assert drawer.locator("[data-piece]").count() == 2
    total = page.evaluate(f"{KEPT}.reduce((sum, piece) => sum + piece.end - piece.start, 0)")

    drawer.get_by_role("link", name="Log in").click()
    page.locator("input[name=email]").fill(person.get("users/me")["email"])
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    drawer.get_by_role("button", name="Make supercut").click()
    drawer.get_by_text("Your supercut is ready").wait_for(timeout=MADE_MS)

    assert length_of(downloaded(page, tmp_path)) == pytest.approx(total, abs=0.3)
    drawer.get_by_role("button", name="For editors").click()
    with page.expect_download() as started:
        page.get_by_role("menuitem", name="EDL").click()
    started.value.save_as(tmp_path / "cuts.edl")
    assert "TITLE:" in (tmp_path / "cuts.edl").read_text()
    page.reload()  # what was made is found again
    drawer = open_drawer(page)
    drawer.get_by_text("Your supercut is ready").wait_for()
    assert not visitor.overflows()
    address = drawer.get_by_role("link", name="Open its page").get_attribute("href")

    see_page(visitor, address, total)


def see_page(visitor: Any, address: str, total: float) -> None:
    """The page of a supercut of two pieces: played from the second on until it ends."""
    page = visitor.context.new_page()  # its console is not the web app's: browsers ask it for an icon
    page.goto(address)
    page.locator("video").wait_for()
    assert page.locator(".parts li").count() == 2
    page.evaluate("document.querySelector('video').muted = true")
    page.locator("[data-seeks]").nth(1).click()
    second = page.locator("[data-seeks]").nth(1).get_attribute("data-seeks")
    until(page, f"document.querySelector('video').currentTime >= {second}")
    until(page, "document.querySelector('video').paused")
    assert page.evaluate("document.querySelector('video').currentTime") == pytest.approx(total, abs=0.3)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_supercut_in_the_making_is_cancelled_and_made_after_all(
    visit: Any, stack: Stack, videos: dict[str, str]
) -> None:
    visitor = visit()
    visitor.log_in(Person(stack))
    page = visitor.page
    collect(page, videos[TITLE], 0, 1)
    drawer = open_drawer(page)
    workers = stack.processes("clips@")
    assert workers
    for worker in workers:
        worker.suspend()
    try:
        drawer.get_by_role("button", name="Make supercut").click()
        drawer.get_by_text("Your supercut is being made").wait_for()
        drawer.get_by_role("button", name="Cancel").click()
        drawer.get_by_role("button", name="Make supercut").wait_for()
        page.reload()  # it is not found again either
        open_drawer(page).get_by_role("button", name="Make supercut").wait_for()
    finally:
        for worker in workers:
            worker.resume()

    drawer.get_by_role("button", name="Make supercut").click()

    drawer.get_by_text("Your supercut is ready").wait_for(timeout=MADE_MS)


def test_pieces_are_moved_trimmed_and_taken_out_by_keyboard(visit: Any, videos: dict[str, str]) -> None:
    page = visit().page
    collect(page, videos[TITLE], 0, 1, 2)
    one, two, three = page.evaluate(STARTS)
    drawer = open_drawer(page)
    drawer.get_by_role("button", name="Move moment 1").focus()
    page.keyboard.press("Space")
    page.get_by_text("Place 1 of 3").wait_for(state="attached")
    page.evaluate("new Promise((done) => setTimeout(done, 50))")  # dnd-kit listens from its next timer on
    page.keyboard.press("ArrowDown")
    page.get_by_text("Place 2 of 3").wait_for(state="attached")
    page.keyboard.press("Space")
    until(page, f"JSON.stringify({STARTS}) === JSON.stringify([{two}, {one}, {three}])")

    drawer.get_by_role("button", name="Trim moment 1").press("Enter")
    drawer.get_by_role("slider", name="Begin").press("ArrowRight")
    until(page, f"{STARTS}[0] > {two}")
    drawer.get_by_role("button", name="Take out moment 3").press("Enter")
    drawer.get_by_text("2 moments").wait_for()
    drawer.get_by_role("button", name="Play moment 2").press("Enter")
    drawer.locator("video[data-shown=true]").wait_for()
    page.keyboard.press("Escape")

    drawer.wait_for(state="detached")


def test_a_piece_is_dragged_to_its_place(visit: Any, videos: dict[str, str]) -> None:
    page = visit().page
    collect(page, videos[TITLE], 0, 1, 2)
    one, two, three = page.evaluate(STARTS)
    drawer = open_drawer(page)
    grips = drawer.get_by_role("button", name="Move moment")
    begin, target = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()

    page.mouse.move(begin["x"] + 22, begin["y"] + 28)
    page.mouse.down()
    page.mouse.move(begin["x"] + 22, begin["y"] + 60, steps=4)
    page.mouse.move(target["x"] + 22, target["y"] + 40, steps=8)
    page.get_by_text("Place 3 of 3").wait_for(state="attached")
    page.mouse.up()

    until(page, f"JSON.stringify({STARTS}) === JSON.stringify([{two}, {three}, {one}])")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_earlier_supercuts_are_played_taken_up_again_and_deleted(
    visit: Any, stack: Stack, videos: dict[str, str], size: tuple[int, int]
) -> None:
    person, visitor = Person(stack), visit(size)
    items = [{"video_id": videos[TITLE], "start": start, "end": start + 1.5} for start in (0.5, 3)]
    asked = person.http.post("supercuts", json={"items": items}).json()
    wait_until(lambda: person.get(f"supercuts/{asked['id']}")["status"] == "ready", "it is made")
    visitor.log_in(person)
    page = visitor.page
    drawer = open_drawer(page)
    earlier = drawer.locator("[data-earlier]", has_text=f"{TITLE}")
    earlier.press("Enter")
    drawer.locator("video").wait_for()
    assert "2 moments · 3 s" in earlier.inner_text()
    assert (visitor.violations(), visitor.overflows()) == ([], False)

    drawer.get_by_role("button", name="Collect these moments again").press("Enter")
    until(page, f"JSON.stringify({STARTS}) === '[0.5,3]'")
    drawer.locator("select").select_option("mp3")  # as it was, it would be the same supercut
    drawer.get_by_role("button", name="Make supercut").click()
    drawer.locator("[data-earlier]").nth(1).wait_for()  # as soon as it is made, the new one is listed, too
    drawer.get_by_role("button", name="Delete").press("Enter")
    page.get_by_role("dialog", name="Delete this supercut?").get_by_role("button", name="Delete").press("Enter")

    until(page, "document.querySelectorAll('[data-earlier]').length === 1")
    assert [each["id"] == asked["id"] for each in person.get("supercuts")["results"]] == [False]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "ja")], ids=["desktop-en", "phone-ja"])
def test_results_become_a_supercut_and_its_drawer_is_accessible(
    visit: Any, videos: dict[str, str], theme: str, size: tuple[int, int], language: str
) -> None:
    visitor = visit(size, theme, language)
    page = visitor.page
    page.goto("/?q=bread")
    hits = page.locator("[data-hit]")
    hits.first.wait_for()
    page.locator("main button", has_text="supercut" if language == "en" else "まとめ動画").first.click()

    page.locator("[data-piece]").first.wait_for()
    until(page, f"{KEPT}.length >= {len(videos)}")  # one at least of each video
    assert (visitor.violations(), visitor.overflows()) == ([], False)
