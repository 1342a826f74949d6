"""How good an order is: exact BM25 over windows of the corpus, counted from its tokens without any index.

Okapi BM25 as Robertson and Zaragoza (The Probabilistic Relevance Framework, 2009) give it, with the idf that cannot be
negative, ln(1 + (N - n + 0.5) / (n + 0.5)).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, reduce

import numpy as np
from numpy.typing import NDArray

from bench.corpus import Corpus
from bench.vocabulary import Ids

K1, B = 1.2, 0.75
WINDOW_LINES = 10
OVERLAP_WORDS = 8
TOP = 10

Scores = NDArray[np.float64]


class Relevance:
    """BM25 over documents that are ranges of `tokens`: from `begins` to before `ends`, in order; neighbours overlap."""

    def __init__(self, tokens: Ids, begins: Ids, ends: Ids) -> None:
        self.tokens, self.begins, self.ends = tokens, begins, ends
        lengths = ends - begins
        self._norm = K1 * (1 - B + B * lengths / lengths.mean())
        self.frequencies = cache(self._frequencies)

    def _frequencies(self, word: int) -> tuple[Ids, Ids]:
        """The documents that hold a word, and how often each does."""
        places = np.flatnonzero(self.tokens == word)
        own = np.searchsorted(self.begins, places, "right") - 1
        in_overlap = (own > 0) & (places < self.ends[own - 1])
        documents, counts = np.unique(np.concatenate([own, own[in_overlap] - 1]), return_counts=True)
        return documents, counts

    def scores(self, words: Iterable[int]) -> tuple[Ids, Scores]:
        """The documents that hold all words, and what each is worth."""
        listed = [self.frequencies(word) for word in words]
        documents = reduce(np.intersect1d, [found for found, _ in listed])
        return documents, sum(
            (self.worth(found, counts, documents) for found, counts in listed), np.zeros(len(documents))
        )

    def worth(self, found: Ids, counts: Ids, documents: Ids) -> Scores:
        """What a word, `counts` times in each of the documents `found`, adds to some of them."""
        idf = np.log1p((len(self.begins) - len(found) + 0.5) / (len(found) + 0.5))
        often = counts[np.searchsorted(found, documents)]
        return idf * often * (K1 + 1) / (often + self._norm[documents])

    def of(self, words: Iterable[int], returned: Iterable[int]) -> float | None:
        """The share of the best TOP documents' worth that the first TOP different returned ones have.

        None where no document holds all words. A returned one that does not is worth nothing.
        """
        documents, scores = self.scores(words)
        if not len(documents):
            return None
        worth = dict(zip(documents.tolist(), scores.tolist(), strict=True))
        best = np.sort(scores)[::-1][:TOP].sum()
        return float(sum(worth.get(document, 0.0) for document in list(dict.fromkeys(returned))[:TOP]) / best)


def windows(corpus: Corpus) -> Relevance:
    """The windows of the product's index: ten lines and the first words of the next, inside each video."""
    each = corpus.recipe.lines_per_video
    first = np.concatenate([np.arange(start, start + each, WINDOW_LINES) for start in range(0, corpus.lines, each)])
    video_end = (first // each + 1) * each
    last = np.minimum(first + WINDOW_LINES, video_end)
    ends = np.minimum(corpus.begins[last] + OVERLAP_WORDS, corpus.begins[video_end])
    return Relevance(corpus.tokens, corpus.begins[first], ends)


def window_of(corpus: Corpus, line: int) -> int:
    """The window that a line of the corpus is in."""
    each = corpus.recipe.lines_per_video
    return line // each * -(-each // WINDOW_LINES) + line % each // WINDOW_LINES
