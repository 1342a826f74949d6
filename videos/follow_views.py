"""Following channels and playlists over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from core.api import Refusal
from videos import follows
from videos.follow_serializers import FollowChanges, FollowInput, FollowSerializer
from videos.models import Follow
from videos.views import person


class FollowListView(GenericAPIView[Follow]):
    """The channels and playlists one follows. Following looks the address up, so it counts like a look-up."""

    serializer_class = FollowSerializer
    throttle_scope = "lookup"

    def get_throttles(self) -> list[Any]:
        return [ScopedRateThrottle()] if self.request.method == "POST" else []

    @extend_schema(responses=FollowSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(follows.follows_of(person(request)))
        return self.get_paginated_response(FollowSerializer(page, many=True).data)

    @extend_schema(request=FollowInput, responses={200: FollowSerializer, 201: FollowSerializer})
    def post(self, request: Request) -> Response:
        given = FollowInput(data=request.data)
        given.is_valid(raise_exception=True)
        made, is_new = follows.follow(
            person(request),
            given.validated_data["url"],
            visibility=given.validated_data["visibility"],
            choices=given.choices(),
        )
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(FollowSerializer(follows.own_follow(person(request), made.pk)).data, status=code)


class FollowView(APIView):
    """One of them."""

    @extend_schema(responses=FollowSerializer)
    def get(self, request: Request, follow_id: UUID) -> Response:
        return Response(FollowSerializer(follows.own_follow(person(request), follow_id)).data)

    @extend_schema(request=FollowChanges, responses=FollowSerializer)
    def patch(self, request: Request, follow_id: UUID) -> Response:
        changes = FollowChanges(data=request.data)
        changes.is_valid(raise_exception=True)
        follows.change(person(request), follow_id, **changes.validated_data)
        return self.get(request, follow_id)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, follow_id: UUID) -> Response:
        follows.unfollow(person(request), follow_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class FollowLookView(APIView):
    """Looking now rather than when it is due; counts like a look-up."""

    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "lookup"

    @extend_schema(request=None, responses={200: FollowSerializer, 409: Refusal})
    def post(self, request: Request, follow_id: UUID) -> Response:
        follows.look_soon(person(request), follow_id)
        return Response(FollowSerializer(follows.own_follow(person(request), follow_id)).data)
