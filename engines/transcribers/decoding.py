"""Words out of faster-whisper's model, window by window: each is nothing but the voice in one chunk of sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, inf
from typing import Any

from engines.letters import Span
from engines.transcribers.audio import SAMPLE_RATE, Sound
from engines.types import Word

EVERY_OPTION = {"word_timestamps": True, "condition_on_previous_text": False}
MOST_UNHEARD = 3.0
"""Seconds of voice without a word. Silero hears voices with 0.4 s to spare, and the last word ends up to 2 s early."""


@dataclass(slots=True)
class Window:
    """The voice of a sound as the model takes it: where it lies (in samples of the chunk), seconds, spectrogram.

    `encoded`: what the encoder made of it, where it was asked already.
    """

    sound: Sound
    spans: list[dict[str, int]]
    seconds: float
    features: Any
    encoded: Any = None

    @property
    def padded(self) -> Any:
        """The spectrogram in the model's own length."""
        from faster_whisper.audio import pad_or_trim

        return pad_or_trim(self.features[..., :-1])


def window_of(sound: Sound, model: Any) -> Window:
    """See Window."""
    import numpy  # noqa: PLC0415 -- slow import

    chunk = sound.chunk
    bounds = [[round((moment - chunk.start) * SAMPLE_RATE) for moment in span] for span in sound.voice or ()]
    spans = [{"start": start, "end": end} for start, end in bounds]
    voice = numpy.concatenate([chunk.samples[span["start"] : span["end"]] for span in spans])
    features = model.feature_extractor(voice.astype(numpy.float32) / 32768)
    return Window(sound, spans, len(voice) / SAMPLE_RATE, features)


class Decoder:
    """A loaded model that hears one language and writes it down, or says it in English."""

    def __init__(self, model: Any, language: str | None, beam_size: int, *, translates: bool) -> None:
        """The library's own options are those of a run over a moment of nothing, which is prepared and never begun."""
        import numpy  # noqa: PLC0415 -- slow import
        from faster_whisper.tokenizer import Tokenizer

        task = "translate" if translates else "transcribe"
        nothing = numpy.zeros(SAMPLE_RATE, numpy.float32)
        _, info = model.transcribe(nothing, language=language, task=task, beam_size=beam_size, **EVERY_OPTION)
        self._model, self._options = model, info.transcription_options
        self._unstamped = replace(self._options, without_timestamps=True)
        self._tokenizer = Tokenizer(model.hf_tokenizer, model.model.is_multilingual, task=task, language=info.language)

    def alone(self, window: Window, reached: Callable[[float], None]) -> Iterator[Word]:
        """The words of a window as they are recognised. What the model is not content with it tries again."""
        segments = self._model.generate_segments(window.features, self._tokenizer, self._options, False, window.encoded)
        chunk = window.sound.chunk
        for segment in restored(segments, window):
            yield from words_of(segment, window)
            reached(min(chunk.start + segment.end, chunk.end))

    def together(self, windows: Sequence[Window]) -> list[list[Word] | None]:
        """The words of several windows, which are encoded and decoded side by side.

        Without the stamps of Whisper's segments, which nobody needs here and whose rules cost CTranslate2 more than all
        the rest on a GPU (bench/results/gpu.md). Words are timed as ever. None for a window that is to be heard alone,
        with them: the model is not content with what it made of it, or left out what somebody said.
        """
        import numpy  # noqa: PLC0415 -- slow import

        pipeline = _pipeline(self._model)
        places = places_of(windows)
        metadata = [
            {"offset": float(place), "duration": window.seconds} for place, window in zip(places, windows, strict=True)
        ]
        features = numpy.stack([window.padded for window in windows])
        made = pipeline.forward(features, self._tokenizer, metadata, self._unstamped)
        heard = [
            [word for segment in restored(told(segments, place), window) for word in words_of(segment, window)]
            for segments, place, window in zip(made, places, windows, strict=True)
        ]
        return [
            words if self._is_content(output) and unheard(words, window.sound.voice or ()) <= MOST_UNHEARD else None
            for words, output, window in zip(heard, pipeline.outputs, windows, strict=True)
        ]

    def _is_content(self, output: dict[str, Any]) -> bool:
        """By the rules of `generate_segments`."""
        from faster_whisper.transcribe import get_compression_ratio

        repeats = get_compression_ratio(self._tokenizer.decode(output["tokens"]).strip())
        return bool(
            output["avg_logprob"] >= self._options.log_prob_threshold
            and repeats <= self._options.compression_ratio_threshold
        )


def unheard(words: Sequence[Word], voice: Sequence[Span]) -> float:
    """The longest voice before, between or behind words, in seconds."""
    gaps = zip([-inf, *(word.end for word in words)], [*(word.start for word in words), inf], strict=True)
    return max(sum(max(0.0, min(until, end) - max(since, start)) for start, end in voice) for since, until in gaps)


def places_of(windows: Iterable[Window]) -> list[int]:
    """The second at which each window begins when they are put one behind the other: faster-whisper looks at the pause
    before a window's first word."""
    places, at = [], 0
    for window in windows:
        places.append(at)
        at += ceil(window.seconds)
    return places


def restored(segments: Iterable[Any], window: Window) -> Iterator[Any]:
    """Segments of the voice with times of the chunk."""
    from faster_whisper.transcribe import restore_speech_timestamps

    yield from restore_speech_timestamps(segments, window.spans, SAMPLE_RATE)


def words_of(segment: Any, window: Window) -> Iterator[Word]:
    start = window.sound.chunk.start
    for word in segment.words or ():
        yield Word(start + word.start, start + word.end, word.word, word.probability)


def told(segments: Iterable[dict[str, Any]], place: int) -> Iterator[Any]:
    """What a batch tells of a window at this place, as faster-whisper tells of one that was heard alone."""
    return (_segment(values, place) for values in segments if values["text"].strip())


def _segment(values: dict[str, Any], place: int) -> Any:
    from faster_whisper.transcribe import Segment
    from faster_whisper.transcribe import Word as Heard

    words = [
        Heard(word["start"] - place, word["end"] - place, word["word"], word["probability"]) for word in values["words"]
    ]
    times = {"start": values["start"] - place, "end": values["end"] - place}
    return Segment(id=0, temperature=0.0, **{**values, **times, "words": words})


def _pipeline(model: Any) -> Any:
    """faster-whisper's pipeline for batches, which keeps what the decoder said of each window."""
    from faster_whisper import BatchedInferencePipeline

    class Pipeline(BatchedInferencePipeline):  # type: ignore[misc]  # the package has no types
        outputs: list[dict[str, Any]]

        def generate_segment_batched(self, *arguments: Any) -> Any:
            encoded, self.outputs = super().generate_segment_batched(*arguments)
            return encoded, self.outputs

    return Pipeline(model)
