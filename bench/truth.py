"""What is really said in a corpus: the lines that an answer may name, found by reading all of it."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from bench.corpus import Corpus
from bench.queries import Asked
from bench.relevance import Relevance, window_of, windows
from bench.vocabulary import Ids


class Truth:
    """Judges answers by the corpus itself."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    @cached_property
    def windows(self) -> Relevance:
        return windows(self.corpus)

    def relevance(self, asked: Asked, lines: list[int]) -> float | None:
        """Of the page `lines`; None for what is not ranked by BM25 over the whole corpus."""
        if asked.form != "words" or asked.parameters or not asked.ids:
            return None
        return self.windows.of(asked.ids, [window_of(self.corpus, line) for line in lines])

    def is_wrong(self, asked: Asked, lines: list[int]) -> bool:
        """Whether nothing was found that is there, or something that is not. Pages and filters are not judged."""
        if asked.parameters:
            return False
        if asked.form == "words":
            is_said = bool(asked.ids) and len(self.windows.scores(asked.ids)[0]) > 0
            return bool(lines) != is_said
        said = set(self.said(asked).tolist())
        return bool(lines) != bool(said) or not said.issuperset(lines)

    def said(self, asked: Asked) -> Ids:
        """The lines in which a phrase, or a word with this beginning, begins."""
        if asked.form == "phrase":
            return self.phrase_lines(asked.ids)
        words = self.corpus.vocabulary.words
        begun = [number for number, word in enumerate(words) if word.startswith(asked.text)]
        return self.lines_at(np.flatnonzero(np.isin(self.corpus.tokens, begun)))

    def phrase_lines(self, ids: tuple[int, ...]) -> Ids:
        tokens = self.corpus.tokens
        places = np.flatnonzero(tokens == ids[0])
        for step, word in enumerate(ids[1:], start=1):
            places = places[places + step < len(tokens)]
            places = places[tokens[places + step] == word]
        first, last = self.lines_at(places), self.lines_at(places + len(ids) - 1)
        each = self.corpus.recipe.lines_per_video
        return first[first // each == last // each]

    def lines_at(self, places: Ids) -> Ids:
        found: Ids = np.searchsorted(self.corpus.begins, places, "right") - 1
        return found
