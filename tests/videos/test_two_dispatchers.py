"""Two hundred requests by twenty people, and two processes that dispatch at once."""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.chaos.people import gaps, wrong_places
from tests.factories import client_of, make_user
from users.models import User
from videos import lifecycle
from videos.dispatch import most_sessions
from videos.models import ProcessingSession, ProcessingStep, VideoRequest

PEOPLE, EACH, ASKING = 20, 10, 4
STEP = "tests.videos.fake_steps.Succeed"

pytestmark = [pytest.mark.rest, pytest.mark.django_db(transaction=True)]


@contextmanager
def two_dispatchers() -> Iterator[list[subprocess.Popen[bytes]]]:
    command = [sys.executable, "-m", "tests.videos.dispatcher", connection.settings_dict["NAME"], STEP]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(2)]
    try:
        yield running
    finally:
        for process in running:
            process.communicate()
    assert [process.returncode for process in running] == [0, 0]


def upload(person: User) -> list[str]:
    """Ask for one video more; answers what was wrong with the answer."""
    try:
        form = {"file": SimpleUploadedFile("film.mp4", b"film", "video/mp4")}
        answer = client_of(person).post("/api/v1/videos", form, format="multipart")
        assert answer.status_code == 201
        return wrong_places([answer.json()], "an upload")
    finally:
        connection.close()


def watch(staff: User, until: threading.Event) -> tuple[int, list[str]]:
    """Look at the whole queue again and again: how often it was seen, and what was wrong with it."""
    client, seen, wrongs = client_of(staff), 0, []
    try:
        while not until.is_set():
            answer = client.get("/api/v1/requests", {"all": 1, "status": "queued,processing", "page_size": 100})
            assert answer.status_code == 200
            body = answer.json()
            seen += 1
            wrongs += wrong_places(body["results"], "the whole queue")
            wrongs += gaps(body["results"]) if body["next"] is None else []
    finally:
        connection.close()
    return seen, wrongs


def work_until_done() -> None:
    """Be the worker: finish every step that was sent."""
    while VideoRequest.objects.filter(status__in=VideoRequest.LIVE).exists():
        for step in ProcessingStep.objects.filter(status=ProcessingStep.Status.QUEUED):
            if run := lifecycle.begin(step.pk, step.attempt):
                lifecycle.finish_step(run)


def unfair_claims() -> list[str]:
    """Claims of somebody's next video while another who still waited was a turn behind, once all had asked."""
    left = Counter(dict.fromkeys(VideoRequest.objects.values_list("user_id", flat=True), EACH))
    had: Counter[Any] = Counter(dict.fromkeys(left, 0))
    unfair = []
    claims = list(ProcessingSession.objects.order_by("started_at").values_list("started_by_id", flat=True))
    left.subtract(claims[: most_sessions()])  # nothing ended before all had asked, so these were claimed until then
    for user in claims[most_sessions() :]:
        fewest = min(had[other] for other in had if left[other])
        if had[user] > fewest + 1 or (had[user] and not fewest):
            unfair.append(f"turn {had[user] + 1} of {user} before turn {fewest + 1} of another")
        had[user] += 1
        left[user] -= 1
    return unfair


@pytest.mark.timeout(240)
def test_two_dispatchers_keep_one_order_and_lose_nothing(sent: list[Any], settings: Any) -> None:
    settings.VIDEO_PIPELINE = [STEP]
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
    people, staff = [make_user() for _ in range(PEOPLE)], make_user(is_staff=True)
    done = threading.Event()

    with two_dispatchers(), ThreadPoolExecutor(ASKING + 1) as pool:
        watching = pool.submit(watch, staff, done)
        wrongs = [
            wrong for found in pool.map(upload, [person for person in people for _ in range(EACH)]) for wrong in found
        ]
        work_until_done()
        done.set()
        seen, wrong_views = watching.result()

    assert wrongs + wrong_views == []
    assert seen > 10
    assert Counter(VideoRequest.objects.values_list("status", flat=True)) == {"completed": PEOPLE * EACH}
    sessions = ProcessingSession.objects.values_list("video_id", flat=True)
    assert len(sessions) == len(set(sessions)) == PEOPLE * EACH
    assert unfair_claims() == []
