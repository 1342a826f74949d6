"""Whisper by openai-whisper (PyTorch): the reference, slower on a processor than faster-whisper."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from engines.errors import TranscriptionError
from engines.letters import Span
from engines.transcribers import checkpoints
from engines.transcribers.audio import ONE_WINDOW, SAMPLE_RATE, Chunk, Sound
from engines.transcribers.detection import Spoken
from engines.transcribers.listening import OneByOne, model_failures, passages
from engines.transcribers.silence import voice_in
from engines.types import Passage, Progress, TranscribeOptions, TranscriptInfo, Word

logger = logging.getLogger(__name__)

NO_SPEECH = 0.8
"""Above this `no_speech_prob` nobody speaks, even where whisper believes its text (it begins to doubt at 0.6)."""


class OpenAIWhisper:
    """A Transcriber; the model is fetched once into `model_dir`, and CUDA is used where there is any.

    `extra`: "device" (cpu or cuda: as for faster-whisper) and "beam_size".
    """

    name = "openai-whisper"

    def transcribe(self, path: Path, options: TranscribeOptions, progress: Progress) -> Iterator[Passage]:
        """See Transcriber. Raises model_unavailable, language_unsupported, transcription_failed."""
        model = _loaded(options, progress)
        yield from passages(path, options, progress, _Listener(model, options))


def _loaded(options: TranscribeOptions, progress: Progress) -> Any:
    """The model, on the processor where CUDA has no memory left and is not all that was asked for."""
    device, model = _device(options), checkpoints.load(options, progress)
    try:
        return model.to(device)
    except RuntimeError as error:
        logger.warning("%s cannot be moved to %s: %s", options.model, device, error)
        if options.extra.get("device") == "cuda":
            name = Path(options.model).name
            detail = f'The speech model "{name}" cannot be loaded on the GPU, which alone was asked for.'
            raise TranscriptionError("model_unavailable", detail) from error
        return model.cpu()


def _device(options: TranscribeOptions) -> str:
    """Where to compute; on a processor with as many threads as the options say."""
    import torch

    if options.threads:
        torch.set_num_threads(options.threads)
    has_cuda = torch.cuda.is_available()
    if options.extra.get("device") == "cuda" and not has_cuda:
        raise TranscriptionError("model_unavailable", "PyTorch finds no GPU here, and nothing else was asked for.")
    return options.extra.get("device") or ("cuda" if has_cuda else "cpu")


class _Listener(OneByOne):
    lengths = ONE_WINDOW

    def __init__(self, model: Any, options: TranscribeOptions) -> None:
        if options.language and options.language not in _languages(model):
            detail = f'The speech model does not know the language "{options.language}".'
            raise TranscriptionError("language_unsupported", detail)
        self._model = model
        self._name = Path(options.model).name.removesuffix(checkpoints.SUFFIX)
        self._spoken = Spoken(options.language or (None if model.is_multilingual else "en"))
        self._task = "translate" if options.translate else "transcribe"
        self._beam_size = int(options.extra.get("beam_size", "5"))

    def info(self) -> TranscriptInfo:
        spoken = self._spoken
        return TranscriptInfo(OpenAIWhisper.name, self._name, spoken.code, "normal", spoken.probability)

    def voice(self, chunk: Chunk) -> list[Span] | None:
        return voice_in(chunk)

    def languages(self, sound: Sound) -> dict[str, float]:
        """What the model makes of the half minute that begins with the first voice in the chunk."""
        import whisper

        chunk = sound.chunk
        voice = sound.voice or [(chunk.start, chunk.end)]
        samples = _floats(chunk)[int((voice[0][0] - chunk.start) * SAMPLE_RATE) :]
        spectrogram = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples), self._model.dims.n_mels)
        with model_failures():
            return dict(self._model.detect_language(spectrogram.to(self._model.device))[1])

    def settle(self, language: str, probability: float) -> None:
        self._spoken = Spoken(language, probability)

    def listen(self, chunk: Chunk, _voice: Sequence[Span] | None, reached: Callable[[float], None]) -> Iterator[Word]:
        """The words of a chunk, once all are known: whisper tells nothing while it works."""
        with model_failures():
            heard = self._heard(_floats(chunk))
        for segment in heard["segments"]:
            if segment["no_speech_prob"] <= NO_SPEECH:
                for word in segment["words"]:
                    start, end = chunk.start + word["start"], chunk.start + word["end"]
                    yield Word(start, end, word["word"], word["probability"])
        reached(chunk.end)

    def _heard(self, samples: Any) -> Any:
        """On the processor where CUDA fails: mostly its memory is full, since others compute there, too."""
        try:
            return self._transcribe(samples)
        except RuntimeError as error:
            if self._model.device.type == "cpu":
                raise
            logger.warning("CUDA failed, so %s goes on on the processor: %s", self._name, error)
        self._model = self._model.cpu()
        return self._transcribe(samples)

    def _transcribe(self, samples: Any) -> Any:
        return self._model.transcribe(
            samples,
            language=self._spoken.language,
            task=self._task,
            beam_size=self._beam_size,
            word_timestamps=True,
            condition_on_previous_text=False,
            fp16=self._model.device.type == "cuda",
        )


def _floats(chunk: Chunk) -> Any:
    import numpy  # noqa: PLC0415 -- slow import

    return chunk.samples.astype(numpy.float32) / 32768


def _languages(model: Any) -> list[str]:
    from whisper.tokenizer import LANGUAGES

    return list(LANGUAGES)[: model.num_languages] if model.is_multilingual else ["en"]
