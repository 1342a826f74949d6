"""Whisper by openai-whisper (PyTorch): the reference, slower on a processor than faster-whisper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from engines.errors import TranscriptionError
from engines.letters import Span
from engines.transcribers import checkpoints
from engines.transcribers.audio import ONE_WINDOW, Chunk
from engines.transcribers.listening import passages
from engines.transcribers.silence import voice_in
from engines.types import Passage, Progress, TranscribeOptions, TranscriptInfo, Word

UNKNOWN_LANGUAGE = "und"

NO_SPEECH = 0.8
"""Above this `no_speech_prob` nobody speaks, even where whisper believes its text (it begins to doubt at 0.6)."""


class OpenAIWhisper:
    """A Transcriber; the model is fetched once into `model_dir`, and CUDA is used where there is any.

    `extra`: "device" (cpu or cuda) and "beam_size".
    """

    name = "openai-whisper"

    def transcribe(self, path: Path, options: TranscribeOptions, progress: Progress) -> Iterator[Passage]:
        """See Transcriber. Raises model_unavailable, language_unsupported, transcription_failed."""
        model = checkpoints.load(options, _device(options), lambda: progress(0.0))
        yield from passages(path, options, progress, _Listener(model, options))


def _device(options: TranscribeOptions) -> str:
    """Where to compute; on a processor with as many threads as the options say."""
    import torch

    if options.threads:
        torch.set_num_threads(options.threads)
    return options.extra.get("device") or ("cuda" if torch.cuda.is_available() else "cpu")


class _Listener:
    lengths = ONE_WINDOW

    def __init__(self, model: Any, options: TranscribeOptions) -> None:
        if options.language and options.language not in _languages(model):
            detail = f'The speech model does not know the language "{options.language}".'
            raise TranscriptionError("language_unsupported", detail)
        self._model = model
        self._name = Path(options.model).name.removesuffix(checkpoints.SUFFIX)
        self._language = options.language
        self._beam_size = int(options.extra.get("beam_size", "5"))

    def info(self) -> TranscriptInfo:
        return TranscriptInfo(OpenAIWhisper.name, self._name, self._language or UNKNOWN_LANGUAGE, "normal")

    def voice(self, chunk: Chunk) -> list[Span] | None:
        return voice_in(chunk)

    def listen(self, chunk: Chunk, _voice: Sequence[Span] | None, reached: Callable[[float], None]) -> Iterator[Word]:
        """The words of a chunk, once all are known: whisper tells nothing while it works."""
        import numpy  # noqa: PLC0415 -- slow import

        samples = chunk.samples.astype(numpy.float32) / 32768
        try:
            heard = self._transcribe(samples)
        except RuntimeError as error:
            raise TranscriptionError("transcription_failed", "The speech model failed on this sound.") from error
        spoken = [segment for segment in heard["segments"] if segment["no_speech_prob"] <= NO_SPEECH]
        if spoken:
            self._language = heard["language"]
        for segment in spoken:
            for word in segment["words"]:
                yield Word(chunk.start + word["start"], chunk.start + word["end"], word["word"], word["probability"])
        reached(chunk.end)

    def _transcribe(self, samples: Any) -> Any:
        return self._model.transcribe(
            samples,
            language=self._language,
            beam_size=self._beam_size,
            word_timestamps=True,
            condition_on_previous_text=False,
            fp16=self._model.device.type == "cuda",
        )


def _languages(model: Any) -> list[str]:
    from whisper.tokenizer import LANGUAGES

    return list(LANGUAGES)[: model.num_languages] if model.is_multilingual else ["en"]
