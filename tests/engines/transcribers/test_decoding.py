"""engines.transcribers.decoding: windows alone and together say the same, for as little work as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engines.transcribers.audio import ONE_WINDOW, Chunk, Sound, chunks
from engines.transcribers.decoding import MOST_UNHEARD, Decoder, places_of, unheard, window_of
from engines.transcribers.faster_whisper import FasterWhisper
from engines.transcribers.faster_whisper import _Listener as Listener
from engines.types import TranscribeOptions, Word
from tests.engines.tiny_whisper import build
from tests.engines.transcribers.conftest import SCRIPT
from tests.media import SPOKEN, Media

faster_whisper = pytest.importorskip("faster_whisper")


def nothing(_reached: float) -> None: ...


@pytest.fixture
def options(tiny_model: Path) -> TranscribeOptions:
    extra = {"device": "cpu", "batch_size": "1"}  # also where a GPU is
    return TranscribeOptions(engine="faster-whisper", model=str(tiny_model), language="en", threads=1, extra=extra)


def at_once(options: TranscribeOptions, windows: int) -> TranscribeOptions:
    return replace(options, extra={**options.extra, "batch_size": str(windows)})


@pytest.fixture
def content(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny model says six seconds of whatever it hears, and that is enough."""
    monkeypatch.setattr("engines.transcribers.decoding.MOST_UNHEARD", 60.0)


@pytest.fixture(scope="module")
def spoken() -> Chunk:
    return next(chunks(SPOKEN, lengths=ONE_WINDOW))


@pytest.fixture
def sounds(spoken: Chunk) -> list[Sound]:
    """Chunks one behind the other that differ in where somebody speaks."""
    starts = (0.0, 100.0, 200.0)
    voices = [[(0.0, 19.0)], [(101.0, 108.0), (111.0, 118.5)], [(202.0, 216.0)]]
    return [Sound(Chunk(start, spoken.samples), voice) for start, voice in zip(starts, voices, strict=True)]


def heard(listener: Listener, sounds: list[Sound]) -> list[list[Word]]:
    return [list(words) for words in listener.hear(sounds, nothing)]


