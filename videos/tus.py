"""The headers of tus 1.0.0 (https://tus.io/protocols/resumable-upload), the protocol of resumable uploads."""

import base64
import binascii
import hashlib

from core.errors import InvalidInput

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,checksum,expiration"
ALGORITHMS = ("sha1", "sha256")
BODY_TYPE = "application/offset+octet-stream"
REQUEST_ID = "Upload-Request-Id"
"""Ours: names the request that finishing made."""
CAPTIONS_ERROR = "Upload-Captions-Error"
"""Ours: the code of why captions sent along were not used, beside the request's name."""
REQUEST_HEADERS = (
    "tus-resumable",
    "upload-length",
    "upload-offset",
    "upload-metadata",
    "upload-checksum",
    "x-http-method-override",
)
RESPONSE_HEADERS = (
    "Location",
    "Tus-Resumable",
    "Tus-Version",
    "Tus-Extension",
    "Tus-Max-Size",
    "Tus-Checksum-Algorithm",
    "Upload-Offset",
    "Upload-Length",
    "Upload-Metadata",
    "Upload-Expires",
    REQUEST_ID,
    CAPTIONS_ERROR,
)
LONGEST_METADATA = 8000


def bytes_of(name: str, value: str | None) -> int:
    """A header that holds a number of bytes. Raises InvalidInput."""
    if not value or not (value.isascii() and value.isdecimal() and len(value) < 16):
        raise InvalidInput("invalid", f"{name} must be a number of bytes.", attr=name)
    return int(value)


def metadata_of(value: str) -> dict[str, str]:
    """The pairs of Upload-Metadata: `key base64(value), key base64(value)`; empty values are left out."""
    if len(value) > LONGEST_METADATA:
        raise InvalidInput("max_length", "Upload-Metadata is too long.", attr="Upload-Metadata")
    pairs = [pair.strip().partition(" ") for pair in value.split(",") if pair.strip()]
    try:
        read = {key: base64.b64decode(text.strip(), validate=True).decode() for key, _, text in pairs}
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise InvalidInput("invalid", "Upload-Metadata cannot be read.", attr="Upload-Metadata") from None
    return {key: text for key, text in read.items() if text}


def checksum_of(value: str) -> tuple[str, bytes]:
    """The algorithm and the digest of Upload-Checksum; both empty where there is none."""
    if not value:
        return "", b""
    algorithm, _, text = value.partition(" ")
    if algorithm not in ALGORITHMS:
        raise InvalidInput("checksum_unsupported", f"Use one of {', '.join(ALGORITHMS)}.", attr="Upload-Checksum")
    try:
        digest = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != hashlib.new(algorithm).digest_size:
        raise InvalidInput("invalid", "Upload-Checksum cannot be read.", attr="Upload-Checksum")
    return algorithm, digest
