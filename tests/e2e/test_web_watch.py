"""The watch page in a real Chromium: captions, speed, single frames, keys that choose, links and files."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import TITLE, Stack
from tests.e2e.person import SAMPLE, Person
from tests.e2e.test_web_clips import chosen, copied, lines_of, until_chosen
from tests.e2e.transcripts import write_english
from tests.e2e.visitor import DESKTOP, PHONE, hold, until
from tests.waiting import wait_until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

FRAME_SECONDS = 1 / 25
IN_ENGLISH = ["This is said in English.", "And so is this."]


def opened(visit: Any, videos: dict[str, str], query: str = "") -> Any:
    """The page, once its video can be moved in and its lines are there."""
    page = visit().page
    page.goto(f"/watch/{videos[TITLE]}{query}")
    page.locator("[data-line='0']").wait_for()
    until(page, "document.querySelector('video')?.readyState >= 2")
    return page


def at(page: Any, seconds: float) -> None:
    page.locator("video").evaluate("(video, seconds) => { video.currentTime = seconds; }", seconds)
    until(
        page, f"!document.querySelector('video').seeking && document.querySelector('video').currentTime === {seconds}"
    )


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_picture_is_there_before_the_app_where_the_player_comes(
    visit: Any, videos: dict[str, str], size: tuple[int, int]
) -> None:
    page = visit(size).page
    page.route("**/*.js", lambda _script: None)  # held back

    page.goto(f"/watch/{videos[TITLE]}", wait_until="commit")
    picture = page.locator(".first-player img")
    until(page, "document.querySelector('.first-player img')?.naturalWidth > 0")
    place = picture.bounding_box()
    page.unroute("**/*.js")  # what was held back goes on

    page.locator("video").wait_for()
    assert page.locator("video").bounding_box() == place
    assert picture.count() == 0
    begin(page, "a press" if size == PHONE else "Enter")


def begin(page: Any, way: str) -> None:
    """Our button plays; then the browser's own controls take its place, and its focus."""
    button = page.get_by_role("button", name="Play the video")
    assert page.locator("video").get_attribute("controls") is None
    if way == "Enter":
        button.press("Enter")
    else:
        button.click()

    until(page, "!document.querySelector('video').paused && document.querySelector('video').controls")
    button.wait_for(state="detached")
    until(page, "document.activeElement === document.querySelector('video')")
    page.keyboard.press("l")  # which is still a key of the page
    until(page, "document.querySelector('video').currentTime >= 10")


def test_captions_are_the_transcript_and_are_remembered(visit: Any, owner: Person, videos: dict[str, str]) -> None:
    page = opened(visit, videos)
    captions = page.get_by_role("button", name="Captions")
    assert captions.get_attribute("aria-pressed") == "false"

    page.keyboard.press("c")

    page.locator("button[aria-pressed=true]", has_text="Captions").wait_for()
    until(page, "document.querySelector('video').textTracks[0].cues?.length > 0")
    cue = page.evaluate("document.querySelector('video').textTracks[0].cues[0].text")
    assert lines_of(owner, videos[TITLE])[0]["text"].startswith(cue.replace("\n", " ")[:20])
    page.reload()
    page.locator("button[aria-pressed=true]", has_text="Captions").wait_for()
    captions.click()
    page.locator("button[aria-pressed=false]", has_text="Captions").wait_for()
    assert page.evaluate("document.querySelector('video').textTracks[0].mode") == "hidden"


MODES = "String([...document.querySelector('video').textTracks].map(({ mode }) => mode))"


