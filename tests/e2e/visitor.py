"""Somebody in a real Chromium: a page, what its console said, and what axe thinks of it."""

from typing import Any

from tests.e2e.conftest import ROOT
from tests.e2e.person import Person
from tests.waiting import wait_until

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP, TABLET, PHONE = (1400, 900), (900, 900), (360, 740)
WAIT_MS = 120_000
PASSWORD = "a long passphrase"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visitor:
    """A browser of one's own. `complaints` are what its console said as errors."""

    def __init__(self, browser: Any, address: str, size: tuple[int, int], theme: str, language: str) -> None:
        width, height = size
        self.context = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, color_scheme=theme, locale=language
        )
        self.context.set_default_timeout(WAIT_MS)
        self.complaints: list[str] = []
        self.page = self.open_tab()

    def open_tab(self) -> Any:
        """A further tab of the same browser."""
        page = self.context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def resize(self, size: tuple[int, int]) -> None:
        width, height = size
        self.page.set_viewport_size({"width": width, "height": height})

    def excuse(self, words: str) -> None:
        """Forget complaints with these words: Chromium's own lines about answers that a test provokes."""
        self.complaints = [said for said in self.complaints if words not in said]

    def log_in(self, person: Person, password: str = PASSWORD) -> None:
        self.page.goto("/login")
        self.enter(person.get("users/me")["email"], password)
        self.page.wait_for_url("/")

    def enter(self, email: str, password: str) -> None:
        """Fill in the log-in page that is open, and send it."""
        self.page.locator("input[name=email]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.page.keyboard.press("Enter")

    def violations(self) -> list[tuple[str, list[str]]]:
        """What axe finds wrong with the page by WCAG 2.2 AA. Evaluated, since the policy lets no script be added."""
        run = f"async (tags) => {{ {AXE.read_text()}\n return axe.run({{runOnly: tags}}) }}"
        found = self.page.evaluate(run, STANDARDS)
        return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]

    def overflows(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def hold(page: Any, address: str) -> list[Any]:
    """Requests for an address get no answer from now on; each is kept here, to be continued."""
    held: list[Any] = []

    def keep(route: Any) -> None:
        held.append(route)

    page.route(address, keep)
    return held


def until(page: Any, condition: str) -> None:
    """Waits for a condition in the page, written in JavaScript."""
    wait_until(lambda: holds(page, condition), condition)


def holds(page: Any, condition: str) -> bool:
    """Whether it holds now; not while the page goes elsewhere."""
    from playwright.sync_api import Error  # here: only `make test-rest` installs it

    try:
        return bool(page.evaluate(condition))
    except Error as error:
        if "Execution context was destroyed" not in error.message:
            raise
        return False
