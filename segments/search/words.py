"""Words that were said where a viewer searches: what a beginning may stand for, and other forms of a word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import connection

from segments.search.candidates import FROM_HIDDEN
from segments.search.query import Lexeme, Phrase, Query, Term
from segments.search.scope import Part
from segments.search.tsquery import Completions, written
from segments.search_models import SearchTerm

COMPLETIONS = 30
MOST_TERMS = 1000
MOST_HIDDEN = 400
SHORTEST_INFLECTED = 3
ENDING = re.compile(r"|[a-z]?(ing|ed|es|s)|e|y|i(es|ed)|ying")
"""What inflection adds to a stem, or to a stem without its last letter."""
LONGEST_ENDING = 4
CHANGING = "ei"
"""Stems that end so have forms without that letter: of make is making, and studies come from a study."""
LAST = "\U0010ffff"

MOST_SAID = """
SELECT text, uses FROM segments_searchterm WHERE text >= %s AND text < %s AND windows > 0 {lengths}
ORDER BY uses DESC LIMIT %s
"""
LENGTHS = "AND length(text) >= %s AND length(text) < %s"
"""Only where it is asked for: by its guess of these PostgreSQL would never go through the words most said."""
HIDDEN_WORDS = "SELECT w.words FROM {source} WHERE {condition} AND w.vector @@ %s::tsquery LIMIT %s"
FORMS = """
SELECT text FROM segments_searchterm
WHERE text >= %s AND text < %s AND length(text) <= %s AND windows > 0 AND text <> %s
AND ts_lexize('english_stem', text) = ts_lexize('english_stem', %s) AND ts_lexize('english_stem', text) <> '{}'
ORDER BY uses DESC LIMIT 8
"""


def words_beginning(
    letters: str, parts: Sequence[Part], *, lengths: range | None = None, most: int = MOST_TERMS
) -> Counter[str]:
    """Words that begin so, by how often they are said: the `most` said, and in hidden videos a sample."""
    found: Counter[str] = Counter()
    for part in parts:
        found += said_by_everyone(letters, lengths, most) if part.is_public else said_in(part, letters)
    return found


def said_by_everyone(letters: str, lengths: range | None, most: int) -> Counter[str]:
    sql = MOST_SAID.format(lengths=LENGTHS if lengths else "")
    limits = [lengths.start, lengths.stop] if lengths else []
    with connection.cursor() as cursor:
        cursor.execute(sql, [letters, letters + LAST, *limits, most])
        return Counter(dict(cursor.fetchall()))


def said_in(part: Part, letters: str) -> Counter[str]:
    sql = HIDDEN_WORDS.format(source=FROM_HIDDEN, condition=part.condition)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*part.values, written(Lexeme(letters, is_prefix=True)), MOST_HIDDEN])
        said = (word for (words,) in cursor.fetchall() for word in words.split())
        return Counter(word for word in said if word.startswith(letters))


def completions(query: Query) -> Mapping[str, Completions]:
    """What each prefix stands for in windows that everyone may find; without those nobody said."""
    phrases = [*query.phrases, *query.excluded]
    beginnings = {
        phrase.lexemes[0].text for phrase in phrases if len(phrase.lexemes) == 1 and phrase.lexemes[0].is_prefix
    }
    found = ((letters, completions_of(letters)) for letters in sorted(beginnings))
    return {letters: words for letters, words in found if words.windows}


def completions_of(letters: str) -> Completions:
    """The words that begin so: all, or as many as are looked up, the most said first."""
    terms = SearchTerm.objects.filter(text__gte=letters, text__lt=letters + LAST, windows__gt=0)
    words = list(terms.order_by("-uses").values_list("text", "windows")[: COMPLETIONS + 1])
    return Completions(dict(words[:COMPLETIONS]), is_complete=len(words) <= COMPLETIONS)


def with_other_forms(query: Query) -> Query | None:
    """The query with the other English forms of its plain words; None where there are none."""
    terms = tuple(replace(term, choices=(*term.choices, *other_forms(term))) for term in query.required)
    return replace(query, required=terms) if terms != query.required else None


def other_forms(term: Term) -> list[Phrase]:
    """Words with the stem of a word, as PostgreSQL's own English dictionary has it."""
    words = [
        phrase.lexemes[0].text
        for phrase in term.choices
        if phrase.is_plain and len(phrase.lexemes) == 1 and not phrase.lexemes[0].is_prefix
    ]
    return [Phrase((Lexeme(form),), form) for word in words for form in forms_of(word)]


def forms_of(word: str) -> list[str]:
    if len(word) < SHORTEST_INFLECTED or not (word.isascii() and word.isalpha()):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT (ts_lexize('english_stem', %s))[1]", [word])
        (stem,) = cursor.fetchone()
        if not stem or not is_inflected(word, stem):
            return []
        letters = stem if word.startswith(stem) and stem[-1] not in CHANGING else stem[:-1]
        cursor.execute(FORMS, [letters, letters + LAST, len(stem) + LONGEST_ENDING, word, word])
        return [form for (form,) in cursor.fetchall() if is_inflected(form, stem)]


def is_inflected(word: str, stem: str) -> bool:
    """Whether a word is its stem and an ending; where it has not the stem's last letter, the stem without that."""
    if word.startswith(stem):
        return bool(ENDING.fullmatch(word, len(stem)))
    return word.startswith(stem[:-1]) and bool(ENDING.fullmatch(word, len(stem) - 1))
