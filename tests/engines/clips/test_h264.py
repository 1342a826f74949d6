"""engines.clips.h264: which samples a decoder can begin with."""

import pytest

from engines.clips.h264 import can_begin, with_lengths

AVCC = b"\x01\x64\x00\x1f\xff"
"""The head of a configuration record: four bytes of length."""

AVCC_SHORT = b"\x01\x64\x00\x1f\xfd"
"""The same with two bytes of length."""

SEI, SPS, SLICE, IDR = b"\x06\x05\x01", b"\x67\x64\x00", b"\x41\x9a", b"\x65\x88"


@pytest.mark.parametrize(
    ("units", "expected"),
    [([SEI, SPS, IDR], True), ([IDR], True), ([SEI, SLICE], False), ([SLICE, IDR], False), ([SEI], False), ([], False)],
)
def test_only_an_idr_picture_begins_anew(units: list[bytes], expected: bool):
    assert can_begin(with_lengths(units), AVCC) is expected
    assert can_begin(b"".join(b"\x00\x00\x01" + unit for unit in units), b"") is expected


def test_lengths_are_as_long_as_the_record_says():
    assert can_begin(b"\x00\x03" + SEI + b"\x00\x02" + IDR, AVCC_SHORT)


def test_beginning_of_a_sample_is_enough():
    assert can_begin(with_lengths([SEI, IDR * 500])[:20], AVCC)
