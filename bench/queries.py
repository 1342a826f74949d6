"""What is asked: the query types of our study of searches, drawn from a corpus by its seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

import numpy as np

from bench.corpus import PAIRED, Corpus
from bench.vocabulary import Ids

Form = Literal["words", "phrase", "prefix"]
PAGE_SIZE = 20
DEEP_PAGE = 21
"""The page that begins at the 400th hit."""
SHARES = {
    "rare": (5e-6, 5e-5),
    "mid": (5e-4, 3e-3),
    "common": (0.01, 0.04),
    "vcommon": (0.05, 0.25),
    "and": (0.008, 0.05),
    "scarce": (3e-4, 8e-4),
    "wide": (0.02, 0.3),
    "begun": (1e-4, 1e-2),
}
"""The share of lines that hold a word of each kind."""
STOP_WORDS = 12
STOP_PHRASE_WORDS = 40
LONG_WORD = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """One query: word ids that must all be there (`words`), or in a row (`phrase`), or the `beginning` of a word.

    `parameters` are those of the API beside `q` and the page's size; only who has none of them has peers to compare.
    """

    kind: str
    form: Form
    ids: tuple[int, ...] = ()
    text: str = ""
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def q(self) -> str:
        """As one would type it."""
        return {"words": self.text, "phrase": f'"{self.text}"', "prefix": f"{self.text}*"}[self.form]

    @property
    def has_peers(self) -> bool:
        return not self.parameters.keys() - {"page"}

    @property
    def offset(self) -> int:
        return (int(self.parameters.get("page", 1)) - 1) * PAGE_SIZE


class Draw:
    """Draws queries from a corpus; the same ones each time."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.words = corpus.vocabulary.words
        self.chance = random.Random(corpus.recipe.seed)

    def word(self, kind: str) -> int:
        """A word that as large a share of the lines holds; the nearest ones where none does."""
        counts = self.corpus.line_counts
        low, high = (share * self.corpus.lines for share in SHARES[kind])
        fits = np.flatnonzero((counts >= max(low, 1)) & (counts <= max(high, 2)))
        if not len(fits):
            fits = np.argsort(abs(counts - (low + high) / 2))[:3]
        return int(self.chance.choice(fits))

    def run(self, length: int, *, across: bool = False, among: int = 0) -> tuple[int, ...]:
        """Words said in a row: in one line, or across the border of two; `among`: only the most frequent ones."""
        for _ in range(200_000):
            line = self.chance.randrange(self.corpus.lines - 1)
            if across and self.corpus.video_of(line) != self.corpus.video_of(line + 1):
                continue
            said = self.corpus.ids(line)
            first = self.chance.randrange(len(said) - length + 1)
            run = said[first : first + length]
            if across:
                run = [*said[-(length - 1) :], self.corpus.ids(line + 1)[0]]
            if not among or max(run) < among:
                return tuple(run)
        raise LookupError("the corpus holds no such run of words")

    def words_query(self, kind: str, *shares: str, **parameters: str) -> Asked:
        return self.holding(kind, "words", tuple(self.word(share) for share in shares), **parameters)

    def holding(self, kind: str, form: Form, ids: tuple[int, ...], **parameters: str) -> Asked:
        return Asked(kind, form, ids, self.corpus.spelled(list(ids)), parameters)

    def beginning(self, kind: str, letters: int) -> Asked:
        word = next(w for w in iter(lambda: self.words[self.word("begun")], "") if len(w) >= LONG_WORD)
        return Asked(kind, "prefix", text=word[:letters])

    def stop_phrase(self) -> tuple[int, ...]:
        if self.chance.random() < 0.5:
            return self.run(3, among=STOP_PHRASE_WORDS)
        return self.chance.choice(frequent_pairs(self.corpus))

    def channel(self) -> str:
        return channel_of(self.chance.randrange(self.corpus.recipe.videos))

    def video(self) -> int:
        return self.chance.randrange(self.corpus.recipe.videos)


def channel_of(video: int) -> str:
    """The channel a video of the corpus is in; a hundred videos each, as far as there are as many."""
    return f"channel-{video % 200}"


def frequent_pairs(corpus: Corpus) -> list[tuple[int, int]]:
    """Pairs of the most frequent words that follow each other most often."""
    counts = corpus.pair_counts[:STOP_PHRASE_WORDS, :STOP_PHRASE_WORDS]
    return pairs_at(np.argsort(counts, axis=None)[::-1][:STOP_WORDS], STOP_PHRASE_WORDS)


def strange_pairs(corpus: Corpus) -> list[tuple[int, int]]:
    """Pairs of frequent words of which the second never follows the first, the most frequent first; none twice."""
    counts = corpus.line_counts[:PAIRED].astype(float)
    likely = np.where(corpus.pair_counts == 0, np.outer(counts, counts), 0)
    np.fill_diagonal(likely, 0)
    seen: set[int] = set()
    found = []
    for pair in pairs_at(np.argsort(likely, axis=None)[::-1][: 200 * PAIRED], PAIRED):
        if likely[pair] and not seen & set(pair):
            seen.update(pair)
            found.append(pair)
    return found


def pairs_at(places: Ids, width: int) -> list[tuple[int, int]]:
    return [(int(place) // width, int(place) % width) for place in places]


def kinds(draw: Draw) -> dict[str, Callable[[], Asked]]:
    """How a query of each type is drawn."""
    strange = iter(strange_pairs(draw.corpus))
    made = iter(range(10**6))
    return {
        "rare": lambda: draw.words_query("rare", "rare"),
        "mid": lambda: draw.words_query("mid", "mid"),
        "common": lambda: draw.words_query("common", "common"),
        "vcommon": lambda: draw.words_query("vcommon", "vcommon"),
        "stop": lambda: draw.holding("stop", "words", (draw.chance.randrange(STOP_WORDS),)),
        "and2": lambda: draw.words_query("and2", "and", "and"),
        "andrc": lambda: draw.words_query("andrc", "scarce", "wide"),
        "phrase": lambda: draw.holding("phrase", "phrase", draw.run(3)),
        "xphrase": lambda: draw.holding("xphrase", "phrase", draw.run(3, across=True)),
        "phrase2": lambda: draw.holding("phrase2", "phrase", draw.run(2)),
        "stopphrase": lambda: draw.holding("stopphrase", "phrase", draw.stop_phrase()),
        "prefix": lambda: draw.beginning("prefix", 4),
        "prefix2": lambda: draw.beginning("prefix2", 2),
        "nohit": lambda: Asked("nohit", "words", text=f"zzqx{next(made)}"),
        "nohitphrase": lambda: draw.holding("nohitphrase", "phrase", next(strange)),
        "deep": lambda: draw.words_query("deep", "common", page=str(DEEP_PAGE)),
        "channel": lambda: draw.words_query("channel", "common", channel=draw.channel()),
        "video": lambda: draw.words_query("video", "common", video=str(draw.video())),
        "dates": lambda: draw.words_query("dates", "common", after="2022-01-01", before="2022-01-31"),
        "grouped": lambda: draw.words_query("grouped", "common", group="video"),
        "newest": lambda: draw.words_query("newest", "common", ordering="newest"),
    }


def queries(corpus: Corpus, of_each: int) -> Iterator[Asked]:
    """Different queries of every type, `of_each` where the corpus has as many."""
    for draw_one in kinds(Draw(corpus)).values():
        drawn = (draw_one() for _ in range(20 * of_each))
        found = {(asked.text, *asked.parameters.values()): asked for asked in drawn}
        yield from islice(found.values(), of_each)
