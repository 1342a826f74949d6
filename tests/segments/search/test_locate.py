"""Where phrases stand in a text: in ASCII without its tokens, to the same effect."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from segments.search.locate import ascii_occurrences, locate, occurrences
from segments.search.query import Lexeme, Phrase, parse
from segments.search.tokens import MAX_TOKEN_CHARACTERS, tokens

LONG = "x" * MAX_TOKEN_CHARACTERS
LEXEMES = st.builds(Lexeme, st.sampled_from(["a", "b", "ab", "aa", "7", "é", LONG]), st.booleans())
PHRASES = st.builds(Phrase, st.lists(LEXEMES, min_size=1, max_size=3).map(tuple))
TEXTS = st.lists(st.sampled_from(["a", "B", "ab", "aab", "7", " ", "-", "'", "_", "\n", LONG, LONG + "a"])).map("".join)


@given(PHRASES, TEXTS)
@example(Phrase((Lexeme("a"), Lexeme("a"))), "a a a")
@example(Phrase((Lexeme(LONG),)), LONG + "tail end")
def test_in_ascii_a_phrase_stands_where_its_tokens_do(phrase: Phrase, text: str) -> None:
    assert ascii_occurrences(phrase, text.lower()) == occurrences(phrase, tokens(text))


@given(TEXTS)
def test_any_text_stands_in_itself(text: str) -> None:
    for phrase in parse(f'"{text}"').phrases:
        assert ascii_occurrences(phrase, text.lower())


def test_of_several_choices_the_one_that_ends_soonest_is_the_hit() -> None:
    lines = ["in the beginning", "was the word"]
    for query, text in {
        '"the beginning was" OR beginning': lines[0],
        '"the beginning was" OR end': " ".join(lines),
    }.items():
        place = locate(parse(query), lines, begins_in=1)
        assert place is not None
        assert place.text == text
