"""Cut exact clips of H.264: only the frames up to the next keyframe are encoded, the others copied (method h).

The encoded head has its own parameter sets, under a number that the source does not use, so that both parts stand in
one track. The configuration record holds both sets and the samples none, as "avc1" wants it (ISO/IEC 14496-15, 5.3.3):
where Firefox finds others in a sample than in the record, it changes its decoder there, and trips over a seek.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import av
import numpy as np

from engines.clips import h264, indexed, splice
from engines.clips.boxes import Malformed
from engines.clips.cuts import FileCut, end_within, exactly
from engines.clips.encode import LONGEST_SNAP
from engines.clips.samples import SampleIndex
from engines.clips.tables import Track
from engines.errors import Stopped

PROFILES = {66: "baseline", 77: "main", 100: "high"}
SOUND = {b"mp4a"}
MOST_LATE_FRAMES = 3
LARGEST_PIXELS = 1920 * 1088
"""What engines.clips.encode makes at most, give or take the padding of a coded picture."""

HEAD_NUMBER = 7
"""Of the parameter sets of the encoded head."""

QUALITY = {"preset": "superfast", "crf": "20", "bf": "0", "g": "10000", "sc_threshold": "0"}


class NotJoinable(Exception):
    """Head and copy do not make a clip that plays right; it must be encoded whole."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which samples of the picture become what: of [key, join) the frames shown from `first` on (ticks) are encoded
    anew, [join, last) is copied."""

    key: int
    join: int
    last: int
    first: int


def head_cut(  # noqa: PLR0913 -- start and end are one thing
    index: SampleIndex,
    source: Path,
    partial: Path,
    start: float,
    end: float,
    stop: threading.Event | None = None,
    *,
    threads: int = 0,
) -> FileCut | None:
    """Write the clip; None where it must be encoded whole: another codec, no keyframe inside, frames that lean over
    the join, or a head that does not lead to the source's own frame.

    Raises:
        ClipError: clip_out_of_range.
        FfmpegError: disk_full.
        Stopped: `stop` was set.
    """
    end = end_within(start, end, index.duration)
    picture, *sounds = index.tracks
    if any(sound.codec not in SOUND for sound in sounds):
        return None
    try:
        configuration = configuration_of(picture)
        plan = planned(picture, exactly(start) + index.zero, exactly(end) + index.zero)
        head = encoded_head(source, picture, plan, configuration, stop, threads=threads)
    except (NotJoinable, Malformed, av.error.FFmpegError):
        return None
    clip = splice.spliced(index, head, plan.join, plan.last, end=exactly(end) + index.zero)
    clip.write(source, partial)
    begins = float(Fraction(plan.first, picture.timescale) - index.zero)
    return FileCut(max(begins, 0.0), clip.seconds, partial.stat().st_size, "video/mp4")


def configuration_of(picture: Track) -> h264.Configuration:
    """The configuration of a picture whose head can be encoded alike. Raises NotJoinable."""
    configuration = h264.configuration_of(picture.entries)
    width, height = np.frombuffer(picture.entries[40:44], ">u2").tolist()
    if configuration is None or configuration.profile not in PROFILES:
        raise NotJoinable
    if width % 2 or height % 2 or width * height > LARGEST_PIXELS or HEAD_NUMBER in configuration.sets.identifiers():
        raise NotJoinable
    return configuration


def planned(picture: Track, start: Fraction, end: Fraction) -> Plan:
    """What to do with which samples for [start, end). Raises NotJoinable."""
    key = indexed.keyframe_before(picture, start)
    place = int(np.searchsorted(picture.keyframes, key, "right")) if key is not None else -1
    if key is None or place == len(picture.keyframes):
        raise NotJoinable
    join = following = int(picture.keyframes[place])
    shown = picture.shown[key:following]
    first = int(shown[shown <= floor(start * picture.timescale)].max())
    if start - Fraction(first, picture.timescale) > LONGEST_SNAP:
        raise NotJoinable
    if first == picture.shown[key]:
        join = key
    last = _last_copied(picture, join, end)
    if last <= join or (shown > picture.shown[following]).any():
        raise NotJoinable
    copied = picture.shown[join:last]
    if (copied < copied[0]).any() or _late_frames(picture, join, last, end) > MOST_LATE_FRAMES:
        raise NotJoinable
    return Plan(key, join, last, first)


def _last_copied(picture: Track, join: int, end: Fraction) -> int:
    """The number after the last sample to copy. Where frames lean on one shown after `end`, those in between come
    along, so that no gap is seen."""
    last = indexed.before_end(picture, join, end)
    if last <= join:
        return last
    latest = int(picture.shown[join:last].max())
    without_gap = indexed.before_end(picture, join, Fraction(latest + 1, picture.timescale))
    return without_gap if picture.shown[join:without_gap].max() == latest else last


def _late_frames(picture: Track, join: int, last: int, end: Fraction) -> int:
    """How many frames' time the copy goes on after the last frame that is shown before `end`."""
    shown, step = picture.shown[join:last], float(np.median(np.diff(picture.decoded[join : last + 1])))
    wanted = shown[shown < indexed.at_or_after(end, picture)].max()
    return round(int(shown.max() - wanted) / step) if step > 0 else 0


