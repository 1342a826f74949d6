"""Exact BM25, by hand."""

from math import log

import numpy as np
import pytest

from bench.corpus import Corpus
from bench.relevance import Relevance, window_of, windows

CAT, DOG, ANT = 1, 2, 3


@pytest.fixture
def three() -> Relevance:
    """Documents: cat cat dog | dog ant | cat ant ant ant, of 3, 2 and 4 words."""
    tokens = np.array([CAT, CAT, DOG, DOG, ANT, CAT, ANT, ANT, ANT])
    return Relevance(tokens, np.array([0, 3, 5]), np.array([3, 5, 9]))


def test_scores_of_one_word(three: Relevance) -> None:
    documents, scores = three.scores([CAT])

    # two of three documents: ln(1 + 1.5 / 2.5); mean length 3, so that norms are 1.2 and 1.2 * (0.25 + 0.75 * 4 / 3)
    assert documents.tolist() == [0, 2]
    assert scores == pytest.approx([log(1.6) * 2 * 2.2 / (2 + 1.2), log(1.6) * 2.2 / (1 + 1.5)])


def test_scores_of_two_words_are_of_documents_that_hold_both(three: Relevance) -> None:
    documents, scores = three.scores([CAT, ANT])

    assert documents.tolist() == [2]
    assert scores == pytest.approx([log(1.6) * 2.2 / (1 + 1.5) + log(1.6) * 3 * 2.2 / (3 + 1.5)])


def test_words_of_an_overlap_count_for_both_documents() -> None:
    tokens = np.array([CAT, DOG, CAT, ANT])
    overlapping = Relevance(tokens, np.array([0, 2]), np.array([3, 4]))

    documents, counts = overlapping.frequencies(CAT)

    assert (documents.tolist(), counts.tolist()) == ([0, 1], [2, 1])


def test_share_of_the_best(three: Relevance) -> None:
    _, (best, second) = three.scores([CAT])

    assert three.of([CAT], [0, 2]) == pytest.approx(1)
    assert three.of([CAT], [0, 0, 0]) == pytest.approx(best / (best + second))
    assert three.of([CAT], [1, 2]) == pytest.approx(second / (best + second))
    assert three.of([CAT], []) == 0
    assert three.of([99], [0]) is None


def test_windows_are_ten_lines_and_eight_words_of_a_video(corpus: Corpus) -> None:
    found = windows(corpus)

    assert len(found.begins) == 8 * 5
    assert found.begins[1] == corpus.begins[10]
    assert found.ends[0] == corpus.begins[10] + 8
    assert found.ends[4] == corpus.begins[50]
    assert [window_of(corpus, line) for line in (0, 9, 10, 49, 50, 399)] == [0, 0, 1, 4, 5, 39]


def test_windows_are_those_of_the_last_lines_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    from bench.corpus import Recipe, make_corpus

    small = make_corpus(tmp_path_factory.mktemp("small"), Recipe(13))

    assert windows(small).begins.tolist() == [0, small.begins[10]]
    assert windows(small).ends.tolist() == [small.begins[10] + 8, small.begins[13]]
