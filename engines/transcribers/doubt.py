"""Which lines may be wrong: engines loop, hear words in silence, and say how sure they were.

The reasons are stable codes. They warn and change nothing: a song may well repeat itself.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import replace

from engines.letters import Span, is_unspaced
from engines.types import Speech

REPEATED, SILENCE, LOW_PROBABILITY = "repeated", "silence", "low_probability"

LEAST_LOG_PROBABILITY = -1.0
"""Whisper's `logprob_threshold`: below this mean its own decoder takes a result for failed and tries again."""
LEAST_PROBABILITY = 0.02
"""No word counts for less, so that one odd name does not condemn a whole line."""
MOST_COMPRESSION = 2.4
"""Whisper's `compression_ratio_threshold`: text that zlib shrinks by more repeats itself."""
SHORTEST_COMPRESSED = 100
"""Bytes; less text does not tell."""
REPEATS, REPEATED_WORDS = 4, 8
"""A phrase said so often in a row, over so many words: "no, no, no, no" is still what somebody says."""
SAME_LINES = 3
"""Lines in a row that say the same."""
LEAST_VOICE = 0.1
"""Of a line's time; voices are found with 0.4 s to spare on both sides."""


def judged(speech: Sequence[Speech], before: Sequence[str], voice: Sequence[Span] | None) -> list[Speech]:
    """The lines with what makes them doubtful.

    Args:
        speech: lines in time order.
        before: what was said just before them, the last line last.
        voice: when somebody speaks, in seconds of the media; None where nobody listened for that.
    """
    loops = looping([*before, *(line.text for line in speech)])[len(before) :]
    return [
        replace(line, doubtful=reason(line, voice) or (REPEATED if is_loop else ""))
        for line, is_loop in zip(speech, loops, strict=True)
    ]


def reason(line: Speech, voice: Sequence[Span] | None) -> str:
    if voice is not None and is_in_silence(line, voice):
        return SILENCE
    if repeats_itself(line.text):
        return REPEATED
    return LOW_PROBABILITY if is_improbable(line) else ""


def is_in_silence(line: Speech, voice: Sequence[Span]) -> bool:
    heard = sum(max(0.0, min(line.end, end) - max(line.start, start)) for start, end in voice)
    return heard < LEAST_VOICE * (line.end - line.start)


def is_improbable(line: Speech) -> bool:
    """Whether the words' mean log probability is below what the decoder itself would accept."""
    known = [word.probability for word in line.words if word.probability is not None]
    if not known:
        return False
    return sum(math.log(max(p, LEAST_PROBABILITY)) for p in known) / len(known) < LEAST_LOG_PROBABILITY


def repeats_itself(text: str) -> bool:
    """Whether a phrase is said again and again in a line."""
    data = text.encode()
    if len(data) >= SHORTEST_COMPRESSED and len(data) / len(zlib.compress(data)) > MOST_COMPRESSION:
        return True
    said = key_of(text)
    return any(repeated(said, length) for length in range(1, len(said) // REPEATS + 1))


def repeated(said: Sequence[str], length: int) -> bool:
    """Whether a phrase of so many words is said REPEATS times in a row, over REPEATED_WORDS at least."""
    enough = max(REPEATS * length, REPEATED_WORDS) - length
    run = 0
    for word, earlier in zip(said[length:], said, strict=False):
        run = run + 1 if word == earlier else 0
        if run >= enough:
            return True
    return False


def looping(texts: Sequence[str]) -> list[bool]:
    """Which of these lines are among SAME_LINES in a row that say the same."""
    keys = [key_of(text) for text in texts]
    found = [False] * len(keys)
    for first in range(len(keys) - SAME_LINES + 1):
        same = keys[first : first + SAME_LINES]
        if same[0] and all(key == same[0] for key in same):
            found[first : first + SAME_LINES] = [True] * SAME_LINES
    return found


def key_of(text: str) -> list[str]:
    """What is said, as words (letters of scripts without spaces), without case and punctuation."""
    spaced = "".join(f" {letter} " if is_unspaced(letter) else letter for letter in text.casefold())
    words = ("".join(letter for letter in word if letter.isalnum()) for word in spaced.split())
    return [word for word in words if word]