def encoded_head(
    source: Path,
    picture: Track,
    plan: Plan,
    configuration: h264.Configuration,
    stop: threading.Event | None,
    *,
    threads: int,
) -> splice.Head:
    """The frames before the join encoded, and what the join needs before it. Raises NotJoinable."""
    with source.open("rb") as file:
        samples = [read_sample(file, picture, number) for number in range(plan.key, plan.join + 1)]
        openings = openings_of(file, picture, plan, configuration.sets) if plan.join > plan.key else {}
    if h264.IDR not in h264.kinds(samples[-1]):
        raise NotJoinable
    times = picture.shown[plan.key : plan.join + 1].tolist()
    decoder = decoder_of(configuration)
    frames = decoded(decoder, list(zip(times, samples, strict=True)), picture.timescale, stop)
    if plan.join == plan.key and all(map(_is_plain, frames)):
        return splice.Head([], [], {}, picture.entries)
    *head, join = [frame for frame in frames if plan.first <= frame.pts <= times[-1]]
    if not head or head[0].pts != plan.first or join.pts != times[-1] or not all(map(_is_plain, frames)):
        raise NotJoinable
    encoder = encoder_like(decoder, PROFILES[configuration.profile], picture.timescale, threads)
    encoded, sets = encode(encoder, head, stop)
    both = configuration.including(sets)
    shown = [frame.pts for frame in head]
    opening = openings.get(plan.join, splice.AS_IT_IS)
    joined = opening.made + samples[-1][opening.replaced_bytes :]
    check = [*zip(shown, encoded, strict=True), (times[-1], joined)]
    require_same(join, shown, decoded(decoder_of(both), check, picture.timescale, stop))
    entries = h264.with_configuration(picture.entries, both)
    return splice.Head(shown, encoded, openings, entries)


def openings_of(file: Any, picture: Track, plan: Plan, sets: h264.ParameterSets) -> dict[int, h264.Opening]:
    """How the copied samples begin that bring parameter sets, by number. Raises Malformed where these change."""
    openings = {}
    for number in range(plan.join, plan.last):
        beginning = read_sample(file, picture, number, indexed.BEGINNING_BYTES)
        if opening := h264.opening_without_sets(beginning, sets):
            openings[number] = opening
    return openings


def read_sample(file: Any, track: Track, number: int, most_bytes: int | None = None) -> bytes:
    """A sample, or `most_bytes` of its beginning."""
    file.seek(int(track.offsets[number]))
    size = int(track.sizes[number])
    return bytes(file.read(size if most_bytes is None else min(size, most_bytes)))


def decoder_of(configuration: h264.Configuration) -> Any:
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = configuration.record
    decoder.thread_type, decoder.thread_count = "AUTO", 0
    return decoder


def decoded(decoder: Any, samples: list[tuple[int, bytes]], timescale: int, stop: threading.Event | None) -> list[Any]:
    """The frames of samples that come with the time they are shown, in the order of that."""
    frames: list[Any] = []
    for time, sample in samples:
        if stop and stop.is_set():
            raise Stopped
        packet = av.Packet(sample)
        packet.pts, packet.time_base = time, Fraction(1, timescale)
        frames += decoder.decode(packet)
    frames += decoder.decode(None)
    return frames


def _is_plain(frame: Any) -> bool:
    return frame.format.name == "yuv420p" and not frame.interlaced_frame


def encode(encoder: Any, frames: list[Any], stop: threading.Event | None) -> tuple[list[bytes], h264.ParameterSets]:
    """Frames as H.264 samples without parameter sets, shown in the order they are decoded, and those sets."""
    encoder.framerate = _rate(frames, encoder.time_base)
    packets = []
    for frame in frames:
        if stop and stop.is_set():
            raise Stopped
        frame.pict_type = 0
        frame.time_base = encoder.time_base
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    parts = [h264.units(bytes(packet)) for packet in packets]
    sets = h264.parameter_sets(parts[0])
    if [packet.pts for packet in packets] != [frame.pts for frame in frames]:
        raise NotJoinable
    pictures = [h264.with_lengths([unit for unit in part if 1 <= unit[0] & 31 <= h264.IDR]) for part in parts]
    return pictures, sets


def encoder_like(decoder: Any, profile: str, timescale: int, threads: int) -> Any:
    """An encoder for frames of the same size, shape and colours as this decoder gave."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = decoder.width, decoder.height, decoder.pix_fmt
    encoder.time_base = Fraction(1, timescale)
    if decoder.sample_aspect_ratio:
        encoder.sample_aspect_ratio = decoder.sample_aspect_ratio
    encoder.color_range, encoder.colorspace = decoder.color_range, decoder.colorspace
    encoder.color_primaries, encoder.color_trc = decoder.color_primaries, decoder.color_trc
    encoder.thread_count = threads
    encoder.options = {**QUALITY, "profile": profile, "x264-params": f"sps-id={HEAD_NUMBER}:repeat-headers=1"}
    return encoder


def _rate(frames: list[Any], time_base: Fraction) -> Fraction:
    """Frames a second on average; for the encoder's rate control only."""
    seconds = (frames[-1].pts - frames[0].pts) * time_base
    return Fraction((len(frames) - 1) / seconds).limit_denominator(1001) if seconds else Fraction(25)


def require_same(join: Any, shown: list[int], frames: list[Any]) -> None:
    """Raise NotJoinable unless the clip decodes to all frames of the head and then to the source's very frame."""
    *head, last = frames
    if [frame.pts for frame in head] != shown or last.pts != join.pts:
        raise NotJoinable
    if not np.array_equal(last.to_ndarray(), join.to_ndarray()):
        raise NotJoinable
