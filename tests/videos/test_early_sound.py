"""Speech is recognised while the picture still comes: the real yt-dlp on loopback, the real steps, a small model."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from core import media as content
from engines import probe
from tests.engines.downloaders.conftest import PLUGINS, stream
from tests.engines.servers import Site, serving
from tests.engines.transcribers.conftest import tiny_model
from tests.factories import client_of, make_run, make_user, make_video
from tests.media import SPOKEN, ffmpeg, media
from tests.waiting import wait_until
from users.models import User
from videos import dispatch, early_sound, lifecycle, runner, services, tasks
from videos.models import ProcessingStep, Video, VideoRequest
from videos.pipeline import Superseded
from videos.services import Choices

__all__ = ["media", "tiny_model"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The spoken sample, its picture and its sound apart."""
    folder = tmp_path_factory.mktemp("spoken")
    ffmpeg("-i", SPOKEN, "-an", "-c", "copy", folder / "picture.mp4")
    ffmpeg("-i", SPOKEN, "-vn", "-c", "copy", folder / "sound.m4a")
    return folder


@pytest.fixture
def site(spoken: Path, settings: Any, sent: list[Any]) -> Iterator[Site]:
    """A film whose picture is held back until the site is released."""
    settings.ALLOW_PRIVATE_SOURCES = True
    settings.YTDLP_PLUGINS = [PLUGINS]
    with serving(spoken) as site:
        formats = [
            stream("picture", "/held/picture.mp4", vcodec="avc1.640028", acodec="none", height=720),
            stream("sound", "/files/sound.m4a", vcodec="none", acodec="mp4a.40.2"),
        ]
        site.recorded["film"] = {"title": "A film", "formats": formats}
        yield site
        site.released.set()


def ask(site: Site, user: User, model: Path, **choices: Any) -> None:
    wish = Choices(engine="faster-whisper", model=str(model), language="en", **choices)
    services.request_url(user, site.url("/watch/film"), choices=wish)
    dispatch.dispatch()


def step(name: str) -> ProcessingStep:
    return ProcessingStep.objects.get(name=name)


def run(name: str) -> None:
    """Do a step that the dispatcher has queued."""
    dispatch.dispatch()
    queued = step(name)
    assert queued.status == "queued"
    runner.run_step(queued.pk, queued.attempt)


def in_thread(work: Any) -> threading.Thread:
    def alone() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=alone)
    thread.start()
    return thread


def lines() -> list[str]:
    return list(Video.objects.get().segments.order_by("index").values_list("text", flat=True))


def test_speech_is_searchable_while_the_picture_still_comes(site: Site, tiny_model: Path) -> None:
    user = make_user()
    ask(site, user, tiny_model)
    download = in_thread(lambda: run("download"))
    wait_until(lambda: step("transcribe").needs == [], "the sound to be here")

    run("transcribe")

    video = Video.objects.get()
    assert (step("download").status, step("transcribe").status, video.media_path) == ("running", "done", "")
    heard = lines()
    assert "Alpha bravo charlie delta." in heard
    assert client_of(user).get("/api/v1/search", {"q": "bravo"}).json()["count"] > 0
    sound = content.absolute(video.sound_path)
    assert sound.is_file()

    site.released.set()
    download.join(120)
    run("prepare")
    run("index")

    video = Video.objects.get()
    assert VideoRequest.objects.get().status == "completed"
    assert (lines(), video.sound_path, sound.exists()) == (heard, "", False)
    found = probe.probe(content.absolute(video.media_path))
    assert (found.video and found.video.codec, found.audio and found.audio.codec) == ("h264", "aac")
    assert found.duration == pytest.approx(probe.probe(SPOKEN).duration, abs=0.1)
    assert [path for path, _ in site.requests].count("/files/sound.m4a") == 1


@pytest.mark.parametrize("first", [True, False])
def test_picture_comes_first_where_that_is_wanted_or_captions_may_do(
    site: Site, tiny_model: Path, settings: Any, first: bool
) -> None:
    settings.AUDIO_FIRST = first
    site.released.set()
    ask(site, make_user(), tiny_model, **({"caption_policy": "prefer"} if first else {}))

    run("download")

    assert step("transcribe").needs == ["prepare"]
    assert Video.objects.get().sound_path == ""


def part(folder: Path) -> Path:
    path = folder / "part"
    path.write_bytes(b"sound")
    return path


def test_sound_is_published_once_in_all_attempts(tmp_path: Path, sent: list[Any]) -> None:
    run = make_run(make_video(), name="download")
    early_sound.publish(run, part(tmp_path))
    kept = Video.objects.get().sound_path

    early_sound.publish(run, part(tmp_path))

    assert Video.objects.get().sound_path == kept
    assert content.absolute(kept).read_bytes() == b"sound"


def test_attempt_that_is_over_publishes_nothing(tmp_path: Path, settings: Any, sent: list[Any]) -> None:
    run = make_run(make_video(), name="download")
    lifecycle.put_back(ProcessingStep.objects.get(), failures=1)

    with pytest.raises(Superseded):
        early_sound.publish(run, part(tmp_path))

    assert Video.objects.get().sound_path == ""
    assert list(settings.CONTENT_DIR.rglob("*.sound")) == []


def test_sound_of_a_video_is_not_tidied_up_and_goes_with_it(tmp_path: Path, sent: list[Any]) -> None:
    run = make_run(make_video(), name="download")
    early_sound.publish(run, part(tmp_path))
    video = Video.objects.get()

    assert tasks.is_adopted(video.sound_path.removeprefix("incoming/"))
    services.remove_video(video)

    assert not content.absolute(video.sound_path).exists()
