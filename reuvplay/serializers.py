"""What Reuv Play's clients send, and the rows they are answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from rest_framework import serializers

from core.media import content_url
from segments.models import Clip, Segment
from users.serializers import AddressField, NameField, PasswordField
from videos.events import Place, session_payload
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest

WAITING, WORKING = 0, 1
STATUS_WORDS = {
    "download": ("Initializing Download", "Downloading Video"),
    "prepare": ("Downloaded", "Converting Video To Audio"),
    "transcribe": ("Initalizing AI", "Converting Audio To Text"),
}
"""Of each step before it is under way, and then: the original's words with the original's spelling."""
LAST_WORDS = ("Adding Segements In Database", "Adding Segements In Database")


class Input(serializers.Serializer[Any]):
    """A body; `missing` is the original's answer where a field is left out or null."""

    missing: ClassVar[dict[str, Any]]


class LogInInput(Input):
    missing = {"hint": "expecting_email_password_in_json", "code": -1}  # noqa: RUF012 -- never changed

    email = serializers.CharField(max_length=254)
    password = PasswordField()


class SignUpInput(Input):
    """`full_name` of the original's README counts as the `fullname` of its code."""

    missing = {"hint": "expecting_email_password_fullname_account-type_in_json", "code": 2}  # noqa: RUF012 -- never changed

    email = AddressField()
    password = PasswordField()
    fullname = NameField(source="full_name")
    account_type = serializers.IntegerField(source="level")


class SourceInput(Input):
    """`platform` is a hint: the address decides."""

    missing = {"hint": "expecting_platform_video_url_in_json", "code": -1}  # noqa: RUF012 -- never changed

    platform = serializers.CharField(max_length=200, allow_blank=True)
    video_url = serializers.CharField(max_length=2000)


class ClipInput(serializers.Serializer[Any]):
    clip_id = serializers.UUIDField()


def epoch(moment: datetime | None) -> int:
    """Whole seconds since 1970; 0 for never."""
    return int(moment.timestamp()) if moment else 0


def whole_seconds(duration: float | None) -> int:
    return round(duration or 0)


def thumbnail_path(video: Video) -> str:
    """Where `ThumbnailView` has a picture in any case; relative, the client puts its base URL before it."""
    return content_url(f"thumbnail/{video.pk}.jpg", public=video.is_open).lstrip("/")


def clip_path(clip: Clip) -> str:
    """Where a clip's file is; relative too."""
    return content_url(clip.path, public=clip.video.is_open).lstrip("/")


def card(video: Video) -> dict[str, Any]:
    return {"video_id": str(video.pk), "title": video.title, "thumbnail": thumbnail_path(video)}


def line(segment: Segment) -> dict[str, Any]:
    return {
        "clip_id": str(segment.pk),
        "text": segment.text,
        "start_time": round(segment.start, 2),
        "end_time": round(segment.end, 2),
    }


def transcript(video: Video, segments: Iterable[Segment]) -> dict[str, Any]:
    return {
        "segments": [line(segment) for segment in segments],
        "thumbnail": thumbnail_path(video),
        "title": video.title,
        "channel": video.channel_name,
        "duration": whole_seconds(video.duration),
        "source_url": video.source_url,
        "channel_id": video.channel_id,
    }


def source_row(request: VideoRequest) -> dict[str, Any]:
    """What the rows of all lists of one's own videos begin with."""
    video = request.video
    return {
        "title": request.title,
        "video_id": str(video.pk),
        "platform": video.platform,
        "source_url": video.source_url,
    }


def queue_row(request: VideoRequest, place: Place) -> dict[str, Any]:
    """A request on its way. In the queue 1 is next; 0 is in work already."""
    return {
        **source_row(request),
        "duration": whole_seconds(request.video.duration),
        "queue": f"{place['queue_position'] or 0}/{place['queue_length']}",
        "added": epoch(request.requested_at),
    }


def completed_row(request: VideoRequest) -> dict[str, Any]:
    return {
        **source_row(request),
        "duration": whole_seconds(request.video.duration),
        "added": epoch(request.completed_at),
    }


def job_row(request: VideoRequest) -> dict[str, Any]:
    """A job in work, or about to be."""
    status, progress = STATUS_WORDS["download"][WAITING], 0
    if request.session and request.status == VideoRequest.Status.PROCESSING:
        status, progress = standing(request.session)
    return {**source_row(request), "status": status, "progress": progress}


def standing(session: ProcessingSession) -> tuple[str, int]:
    """The original's status word for the step that tells most, and its progress in percent."""
    told = session_payload(session, None)
    step = next(step for step in told["steps"] if step["name"] == told["step"])
    words = STATUS_WORDS.get(step["name"], LAST_WORDS)
    if step["status"] == ProcessingStep.Status.RUNNING and step["progress"]:
        return words[WORKING], step["progress"]
    return words[WAITING], 100 if words[WAITING] == "Downloaded" else 0
