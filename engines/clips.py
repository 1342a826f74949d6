"""Cut clips: for playing (copied from a keyframe on, in milliseconds) and as exact files (encoded anew)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import floor
from pathlib import Path
from typing import Any

import av

from engines import ffmpeg
from engines.errors import ClipError, FfmpegError
from engines.media import fitted_size
from engines.partial import writing
from engines.probe import Container, open_media, picture_of, probe, sound_of, start_of
from engines.types import MediaInfo, Progress

WEBM_ONLY = {"vp8", "vorbis"}
"""Codecs that browsers play in WebM alone; everything else is cut into mp4."""

WITHOUT_INDEX = {"mpegts", "mpeg"}
"""Containers in which ffmpeg's seek lands anywhere, not on a keyframe: they are decoded from the beginning."""

SOUND_PRE_ROLL = Fraction(1, 10)
"""Seconds of sound before the start, so that a decoder has settled when it gets there."""


@dataclass(frozen=True, slots=True)
class PlayCut:
    """A clip for a player that seeks to `pre_roll` and stops at `play_end`, both in seconds of the clip."""

    pre_roll: float
    play_end: float
    duration: float
    size_bytes: int
    content_type: str


@dataclass(frozen=True, slots=True)
class FileCut:
    """A clip that any player shows right; `start` is the source time of its first frame."""

    start: float
    duration: float
    size_bytes: int
    content_type: str


def play_cut(source: Path, target: Path, start: float, end: float) -> PlayCut:
    """Copy the packets from the keyframe at or before `start` to `end`; the clip's zero is that keyframe.

    Method g of the clip study: nothing is encoded and no edit list hides the pre-roll, which browsers do not agree on.
    May be called from several threads; `source` should be playable (engines.media.is_playable).

    Args:
        source: a local media file.
        target: appears when it is whole; mp4, or WebM where the codecs want it (see `content_type`).
        start: seconds from the start of the media.
        end: the same; past the end of the media means its end.

    Raises:
        ClipError: clip_out_of_range, clip_failed.
        MediaError: not_media, media_damaged.
    """
    with open_media(source) as container:
        end = _checked(start, end, container.duration and container.duration / av.time_base)
        with writing(target) as partial:
            try:
                origin, content_type = _copy(container, partial, start, end)
            except (av.error.FFmpegError, ValueError) as error:
                raise ClipError("clip_failed", "The clip could not be cut from this file.") from error
            size, duration = partial.stat().st_size, _length(partial)
    pre_roll = start - origin
    return PlayCut(pre_roll, min(pre_roll + end - start, duration), duration, size, content_type)


def file_cut(  # noqa: PLR0913 -- start and end are one thing
    source: Path,
    target: Path,
    start: float,
    end: float,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    *,
    threads: int = 0,
) -> FileCut:
    """Encode exactly [start, end) anew as an mp4 that begins with the frame that covers `start`.

    Method b1 of the clip study. Sound alone gives an mp4 with sound alone.

    Raises:
        ClipError: clip_out_of_range, clip_failed.
        MediaError: not_media, media_damaged, no_streams.
        FfmpegError: ffmpeg_stalled, disk_full, ffmpeg_missing.
        Stopped: `stop` was set.
    """
    info = probe(source)
    end = _checked(start, end, info.duration)
    first = _covering_frame(source, start) if info.video else start
    with writing(target) as partial:
        output = _encoded(source, partial, info, (first, end), threads)
        try:
            ffmpeg.run(output, duration=end - first, progress=progress, stop=stop)
        except FfmpegError as error:
            if error.code != "ffmpeg_failed":
                raise
            raise ClipError("clip_failed", "The clip could not be cut from this file.") from error
        made = probe(partial)
    return FileCut(first, made.duration, made.size_bytes, "video/mp4" if made.video else "audio/mp4")


def _checked(start: float, end: float, duration: float | None) -> float:
    """The end, not past that of the media."""
    if duration:
        end = min(end, duration)
    if not 0 <= start < end:
        raise ClipError("clip_out_of_range", "The clip must lie inside the video and end after it starts.")
    return end


def _length(clip: Path) -> float:
    """Seconds as players read them; a clip without a single packet cannot be read."""
    with open_media(clip) as container:
        if not container.duration:
            raise ClipError("clip_failed", "The clip could not be cut from this file.")
        return float(container.duration / av.time_base)


def _copy(container: Container, partial: Path, start: float, end: float) -> tuple[float, str]:
    """Write the clip; returns (source time of its zero, its content type)."""
    streams = [stream for stream in (picture_of(container), sound_of(container)) if stream]
    if not streams:
        raise ClipError("clip_failed", "The file holds neither picture nor sound.")
    zero = start_of(container)
    origin, packets = _from_keyframe(container, streams, Fraction(start) + zero)
    format_name = _format(streams)
    with av.open(f"file:{partial}", "w", format=format_name, options={"movflags": "+faststart"}) as out:
        copies = {stream.index: _empty_copy(out, stream) for stream in streams}
        for packet in _until(packets, streams, origin, Fraction(end) + zero):
            shift = round(origin / packet.time_base)
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            packet.stream = copies[packet.stream.index]
            out.mux(packet)
    return float(origin - zero), f"{streams[0].type}/{format_name}"