def assert_alike(some: Sequence[Sequence[Word]], others: Sequence[Sequence[Word]]) -> None:
    """The same words at the same times, but for a few frames of the model (0.02 s): a batch is aligned with padding."""
    for words, same in zip(some, others, strict=True):
        assert [word.text for word in words] == [word.text for word in same]
        times = [[(word.start, word.end) for word in heard] for heard in (words, same)]
        assert np.array(times[0]) == pytest.approx(np.array(times[1]), abs=0.15)


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many windows the encoder was given each time."""
    given: list[int] = []
    encode = faster_whisper.WhisperModel.encode

    def counted(model, features):
        given.append(1 if features.ndim == 2 else len(features))
        return encode(model, features)

    monkeypatch.setattr(faster_whisper.WhisperModel, "encode", counted)
    return given


@pytest.mark.usefixtures("content")
def test_windows_together_say_what_they_say_alone(
    options: TranscribeOptions, sounds: list[Sound], encoded: list[int]
) -> None:
    alone = heard(Listener(Path(options.model), options), sounds)
    assert encoded == [1] * 3

    together = heard(Listener(Path(options.model), at_once(options, 2)), sounds)

    assert_alike(together, alone)
    assert encoded[3:] == [2, 1]
    assert [words[0].text for words in alone] == [" Alpha"] * 3
    assert [100 <= words[0].start < 103 for words in alone] == [False, True, False]


@pytest.mark.usefixtures("content")
def test_less_is_heard_at_once_when_memory_is_full(
    options: TranscribeOptions, sounds: list[Sound], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    alone = heard(Listener(Path(options.model), options), sounds)
    listener = Listener(Path(options.model), at_once(options, 3))
    encode = listener._model.encode

    def full(features):
        if features.ndim == 3 and len(features) > 2:
            raise RuntimeError("CUDA failed with error out of memory")
        return encode(features)

    monkeypatch.setattr(listener._model, "encode", full)

    assert_alike(heard(listener, sounds), alone)
    assert listener.at_once == 2
    assert "tiny cannot hear 3 windows at once: CUDA failed with error out of memory" in caplog.text


@pytest.mark.usefixtures("content")
def test_window_of_which_the_model_is_not_sure_is_left_to_be_heard_alone(
    options: TranscribeOptions, sounds: list[Sound], tmp_path: Path
) -> None:
    unsure = build(tmp_path / "unsure", SCRIPT, unsure=[word for line, _ in SCRIPT for word in line.split()])
    for model, is_sure in ((Path(options.model), True), (unsure, False)):
        listener = Listener(model, replace(options, model=str(model)))
        decoder = Decoder(listener._model, "en", 5, translates=False)
        windows = [window_of(sound, listener._model) for sound in sounds[:2]]
        assert [words is not None for words in decoder.together(windows)] == [is_sure, is_sure]


def test_window_of_which_much_was_left_out_is_left_to_be_heard_alone(
    options: TranscribeOptions, sounds: list[Sound]
) -> None:
    listener = Listener(Path(options.model), options)
    decoder = Decoder(listener._model, "en", 5, translates=False)
    brief = Sound(sounds[1].chunk, [(101.0, 106.0 + MOST_UNHEARD - 0.5)])

    left, whole = decoder.together([window_of(sound, listener._model) for sound in (sounds[1], brief)])

    assert left is None
    assert whole is not None
    assert [word.text for word in whole][-1] == " hotel!"


VOICE = [(10.0, 12.0), (14.0, 20.0)]


@pytest.mark.parametrize(
    ("spans", "seconds"),
    [
        ([], 8.0),
        ([(10.0, 20.0)], 0.0),
        ([(10.0, 12.0)], 6.0),
        ([(15.0, 20.0)], 3.0),
        ([(11.0, 11.5), (17.0, 19.5)], 3.5),
        ([(9.0, 30.0)], 0.0),
    ],
)
def test_voice_without_words(spans: list[tuple[float, float]], seconds: float) -> None:
    words = [Word(start, end, " word") for start, end in spans]

    assert unheard(words, VOICE) == seconds
    assert unheard(words, []) == 0.0


def test_detecting_the_language_costs_no_window_more(options: TranscribeOptions, encoded: list[int]) -> None:
    passages = list(FasterWhisper().transcribe(SPOKEN, replace(options, language=None), nothing))

    assert passages[-1].info.language == "en"
    assert encoded == [1] * len(passages)


@pytest.fixture(scope="module")
def long_talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Media(tmp_path_factory.mktemp("talks")).made(
        "long.wav", "-stream_loop", "2", "-i", SPOKEN, "-vn", "-ac", "1"
    )


@pytest.mark.usefixtures("content")
def test_talk_in_batches_has_the_same_lines_and_is_gone_on_with(
    options: TranscribeOptions, long_talk: Path, encoded: list[int]
) -> None:
    told: list[float] = []
    alone = list(FasterWhisper().transcribe(long_talk, options, nothing))
    encoded.clear()
    batched = at_once(options, 3)

    together = list(FasterWhisper().transcribe(long_talk, batched, told.append))

    assert [passage.reached for passage in together] == pytest.approx([passage.reached for passage in alone], abs=0.3)
    assert_alike(*([line.words for passage in run for line in passage.speech] for run in (together, alone)))
    assert encoded[:2] == [1, 3]  # the first one alone: its lines come soon
    assert told == sorted(told)
    middle = together[1].reached
    again = FasterWhisper().transcribe(long_talk, replace(batched, start=middle), nothing)
    assert [passage.reached > middle for passage in again] == [True] * (len(together) - 2)


def test_places_of_windows_are_whole_seconds(options: TranscribeOptions, sounds: list[Sound]) -> None:
    model = Listener(Path(options.model), options)._model

    assert places_of([window_of(sound, model) for sound in sounds]) == [0, 19, 34]
    assert np.shape(window_of(sounds[0], model).padded) == (80, 3000)
