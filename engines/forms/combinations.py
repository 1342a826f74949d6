"""Which form goes with which captions, crop and media: the one table of it."""

from __future__ import annotations

from dataclasses import dataclass

from engines.errors import ClipError
from engines.forms.types import Form


@dataclass(frozen=True, slots=True)
class Rule:
    """What a format takes. `longest` in seconds; None: as long as any clip."""

    captions: frozenset[str]
    crops: frozenset[str]
    needs_picture: bool = False
    needs_sound: bool = False
    longest: float | None = None


NONE = frozenset({"none"})
CROPS = frozenset({"none", "vertical"})
RULES = {
    "mp4": Rule(frozenset({"none", "burned", "soft"}), CROPS),
    "gif": Rule(frozenset({"none", "burned"}), CROPS, needs_picture=True, longest=60.0),
    "webp": Rule(frozenset({"none", "burned"}), CROPS, needs_picture=True, longest=60.0),
    "mp3": Rule(NONE, NONE, needs_sound=True),
    "m4a": Rule(NONE, NONE, needs_sound=True),
}


def require_possible(form: Form) -> None:
    """Raises ClipError(captions_not_supported, crop_not_supported) for what no medium can become."""
    rule = RULES[form.format]
    if form.captions not in rule.captions:
        detail = f"A clip as {form.format} cannot have {form.captions} captions."
        raise ClipError("captions_not_supported", detail)
    if form.crop not in rule.crops:
        raise ClipError("crop_not_supported", f"A clip as {form.format} has no picture to crop.")


def require_streams(form: Form, *, has_picture: bool, has_sound: bool) -> None:
    """Raises ClipError(no_picture, no_sound) where the medium lacks what the form shows."""
    rule = RULES[form.format]
    draws = form.captions == "burned" or form.crop != "none"
    if (rule.needs_picture or draws) and not has_picture:
        raise ClipError("no_picture", "This video has no picture, so it cannot become that.")
    if rule.needs_sound and not has_sound:
        raise ClipError("no_sound", "This video has no sound, so it cannot become that.")
