"""What comes in about supercuts, and the documented shape of what goes out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.errors import InvalidInput
from segments.models import Supercut
from segments.serializers import Seconds
from segments.supercuts.planning import Named, SupercutWish
from videos.serializers import ErrorSerializer

LONGEST_PADDING = 10.0
MOST_ITEMS = 1000
"""Beyond any setting: longer lists are not even read."""


class PieceInput(serializers.Serializer[Any]):
    """A piece of a video."""

    video_id = serializers.UUIDField()
    start = Seconds()
    end = Seconds()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["start"] >= attrs["end"]:
            raise InvalidInput("clip_out_of_range", "The clip must end after it begins.", attr="end")
        return attrs


class SupercutInput(serializers.Serializer[Any]):
    """A wish for a supercut: the best hits of a search, or pieces in their order."""

    q = serializers.CharField(required=False, max_length=1000, help_text="The best hits of this search.")
    items = serializers.ListField(child=PieceInput(), required=False, min_length=1, max_length=MOST_ITEMS)
    padding = Seconds(default=0.3, max_value=LONGEST_PADDING, help_text="Seconds on each side of a hit of `q`.")
    format = serializers.ChoiceField(choices=Supercut.Format.choices, default=Supercut.Format.MP4)
    captions = serializers.ChoiceField(choices=("none", "burned", "soft"), default="none", help_text="Only none.")
    titles = serializers.BooleanField(default=False, help_text="Show the video's title as each piece begins.")

    def validate_captions(self, value: str) -> str:
        if value != "none":
            detail = "Supercuts have no captions; export=vtt gives them as a file."
            raise serializers.ValidationError(detail, code="captions_not_supported")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("q" in attrs) == ("items" in attrs):
            raise InvalidInput("q_or_items", "Say either what is to be said (q) or which pieces (items).", attr="q")
        return attrs

    def wish(self) -> SupercutWish:
        data = self.validated_data
        pieces = [Named(**piece) for piece in data.get("items", ())]
        return SupercutWish(pieces, data.get("q", ""), data["padding"], data["format"], data["titles"])


class SupercutItemSerializer(serializers.Serializer[Any]):
    video_id = serializers.UUIDField()
    start = serializers.FloatField(help_text="Seconds of the video.")
    end = serializers.FloatField(help_text="Seconds of the video.")
    title = serializers.CharField()


class SupercutSerializer(serializers.Serializer[Any]):
    """Documents segments.events.SupercutPayload."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Supercut.Status.choices)
    progress = serializers.IntegerField(help_text="Percent.")
    query = serializers.CharField(help_text="The search it was made from; empty where pieces were named.")
    items = SupercutItemSerializer(many=True)
    titles = serializers.BooleanField()
    url = serializers.CharField(allow_null=True, help_text="The file, signed; null until it is ready.")
    duration = serializers.FloatField(help_text="Seconds.")
    format = serializers.ChoiceField(choices=Supercut.Format.choices)
    size = serializers.IntegerField(allow_null=True, help_text="Bytes.")
    share_url = serializers.CharField(
        allow_null=True, help_text="Its page, for everyone; null where one of its videos is private."
    )
    embed_url = serializers.CharField(allow_null=True, help_text="Its player for other sites' pages.")
    created_at = serializers.DateTimeField()
    error = ErrorSerializer(allow_null=True)
