"""What comes in, and the documented shape of what goes out."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from core.media import content_url
from engines.downloaders.failures import FAILURES
from engines.downloaders.types import SourceEntry, SourceInfo
from users.models import User
from videos.choice_serializers import ChoicesInput
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest, Visibility
from videos.uploads import UploadWish

TRACKS = ("original", "english")


class OwnFileInput(ChoicesInput):
    """What one says of a file of one's own."""

    title = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(choices=Visibility.choices, default=Visibility.PRIVATE)


class ResumableInput(OwnFileInput):
    """Upload-Metadata of a file that comes in pieces."""

    filename = serializers.CharField(max_length=2000, required=False, default="")
    sha256 = serializers.RegexField(
        r"^[0-9A-Fa-f]{64}$", required=False, default="", help_text="Of the whole file, in hex."
    )

    def wish(self, length_bytes: int, metadata: str) -> UploadWish:
        data = self.validated_data
        return UploadWish(
            length_bytes=length_bytes,
            metadata=metadata,
            title=data.get("title") or PurePath(data["filename"]).stem,
            sha256=data["sha256"].lower(),
            visibility=data["visibility"],
            choices=self.choices(),
        )


def small_captions(value: Any) -> Any:
    """A caption file as it came, unless it is too large."""
    if value.size > settings.MAX_CAPTION_BYTES:
        limit = f"The caption file is larger than the {settings.MAX_CAPTION_BYTES} bytes allowed here."
        raise serializers.ValidationError(limit, code="body_too_large")
    return value


class UploadInput(OwnFileInput):
    """A file from someone's own disk, as multipart/form-data."""

    file = serializers.FileField(max_length=None)
    captions = serializers.FileField(max_length=None, required=False, help_text=".srt, .vtt, .ass, .sbv or .json3.")

    def validate_file(self, value: Any) -> Any:
        if value.size > settings.MAX_UPLOAD_BYTES:
            limit = f"The file is larger than the {settings.MAX_UPLOAD_BYTES} bytes allowed here."
            raise serializers.ValidationError(limit, code="body_too_large")
        return value

    def validate_captions(self, value: Any) -> Any:
        return small_captions(value)


class ChannelSerializer(serializers.Serializer[Any]):
    channel_id = serializers.CharField(help_text="Empty where the source has none.")
    channel_name = serializers.CharField()
    platform = serializers.CharField()
    video_count = serializers.IntegerField()


class LookupInput(serializers.Serializer[Any]):
    url = serializers.CharField(max_length=2000)


class RequestInput(ChoicesInput):
    """A video by its address, or several at once: at most MAX_LIST_ENTRIES."""

    url = serializers.CharField(max_length=2000, required=False)
    urls = serializers.ListField(child=serializers.CharField(allow_blank=True), required=False)
    visibility = serializers.ChoiceField(
        choices=Visibility.choices,
        default=Visibility.PUBLIC,
        help_text="Of a new video. One's own of that source that is not public stays as it is; the answer says how.",
    )

    def validate(self, attrs: Any) -> Any:
        if ("url" in attrs) == ("urls" in attrs):
            raise serializers.ValidationError({"url": "Give either url or urls."}, code="required")
        return super().validate(attrs)

    def validate_urls(self, value: list[str]) -> list[str]:
        if len(value) > settings.MAX_LIST_ENTRIES:
            detail = f"At most {settings.MAX_LIST_ENTRIES} videos can be asked for at once."
            raise serializers.ValidationError(detail, code="too_many_urls")
        return value


class ErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


def refusal_of(code: str) -> dict[str, str]:
    """A code of the downloaders with its sentence."""
    return {"code": code, "detail": FAILURES[code].detail}


