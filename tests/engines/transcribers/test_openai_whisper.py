"""What openai-whisper does of its own. All of it needs its package and torch: `make test-rest` installs them."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import psutil
import pytest

from engines.errors import Stopped, TranscriptionError
from engines.transcribers import checkpoints, transcribe
from engines.transcribers.audio import SAMPLE_RATE, Chunk
from engines.transcribers.openai_whisper import _device, _Listener
from engines.types import TranscribeOptions
from tests.media import SPOKEN, Media

pytestmark = pytest.mark.rest


@pytest.fixture
def options(tiny_checkpoint: Path) -> TranscribeOptions:
    return TranscribeOptions(engine="openai-whisper", model=str(tiny_checkpoint), threads=1)


def nothing() -> None: ...


@pytest.fixture
def listener(options: TranscribeOptions, monkeypatch: pytest.MonkeyPatch) -> _Listener:
    """A listener in this process, left without Silero: the model alone must tell speech from silence."""
    monkeypatch.setattr("engines.transcribers.silence.find_spec", lambda _name: None)
    return _Listener(checkpoints.load(options, _device(options), nothing), options)


def words(listener: _Listener, samples: np.ndarray) -> list[str]:
    return [word.text for word in listener.listen(Chunk(100.0, samples), lambda _seconds: None)]


def test_model_that_hears_no_speech_says_nothing(listener: _Listener):
    silence = np.zeros(
        30 * SAMPLE_RATE, np.int16
    )  # a whole window: whisper fills up shorter ones with something louder
    noise = np.random.default_rng(0).integers(-3000, 3000, 10 * SAMPLE_RATE).astype(np.int16)

    assert words(listener, silence) == []
    assert listener.info().language == "und"
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
    assert listener.info().language == "en"


def test_language_is_detected_once(listener: _Listener, monkeypatch: pytest.MonkeyPatch):
    asked = []
    detect = listener._model.detect_language
    monkeypatch.setattr(listener._model, "detect_language", lambda mel: asked.append(mel) or detect(mel))
    noise = np.random.default_rng(0).integers(-3000, 3000, 5 * SAMPLE_RATE).astype(np.int16)

    words(listener, noise)
    words(listener, noise)

    assert len(asked) == 1


def test_given_language_is_kept(options: TranscribeOptions, media: Media):
    (passage,) = transcribe(media.tone, replace(options, language="uk"))

    assert passage.info.language == "uk"


def test_words_come_where_the_model_hears_them(options: TranscribeOptions):
    first = next(transcribe(SPOKEN, options))

    starts = {word.text: word.start for speech in first.speech for word in speech.words if word.start < 25}
    assert list(starts) == ["Alpha", "bravo", "charlie", "delta.", "Echo", "foxtrot", "golf", "hotel!"]
    assert starts["Alpha"] == pytest.approx(0, abs=0.6)
    assert starts["Echo"] == pytest.approx(3, abs=0.6)


def test_stop_ends_a_running_child(options: TranscribeOptions):
    stop = threading.Event()
    run = transcribe(SPOKEN, options, stop=stop)
    next(run)
    stop.set()

    with pytest.raises(Stopped):
        list(run)

    assert [child for child in psutil.Process().children() if "engines.host" in " ".join(child.cmdline())] == []


def test_threads_are_those_of_the_options(options: TranscribeOptions):
    import torch

    _device(replace(options, threads=2))
    assert torch.get_num_threads() == 2
    _device(options)
    assert torch.get_num_threads() == 1


@pytest.fixture
def hub(tmp_path: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """A server of models, from which whisper fetches "tiny"."""
    import whisper

    content = tiny_checkpoint.read_bytes()
    folder = tmp_path / "hub" / hashlib.sha256(content).hexdigest()
    folder.mkdir(parents=True)
    (folder / "tiny.pt").write_bytes(content)
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path / "hub")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/{folder.name}/tiny.pt"
        monkeypatch.setitem(whisper._MODELS, "tiny", address)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def named(options: TranscribeOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TranscribeOptions:
    """The model "tiny" by name. The heads that tell word times are those of the real one: too many for ours."""
    monkeypatch.setattr("whisper.model.Whisper.set_alignment_heads", lambda _model, _dump: None)
    return replace(options, model="tiny", model_dir=tmp_path / "models")


@pytest.mark.usefixtures("hub")
def test_named_model_is_fetched_once(named: TranscribeOptions, monkeypatch: pytest.MonkeyPatch):
    assert not checkpoints.is_present(named)

    checkpoints.load(named, "cpu", nothing)
    assert checkpoints.is_present(named)

    monkeypatch.setattr("urllib.request.urlopen", lambda *_words: pytest.fail("fetched again"))
    assert checkpoints.load(named, "cpu", nothing).dims.n_audio_state == 64


@pytest.mark.usefixtures("hub")
def test_half_a_model_is_fetched_again(named: TranscribeOptions):
    half = checkpoints.checkpoint(named)
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")

    with pytest.warns(UserWarning, match="checksum does not match"):
        model = checkpoints.load(named, "cpu", nothing)

    assert model.dims.n_audio_state == 64


@pytest.mark.usefixtures("hub")
def test_second_asker_waits_for_the_first(named: TranscribeOptions, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkpoints, "LOOK_EVERY", 0.05)
    waiting, finished = threading.Event(), threading.Event()

    def second() -> None:
        checkpoints.load(named, "cpu", waiting.set)
        finished.set()

    checkpoints.checkpoint(named).parent.mkdir(parents=True)
    thread = threading.Thread(target=second)
    with checkpoints._alone(checkpoints.checkpoint(named), nothing):
        thread.start()
        assert waiting.wait(20)
        assert not checkpoints.is_present(named)
        assert not finished.is_set()

    thread.join(60)
    assert finished.is_set()


def test_named_model_without_network(named: TranscribeOptions, hub: ThreadingHTTPServer):
    hub.shutdown()
    hub.server_close()

    with pytest.raises(TranscriptionError) as caught:
        checkpoints.load(named, "cpu", nothing)

    assert (caught.value.code, caught.value.retryable) == ("model_unavailable", True)
    assert caught.value.detail == (
        'The speech model "tiny" is not on this machine and could not be fetched. '
        "Connect the machine to the internet once, or name a .pt file of openai-whisper."
    )


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
