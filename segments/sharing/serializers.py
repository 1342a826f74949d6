"""What comes in and goes out for links and oEmbed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from segments.models import ShareLink
from segments.sharing.page import WIDTH


class LinkInput(serializers.Serializer[Any]):
    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="Null or left out: until it is taken back."
    )

    def validate_expires_at(self, value: datetime | None) -> datetime | None:
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError("This moment is over.", code="expires_in_the_past")
        return value


class LinkSerializer(serializers.Serializer[Any]):
    """A link, with the addresses it has where its reader reaches us."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    embed_url = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: ShareLink) -> dict[str, Any]:
        origin = self.context["origin"]
        places = {"url": f"{origin}/c/{instance.share_id}", "embed_url": f"{origin}/embed/{instance.share_id}"}
        kept = {name: getattr(instance, name) for name in ("id", "created_at", "expires_at")}
        shown: dict[str, Any] = super().to_representation({**kept, **places})
        return shown


class OEmbedInput(serializers.Serializer[Any]):
    """https://oembed.com, section 2.2."""

    url = serializers.CharField(help_text="The address of a shared clip, its page's or its player's.")
    format = serializers.CharField(default="json")
    maxwidth = serializers.IntegerField(default=WIDTH, min_value=1, help_text="CSS pixels.")
    maxheight = serializers.IntegerField(required=False, min_value=1, help_text="CSS pixels.")


class OEmbedSerializer(serializers.Serializer[Any]):
    """https://oembed.com, sections 2.3.4 and 2.3.4.2."""

    type = serializers.CharField()
    version = serializers.CharField()
    title = serializers.CharField()
    author_name = serializers.CharField(required=False)
    provider_name = serializers.CharField()
    provider_url = serializers.CharField()
    cache_age = serializers.IntegerField(help_text="Seconds.")
    html = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    thumbnail_url = serializers.CharField(required=False)
    thumbnail_width = serializers.IntegerField(required=False)
    thumbnail_height = serializers.IntegerField(required=False)
