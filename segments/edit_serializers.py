"""What corrections of a transcript send, and the documented shape of what they get."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers

from core.errors import InvalidInput
from segments.editing.changes import LONGEST_TEXT, MOST_MERGED, Change
from segments.editing.replacing import MOST_LINES, Wish
from segments.models import Edit, Track
from segments.serializers import Seconds, SegmentSerializer

MOST_VIDEOS = 100
MOST_CHOSEN = 1000
LONGEST_FIND = 200


class Version(serializers.IntegerField):
    """The version of the line that was read."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, "help_text": "As it was read; 409 where it is another by now.", **options})


class LineChange(serializers.Serializer[Any]):
    version = Version()
    text = serializers.CharField(required=False, max_length=LONGEST_TEXT)
    start = Seconds(required=False)
    end = Seconds(required=False)
    is_right = serializers.BooleanField(default=False, help_text="Somebody has listened: it is no longer doubtful.")

    def change(self) -> Change:
        return Change(**self.validated_data)


class SplitInput(serializers.Serializer[Any]):
    """Where to split: `word` or `offset`."""

    version = Version()
    word = serializers.IntegerField(
        required=False, min_value=1, help_text="The second line begins with this word, counted from 0."
    )
    offset = serializers.IntegerField(
        required=False, min_value=0, help_text="At the word nearest to it; UTF-16 code units of the text."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("word" in attrs) == ("offset" in attrs):
            raise InvalidInput("required", "Say where to split by word or by offset.", attr="word")
        return attrs


class LineVersion(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    version = Version()


class UndoInput(serializers.Serializer[Any]):
    version = Version()


class UndoManyInput(serializers.Serializer[Any]):
    segments: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=LineVersion(), min_length=1, max_length=MOST_LINES
    )

    def lines(self) -> list[tuple[UUID, int]]:
        return pairs(self.validated_data["segments"])


class MergeInput(serializers.Serializer[Any]):
    segments: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=LineVersion(), min_length=2, max_length=MOST_MERGED, help_text="Neighbours, in any order."
    )

    def lines(self) -> list[tuple[UUID, int]]:
        return pairs(self.validated_data["segments"])


class ReplaceInput(serializers.Serializer[Any]):
    """Finds in one track of the videos and replaces there."""

    video_ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_VIDEOS)
    find = serializers.CharField(max_length=LONGEST_FIND, help_text="Plain text.")
    replace = serializers.CharField(max_length=LONGEST_FIND, allow_blank=True)
    whole_word = serializers.BooleanField(default=False)
    match_case = serializers.BooleanField(default=False)
    track = serializers.ChoiceField(choices=Track.choices, default=Track.ORIGINAL)
    preview = serializers.BooleanField(default=True, help_text="Only show what would change.")
    segments: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=LineVersion(),
        required=False,
        max_length=MOST_CHOSEN,
        help_text="Only these lines, as the preview showed them; 409 where one is another by now.",
    )

    def wish(self) -> Wish:
        names = ("find", "replace", "whole_word", "match_case", "track")
        return Wish(**{name: self.validated_data[name] for name in names})

    def chosen(self) -> dict[UUID, int] | None:
        named = self.validated_data.get("segments")
        return None if named is None else dict(pairs(named))


def pairs(named: list[dict[str, Any]]) -> list[tuple[UUID, int]]:
    return [(line["id"], line["version"]) for line in named]


class SegmentsSerializer(serializers.Serializer[Any]):
    results = SegmentSerializer(many=True)


class ReplacedLineSerializer(serializers.Serializer[Any]):
    segment_id = serializers.UUIDField()
    video_id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="As it is now.")
    start = serializers.FloatField(help_text="Seconds.")
    before = serializers.CharField()
    after = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField(help_text="How often it is found in this line.")
    places = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        help_text="Where in `before`: [from, to] in UTF-16 code units.",
    )


class ReplacementSerializer(serializers.Serializer[Any]):
    lines = serializers.IntegerField(help_text="Lines with it, also where fewer are listed.")
    count = serializers.IntegerField(help_text="How often it is found.")
    results = ReplacedLineSerializer(many=True)


class EditorSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    full_name = serializers.CharField()


class EditedLineSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField(help_text="Seconds.")
    text = serializers.CharField()


class EditSerializer(serializers.ModelSerializer[Edit]):
    """One correction: the lines before and after it."""

    editor = EditorSerializer(allow_null=True)
    before = EditedLineSerializer(many=True)
    after = EditedLineSerializer(many=True)

    class Meta:
        model = Edit
        fields = ("id", "kind", "editor", "created_at", "undone_at", "before", "after")


class EditListSerializer(serializers.Serializer[Any]):
    results = EditSerializer(many=True)
