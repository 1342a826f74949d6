"""What is stored and for how long, as it goes out."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.media import content_url
from videos.models import Video


class RulesSerializer(serializers.Serializer[Any]):
    """How long the films that clips are cut from are kept. Text, pictures and finished clips stay."""

    keep_source_days = serializers.FloatField(allow_null=True, help_text="Null: for ever.")
    source_budget_bytes = serializers.IntegerField(allow_null=True, help_text="Of all people; oldest go first.")


class DiskSerializer(serializers.Serializer[Any]):
    kinds = serializers.DictField(child=serializers.IntegerField(), help_text="Bytes by folder.")
    total_bytes = serializers.IntegerField()
    free_bytes = serializers.IntegerField()


class StoredSerializer(serializers.Serializer[Any]):
    videos = serializers.IntegerField()
    video_bytes = serializers.IntegerField()
    uploads = serializers.IntegerField()
    upload_bytes = serializers.IntegerField()
    total_bytes = serializers.IntegerField()
    kinds = serializers.DictField(child=serializers.IntegerField(), help_text="Bytes by folder.")


class OwnStorageSerializer(StoredSerializer):
    """What one's own videos and unfinished uploads take; the server's whole disk for staff."""

    rules = RulesSerializer()
    server = DiskSerializer(allow_null=True)


class StoredVideoSerializer(serializers.Serializer[Any]):
    """A video of one's own as storage.videos_of gives it; needs `drops_at` (a function of the video) in the context."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    duration = serializers.FloatField(allow_null=True)
    thumbnail_url = serializers.SerializerMethodField()
    size_bytes = serializers.IntegerField()
    source_bytes = serializers.IntegerField(help_text="What clips are cut from.")
    source_dropped_at = serializers.DateTimeField(allow_null=True)
    drops_at = serializers.SerializerMethodField()

    def get_thumbnail_url(self, video: Video) -> str | None:
        return content_url(video.thumbnail_path, public=video.is_open) if video.thumbnail_path else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_drops_at(self, video: Video) -> Any:
        """When its source goes by the rules as they are; null where they say nothing of it."""
        when = self.context["drops_at"](video)
        return serializers.DateTimeField().to_representation(when) if when else None


class StorageSerializer(DiskSerializer):
    """The whole disk, its budgets, and what of it the rules are about."""

    clip_cache_bytes = serializers.IntegerField(help_text="What clips and supercuts may take: CLIP_CACHE_BYTES.")
    source_bytes = serializers.IntegerField(help_text="What the sources of finished videos take.")
    rules = RulesSerializer()


class StoredByPersonSerializer(StoredSerializer):
    id = serializers.UUIDField(allow_null=True, help_text="Null: accounts that are gone.")
    email = serializers.CharField()
    full_name = serializers.CharField()


class DroppableSerializer(serializers.Serializer[Any]):
    video_id = serializers.UUIDField(source="video.pk")
    title = serializers.CharField(source="video.title")
    processed_at = serializers.DateTimeField(source="video.processed_at")
    size_bytes = serializers.IntegerField()


class OrphanSerializer(serializers.Serializer[Any]):
    path = serializers.CharField(help_text="Below CONTENT_DIR.")
    size_bytes = serializers.IntegerField()


class RetentionSerializer(serializers.Serializer[Any]):
    """What housekeeping would remove now. The lists hold the first of each."""

    source_count = serializers.IntegerField()
    source_bytes = serializers.IntegerField()
    sources = DroppableSerializer(many=True)
    orphan_count = serializers.IntegerField()
    orphan_bytes = serializers.IntegerField()
    orphans = OrphanSerializer(many=True)
