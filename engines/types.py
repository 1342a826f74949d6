"""The values that go in and out of engines. All times are float seconds, all sizes bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

Progress = Callable[[float], None]
"""Called with the fraction done, 0.0 to 1.0, never falling."""


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The picture: `codec` as FFmpeg names it (h264, vp9, ...).

    `width` and `height` are as shown: upright, with square pixels. `rotation` is what the file asks the player to
    turn the stored picture by, in degrees clockwise. `is_interlaced`: its frames are two fields, taken at two moments,
    which players that do not know that show as combs.
    """

    codec: str
    width: int
    height: int
    frame_rate: float
    pixel_format: str
    rotation: int = 0
    is_interlaced: bool = False


@dataclass(frozen=True, slots=True)
class AudioStream:
    """The sound: `codec` as FFmpeg names it (aac, opus, ...), `sample_rate` in hertz."""

    codec: str
    sample_rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a media file holds.

    `container` is FFmpeg's list of format names ("mov,mp4,m4a,..."), but "webm" or "matroska" for these two, which
    FFmpeg does not tell apart. `start` is the timestamp of the first sample; every other time
    in Soundbite counts from it.
    """

    container: str
    duration: float
    size_bytes: int
    video: VideoStream | None
    audio: AudioStream | None
    start: float = 0.0


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word with its time in the media."""

    start: float
    end: float
    text: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """One spoken passage, `start < end`, with its words in time order (empty where an engine knows none).

    `doubtful` is a code of engines.transcribers.doubt where it may be wrong.
    """

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()
    doubtful: str = ""


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """Captions that came with a video. `language` is an ISO 639-1 code, empty where nothing tells it.

    `is_automatic`: a machine made them.
    """

    path: Path
    language: str
    is_automatic: bool


@dataclass(frozen=True, slots=True)
class TranscriptInfo:
    """Who made a transcript: `model` is the engine's name for it, `language` an ISO 639-1 code: what is spoken.

    `language` is "und" (ISO 639-2: undetermined) as long as it was neither given nor anything spoken.
    `language_probability` says how sure an engine is that detected it, 0 to 1.
    """

    engine: str
    model: str
    language: str
    quality: Literal["normal", "low"]
    language_probability: float | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Everything spoken in one chunk of audio, up to `reached` seconds of the media: a unit that can be stored whole.

    A transcription that is resumed starts at the `reached` of the last stored passage.
    """

    reached: float
    speech: tuple[Speech, ...]
    info: TranscriptInfo


@dataclass(frozen=True, slots=True)
class TranscribeOptions:
    """What to transcribe with. `language` None: detect; `start` in seconds: go on from there.

    `model` is a model's name, or the path of a folder (openai-whisper: of a .pt file), or "auto": what suits the
    machine; `model_dir` is the folder that fetched models are kept in. `extra` may hold secrets. `translate`: what is
    spoken in `language` is to be said in English.
    """

    engine: str = "auto"
    model: str = "base"
    language: str | None = None
    start: float = 0.0
    model_dir: Path | None = None
    threads: int = 0
    extra: dict[str, str] = field(default_factory=dict, repr=False)
    translate: bool = False


class Transcriber(Protocol):
    """Turns chunks of 16 kHz mono sound into passages."""

    name: str

    def transcribe(self, path: Path, options: TranscribeOptions, progress: Progress) -> Iterator[Passage]:
        """Yield passages in time order while the work goes on; memory stays flat in the length of the media.

        Args:
            path: a local media file with sound.
            options: see TranscribeOptions; times of the passages count from the start of the media, not from `start`.
            progress: called with the fraction of the media reached.
        Raises:
            TranscriptionError: engine or model is not usable here, or decoding failed.
            MediaError: the sound cannot be decoded.
        """
        ...
