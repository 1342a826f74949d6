"""The bytes of a caption file as text, whatever encoding its maker left it in."""

from __future__ import annotations

import codecs

from engines.errors import CaptionError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte-order marks and what they say; the mark of UTF-32 begins like that of UTF-16."""

LIKELY = [
    *(f"cp{number}" for number in range(1250, 1259)),
    *("cp874", "koi8_r", "cp932", "euc_jp", "cp949", "gb18030", "big5", "utf_16_le", "utf_16_be", "utf_32"),
]
"""What captions without a mark come in besides UTF-8; in the code pages of DOS and old Macs nearly none do."""


def decoded(raw: bytes) -> str:
    """By its byte-order mark, else as UTF-8, else as what charset-normalizer finds most likely; lines end in a newline.

    Raises:
        CaptionError: captions_unreadable.
    """
    text = _marked(raw) or _plain(raw) or _guessed(raw)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _marked(raw: bytes) -> str | None:
    encoding = next((encoding for mark, encoding in MARKS if raw.startswith(mark)), None)
    return raw.decode(encoding, errors="replace") if encoding else None


def _plain(raw: bytes) -> str | None:
    try:
        return None if b"\0" in raw else raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _guessed(raw: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 -- only for what is not UTF-8

    found = from_bytes(raw, cp_isolation=LIKELY).best()
    if found is None:
        raise CaptionError("captions_unreadable", "The encoding of these captions is not known.")
    return str(found)
