"""Whether this machine's fonts can draw a text. libass itself is asked, so that the answer is what it will draw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from engines import ffmpeg
from engines.errors import ClipError
from engines.forms.captions import Cue
from engines.forms.script import ass

UNDRAWABLE = re.compile(r"failed to find any fallback with glyph 0x([0-9A-Fa-f]+)")
SCREEN = (640, 360)
A_ROW = 30

EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC")
PACKAGES = {
    **dict.fromkeys(EAST_ASIAN, ("fonts-noto-cjk", "google-noto-sans-cjk-fonts", "Hiragino Sans")),
    **dict.fromkeys(("LATIN", "CYRILLIC", "GREEK"), ("fonts-dejavu-core", "dejavu-sans-fonts", "Helvetica Neue")),
}
"""Fonts by script: the package of Debian and Ubuntu, that of Fedora, the font of macOS."""

OTHERS = ("fonts-noto-core", "google-noto-sans-fonts", "Arial Unicode MS")


def drawable(cues: list[Cue], folder: Path) -> list[Cue]:
    """The cues without the signs that no font here has. Raises as missing_signs."""
    missing = missing_signs((row for cue in cues for row in cue.rows), folder)
    without = str.maketrans(dict.fromkeys(missing, ""))
    return [replace(cue, rows=tuple(row.translate(without) for row in cue.rows)) for cue in cues]


def missing_signs(texts: Iterable[str], folder: Path) -> set[str]:
    """The signs of some texts that no font here has (an emoji is no reason to refuse a clip).

    Args:
        folder: where a small file may be written.

    Raises:
        ClipError: font_missing, with the packages to install, where letters cannot be drawn.
    """
    missing = undrawable({letter for text in texts for letter in text}, folder)
    for letter in sorted(missing):
        if unicodedata.category(letter)[0] in "LN":
            raise font_missing(letter)
    return missing


def undrawable(letters: Iterable[str], folder: Path) -> set[str]:
    """Those of the letters that no font on this machine has."""
    alphabet = "".join(sorted(letter for letter in letters if not letter.isspace()))
    if not alphabet:
        return set()
    rows = tuple(alphabet[first : first + A_ROW] for first in range(0, len(alphabet), A_ROW))
    script = folder / "alphabet.ass"
    script.write_text(ass([Cue(0.0, 1.0, rows)], SCREEN), encoding="utf-8")
    screen = ffmpeg.generated(f"color=size={SCREEN[0]}x{SCREEN[1]}:rate=25:duration=0.04")
    said = ffmpeg.warnings(ffmpeg.output(screen.filter("ass", str(script)), target="-", format="null"))
    found = (UNDRAWABLE.search(line) for line in said)
    return {chr(int(match[1], 16)) for match in found if match} & set(alphabet)


def font_missing(letter: str) -> ClipError:
    script = unicodedata.name(letter, "UNKNOWN").split()[0]
    debian, fedora, macos = PACKAGES.get(script, OTHERS)
    return ClipError(
        "font_missing",
        f"No font on the server has the letters of this text ({script.capitalize()}). Whoever runs it can install "
        f"{debian} (Debian, Ubuntu) or {fedora} (Fedora); macOS has them in {macos}.",
    )
