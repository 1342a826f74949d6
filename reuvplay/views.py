"""Reuv Play's calls over our services. Answers are `{hint, code, ...}`, mostly with HTTP 200, also for refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.templatetags.static import static
from rest_framework import status
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication

from core.database import one_moment
from core.errors import ApplicationError, InvalidInput, NotFound, Overloaded
from core.media import Kind, is_signed
from engines.downloaders.types import SourceInfo
from reuvplay import serializers
from reuvplay.serializers import ClipInput, Input, LogInInput, SignUpInput, SourceInput
from segments.models import Clip
from segments.permissions import AnonymousClipThrottle
from segments.selectors import transcript
from segments.services import ClipWish, finished_clip
from segments.views import ClipFileView
from users import services as users
from users.models import User
from users.permissions import AccountThrottle, LogInThrottle, SignUpThrottle
from videos import selectors, services, sources
from videos.models import VideoRequest
from videos.services import Choices
from videos.views import ContentView, LookupView, person

PICTURE = "reuvplay/no-picture.jpg"
NO_PICTURE = (Path(__file__).parent / "static" / PICTURE).read_bytes()
YOUTUBE_PICTURES = "i.ytimg.com"
CLIP_PATIENCE_SECONDS = 50.0
"""Below the minute after which proxies and browsers give a request up."""


class Refused(Exception):
    """An answer that ends the view."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(body)
        self.body = body


class ReuvPlayView(APIView):
    """What all calls share. Refusals of our services become `{hint: <their code>, code: -1}` with HTTP 200."""

    schema = None  # the OpenAPI schema is that of /api/v1/

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Refused):
            return Response(exc.body)
        if isinstance(exc, NotAuthenticated | AuthenticationFailed):
            error = "token_not_found" if isinstance(exc, NotAuthenticated) else "jwt_token_invalid"
            challenge = {"WWW-Authenticate": self.get_authenticate_header(self.request)}
            return Response({"error": error}, status=status.HTTP_401_UNAUTHORIZED, headers=challenge)
        if isinstance(exc, ApplicationError) and not isinstance(exc, Overloaded):
            return Response({"hint": exc.code, "code": -1})
        response = super().handle_exception(exc)
        response.data = {"hint": response.data["errors"][0]["code"], "code": -1}
        return response

    def input(self, serializer: type[Input]) -> dict[str, Any]:
        """The checked body. Raises Refused with the original's answer where something is missing."""
        sent = self.request.data
        body = {"fullname": sent.get("full_name"), **sent} if isinstance(sent, dict) else {}
        checked = serializer(data=body)
        if any(body.get(str(name)) is None for name in checked.fields):
            raise Refused(serializer.missing)
        if not checked.is_valid():
            field, (error, *_) = next(iter(checked.errors.items()))
            raise Refused({"hint": f"{field}_{error.code}", "code": -1})
        return dict(checked.validated_data)


class OptionalAuthentication(JWTAuthentication):
    """Who is asking, where a good token says so. Reading is public, and the web app sends an empty token at first."""

    def authenticate(self, request: Request) -> Any:
        try:
            return super().authenticate(request)
        except AuthenticationFailed:
            return None


class SignUpView(ReuvPlayView):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (SignUpThrottle,)

    def post(self, _request: Request) -> Response:
        given = self.input(SignUpInput)
        try:
            user = users.sign_up(**given)
        except ValidationError as error:
            raise Refused({"hint": "password_too_weak", "code": -1}) from error
        except InvalidInput as error:
            if error.code != "email_taken":
                raise
            raise Refused({"hint": "user_already_exist", "code": 3}) from error
        return signed_in(user, "signup_successful", status.HTTP_201_CREATED)


class LogInView(ReuvPlayView):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (LogInThrottle, AccountThrottle)

    def post(self, _request: Request) -> Response:
        given = self.input(LogInInput)
        try:
            user = users.log_in(**given)
        except users.WrongCredentials as error:
            known = users.is_registered(given["email"])
            hint, code = ("user_credentials_didnt_match", 0) if known else ("user_not_found", -1)
            raise Refused({"hint": hint, "code": code}) from error
        return signed_in(user, "login_successful", status.HTTP_200_OK)


def signed_in(user: User, hint: str, status_code: int) -> Response:
    """The token travels in a header, which pages of other origins may read."""
    headers = {
        "Authorization": f"Bearer {users.issue_tokens(user).access}",
        "Access-Control-Expose-Headers": "Authorization",
        "Cache-Control": "no-store",
    }
    return Response({"hint": hint, "code": 1, "user_level": user.level}, status=status_code, headers=headers)


class SearchView(ReuvPlayView):
    """What stands behind an address."""

    throttle_classes = LookupView.throttle_classes
    throttle_scope = LookupView.throttle_scope

    def post(self, request: Request) -> Response:
        found = sources.look_up(self.input(SourceInput)["video_url"])
        if found.kind != "video":
            raise InvalidInput("url_is_playlist", "This is a list of videos.")
        data = {
            "title": found.title,
            "thumbnail": picture_url(request, found),
            "creator_name": found.channel_name or found.platform,
        }
        return Response({"data": data, "code": 1})


