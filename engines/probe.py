"""Look into media files in this process, with PyAV: what they hold, without opening anything else."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from engines import ffmpeg
from engines.errors import MediaError
from engines.types import AudioStream, MediaInfo, VideoStream

OPEN_OPTIONS = {"protocol_whitelist": ffmpeg.PROTOCOLS, "format_whitelist": ffmpeg.CONTAINERS, "enable_drefs": "0"}
SIGNATURES = (
    (4, b"ftyp"),
    (4, b"moov"),
    (4, b"mdat"),
    (0, b"\x1aE\xdf\xa3"),  # EBML: Matroska and WebM
    (0, b"RIFF"),
    (0, b"OggS"),
    (0, b"fLaC"),
    (0, b"FLV\x01"),
    (0, b"\x30\x26\xb2\x75"),  # ASF
)
"""(offset, bytes) by which a broken file is still known as media."""

BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"udta", b"uuid", b"styp", b"sidx", b"moof", b"mfra"}
"""What an mp4 consists of."""

Container = Any
"""An av.container.InputContainer."""


def open_media(path: Path) -> Container:
    """Open a local media file, never a playlist; the caller closes it.

    Raises:
        MediaError: not_media (also an empty file or a playlist), media_damaged (it begins like media).
    """
    head = _head(path)
    try:
        return av.open(f"file:{path}", options=OPEN_OPTIONS, metadata_errors="replace")
    except (av.error.FFmpegError, UnicodeDecodeError) as error:
        if any(head[at:].startswith(signature) for at, signature in SIGNATURES):
            raise MediaError("media_damaged", "The file is damaged or was not copied to its end.") from error
        raise MediaError("not_media", "This is not a video or sound file.") from error


def probe(path: Path) -> MediaInfo:
    """What a local media file holds. Cover art is no picture; subtitles and data are passed over.

    Raises:
        MediaError: not_media, media_damaged, no_streams (neither picture nor sound).
        OSError: the file cannot be read.
    """
    with open_media(path) as container:
        if "mp4" in container.format.name and _is_cut_off(path):
            raise MediaError("media_damaged", "The file is damaged or was not copied to its end.")
        picture, sound = picture_of(container), sound_of(container)
        if picture is None and sound is None:
            raise MediaError("no_streams", "The file holds neither picture nor sound.")
        return MediaInfo(
            container=_container_name(container, path),
            video=_video(container, picture) if picture else None,
            audio=_audio(sound) if sound else None,
            duration=_duration(container),
            size_bytes=path.stat().st_size,
            start=float(start_of(container)),
        )


def picture_of(container: Container) -> Any:
    """The first video stream that is not cover art, or None."""
    attached = av.stream.Disposition.attached_pic
    streams = (stream for stream in container.streams.video if not stream.disposition & attached)
    return next((stream for stream in streams if stream.codec_context), None)


def sound_of(container: Container) -> Any:
    """The first audio stream, or None."""
    return next((stream for stream in container.streams.audio if stream.codec_context), None)


def start_of(container: Container) -> Fraction:
    """The timestamp in seconds that counts as zero: the first of all streams, as in ffmpeg's `-ss`."""
    return Fraction(container.start_time or 0, av.time_base)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _is_cut_off(path: Path) -> bool:
    """Whether the last box of an mp4 that begins with its index is shorter than it says (ISO 14496-12, 4.2)."""
    end, at = path.stat().st_size, 0
    with path.open("rb") as file:
        while at + 8 <= end:
            file.seek(at)
            head = file.read(16)
            size, kind = int.from_bytes(head[:4]), head[4:8]
            if size == 1:
                size = int.from_bytes(head[8:])
            if kind not in BOXES or size < 8:  # to the end of the file, or what somebody appended
                return False
            at += size
    return at > end


def _container_name(container: Container, path: Path) -> str:
    name = str(container.format.name)
    if "matroska" not in name:
        return name
    return "webm" if b"webm" in _head(path) else "matroska"


def _video(container: Container, stream: Any) -> VideoStream:
    context = stream.codec_context
    frame = _first_frame(container, stream)
    rotation = -frame.rotation % 360 if frame else 0
    width, height = round(context.width * (stream.sample_aspect_ratio or 1)), context.height
    if rotation % 180 == 90:
        width, height = height, width
    return VideoStream(
        codec=_codec_name(context),
        width=width,
        height=height,
        frame_rate=float(stream.average_rate or stream.guessed_rate or 0),
        pixel_format=context.pix_fmt or "",
        rotation=rotation,
        is_interlaced=_has_fields(frame),
    )


def is_interlaced(container: Container, stream: Any) -> bool:
    """Whether the picture's frames are two fields, taken at two moments. Decodes the first of them."""
    return _has_fields(_first_frame(container, stream))


def _has_fields(frame: Any) -> bool:
    return bool(frame and frame.interlaced_frame)


def _audio(stream: Any) -> AudioStream:
    context = stream.codec_context
    return AudioStream(codec=_codec_name(context), sample_rate=context.sample_rate, channels=context.channels)


def _codec_name(context: Any) -> str:
    """The codec's own name, not its decoder's (av1, not libdav1d)."""
    return str(context.codec.canonical_name)


def _first_frame(container: Container, stream: Any) -> Any:
    """The first frame, which tells its rotation (in degrees counterclockwise) and its fields, or None."""
    try:
        return next(container.decode(stream), None)
    except av.error.FFmpegError:
        return None


def _duration(container: Container) -> float:
    """Seconds; counted packet by packet where the header does not say (WebM from a browser's recorder)."""
    if container.duration:
        return float(container.duration / av.time_base)
    ends = [stream.duration * stream.time_base for stream in container.streams if stream.duration and stream.time_base]
    return float(max(ends)) if ends else _measured_duration(container)


def _measured_duration(container: Container) -> float:
    last = start = start_of(container)
    try:
        for packet in container.demux():
            if packet.pts is not None:
                last = max(last, (packet.pts + (packet.duration or 0)) * packet.time_base)
    except av.error.FFmpegError:
        pass  # a torn end: what was read counts
    return float(last - start)
