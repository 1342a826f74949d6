"""Which lexemes to ask for, so that a page of the best is found without reading all that match.

A frequent word is first asked for where it stands often (its tiers), and only then everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

from segments.search.documents import TIERS
from segments.search.documents import tier as tiered
from segments.search.query import Phrase, Term
from segments.search.statistics import SAMPLED_FROM, Frequencies
from segments.search.tsquery import Compiler

MOST_WINDOWS = 1000
"""So many are looked through for exact counts; of more only the best are listed."""
WIDE = 0.3
"""Of limits that hold such a share of the windows no index is asked: to list them would take longer than it saves."""
RANKED = MOST_WINDOWS + 1
"""So many windows are ranked at most, where the sample leads to the best of them."""
ENOUGH = 250
"""From so many windows the best of several words are taken."""
FADING = 0.05
"""How much rarer a word is in the next tier, where the sample does not tell. For words that a talk is about it is 0.2
and more; but to ask a tier with too little costs as much as one with enough, and of too much see `Router.higher`."""


class Try(NamedTuple):
    """A query, and how many windows match it, if words were independent."""

    tsquery: str
    expected: float


@dataclass(frozen=True, slots=True)
class Router:
    """Estimates for one query in a part of the index with a `share` of the windows, and the way to its best windows."""

    compiler: Compiler
    known: Frequencies
    share: float = 1.0
    _shares: dict[str, dict[int, float]] = field(default_factory=dict, init=False, compare=False)

    @property
    def terms(self) -> Sequence[Term]:
        return self.compiler.query.required

    @property
    def is_one_term(self) -> bool:
        """Whether nothing else narrows the query."""
        return len(self.terms) == 1 and not self.compiler.facets and not self.compiler.query.excluded

    @property
    def surely(self) -> float:
        """How many windows match at least, so far as the sample can be trusted: by one word alone, in no small part."""
        if not self.is_one_term or self.share < WIDE:
            return 0.0
        found = (self.compiler.words(phrase) or () for phrase in self.terms[0].choices)
        most = max((self.known.share(word) for words in found for word in words), default=0.0)
        return self.share * self.known.windows * most

    @property
    def expected(self) -> float:
        """How many windows match, if words were independent."""
        return self.estimate([1] * len(self.terms))

    @property
    def ranked(self) -> int:
        """How many windows may be ranked: without a sample all of an index that is too small for one."""
        return RANKED if self.known.is_sampled else SAMPLED_FROM

    def tries(self, need: int) -> list[Try]:
        """What to ask one after the other until `need` windows are found: those in which words stand often."""
        if not self.known.is_sampled:
            return []
        if self.is_one_term:
            tried = [step for step in self.steps() if step.expected >= need * 1.5]
        else:
            tried = self.tries_of_several(max(ENOUGH, need * 1.5))
        all_said = Try(self.compiler.most_said(), self.expected)
        return [each for each in dict.fromkeys([*tried, all_said]) if each.tsquery != self.compiler.plain()]

    def higher(self, need: int) -> list[Try]:
        """What to ask where not all windows of the first try could be ranked, the widest first; not for far pages."""
        if not (self.known.is_sampled and self.is_one_term) or need > ENOUGH:
            return []
        return [step for step in reversed(self.steps()) if step.expected < need * 1.5]

    def steps(self) -> list[Try]:
        """Every term that has tiers standing often, the highest first."""
        able = [self.has_tiers(term) for term in self.terms]
        steps = [[t if has else 1 for has in able] for t in reversed(TIERS)] if any(able) else []
        return [self.trying(least) for least in steps]

    def trying(self, least: Sequence[int]) -> Try:
        return Try(self.compiler.tiered(least), self.estimate(least))

    def tries_of_several(self, expected: float) -> list[Try]:
        """Tiers of which so many windows are expected, the highest first; where none has, the second of some terms."""
        steps = self.steps()
        fit = next((n for n, step in enumerate(steps) if step.expected >= expected), len(steps))
        if fit < len(steps):
            return steps[fit:]
        able = [self.has_tiers(term) for term in self.terms]
        return [self.trying(least) for least in self.raised(able, expected)]

    def raised(self, able: Sequence[bool], expected: float) -> list[list[int]]:
        """The second tier for the most frequent terms alone, as far as that leaves enough; none where it does not."""
        least = [1] * len(able)
        for n in sorted(range(len(able)), key=lambda n: -self.term_share(self.terms[n], 1)):
            higher = [*least[:n], TIERS[0] if able[n] else 1, *least[n + 1 :]]
            if self.estimate(higher) >= expected:
                least = higher
        return [least] if max(least) > 1 else []

    def has_tiers(self, term: Term) -> bool:
        return all(self.compiler.words(phrase) for phrase in term.choices)

    def estimate(self, least: Sequence[int]) -> float:
        shares = [self.term_share(term, t) for term, t in zip(self.terms, least, strict=True)]
        return self.share * self.known.windows * prod([*shares, *map(self.known.share, self.compiler.facets)])

    def term_share(self, term: Term, least: int) -> float:
        return min(1.0, sum(self.phrase_share(phrase, least) for phrase in term.choices))

    def phrase_share(self, phrase: Phrase, least: int) -> float:
        words = self.compiler.words(phrase)
        if words is not None:
            return sum(self.word_share(word, least) for word in words)
        if phrase.lexemes[0].is_prefix:
            return 1.0
        lexemes = [
            *(lexeme.text for lexeme in phrase.lexemes if not lexeme.is_prefix),
            *self.compiler.together(phrase.lexemes),
        ]
        return min(map(self.known.share, lexemes))

    def word_share(self, word: str, least: int) -> float:
        """The share of windows that hold a word so often; guessed from the tier below where it is too rare to know."""
        if word not in self._shares:
            self._shares[word] = dict(self.falling(word))
        return self._shares[word][least]

    def falling(self, word: str) -> Iterator[tuple[int, float]]:
        """The tiers of a word with their shares."""
        share = self.known.share(word)
        yield 1, share
        for t in TIERS:
            share = self.known.shares.get(tiered(t, word), min(self.known.floor, FADING * share))
            yield t, share

    def weights(self, most: int) -> list[tuple[str, float]]:
        """The lexemes that score with their weights, the heaviest first."""
        found: dict[str, float] = {}
        for phrase in self.compiler.query.phrases:
            words = self.compiler.words(phrase) if phrase.lexemes[0].is_prefix else None
            scoring = words[:3] if words else [lexeme.text for lexeme in phrase.lexemes]
            found.update((word, self.known.idf(word)) for word in scoring)
        return sorted(found.items(), key=lambda weight: -weight[1])[:most]
