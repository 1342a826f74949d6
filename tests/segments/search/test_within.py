"""Where in a window a query is said, against trying every run of lines."""

from collections.abc import Iterable
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from segments.search.listing import quality
from segments.search.query import Lexeme, Phrase, Query, Term, parse
from segments.search.within import runs_in, smallest_runs

TOKENS = st.lists(st.lists(st.sampled_from(["a", "ab", "b", "c+", "."]), max_size=5), min_size=1, max_size=5)
LEXEMES = st.lists(
    st.builds(Lexeme, st.sampled_from(["a", "b", "c", "c+", "."]), st.booleans()), min_size=1, max_size=3
)
HELD = st.lists(st.dictionaries(st.integers(0, 8), st.integers(0, 2), max_size=5), min_size=2, max_size=3)


class Window(NamedTuple):
    words: str
    line_count: int


def window(lines: Iterable[str], own: int | None = None) -> Window:
    said = list(lines)
    return Window("\n".join(said), own or len(said))


def runs(query: str, *lines: str, own: int | None = None) -> list[tuple[int, int]]:
    found = [run for _, run in runs_in(parse(query), [window(lines, own)])]
    return [(run.first, run.last) for run in sorted(found, key=quality)]


def test_every_line_with_the_word_is_found_once() -> None:
    assert runs("fox", "a fox a fox", "", "nothing", "fox") == [(0, 0), (3, 3)]


def test_phrase_runs_on_into_the_overlap_and_none_begins_there() -> None:
    assert runs('"of the"', "one of", "the end of", "the rest of the", own=2) == [(0, 1), (1, 2)]


def test_words_in_order_come_first_and_fewer_lines_before_more() -> None:
    lines = ("quick", "fox", "fox is quick", "", "", "the quick fox")
    assert runs("quick fox", *lines) == [(5, 5), (0, 1), (2, 2)]


def test_a_line_that_is_the_quoted_phrase_is_whole() -> None:
    def whole(query: str, *lines: str) -> list[int]:
        return [run.first for _, run in runs_in(parse(query), [window(lines)]) if run.is_whole]

    assert whole('"the end"', "the end", "the end of", "", "in the end", "the end") == [0, 4]
    assert whole('"end" OR "fin."', "end", "fin", "fin end") == [0, 1]
    assert whole("end", "end") == whole('"the end" of', "the end", "of") == []
    assert whole('"川"', "川の", "川が が", "川が が川 川") == [0]
    assert whole('"東京都"', "東京 京都 都", "東京 京都 都は", "東京 京都 都は はい い") == [0, 1]


def test_prefix_and_either_of_two() -> None:
    assert runs("fo*", "fox", "the foam") == [(0, 0), (1, 1)]
    assert runs("cat OR dog", "cat", "bird", "dog") == [(0, 0), (2, 2)]


@given(TOKENS, LEXEMES)
def test_a_phrase_is_found_as_by_comparing_token_with_token(lines: list[list[str]], lexemes: list[Lexeme]) -> None:
    said = [(token, n) for n, line in enumerate(lines) for token in line]
    begins = {
        said[at][1]
        for at in range(len(said) - len(lexemes) + 1)
        if all(lexeme.matches(token) for lexeme, (token, _) in zip(lexemes, said[at:], strict=False))
    }
    found = runs_in(Query((Term((Phrase(tuple(lexemes)),)),)), [window(map(" ".join, lines))])
    assert {run.first for _, run in found} == begins


@given(HELD)
def test_smallest_runs_hold_every_term_and_no_smaller_run(lengths: list[dict[int, int]]) -> None:
    held = [{line: line + length for line, length in each.items()} for each in lengths]

    def holds(i: int, j: int) -> bool:
        return all(any(i <= begin and end <= j for begin, end in each.items()) for each in held)

    every = [(i, j) for i in range(12) for j in range(i, 12) if holds(i, j)]
    smallest = [(i, j) for i, j in every if not any((k, m) != (i, j) and i <= k and m <= j for k, m in every)]
    assert smallest_runs(held, [0] * 12) == smallest


@given(st.lists(TOKENS, max_size=4), st.lists(LEXEMES, min_size=1, max_size=3))
def test_windows_looked_through_together_hold_what_each_holds(
    said: list[list[list[str]]], terms: list[list[Lexeme]]
) -> None:
    query = Query(tuple(Term((Phrase(tuple(lexemes)),)) for lexemes in terms))
    windows = [window(map(" ".join, lines), max(1, len(lines) - 1)) for lines in said]
    alone = [(place, run) for place, each in enumerate(windows) for _, run in runs_in(query, [each])]
    assert sorted(runs_in(query, windows)) == sorted(alone)


@given(st.lists(TOKENS, max_size=4), st.sampled_from(["a", "ab", "b", "c+", "."]))
def test_one_plain_word_is_found_as_in_windows_laid_together(said: list[list[list[str]]], word: str) -> None:
    windows = [window(map(" ".join, lines), max(1, len(lines) - 1)) for lines in said]
    plain, other = (Query((Term((Phrase((Lexeme(word),), is_plain=is_plain),)),)) for is_plain in (True, False))
    assert runs_in(plain, windows) == runs_in(other, windows)
