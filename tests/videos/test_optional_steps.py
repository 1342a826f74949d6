"""Steps that a video is ready without: they come last, and fail, are cancelled and are tried again by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from engines.errors import EngineError
from tests.factories import client_of, make_request, make_user
from videos import dispatch, lifecycle, runner, services
from videos.models import Follow, ProcessingSession, ProcessingStep, Upload, Video, VideoRequest
from videos.pipeline import StepRun
from videos.services import Choices

Step = ProcessingStep.Status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def pipeline(settings: Any, sent: list[Any]) -> None:
    settings.VIDEO_PIPELINE = ["tests.videos.fake_steps.Succeed", "tests.videos.fake_steps.Extra"]
    settings.SLOTS = {"download": 1, "transcribe": 1, "default": 1, "clips": 1}


def run_queued() -> None:
    """What workers do with what is queued."""
    for step in ProcessingStep.objects.filter(status=Step.QUEUED):
        runner.run_step(step.pk, step.attempt)


def ready(**wish: Any) -> VideoRequest:
    """A request whose video is ready, while the optional step waits for its turn."""
    request = make_request(translate=True, **wish)
    dispatch.dispatch()
    run_queued()
    request.refresh_from_db()
    return request


def extra() -> ProcessingStep:
    return ProcessingStep.objects.get(name="extra")


def states(request: VideoRequest) -> tuple[str, str, str, str]:
    """Of request, video, run and optional step."""
    request.refresh_from_db()
    session = ProcessingSession.objects.get(pk=request.session_id)
    return request.status, Video.objects.get(pk=request.video_id).status, session.status, extra().status


def test_video_is_ready_before_and_the_run_ends_after() -> None:
    request = ready()
    assert states(request) == ("completed", "ready", "running", "waiting")

    dispatch.dispatch()
    run_queued()

    assert states(request) == ("completed", "ready", "completed", "done")
    told = client_of(request.user).get(f"/api/v1/sessions/{request.session_id}").json()
    assert (told["progress"], told["steps"][1]["note"], told["steps"][1]["is_optional"]) == (
        100,
        "already_english",
        True,
    )


def test_it_is_planned_only_where_it_is_wanted() -> None:
    request = make_request()
    dispatch.dispatch()
    assert list(ProcessingStep.objects.values_list("name", flat=True)) == ["succeed"]
    run_queued()
    request.refresh_from_db()
    assert (request.status, ProcessingSession.objects.get().status) == ("completed", "completed")


def test_its_failure_is_its_own_and_is_told() -> None:
    request = ready(model="bad")
    dispatch.dispatch()
    run_queued()

    assert states(request) == ("completed", "ready", "completed", "failed")
    told = client_of(request.user).get(f"/api/v1/sessions/{request.session_id}").json()
    assert told["error"] is None
    assert told["steps"][1]["error"] == {"code": "transcription_failed", "detail": "It failed."}
    assert told["progress"] == 100


def test_it_is_given_up_where_workers_keep_dying_of_it(settings: Any) -> None:
    request = ready()
    ProcessingStep.objects.filter(name="extra").update(status=Step.RUNNING, failures=settings.STEP_RETRIES + 2)

    lifecycle.lose(extra())

    assert states(request) == ("completed", "ready", "completed", "failed")
    assert extra().error_code == "worker_lost"


def test_failure_before_the_video_is_ready_holds_nothing_up() -> None:
    request = make_request(translate=True)
    dispatch.dispatch()
    ProcessingStep.objects.filter(name="extra").update(status=Step.RUNNING)
    session = ProcessingSession.objects.get()
    run = StepRun(Video.objects.get(), session, extra().pk, extra().attempt)

    lifecycle.fail_step(run, EngineError("transcription_failed", "It failed."))
    assert states(request) == ("processing", "processing", "running", "failed")
    run_queued()

    assert states(request) == ("completed", "ready", "completed", "failed")


def test_whoever_began_the_run_may_cancel_it_and_have_it_again() -> None:
    request = ready()
    api = client_of(request.user)

    assert api.post(f"/api/v1/requests/{request.pk}/cancel").json()["status"] == "completed"
    assert states(request) == ("completed", "ready", "completed", "cancelled")
    assert api.post(f"/api/v1/requests/{request.pk}/cancel").status_code == 409

    assert api.post(f"/api/v1/requests/{request.pk}/retry").json()["status"] == "completed"
    assert states(request) == ("completed", "ready", "running", "waiting")
    dispatch.dispatch()
    run_queued()
    assert states(request) == ("completed", "ready", "completed", "done")
    assert api.post(f"/api/v1/requests/{request.pk}/retry").status_code == 409


def test_others_cannot_cancel_it() -> None:
    request = ready()
    other = make_request(user=make_user(), video=request.video, session=request.session, status="completed")
    answer = client_of(other.user).post(f"/api/v1/requests/{other.pk}/cancel")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "wrong_state")


def test_request_that_comes_meanwhile_is_completed_at_once() -> None:
    request = ready()
    joined = services.add_request(make_user(), request.video, Choices())
    assert joined.status == "completed"


def test_other_videos_come_first() -> None:
    ready()
    make_request(translate=True)
    dispatch.dispatch()  # one slot of each kind: the second video's first step, and the optional one of the first
    assert sorted(ProcessingStep.objects.filter(status=Step.QUEUED).values_list("name", flat=True)) == [
        "extra", "succeed"
    ]  # fmt: skip
    assert dispatch.busy_sessions() == 1  # the one that only has the optional step left holds up nobody


def test_looking_for_steps_to_start_asks_as_little_for_many_runs(django_assert_num_queries: Any) -> None:
    for _ in range(3):
        ready()
    ProcessingStep.objects.filter(name="extra").update(status=Step.WAITING)
    ProcessingSession.objects.update(status="running")

    with django_assert_num_queries(2):
        assert [step.name for step in dispatch.startable_steps()] == ["extra"] * 3


API = "/api/v1"
URL = "https://example.org/a.mp4"


def made(path: str, **body: Any) -> Any:
    return client_of(make_user()).post(f"{API}/{path}", body, format="json")


def test_wish_stands_on_the_request_and_its_run() -> None:
    answer = made("requests", url=URL, translate=True)
    assert (answer.status_code, answer.json()["translate"]) == (201, True)
    dispatch.dispatch()
    assert (VideoRequest.objects.get().translate, ProcessingSession.objects.get().translate) == (True, True)


@pytest.mark.parametrize("choice", [{"engine": "pocketsphinx"}, {"engine": "faster-whisper", "model": "turbo"}])
def test_wish_is_refused_where_it_cannot_be(choice: dict[str, str]) -> None:
    answer = made("requests", url=URL, translate=True, **choice)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"], error["attr"]) == (400, "translation_not_supported", "translate")
    assert VideoRequest.objects.count() == 0
    assert made("requests", url=URL, **choice).status_code == 201


def test_wish_is_judged_by_what_the_server_uses(settings: Any) -> None:
    settings.TRANSCRIBER = "pocketsphinx"
    answer = made("requests", url=URL, translate=True)
    assert answer.json()["errors"][0]["detail"] == 'The speech engine "pocketsphinx" cannot translate.'
    assert made("requests", url=URL, translate=True, engine="faster-whisper").status_code == 201


def test_wish_goes_with_follows_and_uploads() -> None:
    user = make_user()
    follow = Follow.objects.create(user=user, source_url=URL, kind="channel", platform="x", title="x", engine="auto")
    address = f"{API}/follows/{follow.pk}"
    assert client_of(user).patch(address, {"translate": True}, format="json").json()["translate"] is True
    follow.refresh_from_db()
    upload = Upload(translate=True, language="uk")
    assert [Choices(**row.choices()).translate for row in (follow, upload)] == [True, True]

    Follow.objects.update(engine="pocketsphinx")
    answer = client_of(user).patch(address, {"translate": True}, format="json")
    assert answer.json()["errors"][0]["code"] == "translation_not_supported"
