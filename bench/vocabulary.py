"""A made-up language with the statistics of speech: words by rank, how often each is said, and what follows it."""

from __future__ import annotations

import random
from functools import cached_property
from itertools import cycle, islice

import numpy as np
from numpy.typing import NDArray

EXPONENT, SHIFT = 1.05, 2.7
"""Of Zipf and Mandelbrot: the word of rank r is said in proportion to (r + SHIFT) ** -EXPONENT."""
SUCCESSORS = 1000
"""How many words a word may draw the next one to; the n-th of them in proportion to 1/n."""
INFLECTED = 0.2
"""The share of words that are others with an English ending."""
FREQUENT = (
    "the of and to a in is that it for you was on as with be this are or at have not from by we they can but i all what"
    " will there so if do about he one out up which their more when like has then people know just them get some would"
    " how our an time into your no she my also his been other than who its had were these because now see make only way"
    " think very did where say well could here go over after first even good those work new most any us two her want"
    " him give through day too back use right much look really before need does come may take between own things made"
)
ONSETS = "b c d f g h j k l m n p r s t v w z bl br ch cl cr dr fl fr gl gr pl pr sh sl sp st str th tr"
VOWELS = "a e i o u a e i o ea ou ai"
CODAS = ["", "", "", "n", "r", "l", "m", "t", "ck", "nd", "st", "rm"]
ENDINGS = ("s", "ed", "ing", "er", "ly")

Ids = NDArray[np.int64]


class Vocabulary:
    """`size` words of a language, the same ones for a seed. A word's id is its rank from 0, the most said first."""

    def __init__(self, size: int, seed: int) -> None:
        self.size, self.seed = size, seed
        weights = (np.arange(1, size + 1) + SHIFT) ** -EXPONENT
        self._reach = np.cumsum(weights / weights.sum())

    @cached_property
    def words(self) -> list[str]:
        chance = random.Random(self.seed)
        made = dict.fromkeys(FREQUENT.split()[: self.size])
        stems = []
        while len(made) < self.size:
            if stems and chance.random() < INFLECTED:
                word = chance.choice(stems) + chance.choice(ENDINGS)
            else:
                word = new_word(chance, syllables=2 + (len(made) > 3000) + (chance.random() < 0.3))
                stems.append(word)
            made.setdefault(word)
        return list(made)

    def said(self, chances: NDArray[np.float64]) -> Ids:
        """The words for chances from 0 to 1."""
        return np.searchsorted(self._reach, chances).clip(max=self.size - 1)

    def successors(self, words: Ids, chances: NDArray[np.float64]) -> Ids:
        """For each word one that likes to follow it."""
        place = (SUCCESSORS**chances).astype(np.uint64)
        return self.said(scattered(words.astype(np.uint64) * np.uint64(SUCCESSORS) + place, self.seed))


def new_word(chance: random.Random, syllables: int) -> str:
    parts = islice(cycle((ONSETS.split(), VOWELS.split())), 2 * syllables)
    return "".join(chance.choice(part) for part in parts) + chance.choice(CODAS)


def scattered(numbers: NDArray[np.uint64], seed: int) -> NDArray[np.float64]:
    """Chances from 0 to 1 that belong to numbers: splitmix64 (Steele, Lea and Flood, 2014)."""
    mixed = numbers + np.uint64((seed * 0x9E3779B97F4A7C15) % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))).astype(np.float64) / 2.0**64
