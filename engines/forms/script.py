"""Captions as files: Advanced SubStation Alpha to draw, WebVTT to carry along."""

from __future__ import annotations

from collections.abc import Iterable

from engines.forms.captions import Cue
from engines.forms.pictures import Size

NO_COMMAND = "\u2060"
"""A word joiner: after a backslash it keeps libass from reading a command."""

FULL_WIDTH = str.maketrans("{}", "｛｝")

LETTER = 0.48
"""How wide a Latin letter is, as a part of the font's size; a wide one takes two."""

SIDE = 0.07
"""The margin on each side, a part of the width: nothing is cut off by a phone's frame."""

FEWEST_COLUMNS, MOST_COLUMNS = 20, 42

ASS = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 0
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Caption,sans-serif,{font:.1f},&H00FFFFFF,&H00000000,&H80000000,1,1,{outline:.1f},{shadow:.1f},2,{side},{side},\
{below},-1

[Events]
Format: Layer, Start, End, Style, Text
"""


def font_size(size: Size) -> float:
    """Pixels: a sixteenth of the height, less where a row would hold too few letters."""
    width, height = size
    return min(height / 16, width * (1 - 2 * SIDE) / (FEWEST_COLUMNS * LETTER))


def columns_in(size: Size) -> int:
    """How many Latin letters a row holds."""
    room = size[0] * (1 - 2 * SIDE) / (font_size(size) * LETTER)
    return max(FEWEST_COLUMNS, min(MOST_COLUMNS, int(room + 1e-6)))


def ass(cues: Iterable[Cue], size: Size) -> str:
    """The cues as white letters with a dark edge at the bottom of a picture of that size.

    Upright pictures have them higher, above what players lay over their lower fifth.
    """
    width, height = size
    font, below = font_size(size), height * (0.2 if height > width else 0.07)
    head = ASS.format(
        width=width,
        height=height,
        font=font,
        outline=max(1.0, font / 14),
        shadow=font / 30,
        side=round(width * SIDE),
        below=round(below),
    )
    return head + "".join(
        f"Dialogue: 0,{_clock(cue.start)},{_clock(cue.end)},Caption,{_rows(cue.rows)}\n" for cue in cues
    )


def _rows(rows: Iterable[str]) -> str:
    return "\\N".join(literal(row) for row in rows)


def literal(text: str) -> str:
    """Text in which nothing is a command: braces open overrides, a backslash begins one."""
    return text.replace("\\", "\\" + NO_COMMAND).replace("{", "\\{").replace("}", "\\}")


def _clock(seconds: float) -> str:
    minutes, hundredths = divmod(round(seconds * 100), 6000)
    return f"{minutes // 60}:{minutes % 60:02}:{hundredths // 100:02}.{hundredths % 100:02}"


def webvtt(cues: Iterable[Cue]) -> str:
    """The cues as https://www.w3.org/TR/webvtt1/ wants them."""
    blocks = (f"{_long_clock(cue.start)} --> {_long_clock(cue.end)}\n{_escaped(cue.rows)}\n" for cue in cues)
    return "WEBVTT\n\n" + "\n".join(blocks)


def _escaped(rows: Iterable[str]) -> str:
    """On its way into an mp4 the text passes through ffmpeg's ASS, which has no way to write a brace."""
    harmless = "\n".join(rows).replace("\\", "\\" + NO_COMMAND).translate(FULL_WIDTH)
    return harmless.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _long_clock(seconds: float) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
