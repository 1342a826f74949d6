"""Transcribing what is here anew."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import Refusal
from videos import reruns, selectors
from videos.choice_serializers import ChoicesInput
from videos.serializers import RequestSerializer
from videos.views import person


class TranscribeView(APIView):
    """A new transcript of a video that is here."""

    @extend_schema(request=ChoicesInput, responses={201: RequestSerializer, 403: Refusal, 404: Refusal, 409: Refusal})
    def post(self, request: Request, video_id: UUID) -> Response:
        """It takes the place of the old one when it is whole. Corrected lines stay. Editors only."""
        asked = ChoicesInput(data=request.data)
        asked.is_valid(raise_exception=True)
        video = selectors.readable(request.user, video_id)
        made = reruns.transcribe_again(person(request), video, asked.choices())
        return Response(selectors.request_payload_now(made), status=status.HTTP_201_CREATED)
