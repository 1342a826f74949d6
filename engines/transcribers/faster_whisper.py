"""Whisper by faster-whisper (CTranslate2): int8 on the processor, float16 on CUDA."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from engines.errors import TranscriptionError
from engines.letters import Span
from engines.transcribers import cuda, models
from engines.transcribers.audio import ONE_WINDOW, SAMPLE_RATE, Chunk
from engines.transcribers.detection import Spoken
from engines.transcribers.listening import model_failures, passages
from engines.transcribers.silence import voice_in
from engines.types import Passage, Progress, TranscribeOptions, TranscriptInfo, Word

COMPUTE_TYPES = {"cpu": "int8", "cuda": "float16"}

logger = logging.getLogger(__name__)


class FasterWhisper:
    """A Transcriber; the model is fetched once into `model_dir`, and CUDA is used where there is any.

    `extra`: "device" (cpu or cuda), "compute_type" and "beam_size".
    """

    name = "faster-whisper"

    def transcribe(self, path: Path, options: TranscribeOptions, progress: Progress) -> Iterator[Passage]:
        """See Transcriber. Raises model_unavailable, language_unsupported, transcription_failed."""
        folder = models.fetch(options, progress)
        yield from passages(path, options, progress, _Listener(folder, options))


def _loaded(folder: Path, options: TranscribeOptions) -> Any:
    """The model, on the processor where CUDA is there by name alone (no libraries), or has no memory left."""
    from ctranslate2 import get_cuda_device_count

    devices = ["cuda", "cpu"] if get_cuda_device_count() else ["cpu"]
    if options.extra.get("device"):
        devices = [options.extra["device"]]
    for device in devices:
        try:
            return _loaded_on(device, folder, options)
        except (RuntimeError, ValueError) as error:
            logger.warning("%s cannot be loaded on %s: %s", folder.name, device, error)
    why = "; remove its folder to fetch it again." if "cpu" in devices else " on the GPU, which alone was asked for."
    raise TranscriptionError("model_unavailable", f'The speech model "{folder.name}" cannot be loaded{why}')


def _loaded_on(device: str, folder: Path, options: TranscribeOptions) -> Any:
    from ctranslate2 import get_supported_compute_types
    from faster_whisper import WhisperModel

    if device == "cuda" and not cuda.load_cublas():
        raise RuntimeError(cuda.LACKING)
    kind = options.extra.get("compute_type") or COMPUTE_TYPES[device]
    if kind not in get_supported_compute_types(device):
        logger.warning("%s cannot compute in %s, so it does in %s", device, kind, COMPUTE_TYPES[device])
        kind = COMPUTE_TYPES[device]
    model = WhisperModel(str(folder), device=device, compute_type=kind, cpu_threads=options.threads)
    if device == "cuda":
        _try_out(model)
    return model


def _try_out(model: Any) -> None:
    """Encode half a minute of nothing: CUDA's libraries are opened only when they are first needed."""
    import numpy  # noqa: PLC0415 -- slow import

    model.encode(numpy.zeros((model.model.n_mels, 3000), numpy.float32))


class _Listener:
    lengths = ONE_WINDOW

    def __init__(self, folder: Path, options: TranscribeOptions) -> None:
        self._folder, self._options = folder, options
        self._model = _loaded(folder, options)
        if options.language and options.language not in self._model.supported_languages:
            detail = f'The speech model does not know the language "{options.language}".'
            raise TranscriptionError("language_unsupported", detail)
        only = None if self._model.model.is_multilingual else "en"
        self._spoken = Spoken(options.language or only)
        self._name = Path(options.model).name
        self._beam_size = int(options.extra.get("beam_size", "5"))

    def info(self) -> TranscriptInfo:
        spoken = self._spoken
        return TranscriptInfo(FasterWhisper.name, self._name, spoken.code, "normal", spoken.probability)

    def voice(self, chunk: Chunk) -> list[Span] | None:
        return voice_in(chunk)

    def languages(self, chunk: Chunk) -> dict[str, float]:
        """What the model makes of the first half minute of speech in the chunk."""
        with model_failures():
            return dict(self._model.detect_language(_floats(chunk.samples), vad_filter=True)[2])

    def settle(self, language: str, probability: float) -> None:
        self._spoken = Spoken(language, probability)

    def listen(self, chunk: Chunk, voice: Sequence[Span] | None, reached: Callable[[float], None]) -> Iterator[Word]:
        """Words as they are recognised, from nothing but the voice.

        On CUDA they come all at once, so that they can be heard again on the processor.
        """
        spans = samples_of(voice or [], chunk)
        with model_failures():
            if self._model.model.device == "cpu":
                yield from self._words(chunk, spans, reached)
                return
        try:
            yield from list(self._words(chunk, spans, reached))
        except RuntimeError as error:
            self._leave_cuda(error)
            yield from self.listen(chunk, voice, reached)

    def _leave_cuda(self, error: RuntimeError) -> None:
        """Mostly its memory is full: others compute there, too."""
        logger.warning("CUDA failed, so %s goes on on the processor: %s", self._name, error)
        on_processor = replace(self._options, extra={**self._options.extra, "device": "cpu"})
        self._model = _loaded(self._folder, on_processor)

    def _words(self, chunk: Chunk, spans: list[dict[str, int]], reached: Callable[[float], None]) -> Iterator[Word]:
        import numpy  # noqa: PLC0415 -- slow import
        from faster_whisper.transcribe import restore_speech_timestamps

        voice = numpy.concatenate([chunk.samples[span["start"] : span["end"]] for span in spans])
        segments, _ = self._model.transcribe(
            _floats(voice),
            language=self._spoken.language,
            task="translate" if self._options.translate else "transcribe",
            beam_size=self._beam_size,
            word_timestamps=True,
            condition_on_previous_text=False,
        )
        for segment in restore_speech_timestamps(segments, spans, SAMPLE_RATE):
            for word in segment.words or ():
                yield Word(chunk.start + word.start, chunk.start + word.end, word.word, word.probability)
            reached(min(chunk.start + segment.end, chunk.end))


def samples_of(voice: Sequence[Span], chunk: Chunk) -> list[dict[str, int]]:
    """The samples of a chunk between which somebody speaks, as faster-whisper's own filter for voices writes them."""
    bounds = [[round((moment - chunk.start) * SAMPLE_RATE) for moment in span] for span in voice]
    return [{"start": start, "end": end} for start, end in bounds]


def _floats(samples: Any) -> Any:
    import numpy  # noqa: PLC0415 -- slow import

    return samples.astype(numpy.float32) / 32768
