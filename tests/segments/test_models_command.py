"""`manage.py models` over real files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.engines.transcribers.conftest import tiny_model
from tests.engines.transcribers.hub import Hub, open_hub

__all__ = ["tiny_model"]

Run = Callable[..., list[str]]


@pytest.fixture
def hub(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with open_hub(tiny_model) as opened:
        monkeypatch.setenv("HF_ENDPOINT", opened.url)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hub-home"))
        monkeypatch.delenv("HF_HUB_OFFLINE")
        yield opened


@pytest.fixture
def run(settings: Any, tmp_path: Path) -> Run:
    settings.MODEL_DIR = tmp_path / "models"

    def call(*words: str) -> list[str]:
        out = StringIO()
        call_command("models", *words, stdout=out)
        return out.getvalue().splitlines()

    return call


def test_model_is_fetched_listed_checked_and_mended(hub: Hub, run: Run, settings: Any) -> None:
    assert run("check") == ["There is no model here."]

    first, *percents, last = run("fetch", "tiny", "--engine", "faster-whisper")
    assert first == f"Fetching tiny for faster-whisper into {settings.MODEL_DIR} ..."
    assert percents[-1].strip() == "100 %"
    assert last == "tiny is here."
    assert run("check") == ["faster-whisper tiny: whole"]

    listed = [line.split() for line in run("list")]
    assert ["pocketsphinx", "can", "be", "used"] in listed
    (here,) = [line for line in listed if line[:2] == ["faster-whisper", "tiny"]]
    assert here[3] == "MB"
    assert ["faster-whisper", "small", "not", "here"] in listed

    model = settings.MODEL_DIR / "tiny" / "model.bin"
    model.write_bytes(bytes(model.stat().st_size))
    with pytest.raises(CommandError, match=r"models fetch tiny --engine faster-whisper"):
        run("check", "tiny")

    assert "What is here of it is broken." in run("fetch", "tiny", "--engine", "faster-whisper")
    assert model.read_bytes() == hub.files["model.bin"]
    assert run("check", "tiny") == ["faster-whisper tiny: whole"]


def test_fetch_without_network_says_so(run: Run) -> None:
    with pytest.raises(CommandError) as caught:
        run("fetch", "tiny", "--engine", "faster-whisper")

    assert str(caught.value).startswith('model_unavailable: The speech model "tiny" is not on this machine')


def test_check_of_a_model_that_is_not_here(run: Run) -> None:
    with pytest.raises(SystemExit) as caught:
        run("check", "base")

    assert caught.value.code == 1
