"""Language codes as sites and files write them, as ISO 639-1 where there is one."""

from __future__ import annotations


def short_code(code: str) -> str:
    """ "eng", "en-US" and "en-orig" as "en"; empty for what says nothing."""
    base = code.replace("_", "-").partition("-")[0].strip().lower()
    if base in ("", "und", "mul", "zxx", "mis"):
        return ""
    if len(base) < 3:
        return base
    from yt_dlp.utils import ISO639Utils

    return str(ISO639Utils.long2short(base) or base)
