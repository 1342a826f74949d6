"""Titles and names as they come from files, sites and people."""

import unicodedata

from users.models import TURNING


def clean_title(text: str, fallback: str = "Untitled") -> str:
    """A title on one line, at most 300 characters, with something to see in it.

    No control characters, lone surrogates, or marks that turn the direction of the text around them.
    """
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    kept = "".join(c for c in kept if unicodedata.bidirectional(c) not in TURNING)
    kept = " ".join(kept.encode("utf-8", "ignore").decode().split())[:300]
    return kept if any(c.isprintable() and not c.isspace() for c in kept) else fallback
