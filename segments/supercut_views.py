"""HTTP in, supercuts out."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from core.api import AnyAccept, Refusal
from core.errors import NotFound
from core.http import origin_of
from core.media import content_url, file_response, is_signed
from segments.events import supercut_payload
from segments.models import Supercut
from segments.permissions import SupercutThrottle
from segments.selectors import open_supercuts
from segments.subtitles import file_name
from segments.supercut_serializers import SupercutInput, SupercutSerializer
from segments.supercuts import asking
from segments.supercuts.exports import FORMATS, exported
from users.models import User
from videos.models import Video

RETRY_SECONDS = "2"


def answer(request: Request, supercut: Supercut, in_work: int = status.HTTP_200_OK) -> Response:
    """200 where it is made (or will never be), `in_work` where it is in work."""
    payload = supercut_payload(supercut, is_open=asking.is_open(supercut), origin=origin_of(request))
    if supercut.status != Supercut.Status.WORKING:
        return Response(payload)
    return Response(payload, status=in_work, headers={"Retry-After": RETRY_SECONDS})


class SupercutListView(ListAPIView[Supercut]):
    """Own supercuts, newest first, and asking for one."""

    serializer_class = SupercutSerializer

    def get_throttles(self) -> list[BaseThrottle]:
        return [] if self.request.method in SAFE_METHODS else [SupercutThrottle()]

    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(asking.supercuts_of(cast(User, request.user))) or []
        shared, origin = open_supercuts(page), origin_of(request)
        payloads = [supercut_payload(supercut, is_open=supercut.pk in shared, origin=origin) for supercut in page]
        return self.get_paginated_response(payloads)

    @extend_schema(
        request=SupercutInput,
        responses={
            200: SupercutSerializer,
            202: OpenApiResponse(SupercutSerializer, description="In work: ask again after Retry-After."),
            404: Refusal,
            507: Refusal,
        },
    )
    def post(self, request: Request) -> Response:
        asked = SupercutInput(data=request.data)
        asked.is_valid(raise_exception=True)
        supercut = asking.request_supercut(cast(User, request.user), asked.wish())
        return answer(request, supercut, status.HTTP_202_ACCEPTED)


class SupercutView(APIView):
    """One of one's own supercuts."""

    @extend_schema(responses={200: SupercutSerializer, 507: Refusal})
    def get(self, request: Request, supercut_id: UUID) -> Response:
        return answer(request, asking.fresh(asking.own_supercut(request.user, supercut_id)))

    @extend_schema(responses={204: OpenApiResponse(description="Cancelled if it was in work, deleted otherwise.")})
    def delete(self, request: Request, supercut_id: UUID) -> Response:
        asking.delete_supercut(asking.own_supercut(request.user, supercut_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SupercutExportView(APIView):
    """A supercut for an editor: its cuts over the source videos, or its words."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        parameters=[OpenApiParameter("format", str, enum=list(FORMATS), default="edl")],
        responses={
            (200, content_type): OpenApiTypes.OBJECT if content_type == "application/json" else OpenApiTypes.STR
            for content_type, _writer in FORMATS.values()
        },
    )
    def get(self, request: Request, supercut_id: UUID) -> HttpResponse:
        supercut = asking.own_supercut(request.user, supercut_id)
        form = request.query_params.get("format", "edl")
        timeline = asking.timeline_of(supercut, lambda video: request.build_absolute_uri(address_of(video)))
        content_type, text = exported(timeline, form)
        name = f"{file_name(supercut_name(supercut))}.{form}"
        disposition = content_disposition_header(as_attachment=True, filename=name) or ""
        return HttpResponse(text, content_type=content_type, headers={"Content-Disposition": disposition})


def address_of(video: Video) -> str:
    return content_url(video.media_path, public=video.is_open)


def supercut_name(supercut: Supercut) -> str:
    return f"Supercut {supercut.query or supercut.created_at.date()}"


class SupercutFileView(APIView):
    """A supercut's file, made again where it was evicted.

    To its owner and staff, to whoever brings a signature, and to everyone where all its videos are open.
    """

    permission_classes = (AllowAny,)
    content_negotiation_class = AnyAccept

    @extend_schema(exclude=True)
    def get(self, request: Request, supercut_id: UUID, suffix: str) -> HttpResponse:
        signed = is_signed(request._request)
        found = asking.any_supercut(supercut_id) if signed else asking.readable_supercut(request.user, supercut_id)
        supercut = asking.fresh(found)
        if supercut.status == Supercut.Status.WORKING:
            raise asking.SupercutInWork
        if supercut.path != f"supercut/{supercut_id}.{suffix}":
            raise NotFound
        name = f"{file_name(supercut_name(supercut))}.{suffix}"
        download_as = name if "download" in request.query_params else ""
        return file_response(supercut.path, public=asking.is_open(supercut), download_as=download_as)
