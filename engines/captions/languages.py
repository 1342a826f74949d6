"""Language codes as sites and files write them, as ISO 639-1 where there is one."""

from __future__ import annotations

SAYS_NOTHING = frozenset(("", "und", "mul", "zxx", "mis"))
BIBLIOGRAPHIC = {
    "alb": "sq", "arm": "hy", "baq": "eu", "bur": "my", "chi": "zh", "cze": "cs", "dut": "nl", "fre": "fr",
    "geo": "ka", "ger": "de", "gre": "el", "ice": "is", "mac": "mk", "mao": "mi", "may": "ms", "per": "fa",
    "rum": "ro", "slo": "sk", "tib": "bo", "wel": "cy",
}  # fmt: skip
"""ISO 639-2/B, which Matroska uses; yt-dlp knows the other set, 639-2/T."""


def short_code(code: str) -> str:
    """ "eng", "en-US" and "en-orig" as "en"; empty for what says nothing."""
    base = code.replace("_", "-").partition("-")[0].strip().lower()
    if base in SAYS_NOTHING:
        return ""
    if len(base) < 3:
        return base
    from yt_dlp.utils import ISO639Utils

    return BIBLIOGRAPHIC.get(base) or str(ISO639Utils.long2short(base) or base)
