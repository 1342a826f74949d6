"""What may be read, by whom, and in which order."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.database import one_moment
from core.errors import NotFound
from engines.downloaders.types import SourceInfo
from users.models import User
from videos.dispatch import most_sessions, waiting_videos
from videos.events import Place, QueuePlace, RequestPayload, SessionPayload, Snapshot, request_payload, session_payload
from videos.models import ProcessingSession, Video, VideoRequest, Visibility

Viewer = User | AnonymousUser


def visible_to(viewer: Viewer) -> QuerySet[Video]:
    """The videos that lists, counts and search may show: finished public ones and one's own; staff: all."""
    if not viewer.is_authenticated:
        return Video.objects.filter(visibility=Visibility.PUBLIC, status=Video.Status.READY)
    if viewer.is_staff:
        return Video.objects.all()
    public = Q(visibility=Visibility.PUBLIC, status=Video.Status.READY)
    return Video.objects.filter(public | Q(owner=viewer))


def readable_videos(viewer: Viewer) -> QuerySet[Video]:
    """The videos whoever has the id may read: those not private, and one's own; staff: all."""
    if viewer.is_authenticated and viewer.is_staff:
        return Video.objects.all()
    readable = Q(visibility__in=(Visibility.PUBLIC, Visibility.UNLISTED))
    if viewer.is_authenticated:
        readable |= Q(owner=viewer)
    return Video.objects.filter(readable)


def readable(viewer: Viewer, video_id: UUID | str) -> Video:
    """The video, or NotFound where there is none or it is not this viewer's to read."""
    try:
        video = readable_videos(viewer).filter(pk=video_id).first()
    except ValidationError:
        video = None
    if video is None:
        raise NotFound
    return video


def is_editor(viewer: Viewer, video: Video) -> bool:
    """Whether the viewer may change the video: its owner and staff may."""
    return viewer.is_authenticated and (viewer.is_staff or video.owner_id == viewer.pk)


def is_in_work(video: Video) -> bool:
    """Whether a run over the video goes on, or one was asked for."""
    runs = video.sessions.filter(status=ProcessingSession.Status.RUNNING)
    return runs.exists() or video.requests.filter(status__in=VideoRequest.LIVE).exists()


def is_in_use(video: Video) -> bool:
    """Whether requests of people other than the owner stand on the video."""
    standing = (*VideoRequest.LIVE, VideoRequest.Status.COMPLETED)
    return video.requests.filter(status__in=standing).exclude(user=video.owner_id).exists()


ORDERINGS = {
    "created_at": "created_at",
    "title": "title",
    "duration": "duration",
    "published_at": "published",
    "processed_at": "processed_at",
}
MAY_BE_UNKNOWN = {"duration", "processed_at"}


def list_videos(viewer: Viewer, filters: dict[str, str]) -> QuerySet[Video]:
    """The visible videos, filtered by search, platform, channel, language, status, length and owner=me, newest first.

    Odd lengths are passed over.
    """
    videos = visible_to(viewer)
    if filters.get("owner") == "me":
        videos = videos.filter(owner=viewer) if viewer.is_authenticated else videos.none()
    if words := filters.get("search", "").strip():
        for word in words.split()[:20]:
            videos = videos.filter(Q(title__icontains=word) | Q(channel_name__icontains=word))
    for name in ("platform", "language", "status"):
        if value := filters.get(name):
            videos = videos.filter(**{name: value})
    if channel := filters.get("channel"):
        videos = videos.filter(Q(channel_id=channel) | Q(channel_name__iexact=channel))
    return order_videos(videos.filter(**lengths_of(filters)), filters.get("ordering", ""))


def lengths_of(filters: dict[str, str]) -> dict[str, float]:
    """The conditions on the length, in seconds."""
    asked = {"duration__gte": filters.get("min_duration", ""), "duration__lte": filters.get("max_duration", "")}
    return {name: seconds for name, text in asked.items() if (seconds := seconds_of(text)) is not None}


def seconds_of(text: str) -> float | None:
    """The number that stands there; None for what is none."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) else None


def list_channels(viewer: Viewer, words: str) -> QuerySet[Video, Any]:
    """The channels of the visible videos, those with most videos first, as the API answers them."""
    videos = visible_to(viewer).exclude(channel_name="")
    for word in words.split()[:20]:
        videos = videos.filter(channel_name__icontains=word)
    channels = videos.values("channel_id", "channel_name", "platform").annotate(video_count=Count("pk"))
    return channels.order_by("-video_count", "channel_name", "channel_id", "platform")


def order_videos(videos: QuerySet[Video], ordering: str) -> QuerySet[Video]:
    name, falling = ordering.removeprefix("-"), ordering.startswith("-") or not ordering
    field = ORDERINGS.get(name, "created_at")
    nulls_last = True if field in MAY_BE_UNKNOWN else None  # else no index gives that order
    videos = videos.annotate(published=Coalesce("published_at", "created_at"))
    key = F(field).desc(nulls_last=nulls_last) if falling else F(field).asc(nulls_last=nulls_last)
    return videos.order_by(key, "id")


def requests_of(viewer: User, *, everyone: bool = False) -> QuerySet[VideoRequest]:
    """A person's requests, newest first; all people's for staff who ask for them."""
    requests = VideoRequest.objects.select_related("video", "session")
    return requests if everyone and viewer.is_staff else requests.filter(user=viewer)


def latest_job(viewer: User) -> VideoRequest | None:
    """The person's request that went into work last, else the one last moved before all others; None when all rest."""
    processing = VideoRequest.Status.PROCESSING
    jobs = requests_of(viewer).filter(
        Q(status=processing) | Q(status=VideoRequest.Status.QUEUED, prioritized_at__isnull=False)
    )
    running = jobs.filter(status=processing).order_by("-session__started_at", "id").first()
    return running or jobs.order_by("-prioritized_at", "id").first()


