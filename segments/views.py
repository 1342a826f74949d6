"""HTTP in, services and selectors, HTTP out."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from core.api import AnyAccept, Refusal
from core.errors import InvalidInput, NotFound
from core.http import origin_of
from core.media import content_url, file_response, is_signed
from segments import selectors, services
from segments.clips import posters
from segments.events import clip_payload, line_payload
from segments.models import Clip, Segment, Track
from segments.permissions import AnonymousClipThrottle, ClipThrottle
from segments.search import Hit, SearchPage, search, suggestions
from segments.serializers import (
    ClipInput,
    ClipSerializer,
    LinesInput,
    SearchInput,
    SearchPageSerializer,
    SegmentListSerializer,
    SuggestionsSerializer,
    TrackInput,
    TranscriptFileSerializer,
    offered_modes,
)
from segments.subtitles import FORMATS, file_name, transcript_file
from users.models import User
from videos.models import Video
from videos.selectors import is_editor, readable

RETRY_SECONDS = "1"


class SegmentListView(APIView):
    """The lines of a video."""

    permission_classes = (AllowAny,)

    @extend_schema(parameters=[LinesInput], responses=SegmentListSerializer)
    def get(self, request: Request, video_id: UUID) -> Response:
        video = readable(request.user, video_id)
        asked = LinesInput(data=request.query_params)
        asked.is_valid(raise_exception=True)
        lines = selectors.transcript(video, track=asked.validated_data["track"])
        if "after" in asked.validated_data:
            lines = lines.filter(start__gt=asked.validated_data["after"])
        with_words = asked.validated_data["words"]
        is_own = is_editor(request.user, video)
        answers = [line_answer(line, with_words=with_words, is_editor=is_own) for line in lines]
        return Response({"results": answers})


def line_answer(line: Segment, *, with_words: bool, is_editor: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {**line_payload(line, is_editor=is_editor)}
    if not with_words:
        del answer["words"]
    return answer


class TranscriptView(APIView):
    """A transcript as a file."""

    permission_classes = (AllowAny,)
    content_negotiation_class = AnyAccept

    @extend_schema(
        parameters=[
            TrackInput,
            OpenApiParameter("format", str, enum=list(FORMATS), default="srt"),
            OpenApiParameter("times", bool, default=False, description="txt: with the time of each line."),
        ],
        responses={
            (200, content_type): TranscriptFileSerializer if form == "json" else OpenApiTypes.STR
            for form, (content_type, _) in FORMATS.items()
        },
    )
    def get(self, request: Request, video_id: UUID) -> HttpResponse:
        video = readable(request.user, video_id)
        form = request.query_params.get("format", "srt")
        if form not in FORMATS:
            raise InvalidInput("format_not_supported", f"Choose one of {', '.join(FORMATS)}.", attr="format")
        asked = TrackInput(data=request.query_params)
        asked.is_valid(raise_exception=True)
        with_times = request.query_params.get("times", "").lower() in {"1", "true"}
        track = asked.validated_data["track"]
        english = selectors.english_run(video) if track == Track.ENGLISH else None
        lines = list(selectors.transcript(video, track=track))
        made = transcript_file(video, lines, form, with_times=with_times, english=english)
        disposition = content_disposition_header(as_attachment=True, filename=made.name) or ""
        return HttpResponse(made.text, content_type=made.content_type, headers={"Content-Disposition": disposition})


class SearchView(APIView):
    """Search every spoken word one may hear.

    `q`: words are all required within about a minute of speech (one window of the index: ten lines, or what begins
    within 60 s); `"an exact phrase"` may run across neighbouring lines; `prefix*`; `a OR b`; `-without`: not said in
    that minute. Case, accents and width do not matter. Where little is found, other English forms of the words
    follow below. Never an error for odd input; the first 1,000 characters count. At most 1,000 hits are listed;
    where `count_exact` is false there are most likely more, and `video_count` and `matches` are of those looked
    through. What takes more than two seconds is given up (503 `search_too_slow`).

    `mode=semantic` adds passages of English videos that mean something alike, as hits of all their lines; it is refused
    as `mode_not_supported` where that is not installed.
    """

    permission_classes = (AllowAny,)
    parameters = SearchInput()

    @extend_schema(parameters=[SearchInput], responses={200: SearchPageSerializer, 404: Refusal, 503: Refusal})
    def get(self, request: Request) -> Response:
        query = self.parameters.query(request.query_params.dict() | {"q": typed(request)})
        page = search(query, request.user)
        url = request.build_absolute_uri()
        return Response(page_answer(page, replace_query_param(url, "page", query.page + 1)))


class SuggestView(APIView):
    """Completions of what is being typed."""

    permission_classes = (AllowAny,)

    @extend_schema(parameters=[OpenApiParameter("q", str)], responses=SuggestionsSerializer)
    def get(self, request: Request) -> Response:
        words, videos = suggestions(typed(request), request.user)
        return Response({"words": words, "videos": [{"id": video.pk, "title": video.title} for video in videos]})


def typed(request: Request) -> str:
    """What was typed, whatever it is; NUL is no text to anyone."""
    return str(request.query_params.get("q", "")).replace("\0", " ")


def page_answer(page: SearchPage, next_url: str) -> dict[str, Any]:
    groups = [
        {"video": video_answer(group.video), "matches": group.matches, "hits": [hit_answer(hit) for hit in group.hits]}
        for group in page.groups
    ]
    return {
        "count": page.count,
        "count_exact": page.count_exact,
        "video_count": page.video_count,
        "took_ms": page.took_ms,
        "next": next_url if page.has_next else None,
        "did_you_mean": page.did_you_mean,
        "modes": offered_modes(),
        "videos": [video_answer(video) for video in page.videos],
        "results": groups or [hit_answer(hit) for hit in page.hits],
    }


def hit_answer(hit: Hit) -> dict[str, Any]:
    ids = [str(pk) for pk in hit.segment_ids]
    return {
        "segment_id": ids[0],
        "segment_ids": ids,
        "video": video_answer(hit.video),
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
        "highlight": hit.highlight,
        "before": hit.before,
        "after": hit.after,
        "matches": hit.matches,
    }


def video_answer(video: Video) -> dict[str, Any]:
    return {
        "id": str(video.pk),
        "title": video.title,
        "channel_name": video.channel_name,
        "thumbnail_url": content_url(video.thumbnail_path, public=video.is_open) if video.thumbnail_path else None,
        "duration": video.duration,
    }


class ClipListView(APIView):
    """Asking for clips."""

    permission_classes = (AllowAny,)

    def get_throttles(self) -> list[BaseThrottle]:
        return [AnonymousClipThrottle(), ClipThrottle()]

    @extend_schema(
        request=ClipInput,
        responses={
            200: ClipSerializer,
            201: ClipSerializer,
            202: OpenApiResponse(ClipSerializer, description="In work: ask again after Retry-After."),
            401: Refusal,
            404: Refusal,
            507: Refusal,
        },
    )
    def post(self, request: Request) -> Response:
        asked = ClipInput(data=request.data)
        asked.is_valid(raise_exception=True)
        wish = asked.wish()
        if wish.needs_account and not request.user.is_authenticated:
            raise NotAuthenticated
        clip, made = services.request_clip(request.user, wish)
        if clip.status == Clip.Status.WORKING:
            return clip_answer(request, clip, status.HTTP_202_ACCEPTED)
        return clip_answer(request, clip, status.HTTP_201_CREATED if made else status.HTTP_200_OK)


def clip_answer(request: Request, clip: Clip, code: int) -> Response:
    headers = {"Retry-After": RETRY_SECONDS} if clip.status == Clip.Status.WORKING else {}
    return Response(clip_payload(clip, origin=origin_of(request)), status=code, headers=headers)


class ClipView(APIView):
    """One clip."""

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny()] if self.request.method in SAFE_METHODS else [IsAuthenticated()]

    @extend_schema(responses={200: ClipSerializer, 507: Refusal})
    def get(self, request: Request, clip_id: UUID) -> Response:
        clip = services.fresh(selectors.readable_clip(request.user, clip_id), request.user)
        return clip_answer(request, clip, status.HTTP_200_OK)

    @extend_schema(responses={204: None, 403: Refusal})
    def delete(self, request: Request, clip_id: UUID) -> Response:
        clip = selectors.readable_clip(request.user, clip_id)
        services.delete_clip(cast(User, request.user), clip)  # IsAuthenticated saw to that
        return Response(status=status.HTTP_204_NO_CONTENT)


class ClipFileView(APIView):
    """A clip's file, to whoever may read its video or brings a signature; cut again where it was evicted."""

    permission_classes = (AllowAny,)
    content_negotiation_class = AnyAccept

    @extend_schema(exclude=True)
    def get(self, request: Request, clip_id: UUID, suffix: str) -> HttpResponse:
        signed = is_signed(request._request)
        clip = selectors.any_clip(clip_id) if signed else selectors.readable_clip(request.user, clip_id)
        clip = services.fresh(clip, request.user)
        if clip.status == Clip.Status.WORKING:
            raise services.ClipInWork
        if clip.path != f"segment/{clip_id}.{suffix}":
            raise NotFound
        download_as = clip_name(clip, suffix) if "download" in request.query_params else ""
        return file_response(clip.path, public=clip.video.is_open, download_as=download_as)


class ClipPosterView(APIView):
    """The picture that stands for a clip, to whoever may read its video or brings a signature."""

    permission_classes = (AllowAny,)
    content_negotiation_class = AnyAccept

    @extend_schema(exclude=True)
    def get(self, request: Request, clip_id: UUID) -> HttpResponse:
        signed = is_signed(request._request)
        clip = selectors.any_clip(clip_id) if signed else selectors.readable_clip(request.user, clip_id)
        return file_response(posters.require_poster(clip), public=clip.video.is_open)


def clip_name(clip: Clip, suffix: str) -> str:
    """`Title 03.41-03.49.mp4`: no system minds dots."""
    limits = "-".join(f"{int(moment) // 60:02}.{int(moment) % 60:02}" for moment in (clip.start, clip.end))
    return f"{file_name(clip.video.title)} {limits}.{suffix}"
