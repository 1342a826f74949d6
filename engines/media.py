"""Make media that every browser plays, and thumbnails of it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import av

from engines import ffmpeg
from engines.errors import FfmpegError, MediaError
from engines.partial import writing
from engines.probe import open_media, picture_of, probe, start_of
from engines.types import MediaInfo, Progress, VideoStream

__all__ = ["is_playable", "prepare", "probe", "thumbnail"]

LONG_SIDE, SHORT_SIDE = 1920, 1080
LATE_START = 0.1
THUMBNAIL_WIDTH = 640
PLAIN_PIXELS = {"yuv420p", "yuvj420p"}
MP4_SOUND = {"aac", "mp3"}
WEBM_PICTURES = {"vp8", "vp9", "av1"}
WEBM_SOUND = {"opus", "vorbis"}
DARK, FLAT = 24, 12
"""A frame counts as black or blank below this mean brightness or this spread, both of 255."""


def is_playable(info: MediaInfo) -> bool:
    """Whether every current browser plays the file as it is, from its first moment.

    A file whose timestamps begin late is not: browsers do not agree on what its first second is.
    """
    if info.start > LATE_START:
        return False
    sound = info.audio.codec if info.audio else None
    if info.container == "webm":
        picture_fits = info.video is None or (info.video.codec in WEBM_PICTURES and _is_plain(info.video))
        return picture_fits and (sound is None or sound in WEBM_SOUND)
    if _is_mp4(info):
        return _copies_picture(info) and (sound is None or sound in MP4_SOUND)
    return info.container == "mp3" and info.video is None


def prepare(
    source: Path,
    target: Path,
    info: MediaInfo,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    *,
    threads: int = 0,
) -> MediaInfo:
    """Write `target`, an mp4 that is_playable (sound alone: m4a), and tell what it holds.

    Streams that browsers know are copied bit by bit, the others encoded anew; pictures become at most 1080p then.

    Args:
        info: probe() of `source`.
        threads: encoder threads, 0 for as many as there are cores.

    Raises:
        MediaError: media_damaged.
        FfmpegError: ffmpeg_stalled, disk_full, ffmpeg_missing.
        Stopped: `stop` was set.
    """
    with writing(target) as partial:
        output = _mp4(source, partial, info, threads)
        try:
            ffmpeg.run(output, duration=info.duration, progress=progress, stop=stop)
        except FfmpegError as error:
            raise _as_damage(error) from error
        return probe(partial)


def thumbnail(source: Path, target: Path, at: float) -> None:
    """Write a JPEG of the picture near `at` seconds, at most 640 wide, of a frame that is not black if there is one.

    Raises:
        MediaError: no_streams (there is no picture), media_damaged, not_media.
        FfmpegError: ffmpeg_stalled, disk_full, ffmpeg_missing.
    """
    info = probe(source)
    if info.video is None:
        raise MediaError("no_streams", "The file holds no picture.")
    moment = _bright_moment(source, info, at)
    width = min(THUMBNAIL_WIDTH, info.video.width)
    height = max(1, round(info.video.height * width / info.video.width))
    with writing(target) as partial:
        picture = ffmpeg.source(source, ss=moment)["V:0"].filter("scale", width, height).filter("setsar", 1)
        output = ffmpeg.output(
            picture,
            target=partial,
            format="image2",
            update=1,
            vframes=1,
            vcodec="mjpeg",
            pix_fmt="yuvj420p",
            **{"q:v": 4},
        )
        try:
            ffmpeg.run(output, duration=0)
        except FfmpegError as error:
            raise _as_damage(error) from error
        if not partial.exists():
            raise MediaError("media_damaged", "The picture of this file cannot be read.")


def fitted_size(video: VideoStream) -> tuple[int, int]:
    """Width and height, both even as yuv420p wants them, at most 1080p lying or standing."""
    long, short = max(video.width, video.height), min(video.width, video.height)
    scale = min(1.0, LONG_SIDE / long, SHORT_SIDE / short)
    return max(2, int(video.width * scale) // 2 * 2), max(2, int(video.height * scale) // 2 * 2)


def deinterlaced(picture: ffmpeg.Node, *, is_interlaced: bool) -> ffmpeg.Node:
    """The picture with whole frames made of its fields, at its own rate; frames that say they are whole stay so."""
    return picture.filter("bwdif", mode="send_frame", deint="interlaced") if is_interlaced else picture


def _is_mp4(info: MediaInfo) -> bool:
    return "mp4" in info.container.split(",")


def _is_plain(video: VideoStream) -> bool:
    """8 bits and 4:2:0, the one pixel layout that all hardware decodes, and no fields, which browsers show as combs."""
    return video.pixel_format in PLAIN_PIXELS and not video.is_interlaced


def _copies_picture(info: MediaInfo) -> bool:
    return info.video is None or (info.video.codec == "h264" and _is_plain(info.video))


def _mp4(source: Path, partial: Path, info: MediaInfo, threads: int) -> ffmpeg.Node:
    streams, options = [], {"format": "mp4", "movflags": "+faststart", "map_metadata": -1, "map_chapters": -1}
    media = ffmpeg.source(source, fflags="+genpts")
    if info.video and _copies_picture(info):
        streams.append(media["V:0"])
        options["vcodec"] = "copy"
    elif info.video:
        picture = deinterlaced(media["V:0"], is_interlaced=info.video.is_interlaced)
        streams.append(picture.filter("scale", *fitted_size(info.video)).filter("setsar", 1))
        options |= {"vcodec": "libx264", "preset": "veryfast", "pix_fmt": "yuv420p", "threads": threads}
    if info.audio:
        streams.append(media["a:0"])
        options |= {"acodec": "copy"} if info.audio.codec in MP4_SOUND else {"acodec": "aac", "audio_bitrate": "160k"}
    return ffmpeg.output(*streams, target=partial, **options)


def _as_damage(error: FfmpegError) -> Exception:
    if error.code != "ffmpeg_failed":
        return error
    return MediaError("media_damaged", "The file is damaged and cannot be read to its end.")


def _bright_moment(source: Path, info: MediaInfo, at: float) -> float:
    """Seconds of a keyframe that is not black, near `at` if possible, else anywhere; else the brightest."""
    last = max(info.duration - 0.1, 0.0)
    wishes = [at, at + 2, at + 5, *(info.duration * part / 4 for part in (1, 2, 3)), 0.0]
    best, brightest = min(at, last), -1.0
    with open_media(source) as container:
        for wish in wishes:
            moment, mean, spread = _look(container, min(max(wish, 0.0), last))
            if mean > DARK and spread > FLAT:
                return moment
            if mean > brightest:
                best, brightest = moment, mean
    return best


def _look(container: Any, moment: float) -> tuple[float, float, float]:
    """(seconds, mean brightness, spread) of the keyframe at or before `moment`."""
    stream, start = picture_of(container), start_of(container)
    try:
        container.seek(round((moment + start) / stream.time_base), stream=stream)
        frame = next(container.decode(stream), None)
    except av.error.FFmpegError:
        frame = None
    if frame is None or frame.pts is None:
        return moment, -1.0, 0.0
    plane = frame.reformat(width=32, height=32, format="gray").planes[0]
    pixels = [line for row in range(32) for line in bytes(plane)[row * plane.line_size :][:32]]
    seconds = float(frame.pts * stream.time_base - start)
    return max(seconds, 0.0), sum(pixels) / len(pixels), max(pixels) - min(pixels)
