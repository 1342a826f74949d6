"""The corpus in its files."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from bench import corpus as module
from bench.corpus import Corpus, Recipe, make_corpus


def texts(corpus: Corpus) -> list[str]:
    return [corpus.text(line) for line in range(corpus.lines)]


def test_corpus_is_the_same_for_a_recipe(corpus: Corpus, tmp_path: Path) -> None:
    assert texts(make_corpus(tmp_path / "again", corpus.recipe)) == texts(corpus)
    assert texts(make_corpus(tmp_path / "other", Recipe(400, seed=2))) != texts(corpus)


def test_corpus_is_made_once(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "write_corpus", lambda *_: pytest.fail("made again"))

    assert make_corpus(corpus.folder, corpus.recipe).lines == 400


def test_other_recipe_replaces_what_lies_in_the_folder(tmp_path: Path) -> None:
    make_corpus(tmp_path, Recipe(100))

    assert make_corpus(tmp_path, Recipe(200)).lines == 200


def test_blocks_lie_one_after_the_other(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 4)
    in_blocks = make_corpus(tmp_path, corpus.recipe)

    assert in_blocks.lines == corpus.lines
    assert in_blocks.begins[-1] == len(in_blocks.tokens)
    assert texts(in_blocks)[:10] != texts(in_blocks)[200:210]


def test_lines_have_six_to_eighteen_words_of_one_video(corpus: Corpus) -> None:
    lengths = {len(corpus.ids(line)) for line in range(corpus.lines)}

    assert (min(lengths), max(lengths)) == (6, 18)
    assert corpus.lines_of(1) == range(50, 100)
    assert {corpus.video_of(line) for line in corpus.lines_of(1)} == {1}


def test_counts_are_those_of_the_lines(corpus: Corpus) -> None:
    held = Counter(word for line in range(corpus.lines) for word in set(corpus.ids(line)))
    spoken = [[word for line in corpus.lines_of(video) for word in corpus.ids(line)] for video in range(8)]
    pairs = Counter(pair for said in spoken for pair in pairwise(said))

    assert all(corpus.line_counts[word] == count for word, count in held.items())
    assert corpus.line_counts.sum() == sum(held.values())
    assert all(corpus.pair_counts[pair] == count for pair, count in pairs.items() if max(pair) < 1000)


@pytest.mark.parametrize(
    ("segments", "videos", "lines"), [(30, 1, 30), (2000, 40, 50), (10**6, 20_000, 50), (10**7, 20_000, 500)]
)
def test_recipe_has_at_most_twenty_thousand_videos(segments: int, videos: int, lines: int) -> None:
    recipe = Recipe(segments)

    assert (recipe.videos, recipe.lines_per_video) == (videos, lines)
