"""Answers of a transcription server (`verbose_json` of OpenAI's API and what others make of it) as words.

Servers differ: words lie beside the segments or in them, lack the punctuation that the segments have, or are not there
at all. Whose words fit the text letter by letter gets the text with the words' times. Where they do not fit, or there
are none, the words of a segment share its time by their letters.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from sys import float_info
from typing import Any

from engines.letters import is_unspaced, spread
from engines.transcribers.languages import UNKNOWN, code_of
from engines.types import Word

NO_SPEECH = 0.8
"""Above this `no_speech_prob` nobody speaks, whatever the text says (as with openai-whisper)."""
OPENERS = frozenset("\"'([{«“‘¿¡「『（《【„")

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A segment of an answer; times in seconds of the sound that was sent."""

    start: float
    end: float
    text: str
    probability: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server heard: `language` an ISO 639-1 code or "und", `timed` its words without regard to the segments."""

    language: str
    parts: tuple[Part, ...]
    timed: tuple[Word, ...]

    def words(self) -> Iterator[Word]:
        """Its words in order; texts begin with a space where one is written."""
        fitted = list(fitting(self.parts, self.timed))
        if fitted:
            yield from fitted
            return
        for part in self.parts:
            yield from shared(part)


def read(values: Any, duration: float) -> Answer:
    """The answer to a sound of so many seconds.

    Raises ValueError, TypeError or KeyError where it is none.
    """
    if not isinstance(values.get("text"), str):
        raise TypeError("no text")
    found = values.get("segments") or []
    listed = found or [{"start": 0.0, "end": duration, "text": values["text"]}]
    silent = [part_of(one) for one in listed if is_silent(one)]
    parts = tuple(part for one in listed if not is_silent(one) and (part := part_of(one)).text)
    words = values.get("words") or [word for one in listed for word in one.get("words") or []]
    timed = tuple(word for word in map(word_of, words) if not any(is_inside(word, part) for part in silent))
    return Answer(code_of(text_of(values.get("language") or "")) if parts else UNKNOWN, parts, timed)


def is_silent(values: Values) -> bool:
    return number(values.get("no_speech_prob") or 0.0) > NO_SPEECH


def is_inside(word: Word, part: Part) -> bool:
    return part.start <= (word.start + word.end) / 2 <= part.end


def part_of(values: Values) -> Part:
    chance = values.get("avg_logprob")
    probability = None if chance is None else math.exp(min(number(chance), 0.0))
    return Part(number(values["start"]), number(values["end"]), spaced(text_of(values["text"])), probability)


def word_of(values: Values) -> Word:
    probability = values.get("probability")
    chance = None if probability is None else number(probability)
    return Word(number(values["start"]), number(values["end"]), text_of(values["word"]), chance)


def number(value: Any) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    if not -float_info.max <= value <= float_info.max:  # JSON's integers have no end
        raise ValueError("a number without an end")
    return float(value)


def text_of(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def spaced(text: str) -> str:
    """The text with a space before it where one belongs; some servers strip it."""
    bare = text.strip()
    return bare if not bare or is_unspaced(bare[0]) else f" {bare}"


def shared(part: Part) -> Iterator[Word]:
    """The words of a part without times of their own: they share its time by their letters."""
    texts = tokens(part.text)
    spans = spread(texts, part.start, part.end)
    for text, (start, end) in zip(texts, spans, strict=True):
        yield Word(start, end, text, part.probability)


def tokens(text: str) -> list[str]:
    """What counts as words of a text, each with the space before it; in scripts without spaces each letter."""
    found: list[str] = []
    for word in text.split():
        for place, letter in enumerate(word):
            begins = place == 0 or (letter.isalnum() and (is_unspaced(letter) or is_unspaced(word[place - 1])))
            if begins:
                found.append("" if place or is_unspaced(letter) else " ")
            found[-1] += letter
    return found


def fitting(parts: tuple[Part, ...], timed: tuple[Word, ...]) -> Iterator[Word]:
    """The text of the parts, cut at the words; nothing where these are spoken with other letters."""
    text = "".join(part.text for part in parts)
    places = [place for place, letter in enumerate(text) if letter.isalnum()]
    said = [(word, letters) for word in timed if (letters := letters_of(word.text))]
    if not said or [letter for _, letters in said for letter in letters] != letters_of(text):
        return
    probabilities = [part.probability for part in parts for _ in part.text]
    firsts, at = [], 0
    for _, letters in said:
        firsts.append(places[at])
        at += len(letters)
    cuts = [0, *(beginning(text, place) for place in firsts[1:]), len(text)]
    for (word, _), first, (start, end) in zip(said, firsts, pairwise(cuts), strict=True):
        chance = probabilities[first] if word.probability is None else word.probability
        yield Word(word.start, word.end, text[start:end].rstrip(), chance)


def letters_of(text: str) -> list[str]:
    return [letter.casefold() for letter in text if letter.isalnum()]


def beginning(text: str, place: int) -> int:
    """Where the word whose first letter stands at `place` begins: with its opening quotes and the space before."""
    while text[place - 1] in OPENERS and (place < 2 or not text[place - 2].isalnum()):
        place -= 1
    while place and text[place - 1].isspace():
        place -= 1
    return place
