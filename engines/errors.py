"""The one error family of the engines.

EngineError                a code, a plain sentence, and whether trying again may help
├── MediaError             the file itself: not_media, media_damaged, no_streams, too_long, source_missing
├── CaptionError           captions_unreadable
├── TranscriptionError     engine_unavailable, model_unavailable, language_unsupported, transcription_failed,
│                          translation_not_supported, speech_key_refused, speech_rate_limited,
│                          speech_server_unreachable, speech_server_failed, speech_server_refused,
│                          speech_answer_wrong
├── DownloadError          everything about fetching from outside
├── ClipError              clip_failed, clip_out_of_range, part_damaged, no_picture, no_sound,
│                          captions_not_supported, crop_not_supported, font_missing
├── FfmpegError            ffmpeg_missing, ffmpeg_failed, ffmpeg_stalled, ffmpeg_killed, disk_full
└── HostError              the child process: engine_crashed, engine_silent

Stopped is not a failure: the caller asked the engine to stop, and it did. UnfitToPlay is none either: it is an answer.
"""


class EngineError(Exception):
    """A failure with a stable code.

    `code` is an identifier for programs, `detail` a plain sentence for people (no paths, no traces), and
    `retryable` says whether the same call may succeed later.
    """

    def __init__(self, code: str, detail: str, *, retryable: bool = False) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.retryable = retryable


class MediaError(EngineError):
    """The media file cannot be used."""


class CaptionError(EngineError):
    """A caption file cannot be used."""


class TranscriptionError(EngineError):
    """Speech could not be turned into text."""


class DownloadError(EngineError):
    """A source could not be fetched."""


class ClipError(EngineError):
    """A clip could not be cut."""


class FfmpegError(EngineError):
    """FFmpeg is missing, failed, hung or had no room to write."""


class HostError(EngineError):
    """The child process that runs an engine broke."""


class Stopped(Exception):
    """The engine ended early because its caller asked for it."""


class UnfitToPlay(Exception):
    """A copy would keep its player waiting, or show nothing there; a file of its own serves better."""