def own_request(viewer: User, request_id: UUID) -> VideoRequest:
    """A request of this person (staff: of anybody), or NotFound."""
    request = requests_of(viewer, everyone=viewer.is_staff).filter(pk=request_id).first()
    if request is None:
        raise NotFound
    return request


def usual_seconds() -> float | None:
    """How long a job took lately, on average; None before the first."""
    recent = ProcessingSession.objects.filter(
        status=ProcessingSession.Status.COMPLETED, ended_at__gt=timezone.now() - timedelta(days=30)
    )
    average: timedelta | None = recent.aggregate(average=Avg(F("ended_at") - F("started_at")))["average"]
    return average.total_seconds() if average is not None else None


def places(requests: Iterable[VideoRequest]) -> dict[UUID, Place]:
    """Where each of these requests stands, by request id."""
    listed = list(requests)
    queued = [request for request in listed if request.status == VideoRequest.Status.QUEUED]
    waiting = waiting_videos() if queued else []
    positions = {row.video_id: row.position for row in waiting}
    usual = usual_seconds() if queued else None
    return {request.pk: place_of(request, positions, usual) for request in listed}


def place_of(request: VideoRequest, positions: dict[UUID, int], usual: float | None) -> Place:
    position = positions.get(request.video_id) if request.status == VideoRequest.Status.QUEUED else None
    eta = math.ceil(usual * (1 + position / most_sessions())) if usual is not None and position else None
    return {"queue_position": position, "queue_length": len(positions), "eta_seconds": eta}


def request_payloads(requests: Iterable[VideoRequest]) -> list[RequestPayload]:
    """The API's form of requests as they are now, with their places at the same moment."""
    with one_moment():
        ids = [request.pk for request in requests]
        now = VideoRequest.objects.select_related("video").in_bulk(ids)
        listed = [now[pk] for pk in ids if pk in now]
        standing = places(listed)
    return [request_payload(request, standing[request.pk]) for request in listed]


def request_payload_now(request: VideoRequest) -> RequestPayload:
    """The API's form of one request; NotFound where it was deleted meanwhile."""
    payloads = request_payloads([request])
    if not payloads:
        raise NotFound
    return payloads[0]


def queue_places() -> dict[UUID, list[QueuePlace]]:
    """The places of all waiting requests at one moment, by person."""
    with one_moment():
        waiting = list(VideoRequest.objects.filter(status=VideoRequest.Status.QUEUED).order_by("requested_at"))
        positions = {row.video_id: row.position for row in waiting_videos()}
    moved: dict[UUID, list[QueuePlace]] = {}
    for request in waiting:
        place: QueuePlace = {
            "id": str(request.pk),
            "queue_position": positions.get(request.video_id),
            "queue_length": len(positions),
        }
        moved.setdefault(request.user_id, []).append(place)
    return moved


def sessions_of(viewer: User, *, active: bool | None = None) -> QuerySet[ProcessingSession]:
    """The sessions of a person's requests, newest first; `active`: only those running, or only those ended."""
    own = VideoRequest.objects.filter(user=viewer, session__isnull=False).values("session")
    sessions = ProcessingSession.objects.filter(pk__in=own).prefetch_related("steps", "requests")
    if active is None:
        return sessions
    running = Q(status=ProcessingSession.Status.RUNNING)
    return sessions.filter(running if active else ~running)


def session_payload_for(viewer: User, session: ProcessingSession) -> SessionPayload:
    """The session as this viewer sees it: with their own request."""
    own = next((request.pk for request in session.requests.all() if request.user_id == viewer.pk), None)
    return session_payload(session, own)


def own_session(viewer: User, session_id: UUID) -> ProcessingSession:
    """A session of this person's requests (staff: any), or NotFound."""
    sessions = sessions_of(viewer)
    if viewer.is_staff:
        sessions = ProcessingSession.objects.prefetch_related("steps", "requests")
    session = sessions.filter(pk=session_id).first()
    if session is None:
        raise NotFound
    return session


def snapshot(viewer: User) -> Snapshot:
    """Everything live of one person: what a socket begins with."""
    with one_moment():
        live = requests_of(viewer).filter(status__in=VideoRequest.LIVE)
        running = sessions_of(viewer, active=True)
        return {
            "type": "snapshot",
            "sessions": [session_payload_for(viewer, session) for session in running],
            "requests": request_payloads(live),
        }


def known_sources(viewer: User, source: SourceInfo) -> dict[str, UUID]:
    """The videos here that stand for a source or its entries and that this viewer may see, by source key.

    Entries whose key only a look-up knows are found by their address.
    """
    keys = {source.source_key, *(entry.source_key for entry in source.entries if entry.source_key)}
    urls = {entry.source_url for entry in source.entries if not entry.source_key}
    mine = Q(visibility=Visibility.PUBLIC) | Q(owner=viewer)
    named = Q(source_key__in=keys) | Q(source_url__in=urls)
    found = list(Video.objects.filter(mine, named).order_by("-visibility"))
    return {name: video.pk for video in found for name in (video.source_key, video.source_url)}
