"""The API of sharing: links to clips and supercuts, and oEmbed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import AnyAccept, Refusal
from core.http import origin_of
from segments import selectors
from segments.models import Clip, Supercut
from segments.sharing import links
from segments.sharing.oembed import FormatNotOffered, oembed
from segments.sharing.serializers import LinkInput, LinkSerializer, OEmbedInput, OEmbedSerializer
from segments.supercuts import asking
from users.models import User


class LinkListView(GenericAPIView[Any], ABC):
    """Links, which end or are taken back: the only way to share what is private."""

    serializer_class = LinkSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        return {"origin": origin_of(self.request)}

    @abstractmethod
    def shared(self, viewer: User) -> Clip | Supercut:
        """What the address names, where the viewer may share it; NotFound otherwise."""

    @extend_schema(responses=LinkSerializer(many=True))
    def get(self, request: Request, **_names: UUID) -> Response:
        viewer = cast(User, request.user)
        page = self.paginate_queryset(links.links_of(viewer, self.shared(viewer)))
        return self.get_paginated_response(self.get_serializer(page or [], many=True).data)

    @extend_schema(request=LinkInput, responses={201: LinkSerializer, 409: Refusal})
    def post(self, request: Request, **_names: UUID) -> Response:
        viewer = cast(User, request.user)
        shared = self.shared(viewer)
        asked = LinkInput(data=request.data)
        asked.is_valid(raise_exception=True)
        made = links.make_link(viewer, shared, expires_at=asked.validated_data["expires_at"])
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)


class ClipLinkListView(LinkListView):
    """Links to a clip, which end or are taken back: the only way to share what is private."""

    def shared(self, viewer: User) -> Clip:
        return selectors.readable_clip(viewer, self.kwargs["clip_id"])


class SupercutLinkListView(LinkListView):
    """Links to one of one's own supercuts, which end or are taken back."""

    def shared(self, viewer: User) -> Supercut:
        return asking.own_supercut(viewer, self.kwargs["supercut_id"])


class LinkView(APIView):
    """One link."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, link_id: UUID) -> Response:
        links.revoke_link(cast(User, request.user), link_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class OEmbedView(APIView):
    """The player of a shared clip or supercut, for sites where somebody pasted its address (https://oembed.com)."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    content_negotiation_class = AnyAccept

    @extend_schema(
        parameters=[
            OEmbedInput,
            OpenApiParameter("format", str, enum=["json"], default="json", description="Others answer 501."),
        ],
        responses={200: OEmbedSerializer, 404: Refusal, 410: Refusal, 501: Refusal},
    )
    def get(self, request: Request) -> Response:
        asked = OEmbedInput(data=request.query_params)
        asked.is_valid(raise_exception=True)
        wish = asked.validated_data
        if wish["format"] != "json":
            raise FormatNotOffered
        sides = {"max_width": wish["maxwidth"], "max_height": wish.get("maxheight")}
        answer = oembed(wish["url"], origin=origin_of(request), **sides)
        return Response(answer, headers={"Access-Control-Allow-Origin": "*"})
