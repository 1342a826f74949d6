"""Caption files into cues: SubRip, WebVTT and SubStation by pysubs2, YouTube's sbv and json3 by what lies beside it.

What a file is, its content says; names are often wrong.
"""

from __future__ import annotations

import re
from pathlib import Path

from engines.captions import json3
from engines.captions.cues import ReadCue
from engines.captions.encoding import decoded
from engines.captions.markup import WORD_JOINER, hidden, lines_of
from engines.errors import CaptionError

UNREADABLE = "These captions cannot be read. They may be .srt, .vtt, .ass, .ssa, .sbv or .json3."
SBV_TIMES = re.compile(r"^\s*(\d+:\d\d:\d\d\.\d{3}),(\d+:\d\d:\d\d\.\d{3})\s*$", re.MULTILINE)
SUBSTATION = re.compile(r"^\s*\[(?:Script Info|V4\+? Styles|Events)\]", re.MULTILINE | re.IGNORECASE)
ARROW = "-->"
LAST_ROW = f"\n{WORD_JOINER}"
"""Shows nothing, and keeps a row like "1984" before it, which pysubs2 would take for the number of the next cue."""


def read_cues(path: Path) -> list[ReadCue]:
    """All cues of a caption file, as they stand in it.

    Raises:
        CaptionError: captions_unreadable, also where there is no word in it.
    """
    text = decoded(path.read_bytes()).strip()
    if text.startswith("{"):
        cues = json3.read(text)
    else:
        form, prepared = _prepared(text)
        cues = _parsed(prepared, form)
    found = [cue for cue in cues if cue.lines]
    if not found:
        raise CaptionError("captions_unreadable", UNREADABLE)
    return found


def _prepared(text: str) -> tuple[str, str]:
    """The format as pysubs2 calls it, and the text as it reads it well."""
    if SUBSTATION.search(text[:5000]):
        return "ass" if "v4+" in text.lower() else "ssa", text
    if text.startswith("WEBVTT"):
        return "vtt", _cue_blocks(hidden(text))
    if SBV_TIMES.search(text):
        return "vtt", SBV_TIMES.sub(rf"\1 {ARROW} \2", text)
    if ARROW in text:
        return "srt", re.sub(r"\n{3,}", "\n\n", hidden(text)) + LAST_ROW
    raise CaptionError("captions_unreadable", UNREADABLE)


def _cue_blocks(text: str) -> str:
    """WebVTT without what is no cue: notes, styles and the names of cues, which pysubs2 takes for text."""
    return "\n\n".join(_from_times(block) for block in re.split(r"\n{2,}", text) if ARROW in block)


def _from_times(block: str) -> str:
    """A cue's block from the line with its times on."""
    return block[block.rfind("\n", 0, block.index(ARROW)) + 1 :] + LAST_ROW


def _parsed(text: str, form: str) -> list[ReadCue]:
    import pysubs2  # noqa: PLC0415 -- only where captions are read

    keep = {} if form in ("ass", "ssa") else {"keep_html_tags": True}
    try:
        events = pysubs2.SSAFile.from_string(text, form, **keep)
    except (pysubs2.exceptions.Pysubs2Error, ValueError, ArithmeticError, LookupError) as error:
        raise CaptionError("captions_unreadable", UNREADABLE) from error
    return [ReadCue(event.start / 1000, event.end / 1000, lines_of(event.text)) for event in events if event.is_text]
