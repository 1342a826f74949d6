"""Who judges the answers."""

import pytest

from bench.corpus import Corpus
from bench.queries import Asked, Draw, kinds
from bench.truth import Truth


@pytest.fixture(scope="module")
def truth(corpus: Corpus) -> Truth:
    return Truth(corpus)


@pytest.fixture(scope="module")
def phrase(corpus: Corpus) -> Asked:
    return kinds(Draw(corpus))["xphrase"]()


def test_phrase_is_where_the_text_has_it(corpus: Corpus, truth: Truth, phrase: Asked) -> None:
    def runs(line: int) -> str:
        following = corpus.text(line + 1) if line + 1 in corpus.lines_of(corpus.video_of(line)) else ""
        return f" {corpus.text(line)} {following} "

    where = [
        line
        for line in range(corpus.lines)
        if -1 < runs(line).find(f" {phrase.text} ") <= len(corpus.text(line))
    ]  # fmt: skip
    assert where
    assert sorted(set(truth.said(phrase).tolist())) == where


def test_phrase_does_not_run_from_video_to_video(corpus: Corpus, truth: Truth) -> None:
    before, after = corpus.ids(49)[-3:], corpus.ids(50)[:3]

    assert 49 not in truth.phrase_lines((*before, *after))


def test_beginning_is_in_lines_with_such_a_word(corpus: Corpus, truth: Truth) -> None:
    asked = Asked("prefix", "prefix", text="wh")

    where = [line for line in range(corpus.lines) if f" {corpus.text(line)}".find(" wh") >= 0]
    assert where
    assert sorted(set(truth.said(asked).tolist())) == where


def test_answers_are_wrong_where_they_miss_or_invent(truth: Truth, phrase: Asked) -> None:
    line = int(truth.said(phrase)[0])
    nothing = Asked("nohit", "words", text="zzqx0")

    assert not truth.is_wrong(phrase, [line])
    assert truth.is_wrong(phrase, [])
    assert truth.is_wrong(phrase, [line, line + 1])
    assert not truth.is_wrong(nothing, [])
    assert truth.is_wrong(nothing, [line])
    assert not truth.is_wrong(Asked("deep", "words", (0,), "the", {"page": "21"}), [])


def test_relevance_is_of_plain_words_alone(corpus: Corpus, truth: Truth, phrase: Asked) -> None:
    word = Asked("stop", "words", (0,), "the")
    documents, scores = truth.windows.scores([0])
    best = [int(documents[place]) * 10 for place in scores.argsort()[::-1][:10]]

    assert truth.relevance(word, best) == pytest.approx(1)
    assert truth.relevance(word, best[5:]) < 1
    assert truth.relevance(phrase, [0]) is None
    assert truth.relevance(Asked("deep", "words", (0,), "the", {"page": "21"}), [0]) is None
