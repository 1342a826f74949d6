"""What people may have done to videos and requests."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError, OperationalError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotAllowed, NotFound, StorageFull, WrongState
from tests.factories import make_request, make_user, make_video
from users.models import Level
from videos import dispatch, services
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest, Visibility
from videos.services import Choices
from videos.titles import clean_title

pytestmark = pytest.mark.django_db

Request = VideoRequest.Status


@pytest.fixture(autouse=True)
def quiet(sent: list[Any], settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)


def upload_of(content: bytes = b"film", name: str = "my film.mp4") -> TemporaryUploadedFile:
    upload = TemporaryUploadedFile(name, "video/mp4", len(content), None)
    upload.write(content)
    upload.flush()
    upload.seek(0)
    return upload


def files(settings: Any) -> list[str]:
    return sorted(path.name for path in settings.CONTENT_DIR.rglob("*") if path.is_file())


def in_work(**fields: Any) -> VideoRequest:
    request = make_request(**fields)
    dispatch.dispatch()
    request.refresh_from_db()
    return request


def test_request_upload_moves_the_file_and_queues_it(settings: Any) -> None:
    user = make_user()

    request = services.request_upload(user, upload_of(), choices=Choices(language="de"))

    video = request.video
    assert (request.status, request.language, request.user) == (Request.QUEUED, "de", user)
    assert (video.title, video.owner, video.visibility, video.platform) == ("my film", user, "private", "upload")
    assert files(settings) == [f"{video.pk}.upload"]
    assert (settings.CONTENT_DIR / video.source_path).read_bytes() == b"film"


def test_request_upload_leaves_no_file_when_the_row_cannot_be_made(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(services, "add_request", refuse)

    with pytest.raises(IntegrityError):
        services.request_upload(make_user(), upload_of(), choices=Choices())

    assert files(settings) == []


def test_request_upload_is_refused_on_a_full_disk(settings: Any) -> None:
    settings.MIN_FREE_BYTES = 10**18

    with pytest.raises(StorageFull):
        services.request_upload(make_user(), upload_of(), choices=Choices())

    assert Video.objects.count() == 0


def test_request_upload_wants_a_file_on_disk() -> None:
    with pytest.raises(TypeError):
        services.request_upload(make_user(), SimpleUploadedFile("a.mp4", b"x"), choices=Choices())


@pytest.mark.parametrize(
    ("given_title", "expected"),
    [
        ("  two\r\n lines\t", "two lines"),
        ("", "Untitled"),
        ("\x00\x1b", "Untitled"),
        ("日本語 🎬", "日本語 🎬"),
        ("a\ud800b", "ab"),
        ("x" * 999, "x" * 300),
        ("\u202egpj.4pm\u2066 film", "gpj.4pm film"),
        ("\u200b\u200b", "Untitled"),
        ("👩\u200d🚒 at work", "👩\u200d🚒 at work"),
    ],
)
def test_clean_title(given_title: str, expected: str) -> None:
    assert clean_title(given_title) == expected


@given(st.text())
def test_clean_title_fits_the_row(text: str) -> None:
    title = clean_title(text)

    assert 0 < len(title) <= 300
    assert "\0" not in title
    title.encode()


def test_prioritize_moves_a_request_to_the_front() -> None:
    make_request()
    request = make_request(user=make_user(level=Level.PRO_PLUS))

    services.prioritize(request.user, request)

    assert next(row.request_id for row in dispatch.waiting_videos()) == request.pk


def test_prioritize_again_changes_nothing() -> None:
    request = make_request(user=make_user(is_staff=True))
    first = services.prioritize(request.user, request).prioritized_at

    assert services.prioritize(request.user, request).prioritized_at == first


def test_prioritize_needs_the_level() -> None:
    request = make_request(user=make_user(level=Level.PRO))

    with pytest.raises(NotAllowed, match="level_too_low"):
        services.prioritize(request.user, request)


def test_prioritize_needs_a_waiting_request() -> None:
    request = make_request(user=make_user(level=Level.PRO_PLUS), status=Request.COMPLETED)

    with pytest.raises(WrongState, match="wrong_state"):
        services.prioritize(request.user, request)


def test_cancel_of_a_waiting_request_leaves_the_queue() -> None:
    request = make_request()

    assert services.cancel(request).status == Request.CANCELLED

    assert dispatch.waiting_videos() == []
    assert Video.objects.get().status == Video.Status.FAILED


def test_cancel_ends_the_session_with_its_last_request() -> None:
    first = in_work()
    second = make_request(video=first.video, status=Request.PROCESSING, session=first.session)

    services.cancel(first)
    assert ProcessingSession.objects.get().status == "running"

    services.cancel(second)
    assert ProcessingSession.objects.get().status == "cancelled"
    assert set(ProcessingStep.objects.values_list("status", flat=True)) == {"cancelled"}


@pytest.mark.parametrize("status", [Request.COMPLETED, Request.FAILED, Request.CANCELLED])
def test_cancel_of_an_ended_request_is_refused(status: str) -> None:
    with pytest.raises(WrongState, match="wrong_state"):
        services.cancel(make_request(status=status))


def test_retry_queues_a_failed_request_again() -> None:
    request = in_work()
    ProcessingSession.objects.update(status="failed")
    VideoRequest.objects.update(status=Request.FAILED, error_code="not_media", error_detail="No.")

    again = services.retry(request)

    assert (again.status, again.error_code) == (Request.QUEUED, "")
    assert again.session == request.session
    assert Video.objects.get().status == Video.Status.QUEUED


def test_retry_joins_a_run_that_goes_on_for_somebody_else() -> None:
    running = in_work()
    Video.objects.update(visibility=Visibility.PUBLIC)
    request = make_request(video=running.video, status=Request.CANCELLED)

    again = services.retry(request)

    assert (again.status, again.session) == (Request.PROCESSING, running.session)


def test_retry_of_a_video_that_is_ready_meanwhile_completes() -> None:
    request = make_request(video=make_video(visibility=Visibility.PUBLIC), status=Request.FAILED)

    assert services.retry(request).status == Request.COMPLETED


def rerun(**fields: Any) -> VideoRequest:
    """A request for a new transcript of a video that is ready."""
    video = make_video(processed_at=timezone.now(), generation=1)
    ProcessingSession.objects.create(video=video, generation=1, status="completed")
    return make_request(user=video.owner, video=video, **fields)


def test_retry_of_a_new_run_that_failed_goes_on_with_it() -> None:
    request = rerun(status=Request.FAILED)
    request.session = request.video.sessions.create(generation=2, status="failed", started_by=request.user)
    request.save()

    assert services.retry(request).status == Request.QUEUED
    assert Video.objects.get().status == Video.Status.READY  # it is watched meanwhile
    dispatch.dispatch()

    request.refresh_from_db()
    assert (request.status, request.session.generation) == (Request.PROCESSING, 2)


def test_retry_of_a_new_run_that_was_cancelled_in_the_queue_queues_it_again() -> None:
    assert services.retry(services.cancel(rerun())).status == Request.QUEUED


def test_retry_of_a_new_run_is_refused_without_the_film() -> None:
    request = rerun(status=Request.CANCELLED)
    Video.objects.update(source_dropped_at=timezone.now())

    with pytest.raises(WrongState, match="source_dropped"):
        services.retry(request)


def test_retry_of_who_joined_a_new_run_of_somebody_elses_completes() -> None:
    request = rerun(status=Request.FAILED)
    session = request.video.sessions.create(generation=2, status="failed", started_by=request.user)
    other = make_request(user=make_user(), video=request.video, session=session, status=Request.FAILED)
    Video.objects.update(visibility=Visibility.PUBLIC)

    assert services.retry(other).status == Request.COMPLETED


def test_retry_counts_like_a_new_request(settings: Any) -> None:
    settings.MAX_LIVE_REQUESTS = 1
    request = make_request(status=Request.FAILED)
    make_request(user=request.user)

    with pytest.raises(WrongState, match="too_many_requests"):
        services.retry(request)


def test_retry_for_a_video_that_went_private_finds_nothing() -> None:
    request = make_request(video=make_video(visibility=Visibility.PRIVATE), status=Request.CANCELLED)

    with pytest.raises(NotFound):
        services.retry(request)


@pytest.mark.parametrize("status", [Request.QUEUED, Request.PROCESSING, Request.COMPLETED])
def test_retry_of_a_live_or_completed_request_is_refused(status: str) -> None:
    with pytest.raises(WrongState, match="wrong_state"):
        services.retry(make_request(status=status))


def test_retry_beside_a_live_request_of_ones_own_is_refused() -> None:
    live = make_request()
    old = make_request(user=live.user, video=live.video, status=Request.FAILED)

    with pytest.raises(WrongState, match="wrong_state"):
        services.retry(old)


def test_update_video_changes_title_and_visibility() -> None:
    video = make_video()
    assert video.owner is not None

    changed = services.update_video(video.owner, video, title="New\nname", visibility=Visibility.PUBLIC)

    assert (changed.title, changed.visibility) == ("New name", "public")


def test_update_video_is_for_editors() -> None:
    with pytest.raises(NotAllowed, match="not_editor"):
        services.update_video(make_user(), make_video(visibility=Visibility.PUBLIC), title="Mine now")


def test_update_video_in_use_keeps_its_visibility_but_for_staff() -> None:
    video = make_video(visibility=Visibility.PUBLIC)
    make_request(video=video, status=Request.COMPLETED)
    assert video.owner is not None

    with pytest.raises(WrongState, match="in_use"):
        services.update_video(video.owner, video, visibility=Visibility.PRIVATE)

    staff = make_user(is_staff=True)
    assert services.update_video(staff, video, visibility=Visibility.PRIVATE).visibility == "private"


def test_update_video_refuses_a_second_public_copy() -> None:
    make_video(source_key="youtube:abc", visibility=Visibility.PUBLIC)
    copy = make_video(source_key="youtube:abc")
    assert copy.owner is not None

    with pytest.raises(WrongState, match="public_copy_exists"):
        services.update_video(copy.owner, copy, visibility=Visibility.PUBLIC)


def test_update_video_refuses_a_second_copy_of_ones_own() -> None:
    own = make_video(source_key="youtube:abc", visibility=Visibility.UNLISTED)
    public = make_video(source_key="youtube:abc", visibility=Visibility.PUBLIC, owner=own.owner)
    assert own.owner is not None

    with pytest.raises(WrongState, match="own_copy_exists"):
        services.update_video(own.owner, public, visibility=Visibility.PRIVATE)


def test_delete_video_removes_rows_and_files(settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    user = make_user()
    request = services.request_upload(user, upload_of(), choices=Choices())

    with django_capture_on_commit_callbacks(execute=True):
        services.delete_video(user, request.video)

    assert (Video.objects.count(), VideoRequest.objects.count()) == (0, 0)
    assert files(settings) == []


def test_delete_video_in_use_is_refused_but_for_staff() -> None:
    video = make_video()
    make_request(video=video)
    assert video.owner is not None

    with pytest.raises(WrongState, match="in_use"):
        services.delete_video(video.owner, video)

    services.delete_video(make_user(is_staff=True), video)
    assert Video.objects.count() == 0


def test_release_videos_keeps_what_other_people_use() -> None:
    owner = make_user()
    make_request(user=owner)
    used = make_video(owner=owner, visibility=Visibility.PUBLIC)
    make_request(video=used, status=Request.COMPLETED)

    services.release_videos(owner)
    owner.delete()

    assert [(video.pk, video.owner) for video in Video.objects.all()] == [(used.pk, None)]


@pytest.mark.django_db(transaction=True)
def test_request_upload_is_taken_in_while_redis_is_away(settings: Any, tmp_path: Path) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/no-redis.sock"}}

    request = services.request_upload(make_user(), upload_of(), choices=Choices())

    assert VideoRequest.objects.get() == request
    assert (settings.CONTENT_DIR / request.video.source_path).read_bytes() == b"film"


def test_request_upload_keeps_the_file_where_the_rows_may_be_there(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_args: Any) -> None:
        raise OperationalError("the connection was lost while the transaction was being committed")

    monkeypatch.setattr(services, "add_request", lose)

    with pytest.raises(OperationalError):
        services.request_upload(make_user(), upload_of(), choices=Choices())

    assert len(files(settings)) == 1
