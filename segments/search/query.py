"""The query language: words, "phrases", prefix*, a OR b, -without. Whatever else stands there is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from segments.search.tokens import Token, tokens

MAX_QUERY_CHARACTERS = 1000
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
PIECE = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A token to be found: whole, or as the beginning of one."""

    text: str
    is_prefix: bool = False

    def matches(self, token: str) -> bool:
        return token.startswith(self.text) if self.is_prefix else token == self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that follow each other; a plain word is a phrase of one. `source` is what was typed."""

    lexemes: tuple[Lexeme, ...]
    source: str = ""
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """Phrases of which one must be there (`a OR b`)."""

    choices: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What must be said within about a minute, and what must not."""

    required: tuple[Term, ...] = ()
    excluded: tuple[Phrase, ...] = ()

    @property
    def phrases(self) -> list[Phrase]:
        """Every phrase that may be part of a hit."""
        return [phrase for term in self.required for phrase in term.choices]


def parse(text: str) -> Query:
    """Read a query. Never an error; only its first MAX_QUERY_CHARACTERS characters count."""
    terms: list[list[Phrase]] = []
    excluded: list[Phrase] = []
    joins = False
    for piece in pieces_of(text):
        if piece["word"] == "OR" and not piece["minus"]:
            joins = bool(terms)
            continue
        phrase = phrase_of(piece)
        if phrase is None:
            continue
        if piece["minus"]:
            excluded.append(phrase)
        elif joins:
            terms[-1].append(phrase)
        else:
            terms.append([phrase])
        joins = False
    return Query(tuple(Term(tuple(dict.fromkeys(choices))) for choices in terms), tuple(excluded))


def pieces_of(text: str) -> Iterator[re.Match[str]]:
    return PIECE.finditer(text[:MAX_QUERY_CHARACTERS].translate(QUOTES))


def last_phrase(text: str) -> Phrase | None:
    """What was typed last, be it wanted or not; None where that is nothing that can be spoken."""
    pieces = list(pieces_of(text))
    return phrase_of(pieces[-1]) if pieces else None


def phrase_of(piece: re.Match[str]) -> Phrase | None:
    """The phrase of a quoted or bare piece; None where it holds nothing that can be spoken."""
    source = piece["word"] if piece["word"] is not None else piece["phrase"]
    found = tokens(source)
    if not found:
        return None
    starts_word = piece["word"] is not None and source.rstrip(".,;:!?)]}").endswith("*")
    return Phrase(lexemes_of(found, starts_word=starts_word), source, is_plain=piece["word"] is not None)


def lexemes_of(found: list[Token], *, starts_word: bool) -> tuple[Lexeme, ...]:
    """The last character of an unspaced run is in the index alone only for single characters: a longer run ends in
    a pair, and a single one is the beginning of a pair or that last character."""
    closing = found[-1]
    if closing.last and closing.units > 1:
        *found, _ = found
    last = len(found) - 1
    return tuple(Lexeme(token.text, n == last and (starts_word or closing.units == 1)) for n, token in enumerate(found))
