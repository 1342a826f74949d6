"""The web app's ways in: choosing from a playlist, following a channel, caption files, films sent twice, storage."""

import json
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ROOT, Stack
from tests.e2e.person import Person
from tests.e2e.visitor import PHONE, until
from tests.engines.servers import Site, serving
from tests.waiting import wait_until

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

SRT = "1\n00:00:00,500 --> 00:00:02,000\nWe speak of zanzibar.\n\n2\n00:00:02,200 --> 00:00:03,500\nAnd of boats.\n"


@pytest.fixture
def site(short: Path, tmp_path: Path) -> Iterator[Site]:
    """A playlist of two hundred, one of them private, and a channel of two; each video is four seconds long."""
    shutil.copyfile(short, tmp_path / "whole.mp4")
    with serving(tmp_path) as site:
        entries = [{"url": f"/watch/f{n}", "title": f"Film {n}", "duration": 60 + n} for n in range(200)]
        entries[4]["title"] = "[Private video]"
        site.recorded["list"] = {"title": "A long list", "videos": entries}
        show(site, "b", "a")
        for name in ("f0", "f1", "c"):
            stream = {"format_id": "1", "url": f"/files/whole.mp4?{name}", "ext": "mp4"}
            site.recorded[name] = {"title": f"Film {name}", "duration": 4, "formats": [stream]}
        yield site


def show(site: Site, *videos: str) -> None:
    entries = [{"url": f"/watch/{name}", "title": f"Film {name}"} for name in videos]
    site.recorded["UC1"] = {"title": "A channel", "channel_id": "UC1", "videos": entries}


def look_up(page: Any, url: str) -> None:
    page.goto("/add")
    page.locator("input[name=url]").fill(url)
    page.get_by_role("button", name="Look it up").click()


def done(person: Person, count: int) -> bool:
    found = person.get("requests", status="completed")["results"]
    return len(found) == count


