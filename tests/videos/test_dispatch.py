"""The queue's order and the dispatcher."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_request, make_user, make_video
from videos import dispatch
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest

pytestmark = pytest.mark.django_db

Step = ProcessingStep.Status


def queue_of(count: int, **fields: Any) -> list[VideoRequest]:
    user = fields.pop("user", None) or make_user()
    return [make_request(user=user, **fields) for _ in range(count)]


def positions() -> dict[Any, int]:
    return {row.video_id: row.position for row in dispatch.waiting_videos()}


def start_download(session: ProcessingSession) -> ProcessingStep:
    """A worker takes the session's first step."""
    step = session.steps.get(name="download")
    step.status, step.heartbeat_at = Step.RUNNING, timezone.now()
    step.save()
    return step


def test_waiting_videos_go_round_by_round() -> None:
    first, second = make_user(), make_user()
    first_own = [make_request(user=first) for _ in range(3)]
    second_own = [make_request(user=second) for _ in range(2)]

    order = [row.request_id for row in dispatch.waiting_videos()]

    expected = [first_own[0], second_own[0], first_own[1], second_own[1], first_own[2]]
    assert order == [request.pk for request in expected]


def test_waiting_videos_count_what_is_processed_as_a_round() -> None:
    busy = make_user()
    make_request(user=busy, status=VideoRequest.Status.PROCESSING)
    earlier = make_request(user=busy)
    later = make_request()

    assert [row.request_id for row in dispatch.waiting_videos()] == [later.pk, earlier.pk]


def test_waiting_videos_puts_moved_requests_first_in_the_order_of_moving() -> None:
    plain = make_request()
    now = timezone.now()
    second = make_request(prioritized_at=now)
    first = make_request(prioritized_at=now - timedelta(seconds=1))

    assert [row.request_id for row in dispatch.waiting_videos()] == [first.pk, second.pk, plain.pk]


def test_waiting_videos_counts_a_shared_video_once_at_its_best_place() -> None:
    crowd = make_user()
    queue_of(2, user=crowd)
    shared = make_request(user=crowd)
    make_request(video=shared.video)

    assert positions()[shared.video_id] == 2
    assert sorted(positions().values()) == [1, 2, 3]


asked = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 5), st.sampled_from(["queued", "queued", "processing", "completed"])),
    max_size=14,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked)
def test_waiting_videos_is_gapless_and_fair(rows: list[tuple[int, int, str]]) -> None:
    Video.objects.all().delete()
    people = [make_user() for _ in range(4)]
    videos = [make_video(owner=people[0]) for _ in range(6)]
    for person, video, status in rows:
        make_request(user=people[person], video=videos[video], status=status)

    waiting = dispatch.waiting_videos()

    queued = {video for _, video, status in rows if status == "queued"}
    assert [row.position for row in waiting] == list(range(1, len(queued) + 1))
    assert {row.video_id for row in waiting} == {videos[number].pk for number in queued}
    owner_of = dict(VideoRequest.objects.values_list("pk", "user_id"))
    seen = Counter(people[person].pk for person, _, status in rows if status == "processing")
    rounds = []
    for row in waiting:
        seen[owner_of[row.request_id]] += 1
        rounds.append(seen[owner_of[row.request_id]])
    if len(queued) == sum(1 for *_, status in rows if status == "queued"):  # nothing shared: rounds never fall
        assert rounds == sorted(rounds)