def test_english_is_a_second_text_to_show_to_read_to_take_and_to_correct(
    visit: Any, owner: Person, stack: Stack, short: Path
) -> None:
    request = owner.upload(short, visibility="public", engine="pocketsphinx", language="en")
    assert owner.wait_for(request["id"])["status"] == "completed"
    write_english(stack, request["video"]["id"], IN_ENGLISH)
    page = opened(visit, {TITLE: request["video"]["id"]})

    until(page, "document.querySelector('video').textTracks.length === 2")
    held: list[Any] = []
    page.route("**/transcript?*track=original", lambda asked: held.append(asked))  # noqa: PLW0108 -- no builtin
    for modes in ("showing,hidden", "hidden,showing"):
        page.keyboard.press("c")
        until(page, f"{MODES} === '{modes}'")
    until(page, "document.querySelector('video').textTracks[1].cues?.length > 0")
    held[0].continue_()
    until(page, "document.querySelector('video').textTracks[0].cues?.length > 0")
    assert page.evaluate(MODES) == "hidden,showing", "captions that come late are shown over those that were chosen"
    assert page.evaluate("document.querySelector('video').textTracks[1].cues[0].text") == IN_ENGLISH[0]

    page.get_by_label("Text", exact=True).focus()
    page.get_by_label("Text", exact=True).select_option("english")
    page.locator("[data-line='1']", has_text=IN_ENGLISH[1]).wait_for()
    assert page.evaluate("document.activeElement?.getAttribute('aria-label')") == "Text"

    page.get_by_role("button", name="Download").click()
    with page.expect_download() as taken:
        page.get_by_role("menuitem", name="English transcript (TXT)").click()
    assert Path(taken.value.path()).read_text().splitlines() == IN_ENGLISH

    correct_english(visit, owner, request["video"]["id"])


def correct_english(visit: Any, owner: Person, video: str) -> None:
    """By keyboard: what is changed there is stored there, and can be taken back."""
    spoken = lines_of(owner, video)
    visitor = visit()
    visitor.log_in(owner)
    page = visitor.page
    page.goto(f"/watch/{video}?edit=1")
    page.get_by_label("Text", exact=True).select_option("english")
    page.get_by_role("region", name="Edit the English transcript").wait_for()
    until(page, "document.activeElement?.dataset.line === '0'")

    page.keyboard.press("ArrowDown")
    until(page, "document.activeElement?.dataset.line === '1'")
    page.keyboard.press("Enter")
    until(page, "document.activeElement?.tagName === 'TEXTAREA'")
    page.keyboard.type(" Really.")
    page.get_by_label("Text", exact=True).select_option("original")  # what was typed is stored before
    page.get_by_role("region", name="Edit the transcript").wait_for()
    assert english_of(owner, video) == [IN_ENGLISH[0], f"{IN_ENGLISH[1]} Really."]
    assert lines_of(owner, video) == spoken

    page.get_by_label("Text", exact=True).select_option("english")
    page.locator("[data-line='1']", has_text="Really.").click()
    page.get_by_role("button", name="History").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo").click()
    page.get_by_role("status").get_by_text("Undone.", exact=True).wait_for()
    assert english_of(owner, video) == IN_ENGLISH


def english_of(person: Person, video: str) -> list[str]:
    return [line["text"] for line in person.get(f"videos/{video}/segments", track="english")["results"]]


def test_keys_and_choices_of_speed_agree(visit: Any, videos: dict[str, str]) -> None:
    page = opened(visit, videos)
    page.keyboard.press(">")
    until(page, "document.querySelector('video').playbackRate === 1.25")
    wait_until(lambda: page.get_by_label("Speed").input_value() == "1.25")  # the video tells of it a moment later

    page.get_by_label("Speed").select_option("0.5")

    until(page, "document.querySelector('video').playbackRate === 0.5")


def test_a_frame_is_a_frame(visit: Any, videos: dict[str, str]) -> None:
    page = opened(visit, videos)
    at(page, 2)
    page.keyboard.press(".")
    until(page, f"Math.abs(document.querySelector('video').currentTime - {2 + FRAME_SECONDS}) < 0.002")
    page.keyboard.press(",")
    page.keyboard.press(",")
    until(page, f"Math.abs(document.querySelector('video').currentTime - {2 - FRAME_SECONDS}) < 0.002")


def test_brackets_choose_where_the_player_is(visit: Any, owner: Person, videos: dict[str, str]) -> None:
    first, second = lines_of(owner, videos[TITLE])[:2]
    page = opened(visit, videos)
    start, end = first["words"][3]["start"], second["words"][4]["end"]
    at(page, start)

    page.keyboard.press("[")
    until_chosen(page, start, first["words"][-1]["end"])
    at(page, end)
    page.keyboard.press("]")
    until_chosen(page, start, end)
    page.keyboard.press("s")

    page.locator("section [data-add][aria-pressed=true]").wait_for()
    assert chosen(page) == (start, end)
    page.keyboard.press("Escape")
    page.get_by_role("region", name="Clip").wait_for(state="detached")
    until(page, "!location.search.includes('clip')")


