"""Caption files for what is here or on its way: they become its transcript."""

from __future__ import annotations

from contextlib import closing
from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import Refusal
from users.models import User
from videos import captioning, selectors, services, uploads
from videos.caption_serializers import CaptionsInput
from videos.serializers import RequestSerializer
from videos.views import person


def given_by(request: Request) -> dict[str, Any]:
    form = CaptionsInput(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


class VideoCaptionsView(APIView):
    """Captions for a video that is here."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": CaptionsInput}, responses={201: RequestSerializer, 403: Refusal, 409: Refusal}
    )
    def post(self, request: Request, video_id: UUID) -> Response:
        """The file becomes the video's transcript in place of the one it has. Corrected lines stay. Editors only."""
        form = given_by(request)
        video = selectors.readable(request.user, video_id)
        with closing(form["captions"]) as given:
            made = captioning.give_captions(person(request), video, services.spooled(given), language=form["language"])
        return Response(selectors.request_payload_now(made), status=status.HTTP_201_CREATED)


class UploadCaptionsView(APIView):
    """Captions for a resumable upload that is not finished."""

    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": CaptionsInput}, responses={204: None, 409: Refusal, 410: Refusal})
    def post(self, request: Request, upload_id: UUID) -> Response:
        """The file becomes the video's transcript, in place of one sent before."""
        form = given_by(request)
        upload = uploads.own_upload(cast(User, request.user), upload_id)
        with closing(form["captions"]) as given:
            uploads.keep_captions(upload, services.spooled(given))
        return Response(status=status.HTTP_204_NO_CONTENT)
