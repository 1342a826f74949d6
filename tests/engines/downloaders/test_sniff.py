import pytest

from engines.downloaders.sniff import HEAD_BYTES, is_media
from tests.media import Media

KINDS = ("video", "vp9", "vp8", "matroska", "transport_stream", "avi", "mp3_with_cover", "tone")
OTHER = (
    b"",
    b"\xff",
    b"\xff\xfeU\x00T\x00F\x00",
    b"<html><body>",
    b"%PDF-1.7",
    b"PK\x03\x04",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff\xe0",
    b'{"a": 1}',
    b"#EXTM3U\n",
    b"GIF89a",
    b"G" + b"x" * 300,
    b"plain text " * 50,
)


@pytest.mark.parametrize("kind", KINDS)
def test_media_are_known_by_their_first_bytes(media: Media, kind: str) -> None:
    with getattr(media, kind).open("rb") as file:
        assert is_media(file.read(HEAD_BYTES))


@pytest.mark.parametrize("head", OTHER)
def test_other_files_are_not_taken_for_media(head: bytes) -> None:
    assert not is_media(head)
