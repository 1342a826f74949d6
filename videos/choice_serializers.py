"""What askers choose for the transcription, wherever a run begins."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from engines.transcribers.registry import AUTO, TRANSCRIBERS
from videos.models import CaptionPolicy
from videos.services import Choices
from videos.translation import require_translation


class LanguageField(serializers.RegexField):
    """An ISO 639 code, in lower case whatever was typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(r"^[A-Za-z]{2,3}$", **options)

    def to_internal_value(self, data: Any) -> str:
        return str(super().to_internal_value(data)).lower()


class ChoicesInput(serializers.Serializer[Any]):
    """The asker's choices for the transcription."""

    language = LanguageField(required=False, help_text="ISO 639 code; left out: detected.")
    engine = serializers.ChoiceField(choices=[AUTO, *TRANSCRIBERS], required=False)
    model = serializers.RegexField(r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)?$", max_length=200, required=False)
    caption_policy = serializers.ChoiceField(
        choices=CaptionPolicy.choices,
        required=False,
        help_text="Whether captions that come with a video become its transcript. prefer: those that people made, else"
        " speech is recognised; only: else automatic ones, else it fails; ignore, the default but where a caption file"
        " is given: speech is recognised.",
    )
    translate = serializers.BooleanField(
        required=False,
        help_text="Whether what is said is wanted in English, too, as a second track that is made when the first is"
        " there. Refused as `translation_not_supported` where the engine or the model cannot.",
    )

    def validate(self, attrs: Any) -> Any:
        if attrs.get("translate"):
            require_translation(attrs.get("engine", ""), attrs.get("model", ""))
        return attrs

    def choices(self) -> Choices:
        data = self.validated_data
        usual = CaptionPolicy.PREFER if "captions" in data else CaptionPolicy.IGNORE
        return Choices(
            language=data.get("language", ""),
            engine=data.get("engine", ""),
            model=data.get("model", ""),
            caption_policy=data.get("caption_policy", usual),
            translate=data.get("translate", False),
        )


class EngineSerializer(serializers.Serializer[Any]):
    """A speech engine that can work here."""

    name = serializers.ChoiceField(choices=list(TRANSCRIBERS))
    translates = serializers.BooleanField(help_text="Whether it can translate, with this server's model.")


class HearingSerializer(serializers.Serializer[Any]):
    """What one may choose for the transcription on this server."""

    translates = serializers.BooleanField(help_text="Whether `translate` is possible where no engine is named.")
    engines = EngineSerializer(many=True)
