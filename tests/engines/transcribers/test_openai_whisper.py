"""What openai-whisper does of its own. All of it needs its package and torch: `make test-rest` installs them."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engines.errors import TranscriptionError
from engines.transcribers import checkpoints, transcribe
from engines.transcribers.audio import SAMPLE_RATE, Chunk, Sound
from engines.transcribers.openai_whisper import _device, _Listener, _loaded
from engines.types import TranscribeOptions
from tests.media import SPOKEN, Media

pytestmark = pytest.mark.rest


@pytest.fixture
def options(tiny_checkpoint: Path) -> TranscribeOptions:
    return TranscribeOptions(engine="openai-whisper", model=str(tiny_checkpoint), threads=1)


def nothing(_fraction: float) -> None: ...


@pytest.fixture
def listener(options: TranscribeOptions, monkeypatch: pytest.MonkeyPatch) -> _Listener:
    """A listener in this process, left without Silero: the model alone must tell speech from silence."""
    monkeypatch.setattr("engines.transcribers.silence.find_spec", lambda _name: None)
    return _Listener(checkpoints.load(options, nothing), options)


def words(listener: _Listener, samples: np.ndarray) -> list[str]:
    return [word.text for word in listener.listen(Chunk(100.0, samples), None, lambda _seconds: None)]


def test_model_that_hears_no_speech_says_nothing(listener: _Listener):
    silence = np.zeros(
        30 * SAMPLE_RATE, np.int16
    )  # a whole window: whisper fills up shorter ones with something louder
    noise = np.random.default_rng(0).integers(-3000, 3000, 10 * SAMPLE_RATE).astype(np.int16)

    assert words(listener, silence) == []
    assert words(listener, noise) == [
        " Alpha",
        " bravo",
        " charlie",
        " delta.",
        " Echo",
        " foxtrot",
        " golf",
        " hotel!",
    ]
    assert listener.info().language == "und"
    assert max(listener.languages(Sound(Chunk(0.0, noise), None)).items(), key=lambda chance: chance[1])[0] == "en"


def test_language_is_detected_from_the_first_voice_on(listener: _Listener, monkeypatch: pytest.MonkeyPatch):
    import torch

    chunk = Chunk(100.0, np.arange(40 * SAMPLE_RATE, dtype=np.int64).astype(np.int16))
    seen = []
    monkeypatch.setattr(
        "whisper.log_mel_spectrogram", lambda samples, _bands: seen.append(samples) or torch.zeros(80, 3000)
    )

    listener.languages(Sound(chunk, [(105.0, 110.0)]))

    assert len(seen[0]) == 30 * SAMPLE_RATE
    assert seen[0][0] == pytest.approx(chunk.samples[5 * SAMPLE_RATE] / 32768)


def test_given_language_is_kept(options: TranscribeOptions, media: Media):
    (passage,) = transcribe(media.tone, replace(options, language="uk"))

    assert passage.info.language == "uk"


def test_words_come_where_the_model_hears_them(options: TranscribeOptions):
    first = next(transcribe(SPOKEN, options))

    starts = {word.text: word.start for speech in first.speech for word in speech.words if word.start < 25}
    assert list(starts) == ["Alpha", "bravo", "charlie", "delta.", "Echo", "foxtrot", "golf", "hotel!"]
    assert starts["Alpha"] == pytest.approx(0, abs=0.6)
    assert starts["Echo"] == pytest.approx(3, abs=0.6)


def test_threads_are_those_of_the_options(options: TranscribeOptions):
    import torch

    _device(replace(options, threads=2))
    assert torch.get_num_threads() == 2
    _device(options)
    assert torch.get_num_threads() == 1


class Full:
    """A model that a GPU has no memory for."""

    device = SimpleNamespace(type="cuda")

    def __init__(self, on_processor: Any) -> None:
        self._on_processor = on_processor

    def transcribe(self, *_arguments: Any, **_options: Any) -> Any:
        raise RuntimeError("CUDA out of memory")

    def to(self, _device: str) -> Any:
        raise RuntimeError("CUDA out of memory")

    def cpu(self) -> Any:
        return self._on_processor


def test_it_goes_on_on_the_processor_when_cuda_is_full(listener: _Listener, caplog: pytest.LogCaptureFixture):
    noise = np.random.default_rng(0).integers(-3000, 3000, 10 * SAMPLE_RATE).astype(np.int16)
    on_processor, listener._model = listener._model, Full(listener._model)

    assert words(listener, noise)[0] == " Alpha"
    assert listener._model is on_processor
    assert "CUDA failed, so tiny goes on on the processor: CUDA out of memory" in caplog.text


def test_it_is_loaded_on_the_processor_when_cuda_is_full(
    options: TranscribeOptions, listener: _Listener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    on_processor = listener._model
    monkeypatch.setattr(checkpoints, "load", lambda *_arguments: Full(on_processor))

    assert _loaded(options, nothing) is on_processor
    assert f"tiny.pt cannot be moved to {_device(options)}: CUDA out of memory" in caplog.text


def test_it_is_refused_when_cuda_is_full_and_alone_was_asked_for(
    options: TranscribeOptions, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr(checkpoints, "load", lambda *_arguments: Full(None))

    with pytest.raises(TranscriptionError, match="cannot be loaded on the GPU, which alone was") as caught:
        _loaded(replace(options, extra={"device": "cuda"}), nothing)

    assert (caught.value.code, caught.value.retryable) == ("model_unavailable", False)


def test_gpu_that_is_not_there_is_refused(options: TranscribeOptions, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)

    with pytest.raises(TranscriptionError) as caught:
        _device(replace(options, extra={"device": "cuda"}))

    assert caught.value.code == "model_unavailable"


@pytest.mark.parametrize("model", ["no-such-model", "/nowhere/model", "nowhere.pt"])
def test_wrong_model(options: TranscribeOptions, tmp_path: Path, model: str):
    with pytest.raises(TranscriptionError) as caught:
        list(transcribe(SPOKEN, replace(options, model=model, model_dir=tmp_path)))

    assert (caught.value.code, caught.value.retryable) == ("model_unavailable", False)


@pytest.mark.parametrize("content", [b"", b"no checkpoint", b"PK\x03\x04"])
def test_broken_model(options: TranscribeOptions, tmp_path: Path, content: bytes):
    (tmp_path / "broken.pt").write_bytes(content)

    with pytest.raises(TranscriptionError) as caught:
        list(transcribe(SPOKEN, replace(options, model=str(tmp_path / "broken.pt"))))

    assert caught.value.code == "model_unavailable"
    assert caught.value.detail.startswith('The file "broken.pt" is no speech model of openai-whisper.')
