"""What a real Chromium, and a Firefox where there is one, shows and sounds of clips.

Frames are read from a canvas, beeps from the decoded sound.
"""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from engines.clips import file_cut, play_cut
from tests.e2e.firefox import Firefox, firefox, program
from tests.engines.clips.test_accuracy import beeps_in, clock, shown_in
from tests.media import FIELD_WIDTH, FIELDS, HEIGHT, Media, media

__all__ = ["media"]

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

MIDDLE = 0.02
"""Seconds into a frame, so that a seek means that frame and no other."""

HAIR = 0.001

READ = """
async ([file, moments, size, fields]) => {
  const bytes = Uint8Array.from(atob(file), letter => letter.charCodeAt(0));
  const video = document.createElement("video");
  video.muted = true;
  video.preload = "auto";
  const happens = name => new Promise((done, failed) => {
    video.addEventListener(name, done, {once: true});
    video.addEventListener("error", () => failed(new Error(video.error.message)), {once: true});
  });
  const loaded = happens("loadeddata");
  video.src = URL.createObjectURL(new Blob([bytes], {type: "video/mp4"}));
  await loaded;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = size;
  const context = canvas.getContext("2d", {willReadFrequently: true});
  const number = () => {
    context.drawImage(video, 0, 0, ...size);
    const line = context.getImageData(0, size[1] / 2, size[0], 1).data;
    let read = 0;
    for (let field = 0; field < fields; field++)
      read = read * 2 + (line[4 * Math.floor((field + 0.5) * size[0] / fields)] > 128 ? 1 : 0);
    return read;
  };
  const numbers = [];
  for (const moment of moments) {
    const sought = happens("seeked"), presented = new Promise(done => video.requestVideoFrameCallback(done));
    video.currentTime = moment;
    await sought;
    await presented;
    numbers.push(number());
  }
  const sound = await new OfflineAudioContext(1, 1, 44100).decodeAudioData(bytes.buffer);
  const wave = sound.getChannelData(0), loud = [];
  let last = -1;
  for (let place = 0; place < wave.length; place++) {
    if (Math.abs(wave[place]) <= 0.2) continue;
    if (place / sound.sampleRate - last > 0.5) loud.push(place / sound.sampleRate);
    last = place / sound.sampleRate;
  }
  return {numbers, beeps: loud, duration: video.duration};
}
"""


@pytest.fixture(scope="module")
def system_firefox() -> Iterator[Firefox]:
    """The system's Firefox, where there is one: it is no part of what the tests install."""
    path = program()
    if path is None:
        pytest.skip("no Firefox on PATH; on Debian: apt-get install firefox-esr libavcodec59")
    with firefox(path) as running:
        yield running


@pytest.fixture(params=["chromium", "firefox"])
def page(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "firefox":
        yield request.getfixturevalue("system_firefox")
        return
    context = request.getfixturevalue("browser").new_context()
    yield context.new_page()
    context.close()


def watched(page: Any, clip: Path, moments: list[float]) -> Any:
    """The numbers on the screen at these moments of a clip, and its beeps."""
    content = base64.b64encode(clip.read_bytes()).decode()
    return page.evaluate(READ, [content, moments, [FIELDS * FIELD_WIDTH, HEIGHT], FIELDS])


def sound_begins(clip: Path) -> float:
    """When the first packet of a clip's sound that a player keeps begins, in seconds."""
    with av.open(str(clip)) as container:
        return max(float(next(container.decode(audio=0)).time), 0.0)


SPANS = {
    "usual": (3.345, 5.02),
    "pyramid": (1.97, 3.3),
    "mono": (4.6, 6.2),
    "vp9": (2.0, 3.3),
    "mp3": (0.0, 1.3),
    "vp9-mp4": (4.0, 5.5),
    "fragments": (3.345, 5.02),
    "every-keyframe": (3.345, 5.02),
    "open-gop": (0.5, 1.9),
    "sets-in-samples": (1.97, 3.3),
}
FILED = ["odd-size", "ten-bits", "interlaced", "one-keyframe", "variable-rate", "open-fragments", "refreshed"]


@pytest.mark.parametrize("name", SPANS)
def test_browser_shows_a_play_clip_from_its_very_frame(page, media: Media, tmp_path: Path, name: str):
    source, target = clock(media, name), tmp_path / "clip.mp4"
    start, end = SPANS[name]
    cut = play_cut(source, target, start, end)
    moments = [start + HAIR, start + 0.5, end - 0.065]

    seen = watched(page, target, [moment - start + cut.pre_roll for moment in moments])

    assert seen["numbers"] == [shown_in(source, moment, moment)[0] for moment in moments]
    wanted = [beep - start + cut.pre_roll for beep in beeps_in(source) if start <= beep < end - 0.01]
    begins = sound_begins(target)  # what a browser decodes by itself knows no times
    heard = [begins + beep for beep in seen["beeps"] if begins + beep >= cut.pre_roll - 0.02]
    assert heard[: len(wanted)] == pytest.approx(wanted, abs=0.02)


@pytest.mark.parametrize("name", [*SPANS, *FILED])
def test_browser_shows_and_sounds_a_file_clip_exactly(page, media: Media, tmp_path: Path, name: str):
    source, target = clock(media, name), tmp_path / "clip.mp4"
    start, end = SPANS.get(name, (3.345, 5.02))
    cut = file_cut(source, target, start, end)
    moments = [MIDDLE, 0.4 + MIDDLE, end - cut.start - 0.05]

    seen = watched(page, target, moments)

    assert seen["numbers"] == [shown_in(source, moment + cut.start, moment + cut.start)[0] for moment in moments]
    heard = [beep - cut.start for beep in beeps_in(source) if cut.start <= beep < end - 0.01]
    assert [beep for beep in seen["beeps"] if beep < end - cut.start - 0.01] == pytest.approx(heard, abs=0.02)


LOADS = 20


@pytest.mark.parametrize("name", ["usual", "pyramid", "sets-in-samples"])
def test_browser_seeks_over_the_join_right_after_loading(page, media: Media, tmp_path: Path, name: str):
    """Back and forth, and again and again: a decoder that is changed at the join stumbles only now and then."""
    source, target = clock(media, name), tmp_path / "clip.mp4"
    start, end = SPANS[name]
    cut = file_cut(source, target, start, end)
    after = end - cut.start - 0.05
    moments = [MIDDLE, after, MIDDLE, 0.4 + MIDDLE, MIDDLE, after]
    wanted = [shown_in(source, moment + cut.start, moment + cut.start)[0] for moment in moments]

    assert [watched(page, target, moments)["numbers"] for _ in range(LOADS)] == [wanted] * LOADS
