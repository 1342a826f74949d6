"""Clips in the web app: chosen by keyboard, mouse and finger, trimmed, looked at, made, shared and taken back."""

import re
from pathlib import Path
from typing import Any

import av
import httpx
import pytest

from tests.e2e.conftest import TITLE, Stack
from tests.e2e.person import Person
from tests.e2e.visitor import DESKTOP, PASSWORD, PHONE, until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

MADE_MS = 120_000


def lines_of(person: Person, video: str) -> Any:
    return person.get(f"videos/{video}/segments", words=1)["results"]


def chosen(page: Any) -> tuple[float, float]:
    """The limits that the handles stand at."""
    handles = page.get_by_role("region", name="Clip").get_by_role("slider")
    start, end = (float(handles.nth(place).get_attribute("aria-valuenow")) for place in (0, 1))
    return start, end


def until_chosen(page: Any, start: float, end: float) -> None:
    now = "[...document.querySelectorAll('section [role=slider]')].map((handle) => Number(handle.ariaValueNow))"
    until(page, f"JSON.stringify({now}) === JSON.stringify([{start}, {end}])")


def make(page: Any) -> None:
    page.get_by_role("region", name="Clip").get_by_role("button", name="Make clip").click()


def downloaded(page: Any, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name="Download", exact=True).click()
    path = folder / str(started.value.suggested_filename)
    started.value.save_as(path)
    return path


def length_of(path: Path) -> float:
    with av.open(path) as media:
        return float((media.duration or 0) / av.time_base)


def copied(page: Any) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_lines_become_a_clip_by_keyboard_alone(
    visit: Any, owner: Person, videos: dict[str, str], tmp_path: Path
) -> None:
    first, second = lines_of(owner, videos[TITLE])[:2]
    page = visit().page
    page.goto(f"/watch/{videos[TITLE]}")
    page.locator("[data-line='0']").focus()

    page.keyboard.press("Shift+ArrowDown")
    until_chosen(page, first["words"][0]["start"], second["words"][-1]["end"])
    page.wait_for_url("**clip=*")
    page.keyboard.press("Shift+ArrowLeft")
    until_chosen(page, first["words"][0]["start"], second["words"][-2]["end"])
    page.get_by_role("slider", name="Begin").focus()
    page.keyboard.press("ArrowRight")
    until_chosen(page, first["words"][1]["start"], second["words"][-2]["end"])
    page.get_by_role("button", name="Preview").press("Enter")
    page.locator("[data-preview] video[data-shown=true]").wait_for()
    page.get_by_role("region", name="Clip").get_by_role("button", name="Make clip").press("Enter")
    page.get_by_text("Your clip is ready").wait_for(timeout=MADE_MS)

    clip = downloaded(page, tmp_path)
    assert clip.suffix == ".mp4"
    assert length_of(clip) == pytest.approx(second["words"][-2]["end"] - first["words"][1]["start"], abs=0.1)
    page.keyboard.press("Escape")
    page.get_by_role("region", name="Clip").wait_for(state="detached")


def test_preview_plays_exactly_what_is_chosen(visit: Any, videos: dict[str, str]) -> None:
    page = visit().page
    page.goto(f"/watch/{videos[TITLE]}?clip=2-3.5")
    page.get_by_label("Extra time").select_option("0.5")
    page.get_by_role("button", name="Preview").click()
    page.locator("[data-preview] video[data-shown=true]").wait_for()
    place = page.locator("[data-preview] input[type=range]")
    begin, end = place.evaluate("(range) => [Number(range.min), Number(range.max)]")
    length = page.locator("[data-length]").inner_text()

    until(page, "document.querySelector('[data-preview] video').paused")
    time = page.locator("[data-preview] video").evaluate("(video) => video.currentTime")

    assert time == pytest.approx(end, abs=0.3)
    assert float(length.split()[0]) == pytest.approx(end - begin, abs=0.6)  # padding ends before a neighbour's word
    page.locator("[data-line='0']").click()  # the video itself comes back
    page.locator("[data-preview]").wait_for(state="detached")


def test_a_mouse_is_drawn_over_words_and_handles_snap(visit: Any, owner: Person, videos: dict[str, str]) -> None:
    line = lines_of(owner, videos[TITLE])[0]
    page = visit().page
    page.goto(f"/watch/{videos[TITLE]}")
    words = page.locator("[data-line='0'] [data-word='2'], [data-line='0'] [data-word='5']")
    page.locator("[data-line='0'] [data-word='2']").last.hover()
    page.mouse.down()
    page.locator("[data-line='0'] [data-word='5']").last.hover()
    page.mouse.up()

    until_chosen(page, line["words"][2]["start"], line["words"][5]["end"])
    assert page.locator("video").first.evaluate("(video) => video.paused")  # what chooses does not play
    assert words.first.get_attribute("data-picked") == "true"

    end = page.get_by_role("slider", name="End")
    box = end.bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 204, box["y"] + 20, steps=8)
    page.mouse.up()
    start, moved = chosen(page)
    assert start == line["words"][2]["start"]
    assert moved > line["words"][5]["end"]
    assert moved in {word["end"] for word in line["words"]}