def choose_two(page: Any) -> None:
    """By number, then with the keyboard; with a limit for a moment."""
    page.get_by_label("By their numbers").fill("1-3, 5")
    page.get_by_text("3 of 200 chosen").wait_for()  # the fifth is the private one
    page.locator("[data-place='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    until(page, "document.activeElement.dataset.place === '2'")
    page.keyboard.press("Space")
    page.get_by_text("2 of 200 chosen").wait_for()
    page.get_by_label("At most").fill("1")
    page.get_by_role("button", name="Add 1 video").wait_for()
    page.get_by_label("At most").fill("")


def test_some_of_a_playlist_are_chosen_and_the_rest_is_left(visit: Any, stack: Stack, site: Site) -> None:
    person, visitor = Person(stack), visit()
    visitor.log_in(person)
    page = visitor.page
    look_up(page, site.url("/watch/list"))
    page.get_by_text("200 videos").wait_for()
    page.get_by_text("199 of 200 chosen").wait_for()
    page.get_by_text("The video is private where it is.").wait_for()
    assert page.locator("[data-place]").count() < 40  # what is out of sight is not drawn
    assert visitor.violations() == []

    choose_two(page)
    page.get_by_role("button", name="Follow this playlist").click()
    page.get_by_text("You follow it.").wait_for()
    visitor.resize(PHONE)
    assert not visitor.overflows()
    page.get_by_label("Language spoken").first.select_option("en")
    page.get_by_role("button", name="Add 2 videos").click()

    page.wait_for_url("/queue")
    wait_until(lambda: done(person, 2), "both videos")
    assert person.get("follows")["results"][0]["came_count"] == 0
    look_up(page, site.url("/watch/list"))
    page.get_by_text("197 of 200 chosen").wait_for()
    assert page.get_by_role("link", name="Already here").count() == 2


def test_a_channel_is_followed_looked_at_paused_and_let_go(visit: Any, stack: Stack, site: Site) -> None:
    person, visitor = Person(stack), visit()
    visitor.log_in(person)
    page = visitor.page
    page.get_by_role("navigation").get_by_role("link", name="Following").click()
    page.get_by_role("heading", name="You follow nothing yet").wait_for()
    page.get_by_label("Link to a channel or playlist").fill(site.url("/watch/UC1"))
    page.keyboard.press("Enter")
    page.get_by_role("link", name="A channel").wait_for()
    page.get_by_text("Nothing new has come yet.").wait_for()
    page.get_by_text("Choices for new videos").click()
    page.get_by_label("Language spoken").select_option("en")
    wait_until(lambda: person.get("follows")["results"][0]["language"] == "en", "the choice is kept")

    show(site, "c", "b", "a")
    page.get_by_role("button", name="Look now").click()
    page.get_by_text("1 video has come:").wait_for()
    page.get_by_role("link", name="Film c").wait_for()
    assert visitor.violations() == []
    visitor.resize(PHONE)
    assert not visitor.overflows()

    site.recorded["UC1"] = {"error": "This playlist does not exist"}
    page.get_by_role("button", name="Look now").click()
    page.get_by_text("The last look failed: It is not there").wait_for()
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Paused", exact=True).wait_for()
    wait_until(lambda: person.get("follows")["results"][0]["is_paused"], "it is paused")
    page.get_by_role("button", name="Stop following").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop following").click()
    page.get_by_role("heading", name="You follow nothing yet").wait_for()
    assert person.get("follows")["count"] == 0


def give_captions(visitor: Any, bad: Path, captions: Path) -> None:
    """In the dialog of the watch page: first a file that holds none."""
    page = visitor.page
    page.get_by_role("button", name="Add captions").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(bad)
    dialog.get_by_role("button", name="Use them").click()
    dialog.get_by_role("alert").get_by_text("This is no caption file").wait_for()
    assert visitor.violations() == []
    dialog.locator("input[type=file]").set_input_files(captions)
    dialog.get_by_role("button", name="Use them").click()


def test_captions_are_given_to_a_video_and_along_with_a_film(
    visit: Any, stack: Stack, short: Path, tmp_path: Path
) -> None:
    person, visitor = Person(stack), visit()
    request = person.upload(short, engine="pocketsphinx", language="en")
    film, captions, bad = tmp_path / "A film.mp4", tmp_path / "A film.en.srt", tmp_path / "bad.srt"
    film.write_bytes(short.read_bytes() + struct.pack(">I4s", 1008, b"free") + bytes(1000))
    captions.write_text(SRT)
    bad.write_bytes(b"\x00\x01 nothing")
    visitor.log_in(person)
    page = visitor.page

    page.goto("/add")
    page.locator("input[type=file]").first.set_input_files([film, captions, bad])
    page.get_by_text("No film of this name is being sent: bad.srt").wait_for()
    page.get_by_text("with captions: A film.en.srt").wait_for()
    page.get_by_text("· sent").wait_for()
    assert visitor.violations() == []
    wait_until(lambda: done(person, 2), "both films")
    made = person.get("videos", owner="me", search="A film")["results"][0]
    assert made["transcript"]["source"] == "captions"
    page.locator("input[type=file]").first.set_input_files([film, captions])
    page.get_by_text("You have this film already").wait_for()
    assert page.get_by_text("captions were left out").count() == 0  # they are its transcript

    page.goto(f"/watch/{request['video']['id']}")
    give_captions(visitor, bad, captions)
    page.get_by_text("The captions are the transcript now.").wait_for()
    page.locator("[data-line='0']").get_by_text("We speak of zanzibar.").wait_for()
    page.locator("main [title='captions']").get_by_text("Captions", exact=True).wait_for()  # says where it comes from
    visitor.excuse("400 (Bad Request)")

    transcribe_again(visitor)
    page.get_by_text("This is the new transcript.").wait_for()
    page.locator("[data-line='0']").get_by_text("We speak of zanzibar.").wait_for(state="detached")
    assert person.get(f"videos/{request['video']['id']}")["transcript"]["engine"] == "pocketsphinx"


def transcribe_again(visitor: Any) -> None:
    page = visitor.page
    page.get_by_role("button", name="Transcribe again").click()
    page.get_by_role("dialog").get_by_text("The speech is heard anew.").wait_for()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    page.get_by_label("Language spoken").select_option("en")
    page.get_by_label("Speech recognition").select_option("pocketsphinx")
    page.get_by_role("button", name="Transcribe", exact=True).click()


def test_storage_shows_ones_own_and_staff_the_whole(visit: Any, stack: Stack, short: Path) -> None:
    person, visitor = Person(stack), visit(PHONE)
    request = person.upload(short, title="A short film", engine="pocketsphinx", language="en")
    assert person.wait_for(request["id"])["status"] == "completed"
    visitor.log_in(person)
    page = visitor.page
    page.get_by_role("button", name="Account and settings").click()
    page.get_by_role("link", name="Storage").click()
    page.get_by_role("link", name="A short film").wait_for()
    page.get_by_text("Films are kept until somebody deletes them.").wait_for()
    assert page.get_by_role("heading", name="By person").count() == 0
    assert (visitor.violations(), visitor.overflows()) == ([], False)

    make_staff(stack, person.get("users/me")["id"])
    page.reload()
    page.get_by_role("heading", name="By person").wait_for()
    page.get_by_role("button", name="What would go now?").click()
    page.get_by_text("0 films would be dropped").wait_for()
    assert (visitor.violations(), visitor.overflows()) == ([], False)


def make_staff(stack: Stack, user_id: str) -> None:
    code = f"from users.models import User; User.objects.filter(pk={json.dumps(user_id)}).update(is_staff=True)"
    command = [sys.executable, "manage.py", "shell", "-c", code]
    subprocess.run(command, cwd=ROOT, env=stack.environment, check=True, capture_output=True, timeout=120)
