"""Transcripts as files."""

import json

import pytest

from segments.models import Segment
from segments.subtitles import FORMATS, clock, file_name, transcript_file
from videos.models import Video

VIDEO = Video(title="A talk", language="en", transcript_source="speech")
LINES = [
    Segment(start=0.5, end=4.0625, text="One & <two> --> three", words=[[0.5, 1.0, "One"]]),
    Segment(start=3661.25, end=3662, text="tab\tand\nline"),
]


def made(form: str) -> str:
    return transcript_file(VIDEO, LINES, form).text


def test_srt() -> None:
    assert made("srt") == (
        "1\n00:00:00,500 --> 00:00:04,062\nOne & <\u2060two> -\u2060-> three\n\n"
        "2\n01:01:01,250 --> 01:01:02,083\ntab and line\n\n"
    )


def test_vtt() -> None:
    assert made("vtt") == (
        "WEBVTT\n\n00:00:00.500 --> 00:00:04.062\nOne &amp; &lt;two&gt; --&gt; three\n\n"
        "01:01:01.250 --> 01:01:02.083\ntab and line\n\n"
    )


def test_txt_with_times() -> None:
    timed = transcript_file(VIDEO, LINES, "txt", with_times=True)
    assert timed.text == "[00:00:00] One & <two> --> three\n[01:01:01] tab and line\n"


def test_txt() -> None:
    assert made("txt") == "One & <two> --> three\ntab and line\n"


def test_tsv() -> None:
    assert made("tsv") == "start\tend\ttext\n500\t4062\tOne & <two> --> three\n3661250\t3662000\ttab and line\n"


def test_json() -> None:
    body = json.loads(made("json"))
    assert (body["title"], body["language"], body["source"], len(body["segments"])) == ("A talk", "en", "speech", 2)
    assert body["segments"][0]["words"] == [{"start": 0.5, "end": 1.0, "text": "One"}]
    assert body["segments"][1]["text"] == "tab\tand\nline"


@pytest.mark.parametrize(
    ("form", "expected"), [("srt", ""), ("vtt", "WEBVTT\n\n"), ("txt", ""), ("tsv", "start\tend\ttext\n")]
)
def test_without_lines_it_is_an_empty_file(form: str, expected: str) -> None:
    assert transcript_file(VIDEO, [], form).text == expected


def test_without_lines_json_has_no_segments() -> None:
    assert json.loads(transcript_file(VIDEO, [], "json").text)["segments"] == []


def test_every_format_has_its_type_and_ending() -> None:
    for form in FORMATS:
        assert transcript_file(VIDEO, [], form).name == f"A talk.{form}"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Київ 東京 🎉", "Київ 東京 🎉"),
        ('a/b\\c:d"e', "a b c d e"),
        ("line\nbreak\0", "line break"),
        ("../..", "transcript"),
        ("x" * 300, "x" * 120),
        ("", "transcript"),
    ],
)
def test_title_becomes_a_file_name_for_any_system(title: str, expected: str) -> None:
    assert file_name(title) == expected


def test_clock_has_more_digits_for_long_hours() -> None:
    assert (clock(0, ","), clock(59.9996, "."), clock(360000, ",")) == ("00:00:00,000", "00:01:00.000", "100:00:00,000")
