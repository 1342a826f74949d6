"""Telling media from other files by their first bytes, before they are fetched whole."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from engines.downloaders.failures import failure

HEAD_BYTES = 4096
SIGNATURES = (
    (4, b"ftyp"),  # MP4, QuickTime, 3GP
    (4, b"moov"),
    (4, b"mdat"),
    (4, b"wide"),
    (4, b"free"),
    (0, b"\x1aE\xdf\xa3"),  # Matroska, WebM
    (0, b"RIFF"),  # AVI, WAV
    (0, b"FORM"),  # AIFF
    (0, b"OggS"),
    (0, b"fLaC"),
    (0, b"FLV\x01"),
    (0, b"ID3"),  # MP3 with tags
    (0, b"\x30\x26\xb2\x75"),  # ASF: WMV, WMA
    (0, b"\x00\x00\x01\xba"),  # MPEG program stream
    (0, b"\x00\x00\x01\xb3"),  # MPEG video
    (0, b"\x0b\x77"),  # AC-3
    (0, b"caff"),
    (0, b"#!AMR"),
    (0, b".RMF"),
    (0, b"\x06\x0e\x2b\x34"),  # MXF
)
"""(offset, bytes) by which media files begin."""

TRANSPORT_PACKET = 188
"""Bytes between the sync bytes of an MPEG transport stream."""


def look_at_file(ydl: Any, info: dict[str, Any]) -> dict[str, Any]:
    """What the server says about the file that yt-dlp takes for a video.

    Returns `filesize` (None where the server does not say) and `validator`, a text that changes with the file.

    Raises:
        DownloadError: not_media, where it does not begin like media.
    """
    from yt_dlp.networking import Request

    headers = {**(info.get("http_headers") or {}), "Accept-Encoding": "identity", "Range": f"bytes=0-{HEAD_BYTES - 1}"}
    with ydl.urlopen(Request(info["url"], headers=headers)) as response:
        head = response.read(HEAD_BYTES)
        size = _whole_size(response)
        validator = response.get_header("ETag") or response.get_header("Last-Modified") or ""
    if not is_media(head):
        raise failure("not_media")
    return {"filesize": size, "validator": validator}


def _whole_size(response: Any) -> int | None:
    """The size of the file behind an answer, which may be whole or only its first bytes."""
    said = response.get_header("Content-Length")
    if response.status == HTTPStatus.PARTIAL_CONTENT:
        said = str(response.get_header("Content-Range")).rpartition("/")[2]
    return int(said) if said and said.isdigit() else None


def is_media(head: bytes) -> bool:
    """Whether a file that begins so may be a video or sound file."""
    known = any(head[at:].startswith(signature) for at, signature in SIGNATURES)
    return known or _is_mpeg_audio(head) or _is_transport_stream(head)


def _is_mpeg_audio(head: bytes) -> bool:
    """MP3 or ADTS: eleven set bits begin a frame."""
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] != 0xFF and head[1] != 0xFE


def _is_transport_stream(head: bytes) -> bool:
    return len(head) > TRANSPORT_PACKET and head[0] == 0x47 and head[TRANSPORT_PACKET] == 0x47
