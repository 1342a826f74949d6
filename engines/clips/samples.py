"""The sample index of an mp4: where every frame and sound packet lies and when it is shown.

Made once per file from its `moov` box, kept beside it on disk (SUFFIX; 1.8 MB for two hours) and in memory.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from engines.clips.boxes import Body, Malformed, all_children, content, require, top_boxes
from engines.clips.tables import Track, read_track, track_id
from engines.partial import writing
from engines.probe import open_media, picture_of, sound_of, start_of

SUFFIX = ".samples"
VERSION = 1
MEMORY_BYTES = 128 * 1024**2
"""Of indexes kept in memory by a process; two hours of video take about 22 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class SampleIndex:
    """The tracks that a clip shows, the first leading: the picture, or the sound where there is none.

    `zero` is the time in seconds on the tracks' timeline that counts as 0.0, as engines.probe.start_of says.
    """

    tracks: tuple[Track, ...]
    zero: Fraction
    duration: float

    @property
    def memory_bytes(self) -> int:
        return sum(track.memory_bytes for track in self.tracks)


class Memory:
    """Indexes by file, the least recently used given up first. Safe to use from several threads."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._held: OrderedDict[tuple[str, Identity], SampleIndex] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, path: Path, identity: Identity) -> SampleIndex | None:
        with self._lock:
            found = self._held.get((str(path), identity))
            if found:
                self._held.move_to_end((str(path), identity))
            return found

    def put(self, path: Path, identity: Identity, index: SampleIndex) -> None:
        with self._lock:
            self._held[str(path), identity] = index
            self._held.move_to_end((str(path), identity))
            held = sum(index.memory_bytes for index in self._held.values())
            while held > self._limit:
                _key, given_up = self._held.popitem(last=False)
                held -= given_up.memory_bytes

    def clear(self) -> None:
        with self._lock:
            self._held.clear()


Identity = tuple[int, int]
"""Size and time of the last change, by which a file is known to be the one that was indexed."""

memory = Memory(MEMORY_BYTES)


def index_of(source: Path) -> SampleIndex | None:
    """The index of a file: from memory, else from disk, else made now and kept; None where it cannot have one.

    That is everything but plain mp4: other containers, fragments, edits of more than one piece, encrypted samples.

    Raises:
        MediaError: not_media, media_damaged.
        OSError: the source cannot be read.
    """
    identity = _identity(source)
    if found := memory.get(source, identity):
        return found
    index = _load(source, identity)
    if index is None:
        index = read_index(source)
        if index is None:
            return None
        _keep(source, identity, index)
    memory.put(source, identity, index)
    return index


def path_of(source: Path) -> Path:
    """Where the index of a file lies."""
    return source.with_name(source.name + SUFFIX)


def read_index(source: Path) -> SampleIndex | None:
    """The index as the file's own tables tell it. Raises MediaError(not_media, media_damaged)."""
    try:
        moov = _moov(source)
        if moov is None:
            return None
        with open_media(source) as container:
            chosen = [stream.id for stream in (picture_of(container), sound_of(container)) if stream]
            zero, length = start_of(container), container.duration
        tracks = _tracks(moov, chosen)
    except (Malformed, ValueError, IndexError, ArithmeticError):
        return None
    if not tracks or not length or _reach(tracks) > source.stat().st_size:
        return None
    return SampleIndex(tracks, zero, length / av.time_base)


def _moov(source: Path) -> Body | None:
    """The `moov` of an mp4 without fragments; QuickTime's own sample entries are left to libavformat."""
    placed = {box.kind: box for box in top_boxes(source)}
    if b"ftyp" not in placed or b"moov" not in placed or b"moof" in placed:
        return None
    moov = content(source, placed[b"moov"])
    is_quicktime = bytes(content(source, placed[b"ftyp"])[:4]) == b"qt  "
    return None if is_quicktime or all_children(moov, b"mvex") else moov


