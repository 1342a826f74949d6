"""What comes in, and the documented shape of what goes out."""

from __future__ import annotations

import math
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from core.errors import InvalidInput
from engines.forms.types import Form
from segments.models import Clip, Track
from segments.search import SearchQuery, is_meaning_available
from segments.services import ClipWish
from videos.serializers import ErrorSerializer

MOST_PAGE_SIZE = 100
PAGE_SIZE = 24
LONGEST_PADDING = 60.0
MODES = ("text", "semantic")


class Seconds(serializers.FloatField):
    """A finite number of seconds, 0 or more."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0.0, "help_text": "Seconds.", **options})

    def to_internal_value(self, data: Any) -> float:
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("invalid")
        return float(value)


class TrackInput(serializers.Serializer[Any]):
    """Which text of the speech is read."""

    track = serializers.ChoiceField(
        choices=Track.choices, default=Track.ORIGINAL, help_text="As spoken, or in English where there is such a track."
    )


class LinesInput(TrackInput):
    """How the lines of a video are read."""

    after = Seconds(required=False, help_text="Only lines that begin later, in seconds.")
    words = serializers.BooleanField(default=False, help_text="With the times of the words.")


class WordSerializer(serializers.Serializer[Any]):
    start = serializers.FloatField()
    end = serializers.FloatField()
    text = serializers.CharField()


class SegmentSerializer(serializers.Serializer[Any]):
    """Documents segments.events.SegmentPayload."""

    id = serializers.UUIDField()
    track = serializers.ChoiceField(choices=Track.choices)
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField(help_text="Seconds.")
    text = serializers.CharField()
    version = serializers.IntegerField()
    doubtful = serializers.CharField(allow_null=True, help_text="Why the line may be wrong.")
    original = serializers.CharField(
        allow_null=True, help_text="As it was first heard or read; null where unchanged, and for all but editors."
    )
    is_corrected = serializers.BooleanField(help_text="Changed by hand.")
    words = WordSerializer(many=True, required=False, help_text="With `words=1` only.")


class SpokenSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField(help_text="Seconds.")
    text = serializers.CharField()
    words = WordSerializer(many=True)


class TranscriptFileSerializer(serializers.Serializer[Any]):
    """Documents segments.subtitles.as_json."""

    video_id = serializers.UUIDField()
    title = serializers.CharField()
    track = serializers.ChoiceField(choices=Track.choices)
    language = serializers.CharField()
    segments = SpokenSerializer(many=True)


class SegmentListSerializer(serializers.Serializer[Any]):
    results = SegmentSerializer(many=True)


def offered_modes() -> list[str]:
    """How this server can search."""
    return [mode for mode in MODES if mode == "text" or is_meaning_available()]


class SearchInput(serializers.Serializer[Any]):
    """What is searched, where, and which page of it. `q` may be any text (segments.search.query).

    One reads every search: making a serializer takes longer than reading with it.
    """

    q = serializers.CharField(default="", allow_blank=True, trim_whitespace=False)
    video = serializers.UUIDField(required=False)
    channel = serializers.CharField(default="", allow_blank=True)
    platform = serializers.CharField(default="", allow_blank=True)
    language = serializers.CharField(default="", allow_blank=True)
    after = serializers.DateField(required=False, help_text="Published on this day or later.")
    before = serializers.DateField(required=False, help_text="Published on this day or earlier.")
    min_duration = Seconds(required=False)
    max_duration = Seconds(required=False)
    ordering = serializers.ChoiceField(choices=("relevance", "newest"), default="relevance")
    mode = serializers.ChoiceField(choices=MODES, default="text")
    group = serializers.ChoiceField(choices=("", "video"), default="")
    page = serializers.IntegerField(min_value=1, max_value=100_000, default=1)
    page_size = serializers.IntegerField(min_value=1, default=PAGE_SIZE, help_text=f"At most {MOST_PAGE_SIZE}.")

    def validate_mode(self, value: str) -> str:
        if value not in offered_modes():
            raise serializers.ValidationError("Only text search is available here.", code="mode_not_supported")
        return value

    def query(self, given: dict[str, Any]) -> SearchQuery:
        """What is asked by these parameters. Raises ValidationError."""
        data = dict(self.run_validation(given))
        by_meaning = data.pop("mode") == "semantic"
        page_size = min(data.pop("page_size"), MOST_PAGE_SIZE)
        return SearchQuery(
            text=data.pop("q"),
            by_video=data.pop("group") == "video",
            by_meaning=by_meaning,
            page_size=page_size,
            **data,
        )


class FoundVideoSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    channel_name = serializers.CharField()
    thumbnail_url = serializers.CharField(allow_null=True)
    duration = serializers.FloatField(allow_null=True, help_text="Seconds.")


class HitSerializer(serializers.Serializer[Any]):
    segment_id = serializers.UUIDField(help_text="The first of segment_ids.")
    segment_ids = serializers.ListField(child=serializers.UUIDField())
    video = FoundVideoSerializer()
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField(help_text="Seconds.")
    text = serializers.CharField()
    highlight = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="[from, to) in UTF-16 code units of text.",
    )
    before = serializers.CharField(help_text="The line before.")
    after = serializers.CharField(help_text="The line after.")
    matches = serializers.IntegerField(help_text="Hits in this video.")


class VideoHitsSerializer(serializers.Serializer[Any]):
    video = FoundVideoSerializer()
    matches = serializers.IntegerField()
    hits = HitSerializer(many=True, help_text="The best three.")


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="SearchResult",
        serializers=[HitSerializer, VideoHitsSerializer],
        resource_type_field_name=None,
        many=True,
    )
)
class ResultsField(serializers.Field[Any, Any, Any, Any]):
    """Hits, or videos with their best hits where asked by video."""


class SearchPageSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="Hits, grouped or not.")
    count_exact = serializers.BooleanField(help_text="False where there are most likely more than `count`.")
    video_count = serializers.IntegerField()
    took_ms = serializers.FloatField()
    next = serializers.CharField(allow_null=True)
    did_you_mean = serializers.CharField(allow_null=True)
    modes = serializers.ListField(child=serializers.ChoiceField(choices=MODES), help_text="What `mode` may be here.")
    videos = FoundVideoSerializer(many=True, help_text="Title and channel matches, on the first page.")
    results = ResultsField(help_text="Hits; videos with their best hits with `group=video`.")


class TitleSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()


class SuggestionsSerializer(serializers.Serializer[Any]):
    words = serializers.ListField(child=serializers.CharField(), help_text="Completions of the last word.")
    videos = TitleSerializer(many=True)


class ClipInput(serializers.Serializer[Any]):
    """A line by `segment_id`, or a piece of a video by `video_id`, `start` and `end`."""

    segment_id = serializers.UUIDField(required=False)
    video_id = serializers.UUIDField(required=False)
    start = Seconds(required=False)
    end = Seconds(required=False)
    padding = Seconds(default=0.0, max_value=LONGEST_PADDING, help_text="Seconds added on each side.")
    snap = serializers.ChoiceField(choices=Clip.Snap.choices, default=Clip.Snap.WORDS)
    purpose = serializers.ChoiceField(choices=Clip.Purpose.choices, default=Clip.Purpose.PLAY)
    format = serializers.ChoiceField(
        choices=Clip.Format.choices, default=Clip.Format.MP4, help_text="Any but mp4 means purpose file."
    )
    captions = serializers.ChoiceField(
        choices=Clip.Captions.choices, default=Clip.Captions.NONE, help_text="burned: gif, webp, mp4; soft: mp4."
    )
    crop = serializers.ChoiceField(choices=Clip.Crop.choices, default=Clip.Crop.NONE, help_text="vertical: 9 to 16.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "segment_id" in attrs:
            return attrs
        for name in ("video_id", "start", "end"):
            if name not in attrs:
                raise InvalidInput("required", "Name a line by segment_id, or video_id, start and end.", attr=name)
        if attrs["start"] >= attrs["end"]:
            raise InvalidInput("clip_out_of_range", "The clip must end after it begins.", attr="end")
        return attrs

    def wish(self) -> ClipWish:
        asked = dict(self.validated_data)
        form = Form(asked.pop("format"), asked.pop("captions"), asked.pop("crop"))
        return ClipWish(form=form, **asked)


class ClipSerializer(serializers.Serializer[Any]):
    """Documents segments.events.ClipPayload."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Clip.Status.choices)
    purpose = serializers.ChoiceField(choices=Clip.Purpose.choices)
    url = serializers.CharField(allow_null=True, help_text="The file; null for purpose play.")
    play_url = serializers.CharField(allow_null=True, help_text="Ends in #t=pre_roll,play_end.")
    pre_roll = serializers.FloatField(help_text="Seconds of play_url before the clip begins.")
    play_end = serializers.FloatField(help_text="Second of play_url at which the clip ends.")
    start = serializers.FloatField(help_text="Seconds of the video.")
    end = serializers.FloatField(help_text="Seconds of the video.")
    duration = serializers.FloatField(help_text="Seconds.")
    format = serializers.CharField()
    size = serializers.IntegerField(allow_null=True, help_text="Bytes.")
    text = serializers.CharField()
    video_id = serializers.UUIDField()
    segment_id = serializers.UUIDField(allow_null=True)
    progress = serializers.IntegerField(help_text="Percent.")
    share_url = serializers.CharField(allow_null=True, help_text="Its page, for everyone; null of a private video.")
    embed_url = serializers.CharField(allow_null=True, help_text="Its player for other sites' pages.")
    error = ErrorSerializer(allow_null=True)
