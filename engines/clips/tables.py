"""The sample tables of an mp4 track (ISO/IEC 14496-12, 8.6 and 8.7), unrolled to one row per sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engines.clips.boxes import Body, Malformed, find, require

Numbers = npt.NDArray[np.int64]

MOST_SAMPLES = 6_000_000
"""Of a track: a day at sixty frames a second."""
KINDS = {b"vide": "video", b"soun": "audio"}
SAMPLE_ENTRIES = {b"avc1", b"hvc1", b"hev1", b"vp08", b"vp09", b"av01", b"mp4a", b"Opus", b"fLaC", b".mp3"}
"""Codecs that a browser may play; encrypted samples have other names."""

MP3_TYPES = {0x69, 0x6B}
"""Object types of MPEG-2 and MPEG-1 audio (ISO/IEC 14496-1, 7.2.6.6); all others in `mp4a` are AAC."""

UNEDITED_SECONDS = 0.5
"""How much shorter than its samples an edit may be (encoders round): more hides something on purpose."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """All samples of a picture or a sound, in decoding order.

    `decoded` and `shown` are times in units of 1 / `timescale` seconds on the timeline that players show, the edit
    list applied; `offsets` and `sizes` are bytes of the file; `keyframes` are numbers of samples from 0. `entries` is
    the content of the sample description box, `shape` the transformation matrix and size at the end of the track
    header.
    """

    kind: str
    timescale: int
    decoded: Numbers
    shown: Numbers
    last_duration: int
    offsets: Numbers
    sizes: Numbers
    keyframes: Numbers
    entries: bytes
    shape: bytes

    @property
    def codec(self) -> bytes:
        """The four characters of the sample entry; ".mp3" also where it says `mp4a` and means that."""
        name = self.entries[12:16]
        return b".mp3" if name == b"mp4a" and _object_type(self.entries) in MP3_TYPES else name

    @property
    def memory_bytes(self) -> int:
        columns = (self.decoded, self.shown, self.offsets, self.sizes, self.keyframes)
        return sum(column.nbytes for column in columns)


def track_id(trak: Body) -> int:
    header = require(trak, b"tkhd")
    return _integer(header, 20 if header[0] else 12)


def read_track(trak: Body, movie_timescale: int) -> Track | None:
    """The samples of a `trak` box, or None where this reader does not know its kind or how it is edited.

    Raises Malformed where its tables contradict each other.
    """
    handler, header = require(trak, b"mdia", b"hdlr"), require(trak, b"mdia", b"mdhd")
    kind, timescale = KINDS.get(bytes(handler[8:12])), _integer(header, 20 if header[0] else 12)
    table = require(trak, b"mdia", b"minf", b"stbl")
    entries = bytes(require(table, b"stsd"))
    if kind is None or not timescale or _integer(entries, 4) != 1 or entries[12:16] not in SAMPLE_ENTRIES:
        return None
    sizes = _sizes(table)
    durations = _unrolled(require(table, b"stts"), len(sizes))
    decoded = np.cumsum(durations) - durations
    shift = _edit_shift(trak, timescale, movie_timescale, int(durations.sum()))
    offsets = _offsets(table, sizes)
    if shift is None or offsets is None:
        return None
    later = find(table, b"ctts")
    shown = decoded + (0 if later is None else _unrolled(later, len(sizes), ">i4"))
    return Track(
        kind=kind,
        timescale=timescale,
        decoded=decoded + shift,
        shown=shown + shift,
        last_duration=int(durations[-1]),
        offsets=offsets,
        sizes=sizes,
        keyframes=_keyframes(table, len(sizes)),
        entries=entries,
        shape=bytes(require(trak, b"tkhd")[-44:]),
    )


def _object_type(entries: bytes) -> int | None:
    """What the elementary stream descriptor calls its codec (ISO/IEC 14496-1, 7.2.6)."""
    _before, found, descriptor = entries.partition(b"esds\0\0\0\0\x03")
    stream = descriptor.lstrip(b"\x80")[1:]  # its length, in bytes that go on while their first bit is set
    config = stream[3:].removeprefix(b"\x04").lstrip(b"\x80")[1:]
    return config[0] if found and config else None


def _integer(body: Body | bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(body[at : at + size])


def _rows(body: Body, dtype: Any = ">u4", *, columns: int = 1, skip: int = 4) -> npt.NDArray[Any]:
    """The rows of a table: version and flags, their count after `skip` bytes, the rows."""
    count = _integer(body, skip)
    width = np.dtype(dtype).itemsize * columns
    rows = body[skip + 4 : skip + 4 + count * width]
    if len(rows) < count * width:
        raise Malformed("a table ends early")
    return np.frombuffer(rows, dtype).reshape(count, columns)


def _unrolled(body: Body, samples: int, dtype: str = ">u4") -> Numbers:
    """A run-length table as one value per sample; offsets of version 0 are read as signed, as everybody does."""
    runs, values = _rows(body, columns=2)[:, 0].astype(np.int64), _rows(body, dtype, columns=2)[:, 1]
    if int(runs.sum()) != samples:
        raise Malformed("a table has too few or too many samples")
    return np.repeat(values.astype(np.int64), runs)


def _sizes(table: Body) -> Numbers:
    body = require(table, b"stsz")
    same, count = _integer(body, 4), _integer(body, 8)
    if not 0 < count <= MOST_SAMPLES:
        raise Malformed("no samples, or too many")
    if same:
        return np.full(count, same, np.int64)
    return _rows(body, skip=8)[:, 0].astype(np.int64)


def _offsets(table: Body, sizes: Numbers) -> Numbers | None:
    """Where each sample lies, or None where the samples are described in several ways."""
    short = find(table, b"stco")
    chunks = _rows(short) if short is not None else _rows(require(table, b"co64"), ">u8")
    starts, runs = chunks[:, 0].astype(np.int64), _rows(require(table, b"stsc"), columns=3).astype(np.int64)
    if (runs[:, 2] != 1).any():
        return None
    repeated = np.diff(np.append(runs[:, 0], len(starts) + 1))
    if (repeated < 0).any() or (runs[:, 1] < 1).any():
        raise Malformed("chunks out of order")
    per_chunk = np.repeat(runs[:, 1], repeated)
    if len(per_chunk) != len(starts) or int(per_chunk.sum()) != len(sizes):
        raise Malformed("chunks do not hold all samples")
    before: Numbers = np.cumsum(sizes) - sizes
    firsts = before[np.cumsum(per_chunk) - per_chunk]
    offsets: Numbers = before + np.repeat(starts - firsts, per_chunk)
    return offsets


def _keyframes(table: Body, samples: int) -> Numbers:
    body = find(table, b"stss")
    if body is None:
        return np.arange(samples, dtype=np.int64)
    numbers = _rows(body)[:, 0].astype(np.int64) - 1
    if not len(numbers) or numbers[0] < 0 or numbers[-1] >= samples or (np.diff(numbers) <= 0).any():
        raise Malformed("keyframes that are no samples")
    return numbers


def _edit_shift(trak: Body, timescale: int, movie_timescale: int, length: int) -> int | None:
    """What the edit list adds to every time: a delay, less the media time that it skips.

    None for anything but one plain edit of the whole, with or without an empty one before it.
    """
    body = find(trak, b"edts", b"elst")
    if body is None:
        return 0
    layout = "u8,i8,i4" if body[0] else "u4,i4,i4"
    dtype = np.dtype([(name, f">{kind}") for name, kind in zip("dmr", layout.split(","), strict=True)])
    edits = _rows(body, dtype)[:, 0].tolist()
    delay = edits.pop(0)[0] if len(edits) == 2 and edits[0][1] == -1 else 0
    if len(edits) != 1 or edits[0][1] < 0 or edits[0][2] != 1 << 16:
        return None
    duration, skipped, _rate = edits[0]
    hidden = (length - skipped) / timescale - duration / movie_timescale
    if duration and hidden > UNEDITED_SECONDS:
        return None
    return round(delay * timescale / movie_timescale) - int(skipped)
