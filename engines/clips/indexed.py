"""Cut a clip for playing by its sample index: a new header and one piece of the source's bytes (method i of the study).

No demuxer runs, so that the cost depends on neither the place of the clip nor the length of the source.
"""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import numpy as np

from engines.clips import h264, movie
from engines.clips.cuts import (
    SOUND_PRE_ROLL,
    PlayCut,
    end_within,
    exactly,
    failing_as_clip,
    pre_roll_to,
    require_near,
    uncuttable,
)
from engines.clips.samples import SampleIndex
from engines.clips.tables import Numbers, Track
from engines.errors import UnfitToPlay

REORDERED_SECONDS = 2
"""A sample decoded so long after a moment is never shown before it."""

SETTLING = {b"mp4a": 1}
"""Packets that a decoder wants before the first that counts. They are hidden by an edit list, which no browser
applies to Opus in time with the picture."""

MOST_WASTE, FREE_WASTE_BYTES = 2, 1024**2
"""Bytes of other tracks may lie between those of the clip, but not many times as many."""

BEGINNING_BYTES = 64 * 1024
"""Of a keyframe: enough to see what kind it is, behind whatever an encoder says of itself."""

BLOCK_BYTES = 1024**2
NO_SUCH_CALL = {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EBADF}


def play_cut(index: SampleIndex, source: Path, partial: Path, start: float, end: float) -> PlayCut | None:
    """Write the clip; None where this index does not serve (the picture begins later, the bytes lie far apart).

    Raises:
        UnfitToPlay: players cannot begin with the keyframe, or it is far away.
        ClipError: clip_out_of_range, clip_failed (the source ended early).
        FfmpegError: disk_full.
    """
    end = end_within(start, end, index.duration)
    begin = exactly(start) + index.zero
    reels = _reels(index, source, begin, exactly(end) + index.zero)
    if not reels:
        return None
    first = min(int(reel.positions.min()) for reel in reels)
    length = max(int((reel.positions + reel.sizes).max()) for reel in reels) - first
    if length > MOST_WASTE * sum(int(reel.sizes.sum()) for reel in reels) + FREE_WASTE_BYTES:
        return None
    for reel in reels:
        np.subtract(reel.positions, first, out=reel.positions)
    head = movie.header(reels, length)
    write(partial, head, source, first, length)
    lead = reels[0]
    pre_roll = pre_roll_to(begin, Fraction(lead.zero, lead.timescale))
    duration = max(reel.seconds for reel in reels)
    size = len(head) + length
    return PlayCut(pre_roll, min(pre_roll + end - start, duration), duration, size, f"{lead.kind}/mp4")


def at_or_after(moment: Fraction, track: Track) -> int:
    """The first tick of a track that is not before a moment in seconds."""
    return ceil(moment * track.timescale)


def before_end(track: Track, first: int, end: Fraction) -> int:
    """The number after the last sample, in decoding order, that is shown before `end`; `first` where there is none."""
    limit = at_or_after(end, track)
    last = int(np.searchsorted(track.decoded, limit + REORDERED_SECONDS * track.timescale))
    shown = np.flatnonzero(track.shown[first:last] < limit)
    return first + int(shown[-1]) + 1 if len(shown) else first


def keyframe_before(track: Track, moment: Fraction) -> int | None:
    """The last keyframe shown at `moment` or before."""
    times = track.shown[track.keyframes]
    place = int(np.searchsorted(times, floor(moment * track.timescale), "right"))
    return int(track.keyframes[place - 1]) if place else None


def reel_of(track: Track, numbers: Numbers, zero: int) -> movie.Reel:
    """These samples of a track, at their places in the source."""
    within = np.searchsorted(track.keyframes, [numbers[0], numbers[-1] + 1])
    keyframes = track.keyframes[slice(*within.tolist())]
    return movie.Reel(
        kind=track.kind,
        timescale=track.timescale,
        decoded=track.decoded[numbers],
        shown=track.shown[numbers],
        last_duration=track.last_duration,
        zero=zero,
        positions=track.offsets[numbers],
        sizes=track.sizes[numbers],
        is_keyframe=np.isin(numbers, keyframes, assume_unique=True),
        entries=track.entries,
        shape=track.shape,
    )


def sound_reel(track: Track, origin: Fraction, end: Fraction) -> movie.Reel | None:
    """The sound of [origin, end), beginning on the sample where the codec can hide what comes before."""
    zero = round(origin * track.timescale)
    covering = int(np.searchsorted(track.shown, zero, "right")) - 1
    if track.codec in SETTLING:
        first = max(covering - SETTLING[track.codec], 0)
    else:
        first = int(np.searchsorted(track.shown, zero))
    last = before_end(track, first, end)
    return reel_of(track, np.arange(first, last), zero) if last > first else None


def _reels(index: SampleIndex, source: Path, start: Fraction, end: Fraction) -> list[movie.Reel]:
    lead, *others = index.tracks
    if lead.kind == "audio":
        reel = sound_reel(lead, max(start - SOUND_PRE_ROLL, index.zero), end)
        return [reel] if reel else []
    settled = start - SOUND_PRE_ROLL if any(track.codec not in SETTLING for track in others) else start
    earlier, key = keyframe_before(lead, settled), keyframe_before(lead, start)
    if key is None:
        return []
    key = key if earlier is None else earlier
    zero = int(lead.shown[key])
    require_near(start, Fraction(zero, lead.timescale))
    numbers = np.arange(key, before_end(lead, key, end))
    if (lead.shown[numbers] < zero).any() or not _begins_anew(lead, source, key):
        raise UnfitToPlay
    if earlier is None:
        begins = min(Fraction(int(track.shown[0]), track.timescale) for track in index.tracks)
        zero = min(zero, floor(max(begins, settled) * lead.timescale))
    picture = reel_of(lead, numbers, zero)
    if zero < lead.shown[key]:
        picture = _begun_at(zero, picture)
    sounds = (sound_reel(track, Fraction(zero, lead.timescale), end) for track in others)
    return [picture, *(sound for sound in sounds if sound)]


def _begun_at(zero: int, reel: movie.Reel) -> movie.Reel:
    """The reel, decoded from `zero` on and shown after it: an edit list would have to begin before the first frame,
    which players do not agree on."""
    return replace(reel, decoded=reel.decoded - (int(reel.decoded[0]) - zero))


def _begins_anew(track: Track, source: Path, key: int) -> bool:
    """Whether a keyframe needs nothing before it; the sample table of H.264 calls others so too."""
    if track.codec != b"avc1":
        return True
    with source.open("rb") as file:
        file.seek(int(track.offsets[key]))
        sample = file.read(min(int(track.sizes[key]), BEGINNING_BYTES))
    return h264.can_begin(sample, h264.record_of(track.entries))


def write(partial: Path, head: bytes, source: Path, at: int, length: int) -> None:
    """Write `head` and `length` bytes of the source from `at`, copied by the kernel where it can."""
    with failing_as_clip(), source.open("rb") as read, partial.open("wb") as written:
        written.write(head)
        written.flush()
        _copy(read.fileno(), written.fileno(), at, length)


def _copy(read: int, written: int, at: int, length: int) -> None:
    end = at + length
    while at < end:
        count = _copy_some(read, written, at, end - at)
        if not count:
            raise uncuttable()
        at += count


def _copy_some(read: int, written: int, at: int, length: int) -> int:
    try:
        return os.copy_file_range(read, written, length, at)
    except AttributeError:  # macOS
        pass
    except OSError as error:
        if error.errno not in NO_SUCH_CALL:
            raise
    return os.write(written, os.pread(read, min(length, BLOCK_BYTES), at))
