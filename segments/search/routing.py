"""Which lexemes to ask for, so that a page of the best is found without reading all that match.

A frequent word is first asked for where it stands often (its tiers), and only then everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from segments.search.documents import TIERS
from segments.search.documents import tier as tiered
from segments.search.query import Phrase, Term
from segments.search.statistics import Frequencies
from segments.search.tsquery import Compiler, pairs

FEW = 3000
"""So many windows are ranked all."""
LEAST_EXPECTED = 200
STEPS_DOWN = 3


@dataclass(frozen=True, slots=True)
class Router:
    """Estimates for one query, and the way to its best windows."""

    compiler: Compiler
    known: Frequencies

    @property
    def terms(self) -> Sequence[Term]:
        return self.compiler.query.required

    @property
    def is_one_term(self) -> bool:
        """Whether the sample alone tells that there are many: nothing else narrows the query."""
        return len(self.terms) == 1 and not self.compiler.facets and not self.compiler.query.excluded

    @property
    def expected(self) -> float:
        """How many windows match, if words were independent."""
        return self.estimate([1] * len(self.terms))

    def tries(self, need: int) -> list[str]:
        """The queries to ask one after the other until `need` windows are found; the last one finds all."""
        plain = self.compiler.plain()
        if not self.known.is_sampled or self.expected <= FEW:
            return [plain]
        if len(self.terms) == 1 and not self.compiler.facets:
            return [*(self.compiler.tiered([t]) for t in self.steps(self.terms[0])), plain]
        least = self.highest(max(LEAST_EXPECTED, 4 * need))
        return [self.compiler.tiered(least), plain] if any(t > 1 for t in least) else [plain]

    def steps(self, term: Term) -> list[int]:
        """For one term: the first tier too rare to be in the sample, then those below it."""
        if not self.has_tiers(term):
            return []
        unknown = next((n for n, t in enumerate(TIERS) if self.term_share(term, t) <= self.known.floor), len(TIERS) - 1)
        return list(TIERS[max(0, unknown - STEPS_DOWN + 1) : unknown + 1])[::-1]

    def highest(self, expected: float) -> list[int]:
        """The highest tiers that still leave enough: the same for all terms, else the second for the most frequent."""
        able = [self.has_tiers(term) for term in self.terms]
        for t in reversed(TIERS):
            least = [t if has else 1 for has in able]
            if self.estimate(least) >= expected:
                return least
        least = [1] * len(able)
        for n in sorted(range(len(able)), key=lambda n: -self.term_share(self.terms[n], 1)):
            higher = [*least[:n], TIERS[0] if able[n] else 1, *least[n + 1 :]]
            if self.estimate(higher) >= expected:
                least = higher
        return least

    def has_tiers(self, term: Term) -> bool:
        return all(self.compiler.words(phrase) for phrase in term.choices)

    def estimate(self, least: Sequence[int]) -> float:
        shares = [self.term_share(term, t) for term, t in zip(self.terms, least, strict=True)]
        return self.known.windows * prod([*shares, *map(self.known.share, self.compiler.facets)])

    def term_share(self, term: Term, least: int) -> float:
        return min(1.0, sum(self.phrase_share(phrase, least) for phrase in term.choices))

    def phrase_share(self, phrase: Phrase, least: int) -> float:
        words = self.compiler.words(phrase)
        if words is not None:
            return sum(self.known.share(tiered(least, word) if least > 1 else word) for word in words)
        if phrase.lexemes[0].is_prefix:
            return 1.0
        lexemes = [*(lexeme.text for lexeme in phrase.lexemes if not lexeme.is_prefix), *pairs(phrase.lexemes)]
        return min(map(self.known.share, lexemes))

    def weights(self, most: int) -> list[tuple[str, float]]:
        """The lexemes that score with their weights, the heaviest first."""
        found: dict[str, float] = {}
        for phrase in self.compiler.query.phrases:
            words = self.compiler.words(phrase) if phrase.lexemes[0].is_prefix else None
            scoring = words[:3] if words else [lexeme.text for lexeme in phrase.lexemes]
            found.update((word, self.known.idf(word)) for word in scoring)
        return sorted(found.items(), key=lambda weight: -weight[1])[:most]
