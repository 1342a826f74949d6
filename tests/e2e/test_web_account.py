"""The web app: one's account, a forgotten password, two tabs, sessions that end."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Stack
from tests.e2e.person import Person
from tests.e2e.visitor import DESKTOP, PASSWORD, PHONE, hold, until
from tests.waiting import wait_until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

NEW = "quite another passphrase"
LINK = re.compile(r"/password/new#uid=[\w-]+&token=[\w-]+")


def mails(stack: Stack) -> list[Path]:
    """The messages so far, each a file."""
    return sorted((stack.folder / "data" / "mail").glob("*"))


def status_of(person: Person) -> int:
    """How the API answers to the token that the person had from the beginning."""
    return person.http.get("users/me").status_code


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_name_password_and_session_go_on(visit: Any, stack: Stack, size: tuple[int, int]) -> None:
    person = Person(stack)
    visitor = visit(size)
    visitor.log_in(person)
    page = visitor.page
    page.get_by_role("button", name="Account and settings").click()
    page.get_by_role("link", name="Account", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Марія <b>Шевченко</b>")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    assert person.get("users/me")["full_name"] == "Марія <b>Шевченко</b>"

    page.get_by_label("Current password").fill("wrong")
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Set the new password").click()
    page.get_by_text("This password is wrong.").wait_for()
    assert visitor.violations() == []
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Set the new password").click()
    page.get_by_text("Your password is changed.").wait_for()

    assert status_of(person) == 401  # every other session has ended
    page.reload()
    page.get_by_role("heading", name="Account", exact=True).wait_for()  # this one goes on
    assert not visitor.overflows()
    visitor.excuse("400 (Bad Request)")


def test_a_key_is_made_shown_once_used_and_taken_back(visit: Any, stack: Stack) -> None:
    person = Person(stack)
    visitor = visit()
    visitor.log_in(person)
    page = visitor.page
    page.goto("/account")
    page.get_by_label("What is the key for?").fill("<i>backup</i>")
    page.get_by_role("button", name="Make a key").click()
    page.get_by_text("It is shown only now.").wait_for()
    key = page.locator("code").first.inner_text()
    assert visitor.violations() == []

    program = {"Authorization": f"Api-Key {key}"}
    answer = httpx.get(f"{stack.address}/api/v1/users/me", headers=program)
    assert (answer.status_code, answer.json()["id"]) == (200, person.get("users/me")["id"])

    page.reload()
    page.get_by_text("<i>backup</i>").wait_for()
    assert key not in page.content()
    page.get_by_role("button", name="Delete the key “<i>backup</i>”").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text("<i>backup</i>").wait_for(state="detached")
    assert httpx.get(f"{stack.address}/api/v1/users/me", headers=program).status_code == 401


def test_a_forgotten_password_is_set_anew_by_the_link_in_a_message(visit: Any, stack: Stack) -> None:
    person = Person(stack)
    email = person.get("users/me")["email"]
    before = len(mails(stack))
    page = visit(language="ja").page
    page.goto("/login")
    page.get_by_role("link", name="パスワードをお忘れですか？").click()
    page.wait_for_url("/password/reset")
    page.locator("input[name=password]").wait_for(
        state="detached"
    )  # the login is gone, which asks for the address, too
    page.locator("input[name=email]").fill(email)
    page.keyboard.press("Enter")
    page.get_by_text("3時間有効です").wait_for()

    wait_until(lambda: len(mails(stack)) > before, "the message")
    wait_until(lambda: LINK.search(mails(stack)[-1].read_text()), "the whole message")
    link = LINK.search(mails(stack)[-1].read_text())
    assert link is not None
    page.goto(link[0])
    page.locator("input[name=new_password]").fill(NEW)
    page.keyboard.press("Enter")
    page.get_by_text("パスワードを変更しました。").wait_for()
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(NEW)
    page.keyboard.press("Enter")

    page.wait_for_url("/")
    assert status_of(person) == 401


def test_an_account_goes_with_all_that_is_its_own(visit: Any, stack: Stack) -> None:
    person = Person(stack)
    visitor = visit()
    visitor.log_in(person)
    page = visitor.page
    page.goto("/account")
    page.get_by_role("button", name="Delete my account …").click()
    page.locator("input[name=password]").wait_for()
    assert visitor.violations() == []
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account now").click()

    page.wait_for_url("/")
    page.get_by_role("button", name="Account and settings").click()
    page.get_by_role("link", name="Log in").wait_for()
    assert status_of(person) == 401


def test_two_tabs_share_one_session_and_its_end(visit: Any, stack: Stack) -> None:
    visitor = visit()
    visitor.log_in(Person(stack))
    first, second = visitor.page, visitor.open_tab()
    second.goto("/queue")
    second.get_by_role("heading", name="Queue", exact=True).wait_for()
    first.goto("/account")
    first.get_by_role("heading", name="Account", exact=True).wait_for()
    for page in (first, second):
        page.evaluate("document.body.dataset.old = 'yes'; void setTimeout(() => location.reload())")
    for page in (first, second):  # both refresh at once: a token works once, so they must take turns
        page.locator("body:not([data-old]) main h1").wait_for()
    assert [first.url[-8:], second.url[-6:]] == ["/account", "/queue"]

    first.get_by_role("button", name="Account and settings").click()
    first.get_by_role("button", name="Log out").click()

    second.wait_for_url("/login")
    first.wait_for_url("/")


def test_whoever_reloads_in_haste_stays_logged_in(visit: Any, stack: Stack) -> None:
    """A page that is left in the middle of its refresh has used the token, and takes the answer with it."""
    visitor = visit()
    visitor.log_in(Person(stack))
    page = visitor.page
    page.goto("/queue")
    page.get_by_role("heading", name="Nothing in the queue").wait_for()
    for _ in range(3):
        with page.expect_request("**/api/v1/auth/refresh"):
            page.reload(wait_until="commit")
    page.get_by_role("heading", name="Nothing in the queue").wait_for()

    page.reload()
    page.get_by_role("heading", name="Nothing in the queue").wait_for()
    assert page.url.endswith("/queue")
    visitor.excuse("401 (Unauthorized)")


def test_an_ended_session_leads_back_to_where_one_was(visit: Any, stack: Stack) -> None:
    person = Person(stack)
    email = person.get("users/me")["email"]
    visitor = visit()
    visitor.log_in(person)
    page = visitor.page
    page.goto("/queue")
    page.get_by_role("heading", name="Nothing in the queue").wait_for()
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert person.http.post("auth/password/change", json=body).status_code == 204  # elsewhere: all sessions end

    page.wait_for_url("/login")  # the socket was closed with it
    visitor.enter(email, NEW)

    page.wait_for_url("/queue")
    visitor.excuse("401 (Unauthorized)")


def test_logging_out_without_a_network_says_that_it_did_not_work(visit: Any, stack: Stack) -> None:
    visitor = visit()
    visitor.log_in(Person(stack))
    page = visitor.page
    page.get_by_role("button", name="Account and settings").click()
    visitor.context.set_offline(True)
    page.get_by_text("You are offline.").wait_for()
    page.get_by_role("button", name="Log out").click()
    page.get_by_text("so you are still logged in").wait_for()

    visitor.context.set_offline(False)
    page.get_by_text("You are offline.").wait_for(state="detached")
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Log out").wait_for(state="hidden")
    page.goto("/queue")

    page.wait_for_url("/login")
    visitor.excuse("ERR_INTERNET_DISCONNECTED")


def test_the_list_of_keys_opens_and_closes_on_every_page(visit: Any, stack: Stack) -> None:
    visitor = visit()
    visitor.log_in(Person(stack))
    page = visitor.page
    for path in ("/account", "/library", "/queue", "/add"):
        page.goto(path)
        page.locator("main h1").wait_for()
        page.keyboard.press("?")
        page.get_by_role("dialog", name="Keyboard shortcuts").wait_for()
        assert visitor.violations() == []
        page.keyboard.press("Escape")
        page.get_by_role("dialog", name="Keyboard shortcuts").wait_for(state="detached")
    page.keyboard.press("/")
    page.wait_for_url("/")
    until(page, "document.activeElement.name === 'q'")
    page.keyboard.type("?")  # in a field it is a letter
    until(page, "document.activeElement.value === '?'")
    assert page.get_by_role("dialog", name="Keyboard shortcuts").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "uk")], ids=["desktop-en", "phone-uk"])
def test_the_pages_are_accessible(visit: Any, stack: Stack, theme: str, size: tuple[int, int], language: str) -> None:
    visitor = visit(size, theme, language)
    page = visitor.page
    for path in ("/login", "/signup", "/password/reset", "/password/new"):
        page.goto(path)
        page.locator("main h1").wait_for()
        assert (path, visitor.violations(), visitor.overflows()) == (path, [], False)
    person = Person(stack)
    person.http.post("users/me/api-keys", json={"name": "a key with quite a long name, as people do"})
    visitor.log_in(person)
    page.goto("/account")
    page.locator("main h1").wait_for()
    page.locator("main [aria-busy=true]").first.wait_for(state="detached")
    assert (visitor.violations(), visitor.overflows()) == ([], False)


@pytest.mark.parametrize(
    ("path", "heading"),
    [("/queue", "Nothing in the queue"), ("/library?search=nowhere", "No video matches"), ("/watch/1", "not found")],
    ids=["queue", "library", "watch"],
)
def test_a_page_opened_while_the_server_is_away_comes_back_by_itself(
    visit: Any, stack: Stack, path: str, heading: str
) -> None:
    visitor = visit()
    visitor.log_in(Person(stack))
    page = visitor.page
    visitor.context.route("**/api/v1/**", lambda route: route.abort())
    page.goto(path)
    page.get_by_text("The server cannot be reached.").wait_for()

    visitor.context.unroute("**/api/v1/**")

    page.get_by_role("heading", name=heading).wait_for()
    assert page.url.endswith(path)
    for answer in ("ERR_FAILED", "404 (Not Found)"):
        visitor.excuse(answer)


def test_a_language_that_does_not_come_is_said_and_can_be_chosen_again(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    page.goto("/")
    page.get_by_role("button", name="Account and settings").click()
    visitor.context.route("**/uk-*.js", lambda route: route.abort())
    page.get_by_label("Language").select_option("uk")
    page.get_by_text("This part did not arrive.").wait_for()
    assert page.get_by_label("Language").input_value() == "en"

    visitor.context.unroute("**/uk-*.js")
    page.get_by_label("Language").select_option("uk")

    until(page, "document.documentElement.lang === 'uk'")
    page.reload()
    until(page, "document.documentElement.lang === 'uk'")
    visitor.excuse("ERR_FAILED")


def test_a_private_video_leads_to_the_login_and_is_shown_then(visit: Any, stack: Stack, short: Path) -> None:
    person = Person(stack)
    video = person.upload(short, title="Mine alone")["video"]["id"]
    visitor = visit()
    page = visitor.page
    page.goto(f"/watch/{video}")
    page.get_by_role("heading", name="Video not found").wait_for()
    page.locator("main").get_by_role("link", name="Log in").click()
    visitor.enter(person.get("users/me")["email"], PASSWORD)

    page.get_by_role("heading", name="Mine alone").wait_for()
    assert page.url.endswith(f"/watch/{video}")
    visitor.excuse("404 (Not Found)")


def test_what_was_refused_is_said_before_the_list_is_read_again(visit: Any, stack: Stack) -> None:
    person = Person(stack)
    person.http.post("users/me/api-keys", json={"name": "Backup"})
    visitor = visit()
    visitor.log_in(person)
    page = visitor.page
    page.goto("/account")
    page.get_by_role("button", name="Delete the key “Backup”").wait_for()
    held = hold(page, "**/api-keys*")
    page.route("**/api-keys/*", lambda route: route.abort())
    page.get_by_role("button", name="Delete the key “Backup”").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    page.get_by_role("alert").get_by_text("The server cannot be reached.").wait_for()

    assert len(held) == 1
    held[0].continue_()
    visitor.excuse("ERR_FAILED")
