"""The title of a part, shown over its beginning, as a subtitle in Advanced SubStation Alpha."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.supercuts.types import HEIGHT, WIDTH

LONGEST = 90
SECONDS = 3.0
NO_COMMAND = "\u2060"
"""A word joiner: after a backslash it keeps libass from reading a command."""

SCRIPT = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Title,sans-serif,34,&H00FFFFFF,&H60000000,&H60000000,0,3,8,0,1,48,48,44,1

[Events]
Format: Layer, Start, End, Style, Text
Dialogue: 0,0:00:00.00,0:00:{seconds:05.2f},Title,{text}
"""


@contextmanager
def written(title: str, beside: Path) -> Iterator[Path]:
    """The subtitle file of one part, there as long as it is needed."""
    path = beside.with_suffix(".ass")
    try:
        path.write_text(script(title), encoding="utf-8")
        yield path
    finally:
        path.unlink(missing_ok=True)


def script(title: str) -> str:
    return SCRIPT.format(width=WIDTH, height=HEIGHT, seconds=SECONDS, text=plain(title))


def plain(title: str) -> str:
    """A title on one line in which nothing is a command: braces open overrides, a backslash begins one."""
    printable = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in title)
    line = " ".join(printable.split())
    shortened = line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
    return shortened.replace("\\", "\\" + NO_COMMAND).replace("{", "\\{").replace("}", "\\}")
