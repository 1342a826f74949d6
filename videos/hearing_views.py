"""What one may choose for the transcription, before one asks for it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from videos.choice_serializers import HearingSerializer
from videos.hearing import can_translate, choosable


class HearingView(APIView):
    """The speech engines of this server."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=HearingSerializer)
    def get(self, _request: Request) -> Response:
        """What `engine` may be here, and with what `translate` is not refused."""
        return Response(HearingSerializer({"translates": can_translate(), "engines": choosable()}).data)
