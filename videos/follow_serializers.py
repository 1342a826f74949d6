"""Followed channels and playlists: what comes in, and the documented shape of what goes out."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from videos.choice_serializers import ChoicesInput, LanguageField
from videos.models import CaptionPolicy, Follow, VideoRequest, Visibility
from videos.serializers import ErrorSerializer


class FollowInput(ChoicesInput):
    """A channel or playlist by its address, with the choices for its new videos."""

    url = serializers.CharField(max_length=2000)
    visibility = serializers.ChoiceField(choices=Visibility.choices, default=Visibility.PUBLIC)


class FollowChanges(serializers.Serializer[Any]):
    """What one may change: it holds for videos that appear from now on."""

    is_paused = serializers.BooleanField(required=False)
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)
    language = LanguageField(required=False, allow_blank=True)
    caption_policy = serializers.ChoiceField(choices=CaptionPolicy.choices, required=False)
    translate = serializers.BooleanField(required=False)


class CameSerializer(serializers.Serializer[Any]):
    """A video that came by a follow."""

    request_id = serializers.UUIDField()
    video_id = serializers.UUIDField(source="request.video_id")
    title = serializers.CharField(source="request.title")
    status = serializers.ChoiceField(choices=VideoRequest.Status.choices, source="request.status")
    requested_at = serializers.DateTimeField(source="request.requested_at")


class FollowSerializer(serializers.ModelSerializer[Follow]):
    """A follow as follows.follows_of() reads it."""

    url = serializers.CharField(source="source_url")
    error = serializers.SerializerMethodField()
    came_count = serializers.IntegerField(help_text="Videos that came by it and are still here.")
    came = CameSerializer(many=True, help_text="The last few of them, newest first.")

    class Meta:
        model = Follow
        fields = (
            "id",
            "url",
            "kind",
            "platform",
            "title",
            "visibility",
            "language",
            "engine",
            "model",
            "caption_policy",
            "translate",
            "created_at",
            "last_checked_at",
            "next_check_at",
            "is_paused",
            "error",
            "came_count",
            "came",
        )

    @extend_schema_field(ErrorSerializer(allow_null=True))
    def get_error(self, follow: Follow) -> dict[str, str] | None:
        """Why the last look failed."""
        return {"code": follow.error_code, "detail": follow.error_detail} if follow.error_code else None
