"""The web app in a real Chromium: search, watch, add, queue, library, accounts; by keyboard, on a phone, with axe."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ROOT, Stack
from tests.e2e.person import SAMPLE, Person

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e")]

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
DIST = ROOT / "frontend" / "dist"
HOSTILE = "<img src=x onerror=\"document.title='owned'\"> \u202eright to left"
TITLE = "A river, a train and fresh bread"
DESKTOP, PHONE = (1400, 900), (360, 740)
MOST_BYTES = 200_000
WAIT_MS = 60_000
PASSWORD = "a long passphrase"


class Visitor:
    """A page of a browser, with whatever its console said."""

    def __init__(self, browser: Any, address: str, size: tuple[int, int], theme: str, language: str) -> None:
        width, height = size
        self.context = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, color_scheme=theme, locale=language
        )
        self.context.set_default_timeout(WAIT_MS)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def log_in(self, person: Person) -> None:
        self.page.goto("/login")
        self.page.locator("input[name=email]").fill(person.get("users/me")["email"])
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("/")

    def violations(self) -> list[tuple[str, list[str]]]:
        """What axe finds wrong with the page by WCAG 2.2 AA. Evaluated, since the policy lets no script be added."""
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = self.page.evaluate(f"async (tags) => {{ {AXE.read_text()}\n return axe.run({{runOnly: tags}}) }}", tags)
        return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]

    def overflows(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def until(page: Any, condition: str) -> None:
    """Waits for a condition; Playwright's own way evaluates text in the page, which the policy forbids."""
    deadline = time.monotonic() + WAIT_MS / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(100)


@pytest.fixture
def visit(browser: Any, stack: Stack) -> Iterator[Any]:
    opened: list[Visitor] = []

    def come(size: tuple[int, int] = DESKTOP, theme: str = "light", language: str = "en") -> Visitor:
        opened.append(Visitor(browser, stack.address, size, theme, language))
        return opened[-1]

    yield come
    for visitor in opened:
        visitor.context.close()
        assert visitor.complaints == []


@pytest.fixture(scope="module")
def owner(stack: Stack) -> Person:
    return Person(stack)


@pytest.fixture(scope="module")
def videos(owner: Person) -> dict[str, str]:
    """The spoken sample twice, under a plain and under a hostile title: ids by title."""
    made = [
        owner.upload(title=title, visibility="public", engine="pocketsphinx", language="en")
        for title in (TITLE, HOSTILE)
    ]
    for request in made:
        assert owner.wait_for(request["id"])["status"] == "completed"
    return {title: request["video"]["id"] for title, request in zip((TITLE, HOSTILE), made, strict=True)}


def test_first_load_is_light() -> None:
    page = (DIST / "index.html").read_text()
    scripts = re.findall(r'(?:src|href)="/static/web/([\w./-]+\.js)"', page)

    assert scripts
    assert sum((DIST / f"{name}.gz").stat().st_size for name in scripts if (DIST / f"{name}.gz").exists()) <= MOST_BYTES


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
    assert page.locator("[data-hit] mark").first.inner_text().lower() in {"fresh", "fresh bread"}

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


def test_files_are_sent_and_followed_to_their_end(visit: Any, stack: Stack, tmp_path: Path) -> None:
    good, bad = tmp_path / "Good words.mp4", tmp_path / "Broken.mp4"
    good.write_bytes(SAMPLE.read_bytes())
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


def test_own_video_changes_hands_and_goes(visit: Any, stack: Stack) -> None:
    person = Person(stack)
    request = person.upload(title="Mine alone", engine="pocketsphinx", language="en")
    assert person.wait_for(request["id"])["status"] == "completed"
    visitor = visit()
    visitor.log_in(person)
    page = visitor.page
    page.goto("/library?owner=me")
    page.get_by_label("Who may see Mine alone").select_option("unlisted")
    until(page, "!document.querySelector('[data-loading]')")
    page.reload()
    until(page, "document.querySelector('select[aria-label=\"Who may see Mine alone\"]')?.value === 'unlisted'")

    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete Mine alone").click()

    page.get_by_role("heading", name="No videos yet").wait_for()
    assert person.http.get(f"videos/{request['video']['id']}").status_code == 404


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
