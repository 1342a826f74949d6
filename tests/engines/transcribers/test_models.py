"""Fetching models of faster-whisper from a hub on loopback, in the child that a worker would use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engines.errors import TranscriptionError
from engines.transcribers import fetch, inventory, models, needs_fetch
from engines.types import TranscribeOptions
from tests.engines.transcribers.hub import Hub, open_hub


@pytest.fixture
def hub(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with open_hub(tiny_model) as opened:
        monkeypatch.setenv("HF_ENDPOINT", opened.url)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hub-home"))
        monkeypatch.delenv("HF_HUB_OFFLINE")
        yield opened


@pytest.fixture
def options(tmp_path: Path) -> TranscribeOptions:
    return TranscribeOptions(engine="faster-whisper", model="tiny", model_dir=tmp_path / "models", threads=1)


def failure(options: TranscribeOptions) -> tuple[str, bool]:
    with pytest.raises(TranscriptionError) as caught:
        fetch(options)
    return caught.value.code, caught.value.retryable


def test_model_is_fetched_once_though_the_line_breaks(hub: Hub, options: TranscribeOptions):
    told: list[float] = []
    hub.breaks = 1
    assert needs_fetch(options)

    fetch(options, progress=told.append)

    place = options.model_dir / "tiny"
    assert not needs_fetch(options)
    assert {file.name for file in place.iterdir()} == {*hub.files, models.SUMS} - {"README.md"}
    assert (place / "model.bin").read_bytes() == hub.files["model.bin"]
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(hub.asked) == len(hub.files)  # all but README.md, and once more what broke off
    assert list(options.model_dir.glob(".*.part")) == []

    (stored,) = inventory.stored_models(options.model_dir)
    assert (stored.engine, stored.name) == ("faster-whisper", "tiny")
    assert stored.size_bytes > len(hub.files["model.bin"])
    assert inventory.check(stored) == inventory.Finding((), is_known=True)

    asked = len(hub.asked)
    fetch(options)
    assert len(hub.asked) == asked


def test_what_came_whole_is_not_fetched_again_and_what_came_broken_not_taken(hub: Hub, options: TranscribeOptions):
    hub.refused = {"tokenizer.json"}
    assert failure(options) == ("model_unavailable", True)
    assert needs_fetch(options)

    hub.refused = set()
    fetch(options)
    assert len(hub.fetched("model.bin")) == 1

    hub.files["model.bin"] = bytes(len(hub.files["model.bin"]))
    assert failure(replace(options, extra={"anew": "1"})) == ("model_unavailable", True)
    assert not needs_fetch(options)  # the old one stays until there is a new one


def test_repository_that_is_gone_is_not_asked_for_again(hub: Hub, options: TranscribeOptions):
    assert failure(replace(options, model="large-v1")) == ("model_unavailable", False)
    assert hub.asked == []


@pytest.fixture
def stored(tiny_model: Path, tmp_path: Path) -> Path:
    """A fetched model, without the fetching."""
    place = tmp_path / "models" / "base"
    place.mkdir(parents=True)
    for file in tiny_model.iterdir():
        (place / file.name).write_bytes(file.read_bytes())
    sums = {
        file.name: {"size_bytes": file.stat().st_size, "sha256": models.sha256_of(file)}
        for file in tiny_model.iterdir()
    }
    (place / models.SUMS).write_text(json.dumps(sums))
    return place


def test_what_is_broken_is_named(stored: Path):
    options = TranscribeOptions(model=str(stored))
    assert models.is_present(options)
    assert models.broken_files(stored, thoroughly=True) == []

    content = bytearray((stored / "model.bin").read_bytes())
    content[-1] ^= 1
    (stored / "model.bin").write_bytes(content)
    assert models.is_present(options)  # by size
    assert models.broken_files(stored, thoroughly=True) == ["model.bin"]

    (stored / "model.bin").write_bytes(content[:-1])
    assert not models.is_present(options)
    (stored / "tokenizer.json").unlink()
    for vocabulary in stored.glob("vocabulary.*"):
        vocabulary.unlink()
    found = models.broken_files(stored, thoroughly=False)
    assert [name for name in found if "." in name] == ["model.bin", "tokenizer.json", "vocabulary.json"]
    assert "vocabulary" in found


def test_sums_that_cannot_be_read_are_broken(stored: Path):
    (stored / models.SUMS).write_text("{")

    assert models.broken_files(stored, thoroughly=False) == [models.SUMS]


def test_model_of_somebody_else_is_there_by_its_names(stored: Path):
    (stored / models.SUMS).unlink()
    (model,) = inventory.stored_models(stored.parent)

    assert inventory.check(model) == inventory.Finding((), is_known=False)
    assert inventory.stored_models(stored / "nowhere") == []


def test_file_of_another_engine_is_no_model_of_this_one(tmp_path: Path):
    checkpoint = tmp_path / "tiny.pt"
    checkpoint.write_bytes(b"of openai-whisper")

    assert not models.is_present(TranscribeOptions(engine="openai-whisper", model=str(checkpoint)))
