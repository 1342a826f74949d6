"""Text as it is shown: on one line, in one form, without marks that turn or hide what stands around them."""

from __future__ import annotations

import re
import unicodedata

HIDDEN = re.compile("[\u00ad\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
"""Soft hyphens, joiners that are no letters' own, overrides of direction, byte order marks, annotations."""


def stored(text: str) -> str:
    """Text as PostgreSQL and people like it: on one line, without NUL and lone surrogates."""
    return " ".join(text.replace("\0", " ").encode("utf-8", "ignore").decode().split())


def displayed(text: str) -> str:
    """The same in composed letters (NFC, Unicode Annex 15) and without what cannot be seen."""
    seen = "".join(" " if unicodedata.category(c) == "Cc" else c for c in HIDDEN.sub("", stored(text)))
    return unicodedata.normalize("NFC", " ".join(seen.split()))
