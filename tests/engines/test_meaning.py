"""Sentences as vectors, by the real model."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines import meaning
from engines.errors import EngineError


def product(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_model_that_is_not_installed_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "PACKAGE", "no_such_package")
    assert not meaning.is_available()
    with pytest.raises(EngineError) as refused:
        meaning.vectors(["a"], tmp_path)
    assert refused.value.code == "model_unavailable"
    assert meaning.vectors([], tmp_path) == []


@pytest.mark.rest
def test_like_sentences_are_near_each_other_and_others_far(tmp_path: Path) -> None:
    texts = [
        "How do I fix a flat bicycle tire?",
        "repairing a punctured bike wheel",
        "shares fell on wall street " * 99,
    ]
    made = meaning.vectors(texts, tmp_path)
    assert [len(vector) for vector in made] == [meaning.DIMENSIONS] * 3
    assert [product(vector, vector) for vector in made] == pytest.approx([1.0] * 3, abs=1e-3)
    assert product(made[0], made[1]) > 0.4
    assert product(made[0], made[2]) < 0.2
    assert [path.name for path in tmp_path.iterdir()] == [meaning.FOLDER]


@pytest.mark.rest
def test_vector_does_not_depend_on_its_company(tmp_path: Path) -> None:
    (alone,) = meaning.vectors(["a short one"], tmp_path)
    together, _ = meaning.vectors(["a short one", "and a much longer one beside it, with many more words"], tmp_path)
    assert product(alone, together) == pytest.approx(1.0, abs=1e-2)
