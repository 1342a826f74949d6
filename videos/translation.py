"""Whether what is said in a video can be put into English here."""

from __future__ import annotations

from django.conf import settings

from core.errors import InvalidInput
from engines.transcribers.registry import translation_hindrance


def require_translation(engine: str, model: str) -> None:
    """Raise InvalidInput where an engine and a model, or where they are left out this server's, cannot translate."""
    if reason := translation_hindrance(engine or settings.TRANSCRIBER, model or settings.WHISPER_MODEL):
        raise InvalidInput("translation_not_supported", reason, attr="translate")
