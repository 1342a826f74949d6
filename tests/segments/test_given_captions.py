"""Captions given to a video that is here already: they replace its transcript, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from core import media as content
from segments.models import Segment
from segments.steps import Index, Transcribe
from tests.factories import client_of, make_request, make_run, make_segments, make_user, make_video
from tests.media import Media, media
from tests.segments.test_captions import SRT
from users.models import User
from videos import captioning, dispatch
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest
from videos.pipeline import StepRun
from videos.steps import Download, Prepare

__all__ = ["media"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quiet(sent: list[Any], settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def video(media: Media) -> Video:
    """A finished video with a line that was heard."""
    made = make_video(visibility="public", language="en", duration=8)
    path = content.content_path("video", f"{made.pk}.mp4")
    content.link_or_copy(media.video, path)
    made.media_path = made.source_path = content.relative(path)
    make_segments(made, "Misheard altogether.")
    ProcessingSession.objects.create(video=made, generation=1, status="completed")
    made.generation, made.processed_at = 1, made.created_at
    made.save()
    return made


def give(user: User, video: Video, captions: str | bytes = SRT, **fields: str) -> Any:
    raw = captions if isinstance(captions, bytes) else captions.encode()
    form = {"captions": SimpleUploadedFile("film.srt", raw), **fields}
    return client_of(user).post(f"/api/v1/videos/{video.pk}/captions", form, format="multipart")


def process() -> None:
    """What the dispatcher and the workers do with the one request."""
    dispatch.dispatch()
    session = ProcessingSession.objects.get(status="running")
    for step, row in zip((Download, Prepare, Transcribe, Index), session.steps.order_by("position"), strict=True):
        ProcessingStep.objects.filter(pk=row.pk).update(status="running")
        step().run(StepRun(Video.objects.get(pk=session.video_id), session, row.pk, row.attempt))
        ProcessingStep.objects.filter(pk=row.pk).update(status="done")


def kept_captions() -> list[str]:
    return sorted(path.name for path in content.content_path("captions", "any.file").parent.iterdir())


def test_given_captions_replace_what_was_heard(video: Video) -> None:
    assert video.owner is not None
    answer = give(video.owner, video, language="DE")
    assert (answer.status_code, answer.json()["status"]) == (201, "queued")
    told = client_of(video.owner).get(f"/api/v1/videos/{video.pk}").json()
    assert told["status"] == "ready"  # it is watched meanwhile

    process()

    told = client_of(video.owner).get(f"/api/v1/videos/{video.pk}").json()
    transcript = {"engine": "captions", "model": "manual", "language": "de", "source": "captions", "quality": "normal"}
    assert told["transcript"] == transcript
    lines = Segment.objects.filter(video=video, generation=Video.objects.get().generation).order_by("index")
    assert [line.text for line in lines] == ["We speak of zanzibar.", "And of rivers & boats."]
    assert client_of(video.owner).get("/api/v1/search?q=misheard").json()["count"] == 0


def test_later_captions_take_the_place_of_the_first(video: Video) -> None:
    assert video.owner is not None
    give(video.owner, video)
    (first,) = kept_captions()
    VideoRequest.objects.update(status="completed")

    assert give(video.owner, video, SRT.replace("zanzibar", "madagascar")).status_code == 201

    (second,) = kept_captions()
    assert second != first
    assert "madagascar" in content.content_path("captions", second).read_text()


def test_given_captions_do_not_wait_behind_ones_other_videos(video: Video) -> None:
    assert video.owner is not None
    for _ in range(3):
        make_request(user=video.owner)

    assert give(video.owner, video).json()["queue_position"] == 1


@pytest.mark.parametrize("state", ["running", "queued", "dropped"])
def test_video_that_cannot_be_processed_now_is_refused(video: Video, state: str) -> None:
    assert video.owner is not None
    if state == "running":
        make_run(video)
    elif state == "queued":
        make_request(video=video)
    else:
        Video.objects.update(source_dropped_at=video.created_at)

    answer = give(video.owner, video)

    code = "source_dropped" if state == "dropped" else "wrong_state"
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, code)
    assert kept_captions() == []


def test_what_holds_no_captions_is_refused(video: Video, tmp_path: Path) -> None:
    assert video.owner is not None
    answer = give(video.owner, video, b"\x00\x01 nothing")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "captions_unreadable")
    assert (kept_captions(), VideoRequest.objects.count()) == ([], 0)


def test_file_stays_where_the_row_may_name_it(
    video: Video, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("the connection was lost while the transaction was being committed")

    monkeypatch.setattr("videos.reruns.queue_run", lose)
    given = tmp_path / "film.srt"
    given.write_bytes(SRT.encode())
    assert video.owner is not None

    with pytest.raises(OperationalError):
        captioning.give_captions(video.owner, video, given)

    assert [path.read_bytes() for path in (settings.CONTENT_DIR / "captions").iterdir()] == [SRT.encode()]


def test_only_editors_give_captions(video: Video) -> None:
    answer = give(make_user(), video)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "not_editor")
    assert give(make_user(is_staff=True), video).status_code == 201


def test_hidden_video_is_not_there(video: Video) -> None:
    Video.objects.update(visibility="private")

    assert give(make_user(), video).status_code == 404


def test_large_caption_file_is_refused(video: Video, settings: Any) -> None:
    assert video.owner is not None
    settings.MAX_CAPTION_BYTES = 10

    answer = give(video.owner, video)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "body_too_large")


def test_video_that_failed_is_tried_again_with_them(video: Video) -> None:
    assert video.owner is not None
    Video.objects.update(status="failed", processed_at=None, media_path="")

    assert give(video.owner, video).json()["queue_position"] == 1

    assert Video.objects.get().status == "queued"
    assert VideoRequest.objects.get().prioritized_at is None  # it has more to do than to read captions
