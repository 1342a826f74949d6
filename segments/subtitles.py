"""A transcript as a file: srt, vtt, txt, json, tsv."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from engines.captions.markup import WORD_JOINER
from engines.cues import cues_of
from engines.forms.captions import Cue
from engines.types import Speech, Word
from segments.models import Segment, Track, Transcription
from videos.models import Video

LONGEST_NAME = 120
MARKS = r"\{(?=\\)|\\(?=[Nnh])|:(?=\d\d[.,]\d)"
"""What many readers of any format take for places on the screen, new rows and times, as in SubStation."""
MARKUP = re.compile(MARKS)
SUBRIP_MARKUP = re.compile(rf"{MARKS}|<(?=[/a-zA-Z]|[^<>]*>)|-(?=->)|&(?=#?\w+;)")
DASH = re.compile(r"^[-–—](?= |$)", re.MULTILINE)
"""At the beginning of a row readers take it for the mark of another speaker."""
UNWANTED = '<>:"/\\|?*'


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """A file to download."""

    name: str
    content_type: str
    text: str


def transcript_file(
    video: Video,
    lines: Sequence[Segment],
    form: str,
    *,
    with_times: bool = False,
    english: Transcription | None = None,
) -> TranscriptFile:
    """The transcript in one of FORMATS; `with_times` is for txt alone. Without lines it is an empty but valid file.

    `english` is who made the lines where they are those of the English track.
    """
    content_type, written = FORMATS[form]
    if form == "json":
        text = as_json(video, lines, english)
    else:
        text = as_timed_txt(video, lines) if form == "txt" and with_times else written(video, lines)
    name = file_name(video.title) + (".en" if english else "")
    return TranscriptFile(f"{name}.{form}", f"{content_type}; charset=utf-8", text)


def file_name(title: str) -> str:
    """A title as the name of a file on any system, without its ending."""
    kept = "".join(" " if c in UNWANTED or unicodedata.category(c)[0] == "C" else c for c in title)
    return " ".join(kept.split())[:LONGEST_NAME].strip(" .") or "transcript"


def cues(video: Video, lines: Iterable[Segment]) -> Iterator[Cue]:
    """The captions of a video, cut as they can be read."""
    return cues_of(map(speech_of, lines), video.duration)


def speech_of(line: Segment) -> Speech:
    return Speech(line.start, line.end, one_line(line.text), tuple(Word(*word) for word in line.words))


def as_srt(video: Video, lines: Sequence[Segment]) -> str:
    return "".join(
        f"{number}\n{clock(cue.start, ',')} --> {clock(cue.end, ',')}\n"
        + disarmed("\n".join(cue.rows), SUBRIP_MARKUP)
        + "\n\n"
        for number, cue in enumerate(cues(video, lines), start=1)
    )


def as_vtt(video: Video, lines: Sequence[Segment]) -> str:
    return vtt_of(cues(video, lines))


def vtt_of(shown: Iterable[Cue]) -> str:
    """https://www.w3.org/TR/webvtt1/: & and < are escaped, and > too, so that no text holds an arrow."""
    written = (
        f"{clock(cue.start, '.')} --> {clock(cue.end, '.')}\n"
        + disarmed("\n".join(map(escaped, cue.rows)), MARKUP)
        + "\n\n"
        for cue in shown
    )
    return "WEBVTT\n\n" + "".join(written)


def as_txt(_video: Video, lines: Sequence[Segment]) -> str:
    return "".join(f"{one_line(line.text)}\n" for line in lines)


def as_timed_txt(_video: Video, lines: Sequence[Segment]) -> str:
    """Each line with the second in which it begins."""
    return "".join(f"[{clock(int(line.start), '.')[:-4]}] {one_line(line.text)}\n" for line in lines)


def as_tsv(_video: Video, lines: Sequence[Segment]) -> str:
    """Whisper's columns, times in milliseconds."""
    rows = (f"{round(line.start * 1000)}\t{round(line.end * 1000)}\t{one_line(line.text)}\n" for line in lines)
    return "start\tend\ttext\n" + "".join(rows)


def as_json(video: Video, lines: Sequence[Segment], english: Transcription | None = None) -> str:
    """With all there is to know of the lines; `english` as in transcript_file()."""
    segments = [
        {
            "id": str(line.pk),
            "start": line.start,
            "end": line.end,
            "text": line.text,
            "doubtful": line.doubtful or None,
            "is_corrected": line.is_corrected,
            "words": [{"start": start, "end": end, "text": text} for start, end, text in line.words],
        }
        for line in lines
    ]
    body = {
        "video_id": str(video.pk),
        "title": video.title,
        "track": Track.ENGLISH if english else Track.ORIGINAL,
        "language": "en" if english else video.language,
        "engine": english.engine if english else video.engine,
        "model": english.model if english else video.model,
        "source": english.source if english else video.transcript_source,
        "segments": segments,
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def clock(seconds: float, point: str) -> str:
    """HH:MM:SS,mmm; hours may have more than two digits."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{milliseconds:03}"


def one_line(text: str) -> str:
    return " ".join(text.split())


def disarmed(rows: str, markup: re.Pattern[str]) -> str:
    """Rows that readers take for nothing but text: a word joiner breaks what they look for.

    SubRip has no escapes. They take `<b>` for a tag, `{\\an8}` for a place on the screen, `\\N` for a new row, an arrow
    or a time for the next cue, and a dash in front of a row for the mark of another speaker.
    """
    return DASH.sub(rf"\g<0>{WORD_JOINER}", markup.sub(rf"\g<0>{WORD_JOINER}", rows))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


FORMATS: dict[str, tuple[str, Callable[[Video, Sequence[Segment]], str]]] = {
    "srt": ("application/x-subrip", as_srt),
    "vtt": ("text/vtt", as_vtt),
    "txt": ("text/plain", as_txt),
    "json": ("application/json", as_json),
    "tsv": ("text/tab-separated-values", as_tsv),
}
