"""Which speech engines one may choose on this server."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from engines.transcribers.registry import TRANSCRIBERS, hindrance, translation_hindrance
from engines.types import TranscribeOptions


@dataclass(frozen=True, slots=True)
class Choosable:
    """An engine by its name, and whether with this server's model it can say in English what it hears."""

    name: str
    translates: bool


def choosable() -> list[Choosable]:
    """The engines that can work here, whatever has to be fetched for them, best first."""
    options = TranscribeOptions(extra=settings.SPEECH_OPTIONS)
    return [Choosable(name, can_translate(name)) for name in TRANSCRIBERS if not hindrance(name, options)]


def can_translate(engine: str = "") -> bool:
    """Whether an engine, or where none is named this server's, can translate with this server's model."""
    return not translation_hindrance(engine or settings.TRANSCRIBER, settings.WHISPER_MODEL)
