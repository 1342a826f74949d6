"""The queries that are asked."""

import pytest

from bench.corpus import Corpus
from bench.queries import Asked, Draw, kinds, queries, strange_pairs
from bench.truth import Truth


@pytest.fixture(scope="module")
def asked(corpus: Corpus) -> list[Asked]:
    return list(queries(corpus, 3))


def of(kind: str, asked: list[Asked]) -> list[Asked]:
    found = [query for query in asked if query.kind == kind]
    assert found
    return found


def test_queries_are_the_same_each_time_and_of_every_type(corpus: Corpus, asked: list[Asked]) -> None:
    assert list(queries(corpus, 3)) == asked
    assert {query.kind for query in asked} == set(kinds(Draw(corpus)))


def test_no_query_comes_twice(asked: list[Asked]) -> None:
    keys = [(query.kind, query.q, *query.parameters.values()) for query in asked]

    assert len(set(keys)) == len(keys)


def test_words_are_as_frequent_as_their_type_says(corpus: Corpus, asked: list[Asked]) -> None:
    share = corpus.line_counts / corpus.lines

    assert all(0.01 <= share[query.ids[0]] <= 0.04 for query in of("common", asked))
    assert all(0.05 <= share[query.ids[0]] <= 0.25 for query in of("vcommon", asked))
    assert all(query.ids[0] < 12 for query in of("stop", asked))


@pytest.mark.parametrize("kind", ["phrase", "xphrase", "phrase2", "stopphrase"])
def test_phrases_are_said(kind: str, corpus: Corpus, asked: list[Asked]) -> None:
    assert all(len(Truth(corpus).said(query)) for query in of(kind, asked))


def test_phrase_across_lines_ends_in_the_next_line(corpus: Corpus) -> None:
    run = Draw(corpus).run(3, across=True)

    borders = [(*corpus.ids(line)[-2:], corpus.ids(line + 1)[0]) for line in range(corpus.lines - 1)]
    assert run in borders


def test_strange_pairs_are_never_said_and_share_no_word(corpus: Corpus) -> None:
    pairs = strange_pairs(corpus)[:20]

    assert not any(len(Truth(corpus).phrase_lines(pair)) for pair in pairs)
    assert len({word for pair in pairs for word in pair}) == 40


def test_query_is_written_as_people_type_it() -> None:
    assert Asked("x", "words", text="one two").q == "one two"
    assert Asked("x", "phrase", text="one two").q == '"one two"'
    assert Asked("x", "prefix", text="on").q == "on*"


def test_only_plain_queries_have_peers() -> None:
    assert Asked("x", "words", text="one", parameters={"page": "21"}).has_peers
    assert Asked("x", "words", text="one", parameters={"page": "21"}).offset == 400
    assert not Asked("x", "words", text="one", parameters={"channel": "a"}).has_peers