def _format(streams: list[Any]) -> str:
    names = {stream.codec_context.codec.canonical_name for stream in streams}
    return "webm" if names & WEBM_ONLY else "mp4"


def _empty_copy(out: Any, stream: Any) -> Any:
    copy = out.add_stream_from_template(stream, opaque=True)
    copy.metadata.clear()
    return copy


def _time(value: int, packet: Any) -> Fraction:
    return Fraction(value * packet.time_base)


def _from_keyframe(container: Container, streams: list[Any], start: Fraction) -> tuple[Fraction, Iterator[Any]]:
    """The time of the last keyframe at or before `start`, and all packets from there on, in the file's order.

    Seeking alone is not enough: mp4 seeks by decoding time, WebM only to the places in its index. Where the picture
    begins after `start`, that is the time returned.
    """
    lead = streams[0]
    if lead.type == "audio":
        start -= SOUND_PRE_ROLL
    target = start
    for _attempt in range(3):
        target = max(target, start_of(container), Fraction(0))
        container.seek(floor(target / lead.time_base), stream=lead)
        packets = _timed(container, streams)
        key, held = _last_keyframe(packets, lead, start)
        if _time(key.pts, key) <= start:
            break
        target = min(target, _time(key.dts, key)) - 1
    origin = _time(key.pts, key)
    if lead.type == "video":
        origin = min(origin, start)
    return origin, chain(held, packets)


def _last_keyframe(packets: Iterator[Any], lead: Any, start: Fraction) -> tuple[Any, list[Any]]:
    """The last keyframe of `lead` shown at or before `start` (else its first), and what was read from it on."""
    key, held = None, []
    for packet in packets:
        held.append(packet)
        if packet.stream.index != lead.index:
            continue
        if packet.is_keyframe and (key is None or _time(packet.pts, packet) <= start):
            key, others = packet, (other for other in held if other.stream.index != lead.index)
            held = [*others, packet]
        if key and _time(packet.dts, packet) > start:
            break
    if key is None:
        raise ClipError("clip_failed", "The clip could not be cut from this file.")
    return key, held


def _timed(container: Container, streams: list[Any]) -> Iterator[Any]:
    """Packets that know their time (the demuxer ends with empty ones that do not)."""
    for packet in container.demux(*streams):
        if packet.pts is None:
            continue
        if packet.dts is None:
            packet.dts = packet.pts
        yield packet


def _until(packets: Iterator[Any], streams: list[Any], origin: Fraction, end: Fraction) -> Iterator[Any]:
    """The packets of [origin, end). What is shown before the origin is left out: sound, and open-GOP pictures.

    A picture decoded before `end` stays even if it is shown later, since others may lean on it.
    """
    running = {stream.index for stream in streams}
    for packet in packets:
        if _time(packet.dts, packet) >= end:
            running.discard(packet.stream.index)
        elif _time(packet.pts, packet) >= origin:
            yield packet
        if not running:
            return


def _covering_frame(source: Path, start: float) -> float:
    """Seconds of the frame that is on the screen at `start`, read from the packets without decoding."""
    with open_media(source) as container:
        picture, zero = picture_of(container), start_of(container)
        moment = Fraction(start) + zero
        _origin, packets = _from_keyframe(container, [picture], moment)
        shown = []
        for packet in packets:
            if _time(packet.dts, packet) > moment:
                break
            shown.append(_time(packet.pts, packet))
        covering = max((time for time in shown if time <= moment), default=moment)
    return max(float(covering - zero), 0.0)


def _encoded(source: Path, partial: Path, info: MediaInfo, span: tuple[float, float], threads: int) -> ffmpeg.Node:
    start, end = span
    # Rounded down: a start rounded up would lie behind its frame, and the frame would be dropped.
    seek = {"ss": floor(start * 1_000_000) / 1_000_000}
    seek_input, seek_output = ({}, seek) if info.container in WITHOUT_INDEX else (seek, {})
    media = ffmpeg.source(source, **seek_input)
    streams, options = (
        [],
        {**seek_output, "format": "mp4", "movflags": "+faststart", "map_metadata": -1, "map_chapters": -1},
    )
    if info.video:
        streams.append(media["V:0"].filter("scale", *fitted_size(info.video)).filter("setsar", 1))
        options |= {"vcodec": "libx264", "preset": "veryfast", "pix_fmt": "yuv420p", "threads": threads}
    if info.audio:
        streams.append(media["a:0"].filter("aresample", **{"async": 1, "first_pts": 0}))
        options |= {"acodec": "aac", "audio_bitrate": "160k"}
    return ffmpeg.output(*streams, target=partial, t=end - start, **options)
