"""Cues into words with times: those the file gives, else spread over the cue by their length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from engines.captions.cues import ReadCue, Token
from engines.letters import is_glued
from engines.types import Word

LONGEST_WORD = 1.0
"""Seconds: a word whose start the file gives ends no later, so that pauses show."""


def words_of(cues: Iterable[ReadCue]) -> Iterator[Word]:
    """The words of cleaned cues, in order; texts begin with a space where one is, or would be, written before them."""
    before: Token | None = None
    for cue in cues:
        tokens = [token for line in cue.lines for token in line]
        for token, start, end in _timed(tokens, cue):
            yield Word(start, end, token.text if before and _is_behind(before, token) else f" {token.text}")
            before = token


def _is_behind(before: Token, token: Token) -> bool:
    """Whether a token is written right behind the one before it."""
    return token.goes_on or (not before.is_spaced and is_glued(before.text[-1], token.text[0]))


def _timed(tokens: list[Token], cue: ReadCue) -> Iterator[tuple[Token, float, float]]:
    """Each run of words between two known moments shares the time between them."""
    known = [index for index, token in enumerate(tokens) if index and token.start is not None]
    for begin, stop in pairwise([0, *known, len(tokens)]):
        start = tokens[begin].start
        start = cue.start if start is None else start
        following = tokens[stop].start if stop < len(tokens) else None
        end = cue.end if following is None else following
        if tokens[begin].start is not None:
            end = min(end, start + LONGEST_WORD * (stop - begin))
        yield from _spread(tokens[begin:stop], start, max(start, end))


def _spread(tokens: list[Token], start: float, end: float) -> Iterator[tuple[Token, float, float]]:
    """Words one after the other, each as long as its share of the letters (and the space after it)."""
    weights = [len(token.text) + 1 for token in tokens]
    second_per_letter = (end - start) / sum(weights)
    at = start
    for token, weight in zip(tokens, weights, strict=True):
        yield token, at, at + weight * second_per_letter
        at += weight * second_per_letter