def picture_url(request: Request, source: SourceInfo) -> str:
    """A picture the web app may load: its image loader knows YouTube's host and ours, and breaks at any other."""
    if source.thumbnail_url and urlsplit(source.thumbnail_url).hostname == YOUTUBE_PICTURES:
        return source.thumbnail_url
    video_id = selectors.known_sources(person(request), source).get(source.source_key)
    path = static(PICTURE)
    if video_id:
        path = f"/{serializers.thumbnail_path(selectors.readable(request.user, video_id))}"
    return str(request.build_absolute_uri(path))


class RequestView(ReuvPlayView):
    def post(self, request: Request) -> Response:
        services.request_url(person(request), self.input(SourceInput)["video_url"], choices=Choices())
        return Response({"hint": "video_request_accepted", "code": 1})


class ProcessView(ReuvPlayView):
    def post(self, request: Request) -> Response:
        services.process_url(person(request), self.input(SourceInput)["video_url"], choices=Choices())
        return Response({"hint": "background_task_started", "code": 2}, status=status.HTTP_201_CREATED)


class QueueView(ReuvPlayView):
    """One's own requests that wait or are in work."""

    def get(self, request: Request) -> Response:
        with one_moment():
            live = list(selectors.requests_of(person(request)).filter(status__in=VideoRequest.LIVE))
            places = selectors.places(live)
        rows = [serializers.queue_row(waiting, places[waiting.pk]) for waiting in live]
        return Response({"hint": "got_all_requested_data", "code": 1, "data": rows})


class CompletedView(ReuvPlayView):
    """One's own completed requests: the web app shows them on two pages."""

    hint = ""

    def get(self, request: Request) -> Response:
        done = selectors.requests_of(person(request)).filter(status=VideoRequest.Status.COMPLETED)
        rows = [serializers.completed_row(completed) for completed in done.order_by("-completed_at", "id")]
        return Response({"hint": self.hint, "code": 1, "data": rows})


class StatusView(ReuvPlayView):
    """One's latest job. The web app asks again every five seconds while `code` is 0, and stops for good at 1."""

    def get(self, request: Request) -> Response:
        job = selectors.latest_job(person(request))
        rows = [serializers.job_row(job)] if job else []
        return Response({"hint": "got_session_info", "code": 0 if job else 1, "data": rows})


class VideoListView(ReuvPlayView):
    """All public videos that are ready, newest first."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        wanted = request.query_params.get("search", "").replace("\0", " ")
        found = selectors.list_videos(request.user, {} if wanted == "null" else {"search": wanted})
        return Response(
            {"hint": "got_all_videos", "code": 1, "data": [serializers.card(video) for video in found.iterator()]}
        )


class WatchView(ReuvPlayView):
    """A video with its lines."""

    authentication_classes = (OptionalAuthentication,)
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        video_id = request.query_params.get("v")
        if video_id is None:
            return Response({"hint": "invalid_query_params"})
        try:
            video = selectors.readable(request.user, video_id)
        except NotFound as error:
            raise Refused({"hint": "video_not_found", "code": -1}) from error
        data = serializers.transcript(video, transcript(video))
        return Response({"hint": "got_all_segments", "code": 1, "data": data})


class StreamView(ReuvPlayView):
    """A line as a clip of its own; the answer waits until the file is there."""

    authentication_classes = (OptionalAuthentication,)
    permission_classes = (AllowAny,)
    throttle_classes = (AnonymousClipThrottle,)

    def post(self, request: Request) -> Response:
        given = ClipInput(data=request.data)
        given.is_valid(raise_exception=True)
        wish = ClipWish(segment_id=given.validated_data["clip_id"], purpose=Clip.Purpose.FILE, snap=Clip.Snap.NONE)
        clip = finished_clip(request.user, wish, patience=CLIP_PATIENCE_SECONDS)
        return Response({"hint": "got_video_clip", "code": 1, "video_url": serializers.clip_path(clip)})

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        if response.status_code == status.HTTP_200_OK:
            response.status_code = status.HTTP_400_BAD_REQUEST
        response.data = {"error": "something_went_wrong"}
        return response


class ThumbnailView(ContentView):
    """A video's picture, or one that stands for it: what the web app puts into a page always loads."""

    schema = None

    def get(self, request: Request, kind: Kind, name: str) -> HttpResponse:
        try:
            return super().get(request, kind, name)
        except NotFound:
            if not is_signed(request._request):
                selectors.readable(request.user, name.removesuffix(".jpg"))
            return HttpResponse(NO_PICTURE, content_type="image/jpeg", headers={"Cache-Control": "no-cache"})


class ClipView(ClipFileView):
    """A clip's file. Those made as files are saved when a link leads to them, also from a page of another origin."""

    schema = None

    def get(self, request: Request, clip_id: UUID, suffix: str) -> HttpResponse:
        response = super().get(request, clip_id, suffix)
        if Clip.objects.filter(pk=clip_id, purpose=Clip.Purpose.FILE).exists():
            response.setdefault("Content-Disposition", f'attachment; filename="{clip_id}.{suffix}"')
        return response
