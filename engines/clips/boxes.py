"""The boxes that mp4 files are made of (ISO/IEC 14496-12, 4.2): reading and writing them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

LARGEST_INDEX_BYTES = 256 * 1024**2
"""A `moov` above this is not read into memory; twelve hours of video have about 25 MB."""

Body = memoryview


class Malformed(Exception):
    """The boxes do not say what the standard wants."""


class Placed(NamedTuple):
    """A box as it lies in a file: where its content begins and how long that is."""

    kind: bytes
    at: int
    size: int


def top_boxes(path: Path) -> Iterator[Placed]:
    """The boxes of a file, not those inside them. Raises Malformed."""
    end, at = path.stat().st_size, 0
    with path.open("rb") as file:
        while at + 8 <= end:
            file.seek(at)
            head = file.read(16)
            size, kind, header = int.from_bytes(head[:4]), head[4:8], 8
            if size == 1:
                size, header = int.from_bytes(head[8:16]), 16
            size = size or end - at
            if size < header or at + size > end:
                raise Malformed(f"a box of {size} bytes at {at}")
            yield Placed(kind, at + header, size - header)
            at += size


def content(path: Path, box: Placed) -> Body:
    """The bytes inside a box of a file. Raises Malformed for one too large to be an index."""
    if box.size > LARGEST_INDEX_BYTES:
        raise Malformed(f"an index of {box.size} bytes")
    with path.open("rb") as file:
        file.seek(box.at)
        return memoryview(file.read(box.size))


def children(body: Body) -> Iterator[tuple[bytes, Body]]:
    """The boxes inside a box: (kind, content). Raises Malformed."""
    at = 0
    while at + 8 <= len(body):
        size = int.from_bytes(body[at : at + 4])
        if size < 8 or at + size > len(body):
            raise Malformed(f"a box of {size} bytes inside one of {len(body)}")
        yield bytes(body[at + 4 : at + 8]), body[at + 8 : at + size]
        at += size


def all_children(body: Body, kind: bytes) -> list[Body]:
    """The contents of the boxes of one kind inside a box. Raises Malformed."""
    return [inner for found, inner in children(body) if found == kind]


def rename(body: Body, kind: bytes, name: bytes) -> None:
    """Give the boxes of one kind inside a writable box another kind. Raises Malformed."""
    at = 0
    for found, inner in children(body):
        if found == kind:
            body[at + 4 : at + 8] = name
        at += 8 + len(inner)


def find(body: Body, *path: bytes) -> Body | None:
    """The content of the first box at this path, or None. Raises Malformed."""
    for kind in path:
        inner = next((inner for found, inner in children(body) if found == kind), None)
        if inner is None:
            return None
        body = inner
    return body


def require(body: Body, *path: bytes) -> Body:
    """The content of the first box at this path. Raises Malformed where there is none."""
    found = find(body, *path)
    if found is None:
        raise Malformed(f"no {b'/'.join(path).decode()}")
    return found


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box around these bytes."""
    inside = b"".join(parts)
    return struct.pack(">I4s", len(inside) + 8, kind) + inside


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box that begins with a version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)
