"""Resumable uploads by tus 1.0.0. core.receiving takes the bytes themselves in, and asks here before and after."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import http_date
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import AnyAccept, Refusal
from core.errors import ApplicationError, InvalidInput, StorageFull, WrongState
from core.media import require_free_space
from core.receiving import Outcome, Plan, Receiving, receiving_of
from users.models import User
from videos import selectors, tus, uploads
from videos.models import Upload, VideoRequest
from videos.serializers import ResumableInput, ResumableSerializer


class VersionUnknown(ApplicationError):
    """Not the tus we speak."""

    status = 412

    def __init__(self) -> None:
        super().__init__("tus_version", f"Say Tus-Resumable: {tus.VERSION}.")


class WrongType(ApplicationError):
    status = 415

    def __init__(self) -> None:
        super().__init__("unsupported_media_type", f"The body must be {tus.BODY_TYPE}.")


def header(name: str, *, required: bool = True) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=required)


RESUMABLE = header("Tus-Resumable")


class TusView(APIView):
    """What all answers of tus have in common."""

    content_negotiation_class = AnyAccept

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """After the bytes it is whoever was let in before them: a token may have expired meanwhile."""
        made = super().initialize_request(request, *args, **kwargs)
        state = receiving_of(request)
        if state and state.plan and state.outcome:
            made.user = state.plan.asker
        return made

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny() if self.request.method == "OPTIONS" else IsAuthenticated()]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in {"GET", "OPTIONS"} and request.headers.get("Tus-Resumable") != tus.VERSION:
            raise VersionUnknown

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Tus-Resumable"] = tus.VERSION
        answer["Tus-Version"] = tus.VERSION
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(exclude=True)
    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002 -- the framework names them
        """What the server can; also asked by browsers of other origins, without a token."""
        headers = {
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Max-Size": str(settings.MAX_UPLOAD_BYTES),
            "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
        }
        return Response(status=status.HTTP_204_NO_CONTENT, headers=headers)


class UploadListView(TusView):
    """Beginning an upload, and those that are not finished."""

    @extend_schema(responses=ResumableSerializer(many=True), operation_id="uploads_list")
    def get(self, request: Request) -> Response:
        """One's own uploads that can be gone on with, newest first. Not paged: there are few (MAX_OPEN_UPLOADS)."""
        listed = uploads.open_uploads(cast(User, request.user))
        return Response([described(upload, None) for upload in listed if uploads.path_of(upload).exists()])

    @extend_schema(
        parameters=[RESUMABLE, header("Upload-Length"), header("Upload-Metadata", required=False)],
        request=None,
        responses={201: ResumableSerializer, 412: Refusal, 507: Refusal},
        operation_id="uploads_create",
    )
    def post(self, request: Request) -> Response:
        """Begin a resumable upload (tus 1.0.0): `Location` is where its bytes go.

        `Upload-Metadata` may hold filename, title, language, engine, model, visibility, caption_policy, and sha256 of
        the whole file in hex.
        """
        length = tus.bytes_of("Upload-Length", request.headers.get("Upload-Length"))
        metadata = request.headers.get("Upload-Metadata", "")
        given = ResumableInput(data=tus.metadata_of(metadata))
        given.is_valid(raise_exception=True)
        upload = uploads.begin_upload(cast(User, request.user), given.wish(length, metadata))
        headers = {"Location": f"/api/v1/uploads/{upload.pk}", "Upload-Offset": "0", **expiry(upload)}
        return Response(described(upload, None), status=status.HTTP_201_CREATED, headers=headers)


