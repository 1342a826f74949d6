"""A small corpus for all tests of the benchmark."""

import pytest

from bench.corpus import Corpus, Recipe, make_corpus

SEGMENTS = 400


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return make_corpus(tmp_path_factory.mktemp("corpus"), Recipe(SEGMENTS))