def test_dispatch_claims_up_to_its_slots_and_sends_the_first_steps(
    sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    requests = queue_of(5)

    with django_capture_on_commit_callbacks(execute=True):
        dispatch.dispatch()

    running = ProcessingSession.objects.filter(status="running")
    assert running.count() == dispatch.most_sessions() == 3
    queued = ProcessingStep.objects.filter(status=Step.QUEUED)
    assert {step.name for step in queued} == {"download"}
    assert [task for task in sent if task[0] == "videos.tasks.run_step"] == [
        ("videos.tasks.run_step", step.pk, 1) for step in queued.order_by("pk")
    ]
    assert queued.count() == 2
    statuses = Counter(VideoRequest.objects.values_list("status", flat=True))
    assert statuses == {"processing": 3, "queued": 2}
    assert positions() == {requests[3].video_id: 1, requests[4].video_id: 2}


def test_dispatch_twice_sends_nothing_twice(sent: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    make_request()
    dispatch.dispatch()

    with django_capture_on_commit_callbacks(execute=True):
        dispatch.dispatch()

    assert sent == []


def test_dispatch_starts_what_is_needed_before_only_when_done(sent: list[Any]) -> None:
    make_request()
    dispatch.dispatch()
    session = ProcessingSession.objects.get()
    step = start_download(session)
    dispatch.dispatch()
    assert session.steps.get(name="prepare").status == Step.WAITING

    ProcessingStep.objects.filter(pk=step.pk).update(status=Step.DONE)
    dispatch.dispatch()

    assert session.steps.get(name="prepare").status == Step.QUEUED
    assert session.steps.get(name="transcribe").status == Step.WAITING


def test_dispatch_sets_all_requests_for_a_video_to_processing(sent: list[Any]) -> None:
    first = make_request()
    second = make_request(video=first.video)

    dispatch.dispatch()

    session = ProcessingSession.objects.get()
    for request in (first, second):
        request.refresh_from_db()
        assert (request.status, request.session) == (VideoRequest.Status.PROCESSING, session)
    assert session.started_by == first.user


def test_dispatch_takes_a_moved_request_next_but_no_extra_slot(sent: list[Any]) -> None:
    queue_of(4)
    dispatch.dispatch()
    moved = make_request(prioritized_at=timezone.now())

    dispatch.dispatch()
    assert ProcessingSession.objects.filter(video=moved.video).count() == 0

    ProcessingSession.objects.filter(pk=ProcessingSession.objects.last().pk).update(status="completed")
    ProcessingStep.objects.filter(session__status="completed").update(status=Step.DONE)
    dispatch.dispatch()
    session = ProcessingSession.objects.get(video=moved.video)
    assert session.is_prioritized


def test_dispatch_is_not_held_up_by_sessions_that_back_off(sent: list[Any]) -> None:
    queue_of(3)
    dispatch.dispatch()
    ProcessingStep.objects.filter(name="download").update(
        status=Step.WAITING, retry_at=timezone.now() + timedelta(minutes=5)
    )
    late = make_request()

    dispatch.dispatch()

    assert ProcessingSession.objects.get(video=late.video).steps.get(name="download").status == Step.QUEUED


def test_dispatch_starts_a_step_again_once_its_pause_is_over(sent: list[Any]) -> None:
    make_request()
    dispatch.dispatch()
    step = ProcessingStep.objects.get(name="download")
    ProcessingStep.objects.filter(pk=step.pk).update(
        status=Step.WAITING, retry_at=timezone.now() - timedelta(seconds=1)
    )

    dispatch.dispatch()

    step.refresh_from_db()
    assert step.status == Step.QUEUED


def test_dispatch_resumes_the_session_of_a_retried_request(sent: list[Any]) -> None:
    request = make_request()
    dispatch.dispatch()
    session = ProcessingSession.objects.get()
    session.steps.filter(name="download").update(status=Step.DONE)
    session.steps.filter(name="prepare").update(status=Step.FAILED, progress=0.5)
    ProcessingSession.objects.update(status="failed", error_code="media_damaged")
    VideoRequest.objects.update(status=VideoRequest.Status.QUEUED)

    dispatch.dispatch()

    session.refresh_from_db()
    assert (session.status, session.attempt, session.error_code) == ("running", 2, "")
    prepare = session.steps.get(name="prepare")
    assert (prepare.status, prepare.attempt, prepare.progress) == (Step.QUEUED, 2, 0.0)
    assert session.steps.get(name="download").status == Step.DONE
    request.refresh_from_db()
    assert request.status == VideoRequest.Status.PROCESSING


def test_a_new_run_gets_the_next_generation(sent: list[Any]) -> None:
    first = make_request()
    dispatch.dispatch()
    ProcessingStep.objects.update(status=Step.DONE)
    ProcessingSession.objects.update(status="completed")
    VideoRequest.objects.update(status="completed")
    make_request(video=first.video, language="ja", engine="pocketsphinx")

    dispatch.dispatch()

    newest = ProcessingSession.objects.get(status="running")
    assert (newest.generation, newest.language, newest.engine) == (2, "ja", "pocketsphinx")
