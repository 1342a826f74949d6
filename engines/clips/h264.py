"""Parameter sets of H.264 (ITU-T H.264, 7.3.2) and the record that mp4 keeps them in (ISO/IEC 14496-15, 5.3.3)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from operator import and_

from engines.clips.boxes import Malformed, box, children

IDR, SPS, PPS = 5, 7, 8
START_CODE = re.compile(rb"\x00\x00\x01")
ENTRY_FIELDS_BYTES = 78
"""Of a visual sample entry, before the boxes inside it."""


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """Sequence and picture parameter sets, as units without their lengths."""

    sequence: tuple[bytes, ...]
    picture: tuple[bytes, ...]

    def identifiers(self) -> set[int]:
        """The numbers that sequence and picture parameter sets go by."""
        # a sequence parameter set names its profile, constraints and level first
        return {_first_number(unit[4:]) for unit in self.sequence} | {_first_number(unit[1:]) for unit in self.picture}


@dataclass(frozen=True, slots=True)
class Opening:
    """What a copy of a sample begins with instead of its first bytes."""

    made: bytes
    replaced_bytes: int


@dataclass(frozen=True, slots=True)
class Configuration:
    """An AVC decoder configuration record of samples with four bytes of length."""

    profile: int
    level: int
    sets: ParameterSets
    record: bytes

    def including(self, added: ParameterSets) -> Configuration:
        """The record of a stream that uses both parameter sets; the first stay first. It promises what all keep."""
        sets = ParameterSets(self.sets.sequence + added.sequence, self.sets.picture + added.picture)
        level = max(self.level, *(unit[3] for unit in added.sequence))
        constraints = reduce(and_, (unit[2] for unit in added.sequence), self.record[2])
        lists = bytes([0xE0 | len(sets.sequence)]) + _listed(sets.sequence)
        lists += bytes([len(sets.picture)]) + _listed(sets.picture)
        rest = self.record[5 + len(_lists(self.sets)) :]
        record = self.record[:2] + bytes([constraints, level]) + self.record[4:5] + lists + rest
        return replace(self, level=level, sets=sets, record=record)


def configuration_of(entries: bytes) -> Configuration | None:
    """What a sample description says of its H.264; None where it is another codec or has other lengths."""
    if entries[12:16] != b"avc1":
        return None
    try:
        return _read(record_of(entries))
    except (IndexError, struct.error):
        return None


def with_configuration(entries: bytes, configuration: Configuration) -> bytes:
    """The sample description with another configuration record."""
    inner = [
        box(kind, configuration.record if kind == b"avcC" else bytes(content))
        for kind, content in _inner_boxes(entries)
    ]
    return entries[:8] + box(b"avc1", entries[16 : 16 + ENTRY_FIELDS_BYTES], *inner)


def units(stream: bytes) -> list[bytes]:
    """The units of a byte stream with start codes (Annex B)."""
    codes = [(found.start(), found.end()) for found in START_CODE.finditer(stream)]
    ends = [(end, following) for (_start, end), (following, _) in pairwise([*codes, (len(stream), len(stream))])]
    return [stream[start:end].rstrip(b"\x00") for start, end in ends]


def parameter_sets(parts: list[bytes]) -> ParameterSets:
    """Those among some units."""
    sequence, picture = (tuple(unit for unit in parts if unit[0] & 31 == kind) for kind in (SPS, PPS))
    return ParameterSets(sequence, picture)


def with_lengths(parts: list[bytes]) -> bytes:
    """Units as mp4 keeps them, each behind its length."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def kinds(sample: bytes) -> Iterator[int]:
    """The kinds of the units in a sample. Raises Malformed."""
    at = 0
    while at + 4 < len(sample):
        yield sample[at + 4] & 31
        at += 4 + int.from_bytes(sample[at : at + 4])
    if at != len(sample):
        raise Malformed("a sample whose units do not fill it")


def opening_without_sets(sample: bytes, sets: ParameterSets) -> Opening | None:
    """How to copy a sample that brings parameter sets so that it brings none; None where it has none.

    `sets` are those of the record. Of the sample, the beginning up to its picture is enough. Raises Malformed for a
    beginning that ends before, and for other sets.
    """
    kept, at = [], 0
    while at + 4 < len(sample) and not 1 <= (kind := sample[at + 4] & 31) <= IDR:
        end = at + 4 + int.from_bytes(sample[at : at + 4])
        unit = sample[at + 4 : end]
        if end > len(sample) or (kind in {SPS, PPS} and unit not in sets.sequence + sets.picture):
            raise Malformed("units that are torn, or parameter sets that change on the way")
        kept += [] if kind in {SPS, PPS} else [unit]
        at = end
    made = with_lengths(kept)
    return Opening(made, at) if len(made) < at else None


def can_begin(sample: bytes, record: bytes) -> bool:
    """Whether every decoder can begin with a sample: its picture is an IDR one.

    Other keyframes are recovery points: pictures after them may lean on some before (an open GOP), or only add up to a
    whole one over time. `record` is the decoder configuration, empty or with start codes for a byte stream; of the
    sample, the beginning is enough.
    """
    return _first_picture(sample, record) == IDR


def record_of(entries: bytes) -> bytes:
    """The decoder configuration record of a sample description; empty where it has none."""
    return next((bytes(inner) for kind, inner in _inner_boxes(entries) if kind == b"avcC"), b"")


def _first_picture(sample: bytes, record: bytes) -> int | None:
    """The kind of the first unit that belongs to a picture."""
    if record[:1] != b"\x01":
        found = (unit[0] & 31 for unit in units(sample) if unit)
        return next((kind for kind in found if 1 <= kind <= IDR), None)
    at, length_bytes = 0, (record[4] & 3) + 1
    while at + length_bytes < len(sample):
        kind = sample[at + length_bytes] & 31
        if 1 <= kind <= IDR:
            return kind
        at += length_bytes + int.from_bytes(sample[at : at + length_bytes])
    return None


def _inner_boxes(entries: bytes) -> Iterator[tuple[bytes, memoryview]]:
    return children(memoryview(entries)[16 + ENTRY_FIELDS_BYTES :])


def _read(record: bytes) -> Configuration | None:
    if record[4] & 3 != 3:
        return None
    sequence, at = _sets(record, 6, record[5] & 31)
    picture, _at = _sets(record, at + 1, record[at])
    return Configuration(record[1], record[3], ParameterSets(sequence, picture), record)


def _sets(record: bytes, at: int, count: int) -> tuple[tuple[bytes, ...], int]:
    found = []
    for _number in range(count):
        length = struct.unpack_from(">H", record, at)[0]
        found.append(record[at + 2 : at + 2 + length])
        at += 2 + length
    return tuple(found), at


def _lists(sets: ParameterSets) -> bytes:
    return b"\x00" + _listed(sets.sequence) + b"\x00" + _listed(sets.picture)


def _listed(sets: tuple[bytes, ...]) -> bytes:
    return b"".join(struct.pack(">H", len(unit)) + unit for unit in sets)


def _first_number(payload: bytes) -> int:
    """The unsigned Exp-Golomb number that a payload begins with (ITU-T H.264, 9.1)."""
    bits = "".join(f"{byte:08b}" for byte in payload[:8])
    zeros = len(bits) - len(bits.lstrip("0"))
    return int(bits[zeros : 2 * zeros + 1], 2) - 1
