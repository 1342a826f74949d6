"""The steps before speech, on real media."""

from typing import Any

import pytest

from core import media as content
from engines.errors import HostError, MediaError
from tests.factories import make_run, make_video
from tests.media import Media, media
from videos.models import ProcessingSession, ProcessingStep, Video
from videos.pipeline import StepRun
from videos.steps import Download, Prepare

__all__ = ["media"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quiet(sent: list[Any]) -> None:
    """Nothing is sent to a worker."""


def run_over(source: bytes) -> StepRun:
    """A step's run over a video that was uploaded just now."""
    video = make_video(status=Video.Status.PROCESSING)
    path = content.content_path("incoming", f"{video.pk}.upload")
    path.write_bytes(source)
    video.source_path = content.relative(path)
    video.save()
    return make_run(video)


def files(settings: Any) -> list[str]:
    return sorted(path.parent.name for path in settings.CONTENT_DIR.rglob("*") if path.is_file())


def test_prepare_notes_the_length_of_what_it_made(media: Media) -> None:
    late = media.made("late.mkv", "-i", media.video, "-c", "copy", "-output_ts_offset", "1000")
    run = run_over(late.read_bytes())

    Download().run(run)
    Prepare().run(StepRun(Video.objects.get(), run.session, run.step_id, run.attempt))

    assert Video.objects.get().duration == pytest.approx(8, abs=0.2)


def test_prepare_notes_the_size_of_what_it_made(media: Media) -> None:
    run = run_over(media.avi.read_bytes())

    Download().run(run)
    assert (Video.objects.get().width, Video.objects.get().height) == (161, 49)
    Prepare().run(StepRun(Video.objects.get(), run.session, run.step_id, run.attempt))

    assert (Video.objects.get().width, Video.objects.get().height) == (160, 48)


def test_prepare_leaves_no_file_of_what_cannot_be_converted(media: Media, settings: Any) -> None:
    source = media.matroska
    run = run_over(source.read_bytes()[:1200] + b"\0" * 5000)

    with pytest.raises(MediaError) as caught:
        Prepare().run(run)

    assert caught.value.code == "media_damaged"
    assert files(settings) == []
    assert Video.objects.get().source_path == ""


def test_prepare_leaves_no_file_of_what_shows_no_picture(
    media: Media, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_args: Any, **_options: Any) -> None:
        raise MediaError("media_damaged", "The picture of this file cannot be read.")

    monkeypatch.setattr("engines.in_child.thumbnail", unreadable)
    run = run_over(media.video.read_bytes())

    with pytest.raises(MediaError):
        Prepare().run(run)

    assert files(settings) == []
    assert Video.objects.get().source_path == ""


def test_download_refuses_a_file_that_was_cut_off(media: Media, settings: Any) -> None:
    whole = media.video.read_bytes()
    run = run_over(whole[: len(whole) * 2 // 3])

    with pytest.raises(MediaError) as caught:
        Download().run(run)

    assert caught.value.code == "media_damaged"
    assert files(settings) == []


def test_film_that_is_watched_outlives_a_new_run_that_refuses_it(media: Media, settings: Any) -> None:
    run = run_over(media.video.read_bytes())
    Download().run(run)
    Prepare().run(StepRun(Video.objects.get(), run.session, run.step_id, run.attempt))
    before, watched = files(settings), Video.objects.get().media_path
    again = make_run(Video.objects.get())
    settings.MAX_VIDEO_SECONDS = 1  # since then

    with pytest.raises(MediaError, match="too_long"):
        Download().run(again)

    assert (files(settings), Video.objects.get().source_path) == (before, watched)
    assert ProcessingStep.objects.get(pk=again.step_id).error_code == "too_long"


def test_download_that_refuses_its_source_has_failed_already(settings: Any) -> None:
    run = run_over(b"just words")

    with pytest.raises(MediaError):
        Download().run(run)

    assert ProcessingSession.objects.get().error_code == "not_media"
    assert ProcessingStep.objects.get().status == ProcessingStep.Status.FAILED
    assert files(settings) == []


def test_download_keeps_a_source_whose_refusal_cannot_be_recorded(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_run: StepRun, _error: MediaError) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("videos.lifecycle.fail_step", die)
    run = run_over(b"just words")

    with pytest.raises(KeyboardInterrupt):
        Download().run(run)

    assert files(settings) == ["incoming"]
    assert Video.objects.get().source_path == run.video.source_path


def test_download_keeps_its_source_where_the_engine_broke(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_args: Any, **_words: Any) -> None:
        raise HostError("engine_crashed", "The engine ended unexpectedly.", retryable=True)

    monkeypatch.setattr("engines.in_child.probe", crash)

    with pytest.raises(HostError):
        Download().run(run_over(b"film"))

    assert files(settings) == ["incoming"]
