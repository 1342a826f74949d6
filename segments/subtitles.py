"""A transcript as a file: srt, vtt, txt, json, tsv."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from segments.models import Segment
from videos.models import Video

LONGEST_NAME = 120
UNWANTED = '<>:"/\\|?*'


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """A file to download."""

    name: str
    content_type: str
    text: str


def transcript_file(video: Video, lines: Sequence[Segment], form: str) -> TranscriptFile:
    """The transcript in one of FORMATS. Without lines it is an empty but valid file."""
    content_type, written = FORMATS[form]
    return TranscriptFile(f"{file_name(video.title)}.{form}", f"{content_type}; charset=utf-8", written(video, lines))


def file_name(title: str) -> str:
    """A title as the name of a file on any system, without its ending."""
    kept = "".join(" " if c in UNWANTED or unicodedata.category(c)[0] == "C" else c for c in title)
    return " ".join(kept.split())[:LONGEST_NAME].strip(" .") or "transcript"


def as_srt(_video: Video, lines: Sequence[Segment]) -> str:
    """SubRip has no way to write an arrow in a text, so it loses a dash."""
    return "".join(
        f"{number}\n{clock(line.start, ',')} --> {clock(line.end, ',')}\n{one_line(line.text).replace('-->', '->')}\n\n"
        for number, line in enumerate(lines, start=1)
    )


def as_vtt(_video: Video, lines: Sequence[Segment]) -> str:
    """https://www.w3.org/TR/webvtt1/: & and < are escaped, and > too, so that no text holds an arrow."""
    cues = (f"{clock(line.start, '.')} --> {clock(line.end, '.')}\n{escaped(line.text)}\n\n" for line in lines)
    return "WEBVTT\n\n" + "".join(cues)


def as_txt(_video: Video, lines: Sequence[Segment]) -> str:
    return "".join(f"{one_line(line.text)}\n" for line in lines)


def as_tsv(_video: Video, lines: Sequence[Segment]) -> str:
    """Whisper's columns, times in milliseconds."""
    rows = (f"{round(line.start * 1000)}\t{round(line.end * 1000)}\t{one_line(line.text)}\n" for line in lines)
    return "start\tend\ttext\n" + "".join(rows)


def as_json(video: Video, lines: Sequence[Segment]) -> str:
    segments = [
        {
            "id": str(line.pk),
            "start": line.start,
            "end": line.end,
            "text": line.text,
            "words": [{"start": start, "end": end, "text": text} for start, end, text in line.words],
        }
        for line in lines
    ]
    body = {"video_id": str(video.pk), "title": video.title, "language": video.language, "segments": segments}
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def clock(seconds: float, point: str) -> str:
    """HH:MM:SS,mmm; hours may have more than two digits."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{milliseconds:03}"


def one_line(text: str) -> str:
    return " ".join(text.split())


def escaped(text: str) -> str:
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


FORMATS: dict[str, tuple[str, Callable[[Video, Sequence[Segment]], str]]] = {
    "srt": ("application/x-subrip", as_srt),
    "vtt": ("text/vtt", as_vtt),
    "txt": ("text/plain", as_txt),
    "json": ("application/json", as_json),
    "tsv": ("text/tab-separated-values", as_tsv),
}
