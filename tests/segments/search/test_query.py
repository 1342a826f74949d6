"""The query language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments.search.query import MAX_QUERY_CHARACTERS, parse


def shape(text: str) -> tuple[list[list[str]], list[str]]:
    """Required terms and exclusions, tokens of a phrase joined by _, a star for a prefix."""
    query = parse(text)

    def written(phrase: object) -> str:
        return "_".join(lexeme.text + "*" * lexeme.is_prefix for lexeme in phrase.lexemes)

    required = [[written(phrase) for phrase in term.choices] for term in query.required]
    return required, [written(phrase) for phrase in query.excluded]


@pytest.mark.parametrize(
    ("text", "required", "excluded"),
    [
        ("two words", [["two"], ["words"]], []),
        ('"an exact phrase" more', [["an_exact_phrase"], ["more"]], []),
        ("“curly quotes”", [["curly_quotes"]], []),
        ("pre* fix", [["pre*"], ["fix"]], []),
        ("a OR b c", [["a", "b"], ["c"]], []),
        ("a OR b OR c", [["a", "b", "c"]], []),
        ("a or b", [["a"], ["or"], ["b"]], []),
        ('a OR "b c"', [["a", "b_c"]], []),
        ("yes -no", [["yes"]], ["no"]),
        ('yes -"not this"', [["yes"]], ["not_this"]),
        ("-only", [], ["only"]),
        ("don't", [["don_t"]], []),
        ("well-known", [["well_known"]], []),
        ("東京都", [["東京_京都"]], []),
        ("東", [["東*"]], []),
        ('"東 京"', [["東京"]], []),
        ('"東京 tower"', [["東京_京_tower"]], []),
        ("OR", [], []),
        ("OR a", [["a"]], []),
        ("a OR", [["a"]], []),
        ("a OR OR b", [["a", "b"]], []),
        ('"unclosed phrase', [["unclosed_phrase"]], []),
        ('"a "b" c"', [["a"], ["b"], ["c"]], []),
        ('foo"bar baz"', [["foo"], ["bar_baz"]], []),
        ("a & b | !c <-> (d:*) \\ '", [["a"], ["b"], ["c"], ["d*"]], []),
        ('- * "" \'', [], []),
        ("🎉 \0", [], []),
    ],
)
def test_query_means(text: str, required: list[list[str]], excluded: list[str]) -> None:
    assert shape(text) == (required, excluded)


def test_only_the_first_characters_of_a_long_query_count() -> None:
    assert shape("a" + " " * MAX_QUERY_CHARACTERS + "b") == ([["a"]], [])


@given(st.text() | st.text(alphabet="ab \"*-()|&!<>:'\\\0ORé東"))
def test_any_text_is_a_query(text: str) -> None:
    for phrase in [*parse(text).phrases, *parse(text).excluded]:
        assert all(lexeme.text for lexeme in phrase.lexemes)
        assert phrase.lexemes