def test_a_link_leads_to_its_moment(visit: Any, videos: dict[str, str]) -> None:
    page = opened(visit, videos)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    at(page, 7.5)
    page.get_by_role("button", name="Copy link to this moment").click()
    page.get_by_role("button", name="Copied").wait_for()
    address = copied(page)
    assert address.endswith("?t=7.5")

    page.goto(address)

    until(page, "document.querySelector('video')?.currentTime === 7.5")


def test_video_and_transcript_are_taken_away(visit: Any, videos: dict[str, str], tmp_path: Path) -> None:
    page = opened(visit, videos)
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as started:
        page.get_by_role("menuitem", name="Transcript (VTT)").click()
    started.value.save_as(tmp_path / "words.vtt")
    assert (tmp_path / "words.vtt").read_text().startswith("WEBVTT")

    page.get_by_role("button", name="Download").click()
    with page.expect_download() as started:
        page.get_by_role("menuitem", name="Video", exact=True).click()

    started.value.save_as(tmp_path / "film.mp4")
    assert started.value.suggested_filename.endswith(".mp4")
    assert (tmp_path / "film.mp4").stat().st_size > SAMPLE.stat().st_size / 2


def test_sign_of_downloads_stays_as_small_when_its_menu_has_come(visit: Any, videos: dict[str, str]) -> None:
    page = visit(PHONE).page
    page.goto(f"/watch/{videos[TITLE]}")
    button = page.get_by_role("button", name="Download")
    button.wait_for()
    width = button.bounding_box()["width"]

    button.click()
    page.get_by_role("menuitem", name="Transcript (VTT)").wait_for()

    assert width < 60
    assert page.locator("button[aria-haspopup=menu]").bounding_box()["width"] == width


def test_a_film_that_does_not_come_is_said_and_goes_on_where_it_was(visit: Any, videos: dict[str, str]) -> None:
    """Neither that, nor that the video cannot be read again, takes away what is there."""
    visitor = visit()
    page = opened(lambda: visitor, videos, "?t=2")
    at(page, 2)
    for address in ("**/content/video/**", "**/api/v1/videos/*"):
        visitor.context.route(address, lambda route: route.fulfill(status=503))
    page.evaluate("document.querySelector('video').load()")
    page.get_by_role("alert").get_by_text("The film does not arrive.").wait_for()
    assert page.locator("[data-line]").count() > 0
    assert visitor.violations() == []

    visitor.context.unroute("**/content/video/**")
    page.get_by_role("button", name="Try again").click()

    at(page, 2)
    assert page.get_by_role("alert").filter(has_text="The film").count() == 0
    assert page.evaluate("document.activeElement.localName") == "video"
    visitor.excuse("503 (Service Unavailable)")


@pytest.mark.parametrize("part", ["Downloads", "Keys"])
def test_a_part_that_does_not_come_leaves_the_page_in_use(visit: Any, videos: dict[str, str], part: str) -> None:
    """A browser that has seen code fail asks for it anew."""
    code, press = {
        "Downloads": ("**/DownloadMenu-*.js", lambda page: page.get_by_role("button", name="Download").click()),
        "Keys": ("**/KeyList-*.js", lambda page: page.keyboard.press("?")),
    }[part]
    visitor = visit()
    page = opened(lambda: visitor, videos)
    visitor.context.route(code, lambda route: route.abort())
    press(page)
    page.get_by_role("alert").get_by_text("This part did not arrive.").wait_for()
    assert page.locator("video").count() == 1
    assert visitor.violations() == []

    visitor.context.unroute(code)
    page.get_by_role("button", name="Try again").click()

    page.get_by_role({"Downloads": "menu", "Keys": "dialog"}[part]).wait_for()
    assert page.locator("video").count() == 1
    for words in ("ERR_FAILED", "did not come"):
        visitor.excuse(words)


@pytest.mark.parametrize("part", ["Library", "Keys"])
def test_what_was_pressed_for_is_seen_to_be_on_its_way(visit: Any, videos: dict[str, str], part: str) -> None:
    page = opened(visit, videos)
    held = hold(page, f"**/{'LibraryPage' if part == 'Library' else 'KeyList'}-*.js")
    if part == "Library":
        page.get_by_role("link", name="Library").click()
    else:
        page.keyboard.press("?")
    page.locator("[data-going]").wait_for()

    held[0].continue_()

    (page.locator("main h1") if part == "Library" else page.get_by_role("dialog")).wait_for()
    page.locator("[data-going]").wait_for(state="detached")
