"""The web app: the library as wall and list, its filters, and changes to many videos at once."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Stack
from tests.e2e.person import Person
from tests.e2e.visitor import PHONE
from tests.waiting import wait_until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

TITLES = ("Alpha of mine", "Beta of mine")


@pytest.fixture
def owner(stack: Stack, short: Path) -> Person:
    """Somebody with two videos of their own."""
    person = Person(stack)
    made = [person.upload(short, title=title, engine="pocketsphinx", language="en") for title in TITLES]
    for request in made:
        assert person.wait_for(request["id"])["status"] == "completed"
    return person


def visibilities(person: Person) -> dict[str, str]:
    videos = person.get("videos", owner="me", ordering="title")["results"]
    return {video["title"]: video["visibility"] for video in videos}


def test_many_are_changed_and_deleted_at_once(visit: Any, owner: Person) -> None:
    visitor = visit()
    visitor.log_in(owner)
    page = visitor.page
    page.goto("/library?owner=me&ordering=title&view=list")
    choose(page, TITLES)
    assert visitor.violations() == []
    visitor.resize(PHONE)
    assert not visitor.overflows()
    page.get_by_label("Who may see them").select_option("unlisted")
    page.get_by_text("Unlisted", exact=True).locator("visible=true").nth(1).wait_for()
    wait_until(lambda: visibilities(owner) == dict.fromkeys(TITLES, "unlisted"), "both are unlisted")

    page.reload()
    choose(page, TITLES)
    delete = page.get_by_role("group", name="Select").get_by_role("button", name="Delete")
    delete.click()
    dialog = page.get_by_role("dialog", name="Delete 2 videos?")
    dialog.get_by_role("button", name="Cancel").click()
    dialog.wait_for(state="detached")
    delete.click()
    dialog.get_by_role("button", name="Delete").click()
    page.get_by_role("heading", name="No videos yet").wait_for()
    wait_until(lambda: visibilities(owner) == {}, "both are gone")


def choose(page: Any, titles: tuple[str, ...]) -> None:
    page.get_by_role("button", name="Select", exact=True).click()
    for title in titles:
        page.get_by_label(f"Select {title}").check()
    page.get_by_text(f"{len(titles)} selected").wait_for()


def test_what_is_refused_comes_back_with_the_reason(visit: Any, stack: Stack, owner: Person) -> None:
    request = owner.get("requests")["results"][0]
    title, video = request["video"]["title"], request["video"]["id"]
    assert owner.http.patch(f"videos/{video}", json={"visibility": "public"}).status_code == 200
    visitor = visit()
    visitor.log_in(owner)
    page = visitor.page
    page.goto("/library?owner=me")
    page.get_by_role("button", name=f"Delete {title}").wait_for()
    page.context.route("**/api/v1/videos/*", lambda route: route.abort() if is_delete(route) else route.continue_())
    page.get_by_role("button", name=f"Delete {title}").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    page.get_by_role("alert").get_by_text("1 video stayed as it was").wait_for()
    page.get_by_role("button", name=f"Delete {title}").wait_for()
    assert len(visibilities(owner)) == 2
    visitor.excuse("ERR_FAILED")


def is_delete(route: Any) -> bool:
    return bool(route.request.method == "DELETE")


def test_filters_and_the_view_have_an_address(visit: Any, owner: Person) -> None:
    visitor = visit()
    visitor.log_in(owner)
    page = visitor.page
    page.goto("/library?owner=me")
    page.get_by_text("2 videos", exact=True).wait_for()
    page.get_by_role("button", name="List", exact=True).click()
    page.wait_for_url("/library?owner=me&view=list")
    page.get_by_label("Length").select_option("long")
    page.get_by_role("heading", name="No video matches").wait_for()
    page.get_by_label("Length").select_option("short")
    page.get_by_label("Source").select_option("upload")
    page.get_by_label("Title or channel").fill("Beta")
    page.get_by_text("1 video", exact=True).wait_for()
    page.reload()

    page.get_by_text("1 video", exact=True).wait_for()
    assert page.get_by_role("button", name="List", exact=True).get_attribute("aria-pressed") == "true"
    assert page.get_by_label("Title or channel").input_value() == "Beta"