def _tracks(moov: Body, chosen: list[int]) -> tuple[Track, ...]:
    header = require(moov, b"mvhd")
    timescale = int.from_bytes(header[20:24] if header[0] else header[12:16])
    traks = {track_id(trak): trak for trak in all_children(moov, b"trak")}
    tracks = [read_track(traks[number], timescale) for number in chosen if number in traks]
    return tuple(track for track in tracks if track) if len(tracks) == len(chosen) and all(tracks) else ()


def _reach(tracks: tuple[Track, ...]) -> int:
    """The byte after the last sample."""
    return max(int((track.offsets + track.sizes).max()) for track in tracks)


def _identity(source: Path) -> Identity:
    state = source.stat()
    return state.st_size, state.st_mtime_ns


def _keep(source: Path, identity: Identity, index: SampleIndex) -> None:
    """Write the index beside its file; one that could not be written is made again another time."""
    times = [index.zero.numerator, index.zero.denominator]
    arrays: dict[str, Any] = {"about": np.array([VERSION, *identity, *times], np.int64), "duration": index.duration}
    for number, track in enumerate(index.tracks):
        arrays |= {f"{name}{number}": column for name, column in _packed(track).items()}
    try:
        with writing(path_of(source)) as partial, partial.open("wb") as file:
            np.savez_compressed(file, **arrays)
        if not source.exists():
            path_of(source).unlink(missing_ok=True)
    except OSError:
        return


def _load(source: Path, identity: Identity) -> SampleIndex | None:
    """The index on disk, or None where there is none of this very file."""
    try:
        with np.load(path_of(source), allow_pickle=False) as arrays:
            version, size, changed, *zero = arrays["about"].tolist()
            if (version, size, changed) != (VERSION, *identity):
                return None
            count = sum(name.startswith("shape") for name in arrays.files)
            tracks = tuple(_unpacked(arrays, str(number)) for number in range(count))
            return SampleIndex(tracks, Fraction(*zero), float(arrays["duration"]))
    except (OSError, ValueError, KeyError, EOFError):
        return None
    except Exception as error:  # zipfile and zlib have errors of their own for what is no archive
        if type(error).__module__ not in {"zipfile", "zlib"}:
            raise
        return None


def _packed(track: Track) -> dict[str, Any]:
    """A track as few and small numbers: steps instead of times, gaps instead of offsets."""
    gaps = np.diff(track.offsets, prepend=0)
    gaps[1:] -= track.sizes[:-1]
    return {
        "start": np.array([track.decoded[0], track.timescale, track.last_duration], np.int64),
        "steps": np.diff(track.decoded).astype(np.uint32),
        "delays": (track.shown - track.decoded).astype(np.int32),
        "gaps": gaps,
        "sizes": track.sizes.astype(np.uint32),
        "keyframes": np.diff(track.keyframes, prepend=0).astype(np.uint32),
        "entries": np.frombuffer(track.entries, np.uint8),
        "shape": np.frombuffer(track.shape, np.uint8),
        "kind": np.array(track.kind),
    }


def _unpacked(arrays: Any, number: str) -> Track:
    start, timescale, last_duration = arrays["start" + number].tolist()
    sizes, gaps = arrays["sizes" + number].astype(np.int64), arrays["gaps" + number]
    gaps[1:] += sizes[:-1]
    decoded = start + np.cumsum(np.concatenate([[0], arrays["steps" + number].astype(np.int64)]))
    return Track(
        kind=str(arrays["kind" + number]),
        timescale=timescale,
        decoded=decoded,
        shown=decoded + arrays["delays" + number],
        last_duration=last_duration,
        offsets=np.cumsum(gaps),
        sizes=sizes,
        keyframes=np.cumsum(arrays["keyframes" + number].astype(np.int64)),
        entries=arrays["entries" + number].tobytes(),
        shape=arrays["shape" + number].tobytes(),
    )
