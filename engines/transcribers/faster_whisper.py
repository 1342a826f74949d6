"""Whisper by faster-whisper (CTranslate2): int8 on the processor, float16 on CUDA."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from engines.errors import TranscriptionError
from engines.letters import Span
from engines.transcribers import cuda, models
from engines.transcribers.audio import ONE_WINDOW, Chunk, Sound
from engines.transcribers.decoding import Decoder, Window, window_of
from engines.transcribers.detection import Spoken
from engines.transcribers.listening import model_failures, passages
from engines.transcribers.silence import voice_in
from engines.types import Passage, Progress, TranscribeOptions, TranscriptInfo, Word

COMPUTE_TYPES = {"cpu": "int8", "cuda": "float16"}
AT_ONCE = {"cpu": 1, "cuda": 8}
"""Windows. More gain a processor nothing (bench/results/transcripts.md), and a GPU much (bench/results/gpu.md)."""

TRIES_ON_CUDA = 2

logger = logging.getLogger(__name__)


class FasterWhisper:
    """A Transcriber; the model is fetched once into `model_dir`, and CUDA is used where there is any.

    `extra`: "device" (cpu or cuda), "compute_type", "beam_size", and "batch_size": windows that are heard at once.
    Where the device is cuda and the model cannot be loaded there, it is refused: the processor would take ten times as
    long. A run that CUDA fails later goes on on the processor.
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
    is_shown_voice_only = True

    def __init__(self, folder: Path, options: TranscribeOptions) -> None:
        self._folder, self._options = folder, options
        self._model = _loaded(folder, options)
        if options.language and options.language not in self._model.supported_languages:
            detail = f'The speech model does not know the language "{options.language}".'
            raise TranscriptionError("language_unsupported", detail)
        only = None if self._model.model.is_multilingual else "en"
        self._spoken = Spoken(options.language or only)
        self._name = Path(options.model).name
        self._known: dict[float, Window] = {}
        self._decoders: dict[tuple[Any, str | None], Decoder] = {}
        self.at_once = int(options.extra.get("batch_size") or AT_ONCE[self._model.model.device])

    def info(self) -> TranscriptInfo:
        spoken = self._spoken
        return TranscriptInfo(FasterWhisper.name, self._name, spoken.code, "normal", spoken.probability)

    def voice(self, chunk: Chunk) -> list[Span] | None:
        return voice_in(chunk)

    def languages(self, sound: Sound) -> dict[str, float]:
        """What the model makes of the voice. What it encoded is kept until it is listened to: half of the work."""
        window = self._known[sound.chunk.start] = window_of(sound, self._model)
        with model_failures():
            window.encoded = self._model.encode(window.padded)
            (found,) = self._model.model.detect_language(window.encoded)
        return {token[2:-2]: chance for token, chance in found}

    def settle(self, language: str, probability: float) -> None:
        self._spoken = Spoken(language, probability)

    def hear(self, sounds: Sequence[Sound], reached: Callable[[float], None]) -> Iterator[Iterable[Word]]:
        windows = deque(self._window(sound) for sound in sounds)
        while windows:
            batch = [windows.popleft() for _ in range(min(max(self.at_once, 1), len(windows)))]
            for window, words in zip(batch, self._heard_together(batch), strict=True):
                yield self._heard_alone(window, reached) if words is None else words

    def _window(self, sound: Sound) -> Window:
        return self._known.pop(sound.chunk.start, None) or window_of(sound, self._model)

    def _decoder(self) -> Decoder:
        """Of the model and for the language of now: made once, as that takes 16 ms."""
        wanted = self._model, self._spoken.language
        if wanted not in self._decoders:
            beam_size = int(self._options.extra.get("beam_size", "5"))
            self._decoders = {wanted: Decoder(*wanted, beam_size, translates=self._options.translate)}
        return self._decoders[wanted]

    def _heard_together(self, windows: list[Window]) -> list[list[Word] | None]:
        """None for those that are to be heard alone: that is left to who is not sure of itself, or has no memory."""
        if len(windows) == 1:
            return [None]
        for window in windows:
            window.encoded = None  # a batch is encoded as one, and what is kept on a GPU is none of a processor's
        try:
            return self._decoder().together(windows)
        except RuntimeError as error:
            logger.warning("%s cannot hear %s windows at once: %s", self._name, len(windows), error)
        half = (len(windows) + 1) // 2
        self.at_once = min(self.at_once, half)
        return [*self._heard_together(windows[:half]), *self._heard_together(windows[half:])]

    def _heard_alone(
        self, window: Window, reached: Callable[[float], None], tries: int = TRIES_ON_CUDA
    ) -> Iterator[Word]:
        """Words as they are recognised; on CUDA all at once, so that they can be heard again on the processor.

        CUDA is asked twice: after a batch that had no memory it tells whoever comes next of an error, too.
        """
        if self._model.model.device == "cpu":
            with model_failures():
                yield from self._decoder().alone(window, reached)
            return
        words: Iterable[Word]
        try:
            words = list(self._decoder().alone(window, reached))
        except RuntimeError as error:
            if tries == 1:
                self._leave_cuda(error)
            words = self._heard_alone(replace(window, encoded=None), reached, tries - 1)
        yield from words

    def _leave_cuda(self, error: RuntimeError) -> None:
        """Mostly its memory is full: others compute there, too."""
        logger.warning("CUDA failed, so %s goes on on the processor: %s", self._name, error)
        on_processor = replace(self._options, extra={**self._options.extra, "device": "cpu"})
        self._model = _loaded(self._folder, on_processor)
        self._known.clear()
        self.at_once = AT_ONCE["cpu"]
