"""Rows for tests."""

import itertools
from typing import Any

from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import RefreshToken

from segments.models import Segment
from segments.search import index_segments
from users.models import User
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest
from videos.pipeline import StepRun

numbers = itertools.count(1)


def make_user(**fields: Any) -> User:
    number = next(numbers)
    fields = {"email": f"person{number}@example.org", "full_name": f"Person {number}", **fields}
    return User.objects.create_user(password=fields.pop("password", "a long passphrase"), **fields)


def client_of(user: User) -> APIClient:
    """A client that is logged in as this person."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {RefreshToken.for_user(user).access_token}")
    return client


def make_video(**fields: Any) -> Video:
    number = next(numbers)
    defaults = {"title": f"Video {number}", "source_key": f"upload:{number}", "status": Video.Status.READY}
    if "owner" not in fields:
        fields["owner"] = make_user()
    return Video.objects.create(**{**defaults, **fields})


def make_request(**fields: Any) -> VideoRequest:
    if "user" not in fields:
        fields["user"] = make_user()
    if "video" not in fields:
        fields["video"] = make_video(owner=fields["user"], status=Video.Status.QUEUED)
    return VideoRequest.objects.create(**fields)


def make_segments(video: Video, *lines: str | tuple[float, float, str], **fields: Any) -> list[Segment]:
    """Indexed lines of a video's current transcript: (start, end, text), or texts of five seconds each."""
    if not video.generation:
        video.generation = 1
        video.save(update_fields=["generation"])
    generation = fields.pop("generation", video.generation)
    first = Segment.objects.filter(video=video, generation=generation).count()
    timed = [(5.0 * n, 5.0 * n + 5, line) if isinstance(line, str) else line for n, line in enumerate(lines, first)]
    made = Segment.objects.bulk_create(
        Segment(video=video, generation=generation, index=n, start=start, end=end, text=text, **fields)
        for n, (start, end, text) in enumerate(timed, first)
    )
    index_segments(video.pk, generation, first)
    return made


def make_run(video: Video, *, name: str = "transcribe", **session: Any) -> StepRun:
    """A step of a new session over the video, running as its first attempt."""
    ProcessingSession.objects.filter(video=video).update(status=ProcessingSession.Status.COMPLETED)
    generation = ProcessingSession.objects.filter(video=video).count() + 1
    made = ProcessingSession.objects.create(video=video, **{"generation": generation, **session})
    running = ProcessingStep.Status.RUNNING
    step = ProcessingStep.objects.create(session=made, position=0, name=name, kind=name, status=running)
    return StepRun(video, made, step.pk, step.attempt)
