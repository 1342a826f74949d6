"""Phrases as the index is asked for them, beside what it holds of a text."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from segments.search.documents import SIGNS, signature, vector
from segments.search.query import parse
from segments.search.tokens import tokens
from segments.search.tsquery import Compiler, Completions

SPOKEN = ["of", "the", "river", "bridge", "don't", "їхати", "山川", "山", "é"]


def asked(text: str) -> str:
    return Compiler(parse(text)).plain()


def together(text: str) -> set[str]:
    """The lexemes in a query of words that follow each other."""
    return {lexeme for lexeme in re.findall(r"'([^']*)'", asked(text)) if lexeme[0] == "+" or lexeme[0] in SIGNS}


def test_words_in_a_row_are_asked_for_by_their_pair_or_its_signature() -> None:
    assert together('"out of the river"') == {"+out of", "+of the", signature("the", "river")}
    assert together('"red fox runs"') == {signature("red", "fox"), signature("fox", "runs")}
    assert together("red fox") == together("foxes*") == set()


def test_pair_with_a_word_that_is_only_begun_is_not_known() -> None:
    assert together("fox-run*") == set()


def test_excluded_beginning_is_looked_for_in_windows_unless_all_its_words_are_known() -> None:
    def written(text: str, **known: Completions) -> tuple[str, list[str]]:
        compiler = Compiler(parse(text), completions=known)
        return compiler.plain(), compiler.unlisted()

    some, every = (Completions({"apple": 3}, is_complete=whole) for whole in (False, True))
    assert written("zebra -ap*", ap=some) == ("(('zebra')) & !('apple')", ["'ap':*"])
    assert written("zebra -ap*", ap=every) == ("(('zebra')) & !('apple')", [])
    assert written("zebra -ap* -fox") == ("(('zebra')) & !('fox')", ["'ap':*"])
    assert written("zebra -a山") == ("(('zebra'))", ["'a' <-> '山':*"])


@given(st.text(), st.text())
def test_signature_is_three_signs_of_no_word(left: str, right: str) -> None:
    name = signature(left, right)
    assert len(name) == 3
    assert set(name) <= set(SIGNS)
    assert name not in {token.text for token in tokens(name)}


def test_signature_is_the_same_on_every_machine() -> None:
    assert signature("the", "river") == "$DD"


@pytest.mark.django_db
@pytest.mark.parametrize("words", [SPOKEN, SPOKEN[::-1], [*SPOKEN[::2], *SPOKEN[1::2], *SPOKEN]])
def test_every_phrase_of_a_line_is_found_in_what_the_index_holds_of_it(words: list[str]) -> None:
    held = vector([[token.text for token in tokens(" ".join(words))]], [])
    phrases = [f'"{" ".join(words[a:b])}"' for a in range(len(words)) for b in range(a + 1, min(a + 5, len(words) + 1))]
    with connection.cursor() as cursor:
        for phrase in phrases:
            cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [held, asked(phrase)])
            assert cursor.fetchone() == (True,), phrase
