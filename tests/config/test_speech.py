"""What an installation computes speech with, as its settings say and as people are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from environs import Env, EnvValidationError
from rest_framework.test import APIClient

from config import health, speech
from config.management.commands import up
from engines.transcribers import equipment
from engines.transcribers.machine import GIB, Gpu, Machine


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Machine:
    """A machine with a GPU and without models."""
    seen = Machine(16, 128 * GIB, Gpu("NVIDIA H100", 80 * GIB))
    for module in (equipment, health, up):
        monkeypatch.setattr(module, "this_machine", lambda: seen)
    settings.MODEL_DIR = tmp_path
    return seen


@pytest.mark.django_db
def test_readyz_tells_what_speech_is_computed_with(client: APIClient, settings: Any) -> None:
    settings.SPEECH_OPTIONS = {"server_url": "http://speech.example", "server_key": "a secret"}

    answer = client.get("/readyz")

    assert answer.json()["speech"] == {
        "device": "cuda", "compute_type": "float16", "threads": 8, "model": "large-v3-turbo", "gpu": "NVIDIA H100",
    }  # fmt: skip
    assert answer.json()["engines"]["speech-server"] == {"is_usable": True, "reason": ""}
    assert "a secret" not in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "faster-whisper, model large-v3-turbo (not fetched yet), float16 on NVIDIA H100"),
        (
            {"SPEECH_OPTIONS": {"device": "cpu"}, "WHISPER_MODEL": "base", "TRANSCRIBE_THREADS": 3},
            "faster-whisper, model base (not fetched yet), int8 on 3 threads of the processor",
        ),
        ({"TRANSCRIBER": "pocketsphinx"}, "pocketsphinx"),
        ({"TRANSCRIBER": "speech-server"}, "speech-server"),
    ],
)
def test_start_up_text_tells_it_too(settings: Any, changed: dict[str, Any], line: str) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)

    assert up.notes()[-1] == f"speech   {line}"


def test_start_up_text_tells_what_a_gpu_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "this_machine", lambda: Machine(16, 128 * GIB, gpu_lacks="Something is missing."))

    assert up.notes()[-2] == "faster-whisper leaves the GPU alone. Something is missing."


def test_settings_of_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert speech.options(Env()) == {"server_seconds": "300"}

    monkeypatch.setenv("SPEECH_DEVICE", "cuda")
    monkeypatch.setenv("SPEECH_BATCH_SIZE", "16")
    monkeypatch.setenv("SPEECH_SERVER_URL", "http://127.0.0.1:8001")
    assert speech.options(Env()) == {
        "device": "cuda", "batch_size": "16", "server_url": "http://127.0.0.1:8001", "server_seconds": "300"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SPEECH_DEVICE", "gpu"),
        ("SPEECH_BATCH_SIZE", "0"),
        *(("SPEECH_SERVER_SECONDS", seconds) for seconds in ("soon", "0", "600")),
    ],
)
def test_settings_that_cannot_be_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(EnvValidationError):
        speech.options(Env())
