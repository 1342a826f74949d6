"""The product over a corpus, through its own indexing and its own API."""

import pytest
from django.db import connection

from bench.corpus import Corpus
from bench.product import Product, server_version, sizes
from bench.queries import Asked, Draw, kinds, queries
from bench.truth import Truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> Product:
    monkeypatch.setattr("bench.loading.settle", lambda: None)  # no VACUUM inside a test's transaction
    return Product(corpus)


@pytest.mark.parametrize("kind", ["rare", "phrase", "xphrase", "nohit", "nohitphrase"])
def test_answers_are_right(product: Product, corpus: Corpus, kind: str) -> None:
    asked = kinds(Draw(corpus))[kind]()

    lines = product.lines(product.ask(asked))

    assert not Truth(corpus).is_wrong(asked, lines)


def test_every_type_is_answered(product: Product, corpus: Corpus) -> None:
    answers = {asked.kind: product.ask(asked).status_code for asked in queries(corpus, 1)}

    assert set(answers.values()) == {200}


def test_filters_reach_the_api(product: Product, corpus: Corpus) -> None:
    lines = product.lines(product.ask(Asked("video", "words", (0,), "the", {"video": "3"})))

    assert lines
    assert set(lines) <= set(corpus.lines_of(3))


def test_refusal_is_no_answer(product: Product) -> None:
    with pytest.raises(AssertionError, match="validation_error"):
        product.lines(product.ask(Asked("x", "words", text="a", parameters={"after": "never"})))


def test_server_is_the_process_of_our_connection(product: Product) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() == (product.server,)
    assert server_version()
    assert sizes()["segments_segment"] > 0
