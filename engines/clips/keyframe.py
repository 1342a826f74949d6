"""Copy clips with libavformat, from a keyframe on: method g of the study, for all but plain mp4."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from math import floor
from pathlib import Path
from typing import Any

import av

from engines.clips import h264
from engines.clips.cuts import (
    SOUND_PRE_ROLL,
    PlayCut,
    end_within,
    exactly,
    pre_roll_to,
    require_near,
    uncuttable,
)
from engines.errors import UnfitToPlay
from engines.probe import Container, open_media, picture_of, sound_of, start_of

WEBM_ONLY = {"vp8", "vorbis"}
"""Codecs that browsers play in WebM alone; everything else is cut into mp4."""


def play_cut(source: Path, partial: Path, start: float, end: float) -> PlayCut:
    """Write the clip to `partial`; see engines.clips.play_cut."""
    with open_media(source) as container:
        end = end_within(start, end, container.duration and container.duration / av.time_base)
        try:
            origin, content_type = _copy(container, partial, start, end)
        except (av.error.FFmpegError, ValueError) as error:
            raise uncuttable() from error
    size, duration = partial.stat().st_size, _length(partial)
    pre_roll = pre_roll_to(exactly(start), origin)
    return PlayCut(pre_roll, min(pre_roll + end - start, duration), duration, size, content_type)


def covering_frame(source: Path, start: float) -> float:
    """Seconds of the frame that is on the screen at `start`, read from the packets without decoding."""
    with open_media(source) as container:
        picture, zero = picture_of(container), start_of(container)
        moment = exactly(start) + zero
        _key, _origin, packets = _from_keyframe(container, [picture], moment)
        shown = []
        for packet in packets:
            if _time(packet.dts, packet) > moment:
                break
            shown.append(_time(packet.pts, packet))
        covering = max((time for time in shown if time <= moment), default=moment)
    return max(float(covering - zero), 0.0)


def _length(clip: Path) -> float:
    """Seconds as players read them; a clip without a single packet cannot be read."""
    with open_media(clip) as container:
        if not container.duration:
            raise uncuttable()
        return float(container.duration / av.time_base)


def _copy(container: Container, partial: Path, start: float, end: float) -> tuple[Fraction, str]:
    """Write the clip; returns (source time of its zero, its content type)."""
    streams = [stream for stream in (picture_of(container), sound_of(container)) if stream]
    if not streams:
        raise uncuttable()
    zero = start_of(container)
    moment = exactly(start) + zero
    key, origin, packets = _from_keyframe(container, streams, moment)
    require_near(moment, origin)
    if not _begins_anew(key):
        raise UnfitToPlay
    format_name = _format(streams)
    with av.open(f"file:{partial}", "w", format=format_name, options={"movflags": "+faststart"}) as out:
        copies = {stream.index: _empty_copy(out, stream) for stream in streams}
        for packet in _until(packets, streams, origin, exactly(end) + zero):
            shift = round(origin / packet.time_base)
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            packet.stream = copies[packet.stream.index]
            out.mux(packet)
    return origin - zero, f"{streams[0].type}/{format_name}"


def _begins_anew(key: Any) -> bool:
    """Whether a keyframe needs nothing before it."""
    context = key.stream.codec_context
    return context.codec.canonical_name != "h264" or h264.can_begin(bytes(key), bytes(context.extradata or b""))


def _format(streams: list[Any]) -> str:
    names = {stream.codec_context.codec.canonical_name for stream in streams}
    return "webm" if names & WEBM_ONLY else "mp4"


def _empty_copy(out: Any, stream: Any) -> Any:
    copy = out.add_stream_from_template(stream, opaque=True)
    copy.metadata.clear()
    return copy


def _time(value: int, packet: Any) -> Fraction:
    return Fraction(value * packet.time_base)


def _from_keyframe(container: Container, streams: list[Any], start: Fraction) -> tuple[Any, Fraction, Iterator[Any]]:
    """The last keyframe before `start`, its time, and all packets from there on, in the file's order.

    It lies so far before that a decoder of the sound has settled at `start`, where the media does not begin later.
    Seeking alone is not enough: mp4 seeks by decoding time, WebM only to the places in its index. Where the picture
    begins after `start`, that is the time returned.
    """
    lead, has_sound = streams[0], streams[-1].type == "audio"
    target = settled = start - SOUND_PRE_ROLL if has_sound else start
    earliest = max(start_of(container), Fraction(0))
    for attempt in range(3):
        if attempt or target > earliest:  # a seek to the beginning would pass over sound that comes before the picture
            container.seek(floor(max(target, earliest) / lead.time_base), stream=lead)
        packets = _timed(container, streams)
        key, held = _last_keyframe(packets, lead, settled)
        if _time(key.pts, key) <= settled or target <= earliest:
            break
        target = min(target, _time(key.dts, key)) - 1
    origin = _time(key.pts, key)
    if lead.type == "video" and origin > settled:
        begins = min(_time(packet.pts, packet) for packet in held)
        origin = min(origin, start, max(begins, settled))
    return key, origin, chain(held, packets)


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
        raise uncuttable()
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