class UploadView(TusView):
    """One upload of one's own."""

    @extend_schema(responses=ResumableSerializer)
    def get(self, request: Request, upload_id: UUID) -> Response:
        """How far it is, and the request that was made of it."""
        upload = self.upload(request, upload_id)
        return Response(described(upload, uploads.finish_if_whole(upload)))

    @extend_schema(exclude=True)
    def head(self, request: Request, upload_id: UUID) -> Response:
        """Where to go on."""
        upload = self.upload(request, upload_id)
        uploads.settle(upload)
        made = uploads.finish_if_whole(upload)
        answer = standing(upload, upload.length_bytes if made else uploads.offset_of(upload), made)
        answer["Upload-Length"] = str(upload.length_bytes)
        if upload.metadata:
            answer["Upload-Metadata"] = upload.metadata
        answer.status_code = status.HTTP_200_OK
        return answer

    @extend_schema(
        parameters=[RESUMABLE, header("Upload-Offset"), header("Upload-Checksum", required=False)],
        request={tus.BODY_TYPE: bytes},
        responses={204: None, 410: Refusal, 412: Refusal, 423: Refusal, 460: Refusal, 507: Refusal},
    )
    def patch(self, request: Request, upload_id: UUID) -> Response:
        """Send bytes from `Upload-Offset` on. The last ones make a request, which `Upload-Request-Id` names."""
        state = receiving_of(request._request)
        if state is None:
            raise RuntimeError("uploads are received by core.receiving, which config.asgi puts before Django")
        if state.outcome is None:
            state.plan = self.plan(request, self.upload(request, upload_id))
            return Response(status=status.HTTP_204_NO_CONTENT)
        require_stored(state)
        upload = uploads.any_upload(upload_id)
        uploads.keep_open(upload)
        made = uploads.finish_if_whole(upload)
        return standing(upload, upload.length_bytes if made else uploads.offset_of(upload), made)

    @extend_schema(parameters=[RESUMABLE], responses={204: None, 410: Refusal, 412: Refusal, 423: Refusal})
    def delete(self, request: Request, upload_id: UUID) -> Response:
        """Give an upload up. One that is finished is only forgotten: its video stays."""
        uploads.end_upload(self.upload(request, upload_id))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def upload(self, request: Request, upload_id: UUID) -> Upload:
        return uploads.own_upload(cast(User, request.user), upload_id)

    def plan(self, request: Request, upload: Upload) -> Plan:
        """Where the bytes go, or why they may not come."""
        if request.headers.get("Content-Type", "").partition(";")[0].strip() != tus.BODY_TYPE:
            raise WrongType
        offset = tus.bytes_of("Upload-Offset", request.headers.get("Upload-Offset"))
        algorithm, digest = tus.checksum_of(request.headers.get("Upload-Checksum", ""))
        rest = upload.length_bytes - offset
        if offset != uploads.offset_of(upload) or upload.finished_at:
            raise moved()
        require_free_space(rest)
        uploads.keep_open(upload)
        return Plan(uploads.path_of(upload), offset, rest, request.user, algorithm, digest)


LEFT_OUT = {
    "code": "captions_left_out",
    "detail": "This film was here already, and in work. Give the captions to its video when that is done.",
}


def moved() -> WrongState:
    return WrongState("offset_mismatch", "Upload-Offset is not where this upload is. Ask for it and go on from there.")


def require_stored(state: Receiving) -> None:
    """Raise what the outcome means where it is not that everything is here."""
    if state.outcome is Outcome.BUSY:
        raise uploads.UploadBusy
    if state.outcome is Outcome.MOVED:
        raise moved()
    if state.outcome is Outcome.FULL:
        raise StorageFull
    if state.outcome is Outcome.TOO_MUCH:
        raise InvalidInput("too_much", "More came than Upload-Length said.")
    if state.outcome is Outcome.DIFFERENT:
        raise uploads.ChecksumMismatch("This piece")


def described(upload: Upload, made: VideoRequest | None) -> Any:
    """An upload in JSON."""
    said = tus.metadata_of(upload.metadata)
    body = {
        "id": upload.pk,
        "title": upload.title,
        "filename": said.get("filename", ""),
        "modified": said.get("modified", ""),
        "length": upload.length_bytes,
        "offset": upload.length_bytes if made else uploads.offset_of(upload),
        "expires_at": upload.expires_at,
        "request": selectors.request_payload_now(made) if made else None,
        "captions_error": LEFT_OUT if upload.captions_left_out else None,
    }
    return ResumableSerializer(body).data


def expiry(upload: Upload) -> dict[str, str]:
    return {} if upload.finished_at else {"Upload-Expires": http_date(upload.expires_at.timestamp())}


def standing(upload: Upload, offset: int, made: VideoRequest | None) -> Response:
    """Where an upload is, in headers."""
    headers = {"Upload-Offset": str(offset), **({tus.REQUEST_ID: str(made.pk)} if made else expiry(upload))}
    if upload.captions_left_out:
        headers[tus.CAPTIONS_ERROR] = LEFT_OUT["code"]
    return Response(status=status.HTTP_204_NO_CONTENT, headers=headers)
