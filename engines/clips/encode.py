"""Encode exact clips anew: the way for whatever cannot be copied (method b1 of the clip study)."""

from __future__ import annotations

import threading
from math import floor
from pathlib import Path

from engines import ffmpeg
from engines.clips.boxes import Body, all_children, content, find, rename, require, top_boxes
from engines.clips.cuts import FileCut, end_within, uncuttable
from engines.clips.keyframe import covering_frame
from engines.errors import FfmpegError
from engines.media import deinterlaced, fitted_size
from engines.probe import probe
from engines.types import MediaInfo, Progress, VideoStream

LONGEST_SNAP = 0.2
"""Seconds that a clip may begin early to begin with a frame; a picture that stands longer is shown from `start` on."""

HELD_RATE = 25
"""Frames a second of a clip of such a picture."""

TICK = "1:90000"
"""Of a clip's picture: the one that ffmpeg would choose moves frames by up to half of their length."""

HAIR = 0.001
"""Seconds by which times may be rounded on their way; no frame is so short."""

WITHOUT_INDEX = {"mpegts", "mpeg"}
"""Containers in which ffmpeg's seek lands anywhere, not on a keyframe: they are decoded from the beginning."""


OPEN_GOP = 0.5
"""Seconds before the start that ffmpeg seeks to: a frame shown before a keyframe may be decoded after it, and is lost
where decoding begins with that keyframe."""


def encoded_cut(  # noqa: PLR0913 -- start and end are one thing
    source: Path,
    partial: Path,
    start: float,
    end: float,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    *,
    threads: int = 0,
) -> FileCut:
    """Write the clip to `partial`; see engines.clips.file_cut."""
    info = probe(source)
    end = end_within(start, end, info.duration)
    first = covering_frame(source, start) if info.video else start
    held = start - first if start - first > LONGEST_SNAP else 0.0
    output = _encoded(source, partial, info, (first, end), held, threads)
    try:
        ffmpeg.run(output, duration=end - first - held, progress=progress, stop=stop)
    except FfmpegError as error:
        if error.code != "ffmpeg_failed":
            raise
        raise uncuttable() from error
    hide_picture_edits(partial)
    made = probe(partial)
    return FileCut(first + held, made.duration, made.size_bytes, "video/mp4" if made.video else "audio/mp4")


def hide_picture_edits(clip: Path) -> None:
    """Turn the edit list of the picture into free space. Without B-frames it says nothing, and some players stumble
    over any. The one of the sound stays: it hides what an AAC encoder puts first."""
    moov = next(placed for placed in top_boxes(clip) if placed.kind == b"moov")
    body = memoryview(bytearray(content(clip, moov)))
    for trak in all_children(body, b"trak"):
        edits = find(trak, b"edts", b"elst")
        if bytes(require(trak, b"mdia", b"hdlr")[8:12]) == b"vide" and edits and _says_nothing(edits):
            rename(trak, b"edts", b"free")
    with clip.open("r+b") as file:
        file.seek(moov.at)
        file.write(body)


def _says_nothing(edits: Body) -> bool:
    """Whether an edit list shows the whole from its beginning: one entry whose media time is zero."""
    count, media_time = edits[4:8], edits[16:24] if edits[0] else edits[12:16]
    return int.from_bytes(count) == 1 and not any(media_time)


def _encoded(
    source: Path, partial: Path, info: MediaInfo, span: tuple[float, float], held: float, threads: int
) -> ffmpeg.Node:
    """The command; of the first frame, the first `held` seconds are left out.

    What lies before the clip is cut off by filters, by the times that the source itself gives (`copyts`): how ffmpeg's
    own options for that round differs between versions, and so does where a file begins whose Opus has a delay.
    """
    start, end = span
    lead = info.start + start
    seek = max(floor((start - OPEN_GOP) * 1_000_000) / 1_000_000, 0.0) if info.video else start
    seek = 0.0 if info.container in WITHOUT_INDEX else seek
    media = ffmpeg.source(source, **({"ss": seek} if seek else {}))
    options = {"format": "mp4", "movflags": "+faststart", "map_metadata": -1, "map_chapters": -1, "copyts": None}
    streams = []
    if info.video:
        picture = _picture(media["V:0"], info.video, lead, held)
        streams.append(picture.filter("scale", *fitted_size(info.video)).filter("setsar", 1))
        options |= {"vcodec": "libx264", "preset": "veryfast", "bf": 0, "pix_fmt": "yuv420p", "threads": threads}
        # Frames as they come: ffmpeg 5.1 takes the time base for a rate, and repeats each one thousands of times.
        options |= {"enc_time_base": TICK, "fps_mode": "vfr"}
    if info.audio:
        sound = media["a:0"].filter("asetpts", f"PTS-{lead + held:.6f}/TB").filter("atrim", start=0)
        streams.append(sound.filter("aresample", **ffmpeg.IN_TIME))
        options |= {"acodec": "aac", "audio_bitrate": "160k"}
    return ffmpeg.output(*streams, target=partial, t=end - start - held, **options)


def _picture(picture: ffmpeg.Node, video: VideoStream, lead: float, held: float) -> ffmpeg.Node:
    """The frames from `lead` on, in seconds of the source's own times. The first is shown from zero on, whenever it
    comes; one that is held stands until the next."""
    frames = deinterlaced(picture, is_interlaced=video.is_interlaced).filter("trim", start=f"{lead - HAIR:.6f}")
    shown = frames.filter("setpts", f"if(eq(N,0),0,max(PTS-{lead + held:.6f}/TB,0))")
    return shown.filter("tpad", stop=-1, stop_mode="clone").filter("fps", HELD_RATE) if held else shown
