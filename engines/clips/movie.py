"""Write an mp4 without fragments: the header for samples whose bytes follow it (ISO/IEC 14496-12, clause 8)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engines.clips.boxes import box, full_box
from engines.clips.tables import Numbers

UNTURNED = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
BRANDS = b"isom" + struct.pack(">I", 512) + b"isomiso2avc1mp41"
LARGEST_SHORT_OFFSET = 2**32 - 1
HANDLERS = {"video": b"vide", "audio": b"soun"}
MEDIA_HEADERS = {
    "video": full_box(b"vmhd", 0, 1, bytes(8)),
    "audio": full_box(b"smhd", 0, 0, bytes(4)),
}
UNDETERMINED = 0x55C4
"""The language "und", five bits a letter."""


@dataclass(frozen=True, slots=True, eq=False)
class Reel:
    """The samples of one track of a new movie, in decoding order.

    `decoded` and `shown` are times in units of 1 / `timescale` seconds, the first `decoded` anywhere; what is shown at
    `zero` is the beginning of the movie. `positions` are bytes from the first byte after the header. `entries` and
    `shape` are as in tables.Track.
    """

    kind: str
    timescale: int
    decoded: Numbers
    shown: Numbers
    last_duration: int
    zero: int
    positions: Numbers
    sizes: Numbers
    is_keyframe: npt.NDArray[np.bool_]
    entries: bytes
    shape: bytes

    @property
    def seconds(self) -> float:
        """From the beginning of the movie to the end of the last sample that is shown."""
        last = int(self.shown.argmax())
        steps = np.append(np.diff(self.decoded), self.last_duration)
        return float(int(self.shown[last]) + int(steps[last]) - self.zero) / self.timescale


def header(reels: list[Reel], data_bytes: int) -> bytes:
    """Everything before the samples: `ftyp`, `moov` and the head of an `mdat` of `data_bytes`."""
    data_head = struct.pack(">I4s", data_bytes + 8, b"mdat")
    if data_bytes + 8 > LARGEST_SHORT_OFFSET:
        data_head = struct.pack(">I4sQ", 1, b"mdat", data_bytes + 16)
    brands = box(b"ftyp", BRANDS)
    length = len(brands) + len(_moov(reels, 0, data_bytes)) + len(data_head)
    return brands + _moov(reels, length, data_bytes) + data_head


def _moov(reels: list[Reel], begins: int, data_bytes: int) -> bytes:
    timescale = reels[0].timescale
    length = round(max(reel.seconds for reel in reels) * timescale)
    movie = struct.pack(">IIIIIHH8x", 0, 0, timescale, length, 1 << 16, 1 << 8, 0)
    head = full_box(b"mvhd", 0, 0, movie, UNTURNED, bytes(24), struct.pack(">I", len(reels) + 1))
    is_long = data_bytes > LARGEST_SHORT_OFFSET - 2**24
    traks = (_trak(reel, number, timescale, begins, is_long) for number, reel in enumerate(reels, 1))
    return box(b"moov", head, *traks)


def _trak(reel: Reel, number: int, movie_timescale: int, begins: int, is_long: bool) -> bytes:
    length = round(reel.seconds * movie_timescale)
    volume = 0 if reel.kind == "video" else 1 << 8
    track = struct.pack(">IIIII8xhhhh", 0, 0, number, 0, length, 0, 0, volume, 0)
    duration = int(reel.decoded[-1] - reel.decoded[0]) + reel.last_duration
    media = struct.pack(">IIIIHH", 0, 0, reel.timescale, duration, UNDETERMINED, 0)
    handler = struct.pack(">I4s12xB", 0, HANDLERS[reel.kind], 0)
    references = full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1))
    return box(
        b"trak",
        full_box(b"tkhd", 0, 3, track, reel.shape),
        _edits(reel, movie_timescale),
        box(
            b"mdia",
            full_box(b"mdhd", 0, 0, media),
            full_box(b"hdlr", 0, 0, handler),
            box(b"minf", MEDIA_HEADERS[reel.kind], box(b"dinf", references), _table(reel, begins, is_long)),
        ),
    )


def _edits(reel: Reel, movie_timescale: int) -> bytes:
    """The edit list that shows `zero` first: a delay, or samples to skip; none where decoding begins there."""
    skipped = reel.zero - int(reel.decoded[0])
    if skipped == 0:
        return b""
    length = round(reel.seconds * movie_timescale)
    edits = [(length, skipped)]
    if skipped < 0:
        delay = round(-skipped * movie_timescale / reel.timescale)
        edits = [(delay, -1), (length - delay, 0)]
    rows = b"".join(struct.pack(">Iii", *edit, 1 << 16) for edit in edits)
    return box(b"edts", full_box(b"elst", 0, 0, struct.pack(">I", len(edits)), rows))


def _table(reel: Reel, begins: int, is_long: bool) -> bytes:
    count = struct.pack(">I", len(reel.sizes))
    steps, delays = np.append(np.diff(reel.decoded), reel.last_duration), reel.shown - reel.decoded
    parts = [full_box(b"stsd", 0, 0, reel.entries[4:]), full_box(b"stts", 0, 0, _runs(steps, ">u4"))]
    if delays.any():
        parts.append(full_box(b"ctts", int(delays.min() < 0), 0, _runs(delays, ">i4")))
    if not reel.is_keyframe.all():
        numbers = (np.flatnonzero(reel.is_keyframe) + 1).astype(">u4")
        parts.append(full_box(b"stss", 0, 0, struct.pack(">I", len(numbers)), numbers.tobytes()))
    offsets = (reel.positions + begins).astype(">u8" if is_long else ">u4").tobytes()
    return box(
        b"stbl",
        *parts,
        full_box(b"stsc", 0, 0, struct.pack(">IIII", 1, 1, 1, 1)),
        full_box(b"stsz", 0, 0, bytes(4), count, reel.sizes.astype(">u4").tobytes()),
        full_box(b"co64" if is_long else b"stco", 0, 0, count, offsets),
    )


def _runs(values: Numbers, dtype: Any) -> bytes:
    """A run-length table: the count of runs, then length and value of each."""
    firsts = np.concatenate([[0], np.flatnonzero(np.diff(values)) + 1])
    rows = np.empty((len(firsts), 2), dtype)
    rows[:, 0], rows[:, 1] = np.diff(np.append(firsts, len(values))), values[firsts]
    return struct.pack(">I", len(firsts)) + rows.tobytes()
