"""engines.clips.h264: which samples a decoder can begin with."""

import pytest

from engines.clips.boxes import Malformed
from engines.clips.h264 import (
    Configuration,
    Opening,
    ParameterSets,
    can_begin,
    configuration_of,
    opening_without_sets,
    with_configuration,
    with_lengths,
)

AVCC = b"\x01\x64\x00\x1f\xff"
"""The head of a configuration record: four bytes of length."""

AVCC_SHORT = b"\x01\x64\x00\x1f\xfd"
"""The same with two bytes of length."""

SEI, SPS, SLICE, IDR = b"\x06\x05\x01", b"\x67\x64\x00", b"\x41\x9a", b"\x65\x88"
DELIMITER, PPS = b"\x09\x10", b"\x68\xee\x3c"
SETS = ParameterSets((SPS,), (PPS,))


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


@pytest.mark.parametrize(
    ("units", "kept"),
    [
        ([SPS, PPS, IDR], []),
        ([DELIMITER, SPS, PPS, SEI, IDR], [DELIMITER, SEI]),
        ([PPS, SLICE, SLICE], []),
    ],
)
def test_opening_leaves_out_parameter_sets_alone(units: list[bytes], kept: list[bytes]):
    sample = with_lengths(units)

    opening = opening_without_sets(sample, SETS)

    assert opening == Opening(with_lengths(kept), len(sample) - len(with_lengths([u for u in units if u[0] & 31 <= 5])))


@pytest.mark.parametrize("units", [[IDR], [DELIMITER, SEI, IDR], [SLICE], [DELIMITER, SEI], []])
def test_sample_without_parameter_sets_begins_as_it_is(units: list[bytes]):
    assert opening_without_sets(with_lengths(units), SETS) is None


@pytest.mark.parametrize("sample", [with_lengths([SPS + b"\x01", PPS, IDR]), with_lengths([SPS, PPS, SEI])[:-1]])
def test_opening_refuses_other_sets_and_torn_units(sample: bytes):
    with pytest.raises(Malformed):
        opening_without_sets(sample, SETS)


def test_record_of_two_sets_promises_what_both_keep():
    first, second = b"\x67\x42\xe0\x1e\xab", b"\x67\x42\xc0\x1f\xcd"
    record = b"\x01\x42\xe0\x1e\xff\xe1\x00\x05" + first + b"\x01\x00\x03" + PPS
    source = Configuration(0x42, 0x1E, ParameterSets((first,), (PPS,)), record)

    both = source.including(ParameterSets((second,), (PPS + b"\x80",)))

    assert both.record[:6] == b"\x01\x42\xc0\x1f\xff\xe2"
    entries = with_configuration(bytes(12) + b"avc1" + bytes(78) + b"\x00\x00\x00\x08avcC", both)
    read = configuration_of(entries)
    assert read == both
    assert read.sets == ParameterSets((first, second), (PPS, PPS + b"\x80"))
