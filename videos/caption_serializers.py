"""A caption file as it comes in."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from videos.choice_serializers import LanguageField
from videos.serializers import small_captions


class CaptionsInput(serializers.Serializer[Any]):
    """As multipart/form-data."""

    captions = serializers.FileField(max_length=None, help_text=".srt, .vtt, .ass, .ssa, .sbv or .json3.")
    language = LanguageField(default="", help_text="ISO 639 code of the captions; left out: that of the video.")

    def validate_captions(self, value: Any) -> Any:
        return small_captions(value)
