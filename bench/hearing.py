"""How well a talk was heard: word error rate, and how far off the times of sentences are. Values in, values out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median

import jiwer

from bench.bare import Heard
from bench.talks import Said

NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
SPELT = {str(number): word for number, word in enumerate(NUMBERS)} | {"mr": "mister", "212": "two hundred and twelve"}


@dataclass(frozen=True, slots=True)
class Hearing:
    """Word errors, and for sentences (the heard beginning, by how many seconds it is late)."""

    errors: int
    words: int
    starts: tuple[tuple[float, float], ...]

    @property
    def rate(self) -> float:
        return self.errors / self.words

    @property
    def start_error(self) -> float:
        """The median of the absolute differences, in seconds."""
        return median(abs(late) for _, late in self.starts)


def spelt(text: str) -> list[str]:
    """Words as they are compared: without case, punctuation, hyphens and figures."""
    found = re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.casefold())
    return [part for word in found for part in SPELT.get(word, word).split()]


def judged(said: Sequence[Said], heard: Iterable[Heard]) -> Hearing:
    """Compare what was said with words and their times.

    A sentence's beginning counts where its first word was heard as said.
    """
    known = [word for sentence in said for word in spelt(sentence.text)]
    found = [(word, start) for start, _, text in heard for word in spelt(text)]
    result = jiwer.process_words([" ".join(known)], [" ".join(word for word, _ in found)])
    places = dict(chain.from_iterable(map(pairs, result.alignments[0])))
    heard_at = ((found[places[first]][1], sentence) for first, sentence in firsts(said) if first in places)
    starts = tuple((start, round(start - sentence.start, 3)) for start, sentence in heard_at)
    errors = result.substitutions + result.deletions + result.insertions
    return Hearing(errors, len(known), starts)


def pairs(chunk: jiwer.AlignmentChunk) -> Iterator[tuple[int, int]]:
    """(said, heard) numbers of words that are the same."""
    if chunk.type == "equal":
        yield from zip(
            range(chunk.ref_start_idx, chunk.ref_end_idx), range(chunk.hyp_start_idx, chunk.hyp_end_idx), strict=True
        )


def firsts(said: Iterable[Said]) -> Iterator[tuple[int, Said]]:
    """Each sentence with the number of its first word."""
    at = 0
    for sentence in said:
        yield at, sentence
        at += len(spelt(sentence.text))
