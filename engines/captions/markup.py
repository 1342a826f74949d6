"""The text of a cue without its styling: tags, override codes, entities, notes and dashes go, words stay."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from engines.captions.cues import Line, Token

MOMENT = re.compile(r"<((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})>")
"""When the words behind it are spoken (WebVTT, section "Cue timestamp span")."""

MARK = re.compile("\ue000(\\d+)\ue001")
"""A moment in milliseconds, as `hidden` writes it."""

WORD_JOINER = "\u2060"
"""Behind what would else be taken for a mark it says that this is text, in front of a row that a word goes on in it;
our own exports write it so."""

TAG = re.compile(f"<(?!{WORD_JOINER})[^<>]*>")
OVERRIDE = re.compile(r"\{\\[^{}]*\}")
WORD = re.compile(r"(\s*)(\S+)(\s*)")
NOT_WORDS = frozenset((">>", ">>>", "♪", "♫", "♬", "♩"))
SPEAKER_MARKS = frozenset(("-", "–", "—"))
"""Before what another person says, at the beginning of a row; elsewhere dashes are text."""
SONG_MARK = "#"
"""At the beginning and the end of a row that is sung."""
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"))
"""Marks of direction and width, which captions are full of and nobody searches for. Joiners are no such marks: Persian
words and emoji are made with them."""


def hidden(text: str) -> str:
    """The text with its moments written as marks that no parser takes for the times of a cue."""
    return MOMENT.sub(lambda found: f"\ue000{milliseconds(found[1])}\ue001", text)


def milliseconds(clock: str) -> int:
    """Of [H:]M:S.mmm."""
    *hours, minutes, seconds = clock.replace(",", ".").split(":")
    whole = (int(hours[0]) if hours else 0) * 3600 + int(minutes) * 60
    return round((whole + float(seconds)) * 1000)


def lines_of(text: str) -> tuple[Line, ...]:
    """The words of a cue's text, line by line."""
    plain = TAG.sub("", OVERRIDE.sub("", text))
    plain = plain.replace(r"\N", "\n").replace(r"\n", "\n").replace(r"\h", " ")
    return tuple(line for line in map(_tokens, html.unescape(plain).split("\n")) if line)


def _tokens(line: str) -> Line:
    tokens: list[Token] = []
    start: float | None = None
    for number, piece in enumerate(MARK.split(line)):
        if number % 2:
            start = int(piece) / 1000
            continue
        for space, word, behind in WORD.findall(piece):
            if tokens and space:
                tokens[-1] = replace(tokens[-1], is_spaced=True)
            shown = word.translate(INVISIBLE)
            if shown and word not in NOT_WORDS and (tokens or word not in SPEAKER_MARKS):
                goes_on = not tokens and word.startswith(WORD_JOINER)
                tokens.append(Token(shown.strip("♪♫♬♩") or shown, start, bool(behind), goes_on))
                start = None
    return tuple(_unsung(tokens))


def _unsung(tokens: list[Token]) -> list[Token]:
    while tokens and tokens[0].text == SONG_MARK:
        tokens = tokens[1:]
    while tokens and tokens[-1].text == SONG_MARK:
        tokens = tokens[:-1]
    return tokens
