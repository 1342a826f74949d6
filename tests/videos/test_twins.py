"""Two addresses of one source, asked for before anybody looked behind them: fetched by yt-dlp itself from loopback."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from engines.downloaders.types import FetchOptions
from engines.errors import DownloadError
from tests.engines.downloaders.conftest import folder, options, site
from tests.engines.servers import Site
from tests.factories import make_request, make_run, make_user
from tests.media import media
from users.models import User
from videos import dispatch, services, twins
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest, Visibility
from videos.pipeline import StepRun, Superseded
from videos.services import Choices
from videos.steps import Download

__all__ = ["folder", "media", "options", "site"]

pytestmark = pytest.mark.django_db(transaction=True)

Request = VideoRequest.Status


@pytest.fixture(autouse=True)
def loopback(sent: list[Any], options: FetchOptions, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The steps may fetch from the site of the test, and requests may name it."""
    settings.ALLOW_PRIVATE_SOURCES = True
    monkeypatch.setattr("videos.sources.fetch_options", lambda: options)


def ask(site: Site, path: str, user: User | None = None, **fields: Any) -> VideoRequest:
    return services.request_url(user or make_user(), site.url(path), choices=Choices(), **fields)[0]


def begin(request: VideoRequest) -> StepRun:
    """A worker takes the download of a request's video."""
    run = make_run(request.video, name="download", started_by=request.user)
    Video.objects.filter(pk=request.video_id).update(status=Video.Status.PROCESSING)
    VideoRequest.objects.filter(pk=request.pk).update(status=Request.PROCESSING, session=run.session)
    return run


def fetched(site: Site) -> int:
    return sum(path.startswith("/files/picture.mp4") for path, _ in site.requests)


def test_second_address_of_a_video_in_work_joins_it(site: Site) -> None:
    first, second = ask(site, "/watch/film"), ask(site, "/watch/film?from=feed")
    assert first.video_id != second.video_id
    run = begin(first)
    Download().run(run)
    times = fetched(site)

    with pytest.raises(Superseded):
        Download().run(begin(second))

    second.refresh_from_db()
    assert (second.video_id, second.status, second.session_id) == (first.video_id, Request.PROCESSING, run.session.pk)
    assert Video.objects.get().source_key == "recorded:film"
    assert fetched(site) == times > 0


def test_second_address_of_a_ready_video_is_completed(site: Site) -> None:
    first, second = ask(site, "/watch/film"), ask(site, "/watch/film?from=feed")
    Video.objects.filter(pk=first.video_id).update(status=Video.Status.READY, source_key="recorded:film")

    with pytest.raises(Superseded):
        Download().run(begin(second))

    second.refresh_from_db()
    assert (second.video_id, second.status, second.session_id) == (first.video_id, Request.COMPLETED, None)
    assert second.completed_at is not None
    assert fetched(site) == 0


@pytest.mark.parametrize("status", [Video.Status.QUEUED, Video.Status.FAILED])
def test_second_address_of_a_waiting_video_waits_with_it(site: Site, status: str) -> None:
    first, second = ask(site, "/watch/film"), ask(site, "/watch/film?from=feed")
    Video.objects.filter(pk=first.video_id).update(status=status, source_key="recorded:film")

    with pytest.raises(Superseded):
        Download().run(begin(second))

    second.refresh_from_db()
    assert (second.video_id, second.status) == (first.video_id, Request.QUEUED)
    assert [waiting.video_id for waiting in dispatch.waiting_videos()] == [first.video_id]
    assert Video.objects.get().status == Video.Status.QUEUED


def test_both_addresses_by_one_person_leave_one_live_request_and_lose_none(site: Site) -> None:
    person = make_user()
    first, second = ask(site, "/watch/film", person), ask(site, "/watch/film?from=feed", person)
    earlier = make_request(user=person, video=second.video, status=Request.FAILED, error_code="not_found")
    Download().run(begin(first))

    with pytest.raises(Superseded):
        Download().run(begin(second))

    second.refresh_from_db()
    earlier.refresh_from_db()
    assert (second.status, second.error_code) == (Request.CANCELLED, "asked_already")
    assert (earlier.status, earlier.error_code) == (Request.FAILED, "not_found")
    assert {request.video_id for request in VideoRequest.objects.all()} == {first.video_id}


def test_own_copies_stay_apart_from_public_ones_and_other_peoples(site: Site) -> None:
    person = make_user()
    asked = [
        ask(site, "/watch/film", person),
        ask(site, "/watch/film?1", person, visibility=Visibility.PRIVATE),
        ask(site, "/watch/film?2", visibility=Visibility.PRIVATE),
    ]

    for request in asked:
        Download().run(begin(request))

    assert Video.objects.filter(source_key="recorded:film").count() == 3
    with pytest.raises(Superseded):
        Download().run(begin(ask(site, "/watch/film?3", person, visibility=Visibility.UNLISTED)))
    assert {video.visibility for video in Video.objects.filter(owner=person)} == {"public", "private"}


def test_workers_that_find_out_in_the_same_moment_leave_one_video(site: Site) -> None:
    asked = [ask(site, f"/watch/film?{number}") for number in range(4)]
    runs = [begin(request) for request in asked]

    def name(run: StepRun) -> None:
        try:
            with suppress(Superseded):
                twins.name_source(run)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(runs)) as pool:
        list(pool.map(name, runs))

    kept = Video.objects.get()
    assert (kept.source_key, kept.title) == ("recorded:film", "A recorded film")
    assert ProcessingSession.objects.get().video == kept
    assert [(r.video, r.status) for r in VideoRequest.objects.all()] == [(kept, Request.PROCESSING)] * 4


def test_attempt_that_is_over_hands_nothing_over(site: Site) -> None:
    first, second = ask(site, "/watch/film"), ask(site, "/watch/film?from=feed")
    Video.objects.filter(pk=first.video_id).update(source_key="recorded:film")
    run = begin(second)
    ProcessingStep.objects.filter(pk=run.step_id).update(attempt=2)

    with pytest.raises(Superseded):
        twins.name_source(run)
    with pytest.raises(Superseded):
        twins.hand_over(run, "recorded:film")

    assert Video.objects.count() == 2


def test_twin_that_goes_meanwhile_takes_nothing_along(site: Site) -> None:
    second = ask(site, "/watch/film?from=feed")

    assert not twins.hand_over(begin(second), "recorded:film")
    assert Video.objects.get() == second.video


def test_video_that_was_ready_once_stays_its_own(site: Site) -> None:
    first, second = ask(site, "/watch/film"), ask(site, "/watch/film?from=feed")
    Download().run(begin(first))
    Video.objects.filter(pk=second.video_id).update(processed_at="2026-01-01T00:00Z")
    run = begin(second)
    run.video.refresh_from_db()

    Download().run(run)

    assert Video.objects.filter(pk=second.video_id).exclude(source_path="").exists()


def test_address_of_nothing_fails_before_anything_is_fetched(site: Site) -> None:
    site.recorded["gone"] = {"error": "This video has been removed by the uploader"}

    with pytest.raises(DownloadError) as caught:
        Download().run(begin(ask(site, "/watch/gone")))

    assert caught.value.code == "removed"