class EntrySerializer(serializers.Serializer[Any]):
    source_url = serializers.CharField()
    title = serializers.CharField()
    duration = serializers.FloatField(allow_null=True)
    thumbnail_url = serializers.CharField(allow_null=True)
    video_id = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()

    @extend_schema_field(ErrorSerializer(allow_null=True))
    def get_error(self, entry: SourceEntry) -> dict[str, str] | None:
        """Why it cannot be fetched, where its list says so."""
        return refusal_of(entry.problem) if entry.problem else None

    def get_video_id(self, entry: SourceEntry) -> UUID | None:
        found: UUID | None = self.context["known"].get(entry.source_key or entry.source_url)
        return found


class SourceSerializer(serializers.Serializer[Any]):
    """What stands behind an address; needs `known` (source key -> id of a video here) in the context."""

    source_url = serializers.CharField()
    title = serializers.CharField()
    duration = serializers.FloatField(allow_null=True)
    thumbnail_url = serializers.CharField(allow_null=True)
    video_id = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(choices=["video", "playlist", "channel"])
    platform = serializers.CharField()
    channel_name = serializers.CharField(allow_null=True)
    channel_id = serializers.CharField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    caption_languages = serializers.ListField(child=serializers.CharField(), help_text="Of captions made by people.")
    entry_count = serializers.IntegerField(allow_null=True, help_text="Null where a long list does not tell.")
    entries = EntrySerializer(many=True)

    def get_video_id(self, source: SourceInfo) -> UUID | None:
        found: UUID | None = self.context["known"].get(source.source_key)
        return found


class VideoChanges(serializers.Serializer[Any]):
    """What editors may change."""

    title = serializers.CharField(max_length=300, required=False)
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)


class VideoBriefSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    platform = serializers.CharField()
    source_url = serializers.CharField()
    duration = serializers.FloatField(allow_null=True, help_text="Seconds.")
    thumbnail_url = serializers.CharField(allow_null=True)
    visibility = serializers.ChoiceField(choices=Visibility.choices)


class RequestSerializer(serializers.Serializer[Any]):
    """Documents videos.events.RequestPayload."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=VideoRequest.Status.choices)
    queue_position = serializers.IntegerField(allow_null=True, help_text="1 is next; null unless queued.")
    queue_length = serializers.IntegerField()
    eta_seconds = serializers.IntegerField(allow_null=True)
    video = VideoBriefSerializer()
    session_id = serializers.UUIDField(allow_null=True)
    requested_at = serializers.DateTimeField()
    completed_at = serializers.DateTimeField(allow_null=True)
    translate = serializers.BooleanField(help_text="English was asked for, too: the step `translate` of its session.")
    error = ErrorSerializer(allow_null=True)


class ResumableSerializer(serializers.Serializer[Any]):
    """A file that comes in pieces."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    filename = serializers.CharField(help_text="As its sender said; empty where not.")
    modified = serializers.CharField(help_text="Of its sender's file, as said in Upload-Metadata; empty where not.")
    length = serializers.IntegerField(help_text="Bytes of the whole.")
    offset = serializers.IntegerField(help_text="Bytes that are here.")
    expires_at = serializers.DateTimeField()
    request = RequestSerializer(allow_null=True, help_text="Made when everything is here.")
    captions_error = ErrorSerializer(
        allow_null=True,
        help_text="`captions_left_out`: the same film was here and in work, so captions sent along were not used.",
    )


class RefusedUrlSerializer(serializers.Serializer[Any]):
    source_url = serializers.CharField()
    error = ErrorSerializer()


class RequestsMadeSerializer(serializers.Serializer[Any]):
    """One entry for each of `urls`, in order: the request, or why there is none."""

    results = PolymorphicProxySerializer(
        component_name="RequestOrRefusal",
        serializers=[RequestSerializer, RefusedUrlSerializer],
        resource_type_field_name=None,
        many=True,
    )


class StepSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=ProcessingStep.Status.choices)
    progress = serializers.IntegerField(help_text="Percent.")
    attempt = serializers.IntegerField()
    activity = serializers.CharField(allow_null=True, help_text="What it does before its own work: `fetching_model`.")
    activity_progress = serializers.IntegerField(help_text="Percent of the activity.")
    is_optional = serializers.BooleanField(help_text="The video is ready without it.")
    note = serializers.CharField(
        allow_null=True, help_text="Why there was nothing to do: `already_english`, `nothing_spoken`."
    )
    error = ErrorSerializer(allow_null=True, help_text="Why it failed, where it did.")


class SessionSerializer(serializers.Serializer[Any]):
    """Documents videos.events.SessionPayload."""

    id = serializers.UUIDField()
    request_id = serializers.UUIDField(allow_null=True, help_text="The viewer's own request.")
    video_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=ProcessingSession.Status.choices)
    step = serializers.CharField(allow_null=True, help_text="The step that tells most now.")
    progress = serializers.IntegerField(help_text="Percent of the whole job.")
    steps = StepSerializer(many=True)
    eta_seconds = serializers.IntegerField(allow_null=True)
    attempt = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    heartbeat_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    error = ErrorSerializer(allow_null=True)


class TranscriptSerializer(serializers.Serializer[Any]):
    engine = serializers.CharField()
    model = serializers.CharField()
    language = serializers.CharField()
    source = serializers.ChoiceField(choices=Video.TranscriptSource.choices)  # type: ignore[assignment] # a field, not Field.source
    quality = serializers.ChoiceField(choices=Video.TranscriptQuality.choices)


class PersonSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ("id", "full_name")


class VideoSerializer(serializers.ModelSerializer[Video]):
    """A video as one viewer sees it; needs `viewer` in the context."""

    published_at = serializers.SerializerMethodField()
    thumbnail_url = serializers.SerializerMethodField()
    media_url = serializers.SerializerMethodField()
    transcript = serializers.SerializerMethodField()
    tracks = serializers.SerializerMethodField()
    can_edit = serializers.SerializerMethodField()
    processed_by = serializers.SerializerMethodField()

    class Meta:
        model = Video
        fields = (
            "id",
            "title",
            "platform",
            "source_url",
            "channel_id",
            "channel_name",
            "duration",
            "language",
            "visibility",
            "status",
            "published_at",
            "thumbnail_url",
            "media_url",
            "width",
            "height",
            "transcript",
            "tracks",
            "segment_count",
            "can_edit",
            "processed_by",
            "processed_at",
        )

    @extend_schema_field(serializers.DateTimeField())
    def get_published_at(self, video: Video) -> Any:
        return serializers.DateTimeField().to_representation(video.published_at or video.created_at)

    def get_thumbnail_url(self, video: Video) -> str | None:
        return content_url(video.thumbnail_path, public=video.is_open) if video.thumbnail_path else None

    def get_media_url(self, video: Video) -> str | None:
        is_here = video.media_path and not video.source_dropped_at
        return content_url(video.media_path, public=video.is_open) if is_here else None

    @extend_schema_field(TranscriptSerializer(allow_null=True))
    def get_transcript(self, video: Video) -> dict[str, str] | None:
        if not video.engine:
            return None
        return {
            "engine": video.engine,
            "model": video.model,
            "language": video.language,
            "source": video.transcript_source,
            "quality": video.transcript_quality,
        }

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=TRACKS)))
    def get_tracks(self, video: Video) -> list[str]:
        """Which texts of the speech there are: as spoken, and in English."""
        there = {"original": video.segment_count > 0, "english": video.english_generation > 0}
        return [track for track in TRACKS if there[track]]

    def get_can_edit(self, video: Video) -> bool:
        viewer = self.context["viewer"]
        return bool(viewer.is_authenticated and (viewer.is_staff or video.owner_id == viewer.pk))

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_processed_by(self, video: Video) -> dict[str, Any] | None:
        if not (self.get_can_edit(video) and video.processed_by):
            return None
        return dict(PersonSerializer(video.processed_by).data)
