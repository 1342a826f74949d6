"""The web app in a real Chromium: search, watch, add, queue, library, accounts; by keyboard, on a phone, with axe."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import HOSTILE, ROOT, TITLE, Stack
from tests.e2e.person import Person
from tests.e2e.visitor import DESKTOP, PASSWORD, PHONE, until
from tests.waiting import wait_until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

DIST = ROOT / "frontend" / "dist"
MOST_BYTES = 175_000
MOST_EARLY_BYTES = 6_000
SHIFTS = """window.shifts = 0;
new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shifts += value; })
    .observe({ type: "layout-shift", buffered: true });"""


def test_first_load_is_light() -> None:
    """Gzipped, in bytes: all scripts that the page names, and the one that asks for what the first view needs."""
    page = (DIST / "index.html").read_text()
    scripts = {DIST / name for name in re.findall(r'(?:src|href)="/static/web/([\w./-]+\.js)"', page)}
    sizes = {script.stem.split("-")[0]: len(gzip.compress(script.read_bytes(), 9)) for script in scripts}

    assert {"early", "react", "router", "libraries", "index"} <= sizes.keys()
    assert sum(sizes.values()) <= MOST_BYTES
    assert sizes["early"] <= MOST_EARLY_BYTES
    (early,) = (script for script in scripts if script.stem.startswith("early"))
    assert re.search(rf'<script [^>]*async[^>]* src="[^"]*{early.name}"', page), "it would wait for the app"
    assert not re.search(r'\bfrom"\./|\bimport"\./', early.read_text()), "it would wait for another file"


def test_styles_name_nothing_that_the_build_invented() -> None:
    """`light-dark()` becomes variables that nobody sets: what they stand for is not drawn."""
    styles = "".join(path.read_text() for path in (DIST / "assets").glob("*.css"))

    assert "--mantine-color-body" in styles
    assert "--lightningcss" not in styles


def brought_with(view: str) -> set[str]:
    """The scripts that a view is made of, by their names in the build: its own, and all that these import."""
    scripts = {script.name: script for script in (DIST / "assets").glob("*.js")}
    found, waiting = set[str](), [name for name in scripts if name.startswith(f"{view}-")]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += re.findall(r'\b(?:from|import)"\./([\w.-]+\.js)"', scripts[name].read_text())
    return {name[: -len("-12345678.js")] for name in found}


def test_views_bring_what_they_show_and_no_more() -> None:
    frame = {"index", "early", "react", "router", "libraries", "rolldown-runtime", "parts"}

    assert brought_with("LibraryPage") == {*frame, "LibraryPage"}
    assert brought_with("WatchPage") == {*frame, "WatchPage", "lines"}
    assert len(list((DIST / "assets").glob("*.css"))) == 1, "a view would wait for its styles"


@pytest.mark.parametrize("path", ["/", "/?q=bread", "/watch/{video}", "/library"])
def test_first_view_asks_once_and_stands_still(visit: Any, videos: dict[str, str], path: str) -> None:
    page = visit(PHONE).page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/v1/" in request.url else None)
    page.add_init_script(SHIFTS)

    page.goto(path.format(video=videos[TITLE]))
    page.locator("main img, main video").first.wait_for()

    page.wait_for_load_state("networkidle")
    assert (len(asked) > 0, sorted(asked)) == (True, sorted(set(asked)))
    assert page.evaluate("window.shifts") == pytest.approx(0, abs=0.01)


@pytest.mark.usefixtures("videos")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_hit_is_found_and_played_by_keyboard_alone(visit: Any, size: tuple[int, int]) -> None:
    visitor = visit(size)
    page = visitor.page
    page.goto("/")
    until(page, "document.activeElement.name === 'q'")
    page.keyboard.type('"fresh bread"')
    page.wait_for_url("**/?q=*")
    page.locator("[data-hit] mark").first.wait_for()
    assert page.locator("[data-hit] mark").first.inner_text().lower() == "fresh bread"

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.locator("video[data-shown=true]").wait_for()
    start, end = page.locator("input[type=range]").evaluate("(range) => [Number(range.min), Number(range.max)]")
    until(page, f"document.querySelector('video').currentTime > {start} + 0.2")
    until(page, "document.querySelector('video').paused")
    assert page.locator("video").evaluate("(video) => video.currentTime") == pytest.approx(end, abs=0.3)
    page.keyboard.press("n")
    until(page, "document.querySelectorAll('[data-hit]')[1].getAttribute('aria-expanded') === 'true'")
    assert page.locator("[data-hit][aria-expanded=true]").count() == 1
    assert not visitor.overflows()


@pytest.mark.usefixtures("videos")
def test_filters_stand_in_the_address_and_back_undoes_them(visit: Any) -> None:
    page = visit().page
    page.goto("/?q=bread")
    page.locator("[data-hit]").first.wait_for()

    page.get_by_label("Length").select_option("long")
    page.get_by_role("heading", name="Nobody said that here").wait_for()
    assert page.url.endswith("/?q=bread&length=long")
    page.go_back()

    page.locator("[data-hit]").first.wait_for()
    assert page.url.endswith("/?q=bread")


@pytest.mark.usefixtures("videos")
def test_a_phone_shows_a_moment_first_and_filters_on_demand(visit: Any) -> None:
    page = visit(PHONE).page
    page.goto("/?q=bread")
    hit = page.locator("[data-hit]").first
    hit.wait_for()
    assert hit.locator("mark").first.bounding_box()["y"] < PHONE[1] - 64, "it lies below the screen's end"
    assert not page.get_by_label("Length").is_visible()

    page.get_by_role("button", name="Filters").press("Enter")
    page.get_by_label("Length").select_option("short")

    page.get_by_role("button", name="Filters · 1", expanded=True).wait_for()
    page.wait_for_url("/?q=bread&length=short")
    page.reload()
    page.get_by_role("button", name="Filters · 1", expanded=False).click()
    assert page.get_by_label("Length").input_value() == "short"


def test_hostile_title_and_query_stay_text(visit: Any, videos: dict[str, str]) -> None:
    page = visit().page
    page.goto("/?q=%28bread")
    page.get_by_role("heading", name="<img src=x").first.wait_for()
    page.goto(f"/watch/{videos[HOSTILE]}")
    page.get_by_role("heading", level=1).wait_for()

    assert "<img src=x onerror" in page.get_by_role("heading", level=1).inner_text()
    assert page.title() != "owned"
    assert page.locator("img[src=x]").count() == 0


def test_transcript_follows_plays_and_is_searched(visit: Any, videos: dict[str, str]) -> None:
    page = visit().page
    page.goto(f"/watch/{videos[TITLE]}")
    second = page.locator("[data-line='1']")
    second.click()
    page.locator("[data-line='1'][aria-current=true]").wait_for()
    page.locator("[data-line='1'] mark").wait_for()  # the word that is spoken
    page.keyboard.press("k")
    until(page, "document.querySelector('video').paused")

    find = page.get_by_label("Find in the transcript")
    find.fill("bread")
    page.get_by_text(re.compile(r"^1 of \d+$")).wait_for()
    find.press("Enter")
    page.get_by_text(re.compile(r"^2 of \d+$")).wait_for()
    find.press("Shift+Enter")
    page.get_by_text(re.compile(r"^1 of \d+$")).wait_for()
    find.press("Escape")
    page.get_by_text(re.compile(r"^1 of \d+$")).wait_for(state="detached")
    assert find.input_value() == ""


def test_files_are_sent_and_followed_to_their_end(visit: Any, stack: Stack, short: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "Good words.mp4", tmp_path / "Broken.mp4"
    good.write_bytes(short.read_bytes())
    bad.write_bytes(b"no film" * 1000)
    visitor = visit()
    visitor.log_in(Person(stack))
    page = visitor.page
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Language spoken").select_option("en")
    page.locator("input[type=file]").set_input_files([good, bad])
    page.get_by_text("sent").nth(1).wait_for()
    page.get_by_role("link", name="See the queue").click()

    page.get_by_role("heading", name="Failed").wait_for()
    page.get_by_role("button", name="Try again").wait_for()
    page.get_by_role("heading", name="Done").wait_for(timeout=240_000)
    page.get_by_role("link", name="Good words").click()
    page.locator("[data-line='0']").wait_for()


def test_a_new_person_signs_up_comes_back_and_logs_out(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    page.goto("/queue")
    page.wait_for_url("/login")
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("Name").fill("Новий <b>Людина</b>")
    page.get_by_label("Email").fill("web-newcomer@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("/queue")

    page.reload()  # the access token is gone with the page, the cookie is not
    page.get_by_role("heading", name="Nothing in the queue").wait_for()
    assert page.evaluate("Object.keys(localStorage).filter((key) => /token|access/.test(key))") == []
    page.get_by_role("button", name="Account and settings").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("/")
    page.goto("/queue")

    page.wait_for_url("/login")


def test_own_video_changes_hands_and_goes(visit: Any, stack: Stack, short: Path) -> None:
    person = Person(stack)
    request = person.upload(short, title="Mine alone", engine="pocketsphinx", language="en")
    assert person.wait_for(request["id"])["status"] == "completed"
    visitor = visit()
    visitor.log_in(person)
    page = visitor.page
    page.goto("/library?owner=me")
    page.get_by_label("Who may see Mine alone").select_option("unlisted")
    until(page, "!document.querySelector('[data-loading]')")
    page.reload()
    until(page, "document.querySelector('select[aria-label=\"Who may see Mine alone\"]')?.value === 'unlisted'")

    page.get_by_role("button", name="Delete Mine alone").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    page.get_by_role("heading", name="No videos yet").wait_for()
    # The page shows it gone before the server has said so.
    address = f"videos/{request['video']['id']}"
    wait_until(lambda: person.http.get(address).status_code == 404, "the video to be gone")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "ja")], ids=["desktop-en", "phone-ja"])
def test_every_page_is_accessible(
    visit: Any, owner: Person, videos: dict[str, str], theme: str, size: tuple[int, int], language: str
) -> None:
    visitor = visit(size, theme, language)
    page = visitor.page
    for path in ("/login", "/signup"):
        page.goto(path)
        page.get_by_role("heading", level=1).wait_for()
        assert (path, visitor.violations()) == (path, [])
    visitor.log_in(owner)
    for path in ("/", "/?q=bread", "/?q=xyzzy", f"/watch/{videos[TITLE]}", "/add", "/queue", "/library"):
        page.goto(path)
        page.locator("main h1").wait_for(state="attached")
        page.locator("main [aria-busy=true]").first.wait_for(state="detached")
        assert (path, visitor.violations(), visitor.overflows()) == (path, [], False)
