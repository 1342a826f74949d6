"""What is stored: one's own, and for staff everybody's with what housekeeping would remove."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Sum
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import Refusal
from users.models import User
from videos import orphans, retention, storage
from videos.storage_serializers import (
    OwnStorageSerializer,
    RetentionSerializer,
    StorageSerializer,
    StoredByPersonSerializer,
    StoredVideoSerializer,
)
from videos.views import person

LISTED = 200


class OwnStorageView(APIView):
    """What one has stored here."""

    @extend_schema(responses=OwnStorageSerializer)
    def get(self, request: Request) -> Response:
        own = storage.stored_by(person(request))
        whole = storage.disk() if person(request).is_staff else None
        return Response(OwnStorageSerializer({**told(own), "rules": retention.rules(), "server": whole}).data)


class OwnStoredVideosView(GenericAPIView[Any]):
    """What each of one's own videos takes, and when its source goes."""

    serializer_class = StoredVideoSerializer

    @extend_schema(responses=StoredVideoSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(storage.videos_of(person(request)))
        beyond = {one.video.pk for one in retention.due()} if settings.SOURCE_BUDGET_BYTES else set()
        context = {"drops_at": partial(retention.drops_at, beyond_budget=beyond)}
        return self.get_paginated_response(StoredVideoSerializer(page, many=True, context=context).data)


class StorageView(APIView):
    """The whole disk. For staff."""

    permission_classes = (IsAdminUser,)

    @extend_schema(responses={200: StorageSerializer, 403: Refusal})
    def get(self, _request: Request) -> Response:
        sources = retention.droppable().aggregate(Sum("source_bytes", default=0))["source_bytes__sum"]
        more = {"clip_cache_bytes": settings.CLIP_CACHE_BYTES, "source_bytes": sources, "rules": retention.rules()}
        return Response(StorageSerializer({**asdict(storage.disk()), **more}).data)


class PeopleStorageView(GenericAPIView[User]):
    """What each person takes, most in front. For staff."""

    serializer_class = StoredByPersonSerializer
    permission_classes = (IsAdminUser,)

    @extend_schema(responses={200: StoredByPersonSerializer(many=True), 403: Refusal})
    def get(self, _request: Request) -> Response:
        taken = storage.stored_by_person()
        people = User.objects.in_bulk([pk for pk in taken if pk])
        rows = [row_of(people.get(pk) if pk else None, stored) for pk, stored in taken.items()]
        rows.sort(key=lambda row: (-row["total_bytes"], row["email"]))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(StoredByPersonSerializer(page, many=True).data)


class RetentionView(APIView):
    """What housekeeping would remove now; nothing is. For staff."""

    permission_classes = (IsAdminUser,)

    @extend_schema(responses={200: RetentionSerializer, 403: Refusal})
    def get(self, _request: Request) -> Response:
        going, stray = retention.due(), list(orphans.find())
        body = {
            "source_count": len(going),
            "source_bytes": sum(one.size_bytes for one in going),
            "sources": going[:LISTED],
            "orphan_count": len(stray),
            "orphan_bytes": sum(one.size_bytes for one in stray),
            "orphans": stray[:LISTED],
        }
        return Response(RetentionSerializer(body).data)


def told(stored: storage.Stored) -> dict[str, Any]:
    return {**asdict(stored), "total_bytes": stored.total_bytes}


def row_of(who: User | None, stored: storage.Stored) -> dict[str, Any]:
    """What one person takes; None: accounts that are gone."""
    name = {"id": who.pk, "email": who.email, "full_name": who.full_name} if who else NOBODY
    return {**name, **told(stored)}


NOBODY: dict[str, Any] = {"id": None, "email": "", "full_name": ""}
