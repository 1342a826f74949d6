"""Every form of a clip in a real Chromium: what it shows first, and how long it lasts."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engines.forms.make import make_form
from engines.forms.types import Form, Order
from engines.types import Speech
from tests.media import Media, media

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

__all__ = ["media"]

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e")]

START, END, FIRST = 1.345, 3.5, 33  # at 25 frames a second
LENGTH = END - FIRST / 25

NUMBER = """
const canvas = new OffscreenCanvas(160, 48), context = canvas.getContext('2d', {willReadFrequently: true});
const numberOf = (picture) => {
  context.drawImage(picture, 0, 0, 160, 48);
  let number = 0;
  for (let field = 0; field < 16; field++)
    number = number * 2 + (context.getImageData(field * 10 + 5, 12, 1, 1).data[0] > 128 ? 1 : 0);
  return number;
};
"""
ANIMATION = (
    "async ([name, type]) => {"
    + NUMBER
    + """
  const decoder = new ImageDecoder({data: await (await fetch(name)).arrayBuffer(), type});
  await decoder.tracks.ready;
  await decoder.completed;
  const frames = [];
  for (let frameIndex = 0; frameIndex < decoder.tracks.selectedTrack.frameCount; frameIndex++) {
    const {image} = await decoder.decode({frameIndex});
    frames.push([numberOf(image), image.duration / 1e6]);
  }
  return frames;
}"""
)
PLAYED = (
    "async ([name, kind]) => {"
    + NUMBER
    + """
  const player = document.createElement(kind);
  const event = (name) => new Promise((done, failed) => {
    player.addEventListener(name, done, {once: true});
    player.addEventListener('error', () => failed(player.error.message), {once: true});
  });
  const loaded = event('loadeddata');
  player.src = name;
  await loaded;
  const first = kind === 'video' ? numberOf(player) : null, ended = event('ended');
  await player.play();
  await ended;
  return [first, player.duration];
}"""
)


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page of a secure origin that serves the files of the test."""

    def serve(route: Route) -> None:
        path = tmp_path / route.request.url.rpartition("/")[2]
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        route.fulfill(body=path.read_bytes(), content_type=kind)

    (tmp_path / "page.html").write_text("<!doctype html><title>Clips</title>")
    context = browser.new_context()
    opened = context.new_page()
    opened.route("http://localhost/*", serve)
    opened.goto("http://localhost/page.html")
    yield opened
    context.close()


def made(source: Path, target: Path, form: Form) -> list[str]:
    said = (Speech(2.0, 3.0, "Hi"),)
    told = make_form(source, target, Order(START, END, form, said), lambda _: None)
    return [target.name, told.content_type]


@pytest.mark.parametrize("name", ["gif", "webp"])
def test_moving_picture_begins_with_the_very_frame(media: Media, tmp_path: Path, page: Page, name: str) -> None:
    shown: list[Any] = page.evaluate(ANIMATION, made(media.video, tmp_path / f"a.{name}", Form(name)))

    assert [number for number, _ in shown] == [FIRST + 2 * tick for tick in range(len(shown))]
    assert sum(seconds for _, seconds in shown) == pytest.approx(LENGTH, abs=0.1)


@pytest.mark.parametrize("captions", ["burned", "soft"])
def test_captioned_movie_begins_with_the_very_frame(media: Media, tmp_path: Path, page: Page, captions: str) -> None:
    name, _ = made(media.video, tmp_path / "a.mp4", Form(captions=captions))

    first, duration = page.evaluate(PLAYED, [name, "video"])

    late = 4 / 25  # the rest of the frame on the screen at the end, and three copied ones
    assert (first, duration) == (FIRST, pytest.approx(LENGTH, abs=late + 0.001))


@pytest.mark.parametrize("name", ["mp3", "m4a"])
def test_sound_plays_to_its_end(media: Media, tmp_path: Path, page: Page, name: str) -> None:
    file, _ = made(media.video, tmp_path / f"a.{name}", Form(name))

    assert page.evaluate(PLAYED, [file, "audio"])[1] == pytest.approx(END - START, abs=0.06)