def test_a_finger_chooses_lines_and_drags_handles(visit: Any, owner: Person, videos: dict[str, str]) -> None:
    first, second = lines_of(owner, videos[TITLE])[:2]
    visitor = visit(PHONE)
    page = visitor.page
    touch = page.context.new_cdp_session(page)
    page.goto(f"/watch/{videos[TITLE]}")
    line = page.locator("[data-line='0']")
    line.scroll_into_view_if_needed()

    press(touch, line, "touchStart")
    page.get_by_role("region", name="Clip").wait_for()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    until_chosen(page, first["words"][0]["start"], first["words"][-1]["end"])
    other = page.locator("[data-line='1']")
    other.evaluate("(line) => line.scrollIntoView({block: 'center'})")  # between the player and the bar
    press(touch, other, "touchStart")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    until_chosen(page, first["words"][0]["start"], second["words"][-1]["end"])

    handle = page.get_by_role("slider", name="End")
    box = handle.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    press(touch, handle, "touchStart", 6)
    press(touch, handle, "touchMove", -60)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert chosen(page)[1] in {word["end"] for word in first["words"] + second["words"][:-1]}
    assert not visitor.overflows()


def press(touch: Any, target: Any, kind: str, across: float | None = None) -> None:
    """A finger on an element, `across` its left edge by so many pixels, else in its middle."""
    box = target.bounding_box()
    x = box["x"] + (box["width"] / 2 if across is None else across)
    touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": box["y"] + 24}]})


def test_a_clip_is_shared_by_link_and_embedded(visit: Any, videos: dict[str, str]) -> None:
    visitor = visit()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.page
    page.goto(f"/watch/{videos[TITLE]}?clip=1-4")
    make(page)
    page.get_by_text("Your clip is ready").wait_for(timeout=MADE_MS)

    page.get_by_role("button", name="Copy link", exact=True).last.click()
    page.get_by_role("button", name="Copied").wait_for()
    address = copied(page)
    page.get_by_role("button", name="Copy embed code").click()
    until(page, "navigator.clipboard.readText().then((text) => text.startsWith('<iframe'))")

    assert httpx.get(address).status_code == 200
    (embedded,) = re.findall(r'src="([^"]+/embed/[^"]+)"', copied(page))
    assert httpx.get(embedded).status_code == 200


def test_a_gif_sends_to_the_login_and_goes_on_where_it_was(
    visit: Any, stack: Stack, videos: dict[str, str], tmp_path: Path
) -> None:
    person = Person(stack)
    page = visit(PHONE).page
    page.goto(f"/watch/{videos[TITLE]}?clip=1-3")
    region = page.get_by_role("region", name="Clip")
    region.get_by_label("Form").select_option("gif")
    region.get_by_role("link", name="Log in").click()
    page.locator("input[name=email]").fill(person.get("users/me")["email"])
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url("**/watch/*clip=1-3*")
    assert region.get_by_label("Form").input_value() == "gif"
    region.get_by_label("Captions").select_option("burned")
    make(page)
    page.get_by_text("Your clip is ready").wait_for(timeout=MADE_MS)
    assert downloaded(page, tmp_path).read_bytes()[:4] == b"GIF8"


def test_links_to_a_private_clip_are_made_and_taken_back(visit: Any, stack: Stack, short: Path) -> None:
    person = Person(stack)
    request = person.upload(short, title="For few", engine="pocketsphinx", language="en")
    assert person.wait_for(request["id"])["status"] == "completed"
    visitor = visit()
    visitor.log_in(person)
    page = visitor.page
    page.goto(f"/watch/{request['video']['id']}?clip=1-3")
    make(page)
    page.get_by_text("Your clip is ready").wait_for(timeout=MADE_MS)
    assert page.get_by_text("Open its page").count() == 0

    page.get_by_label("The link works").select_option("1")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("[data-ready] li a")
    address = link.get_attribute("href")
    page.get_by_text(re.compile("Works until .*20")).wait_for()
    assert httpx.get(address).status_code == 200
    page.get_by_role("button", name="Take back").click()
    link.wait_for(state="detached")

    assert httpx.get(address).status_code == 404


def test_a_refusal_is_said_in_words(visit: Any, stack: Stack, short: Path) -> None:
    person = Person(stack)
    request = person.upload(short, title="Soon gone", engine="pocketsphinx", language="en")
    assert person.wait_for(request["id"])["status"] == "completed"
    visitor = visit()
    visitor.log_in(person)
    page = visitor.page
    page.goto(f"/watch/{request['video']['id']}?clip=1-3")
    page.get_by_role("slider", name="Begin").wait_for()
    assert person.http.delete(f"videos/{request['video']['id']}").status_code == 204

    make(page)

    page.get_by_role("alert").filter(has_text="It is not there, or it is not yours to see.").wait_for()
    visitor.excuse("404")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "ja")], ids=["desktop-en", "phone-ja"])
def test_the_clip_bar_is_accessible(
    visit: Any, videos: dict[str, str], theme: str, size: tuple[int, int], language: str
) -> None:
    visitor = visit(size, theme, language)
    page = visitor.page
    page.goto(f"/watch/{videos[TITLE]}?clip=1-3")
    page.get_by_role("slider").nth(1).wait_for()
    page.locator("main [aria-busy=true]").first.wait_for(state="detached")
    page.locator("section select").first.select_option("gif")  # needs an account: says so
    page.get_by_role("alert").filter(has=page.get_by_role("link")).wait_for()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
