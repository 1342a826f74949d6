"""HTTP in, services and selectors, HTTP out."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from core.api import AnyAccept, Refusal
from core.database import one_moment
from core.errors import ApplicationError, NotFound
from core.media import Kind, content_path, file_response, is_signed, relative
from users.models import User
from videos import selectors, services, sources
from videos.models import Video, VideoRequest
from videos.serializers import (
    ChannelSerializer,
    LookupInput,
    RequestInput,
    RequestSerializer,
    RequestsMadeSerializer,
    SessionSerializer,
    SourceSerializer,
    UploadInput,
    VideoChanges,
    VideoSerializer,
)


def person(request: Request) -> User:
    """Whoever is logged in, in views that are for people with an account."""
    return cast(User, request.user)


def text_parameters(*names: str) -> list[OpenApiParameter]:
    return [OpenApiParameter(name, str) for name in names]


def refuse_nul(value: str) -> str:
    """PostgreSQL text holds no NUL, so nothing can match it."""
    if "\0" in value:
        raise ValidationError({"query": "Null characters are not allowed."}, code="null_characters_not_allowed")
    return value


class VideoListView(GenericAPIView[Video]):
    """Videos one may see, and uploading."""

    serializer_class = VideoSerializer

    def get_parsers(self) -> list[Any]:
        return [MultiPartParser()]

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny()] if self.request.method in SAFE_METHODS else [IsAuthenticated()]

    @extend_schema(
        parameters=[
            *text_parameters("search", "platform", "channel", "language", "owner", "status", "ordering"),
            OpenApiParameter("min_duration", float, description="Seconds."),
            OpenApiParameter("max_duration", float, description="Seconds."),
        ],
        responses=VideoSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        filters = {name: refuse_nul(str(value)) for name, value in request.query_params.items()}
        page = self.paginate_queryset(selectors.list_videos(request.user, filters).select_related("processed_by"))
        return self.get_paginated_response(VideoSerializer(page, many=True, context={"viewer": request.user}).data)

    @extend_schema(request={"multipart/form-data": UploadInput}, responses={201: RequestSerializer, 507: Refusal})
    def post(self, request: Request) -> Response:
        form = UploadInput(data=request.data)
        form.is_valid(raise_exception=True)
        made = services.request_upload(
            person(request),
            form.validated_data["file"],
            title=form.validated_data.get("title", ""),
            visibility=form.validated_data["visibility"],
            choices=form.choices(),
            subtitles=form.validated_data.get("captions"),
        )
        return Response(selectors.request_payload_now(made), status=status.HTTP_201_CREATED)


class VideoView(APIView):
    """One video."""

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny()] if self.request.method in SAFE_METHODS else [IsAuthenticated()]

    @extend_schema(responses=VideoSerializer)
    def get(self, request: Request, video_id: UUID) -> Response:
        return self.answer(request, selectors.readable(request.user, video_id))

    @extend_schema(request=VideoChanges, responses={200: VideoSerializer, 403: Refusal})
    def patch(self, request: Request, video_id: UUID) -> Response:
        changes = VideoChanges(data=request.data)
        changes.is_valid(raise_exception=True)
        video = selectors.readable(request.user, video_id)
        return self.answer(request, services.update_video(person(request), video, **changes.validated_data))

    @extend_schema(responses={204: None, 403: Refusal})
    def delete(self, request: Request, video_id: UUID) -> Response:
        services.delete_video(person(request), selectors.readable(request.user, video_id))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def answer(self, request: Request, video: Video) -> Response:
        return Response(VideoSerializer(video, context={"viewer": request.user}).data)


class ChannelListView(GenericAPIView[Video]):
    """The channels of the videos one may see."""

    serializer_class = ChannelSerializer
    permission_classes = (AllowAny,)

    @extend_schema(parameters=text_parameters("search"), responses=ChannelSerializer(many=True))
    def get(self, request: Request) -> Response:
        words = refuse_nul(request.query_params.get("search", ""))
        page = self.paginate_queryset(selectors.list_channels(request.user, words))
        return self.get_paginated_response(ChannelSerializer(page, many=True).data)


class LookupView(APIView):
    """What stands behind an address, before one asks for it."""

    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "lookup"

    @extend_schema(request=LookupInput, responses=SourceSerializer)
    def post(self, request: Request) -> Response:
        given = LookupInput(data=request.data)
        given.is_valid(raise_exception=True)
        source = sources.look_up(given.validated_data["url"])
        known = selectors.known_sources(person(request), source)
        return Response(SourceSerializer(source, context={"known": known}).data)


class RequestListView(GenericAPIView[VideoRequest]):
    """One's own requests; staff see everybody's with `?all=1`."""

    serializer_class = RequestSerializer

    @extend_schema(
        request=RequestInput,
        responses={
            200: RequestSerializer,
            201: PolymorphicProxySerializer(
                component_name="RequestMade",
                serializers=[RequestSerializer, RequestsMadeSerializer],
                resource_type_field_name=None,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        given = RequestInput(data=request.data)
        given.is_valid(raise_exception=True)
        visibility, choices = given.validated_data["visibility"], given.choices()
        if "urls" in given.validated_data:
            urls = given.validated_data["urls"]
            made_or_not = services.request_urls(person(request), urls, visibility=visibility, choices=choices)
            return Response({"results": self.answers(urls, made_or_not)}, status=status.HTTP_201_CREATED)
        url = given.validated_data["url"]
        made, is_new = services.request_url(person(request), url, visibility=visibility, choices=choices)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(selectors.request_payload_now(made), status=code)

    def answers(self, urls: list[str], results: list[VideoRequest | ApplicationError]) -> list[Any]:
        """One answer for each address: the request as it is now, or why there is none."""
        made = [result for result in results if isinstance(result, VideoRequest)]
        payloads = {payload["id"]: payload for payload in selectors.request_payloads(made)}
        answers: list[Any] = []
        for url, result in zip(urls, results, strict=True):
            error = result if isinstance(result, ApplicationError) else NotFound()
            told = payloads.get(str(result.pk)) if isinstance(result, VideoRequest) else None
            answers.append(told or {"source_url": url, "error": {"code": error.code, "detail": error.detail}})
        return answers

    @extend_schema(
        parameters=[*text_parameters("status", "ordering"), OpenApiParameter("all", OpenApiTypes.BOOL)],
        responses=RequestSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        everyone = request.query_params.get("all") in {"1", "true"}
        requests = selectors.requests_of(person(request), everyone=everyone)
        if wanted := request.query_params.get("status"):
            requests = requests.filter(status__in=refuse_nul(wanted).split(","))
        if request.query_params.get("ordering") == "requested_at":
            requests = requests.order_by("requested_at", "id")
        with one_moment():
            page = self.paginate_queryset(requests)
            return self.get_paginated_response(selectors.request_payloads(page or []))


class RequestView(APIView):
    """One request."""

    @extend_schema(responses=RequestSerializer)
    def get(self, request: Request, request_id: UUID) -> Response:
        own = selectors.own_request(person(request), request_id)
        return Response(selectors.request_payload_now(own))


class RequestActionView(APIView):
    """Process, cancel or retry a request."""

    def change(self, request: Request, own: VideoRequest) -> VideoRequest:
        raise NotImplementedError

    @extend_schema(request=None, responses={200: RequestSerializer, 403: Refusal})
    def post(self, request: Request, request_id: UUID) -> Response:
        changed = self.change(request, selectors.own_request(person(request), request_id))
        return Response(selectors.request_payload_now(changed))


class ProcessView(RequestActionView):
    """Move a waiting request before all others (level 2 and staff)."""

    def change(self, request: Request, own: VideoRequest) -> VideoRequest:
        return services.prioritize(person(request), own)


class CancelView(RequestActionView):
    """End a request that waits or is in work."""

    def change(self, _request: Request, own: VideoRequest) -> VideoRequest:
        return services.cancel(own)


class RetryView(RequestActionView):
    """Try a failed or cancelled request again, from the step that failed."""

    def change(self, _request: Request, own: VideoRequest) -> VideoRequest:
        return services.retry(own)


class SessionListView(GenericAPIView[Any]):
    """The sessions of one's own requests."""

    serializer_class = SessionSerializer

    @extend_schema(parameters=[OpenApiParameter("active", OpenApiTypes.BOOL)], responses=SessionSerializer(many=True))
    def get(self, request: Request) -> Response:
        wanted = request.query_params.get("active")
        active = None if wanted is None else wanted in {"1", "true"}
        page = self.paginate_queryset(selectors.sessions_of(person(request), active=active))
        return self.get_paginated_response(
            [selectors.session_payload_for(person(request), session) for session in page or []]
        )


class SessionView(APIView):
    """One session."""

    @extend_schema(responses=SessionSerializer)
    def get(self, request: Request, session_id: UUID) -> Response:
        session = selectors.own_session(person(request), session_id)
        return Response(selectors.session_payload_for(person(request), session))


class ContentView(APIView):
    """A video's media or thumbnail file, to whoever may read the video or brings a signature."""

    permission_classes = (AllowAny,)
    content_negotiation_class = AnyAccept

    @extend_schema(exclude=True)
    def get(self, request: Request, kind: Kind, name: str) -> HttpResponse:
        path = content_path(kind, name)
        video = self.video_of(request, relative(path))
        download_as = f"{video.title}{path.suffix}" if "download" in request.query_params else ""
        return file_response(relative(path), public=video.is_open, download_as=download_as)

    def video_of(self, request: Request, stored: str) -> Video:
        videos = Video.objects if is_signed(request._request) else selectors.readable_videos(request.user)
        field = "thumbnail_path" if stored.startswith("thumbnail/") else "media_path"
        video = videos.filter(**{field: stored}).first()
        if video is None:
            raise NotFound
        return video
