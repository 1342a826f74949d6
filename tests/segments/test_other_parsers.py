"""Exported transcripts as other people's programs read them: ffmpeg, webvtt-py, pysubs2, and the csv module."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import tempfile
from pathlib import Path

import av
import pysubs2
import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.captions.cleaning import cleaned
from engines.captions.markup import WORD_JOINER
from engines.captions.reading import read_cues
from engines.captions.words import words_of
from engines.ffmpeg import executable
from engines.forms.captions import Cue
from segments.models import Segment
from segments.subtitles import as_json, as_srt, as_tsv, as_vtt, cues
from videos.models import Video

SPEECH = Video(title="A talk", duration=4000.0)
NASTY = (
    "Plain words, and then quite a few more of them so that they need another row. And one more sentence.",
    "One & <b>two</b> <i> <three> --> four &amp; &lt; five",
    r"{\an8}up {here} \N and {b}",
    "WEBVTT",
    "NOTE this is no comment",
    "STYLE",
    "00:00:01.000 --> 00:00:02.000",
    "7",
    "日本語の字幕です。とても長いので、二行になります。そして、次の字幕にも続きます。まだまだ続きます。",
    "안녕하세요 여러분 오늘은 날씨가 아주 좋습니다",
    "Привіт, як справи? 🎉 e\u0301",
    "שלום עולם and مرحبا",
    "می\u200cخواهم 👨\u200d👩\u200d👧\u200d👦 בוקר טוב 👋🏽",
    "one – two — three - four",
    " – ".join(["– begins with a dash, and so may a row of it"] * 3),
    "if a < b and b > c then <a href='x'> & &#39; &nbsp; &lt;b&gt;",
    "C # minor, #1 and 50%",
    "".join(f"w{number}" for number in range(100, 150)),
    "https://example.org/a/very/long/address/that/no/row/can/hold?and=more&so=on#end",
    "이것은매우긴단어입니다" * 8,
    "ภาษาไทยไม่มีช่องว่างระหว่างคำ" * 4,
)


def lines_of(*texts: str) -> list[Segment]:
    """Lines of six seconds each, words of the same length in them."""
    lines = []
    for n, text in enumerate(texts):
        said, start = text.split(), 10.0 * n
        pace = 6.0 / len(said)
        words = [[start + w * pace, start + (w + 1) * pace, word] for w, word in enumerate(said)]
        lines.append(Segment(start=start, end=start + 6.0, text=text, words=words))
    return lines


def shown(cue: Cue) -> tuple[int, int, str]:
    return round(cue.start * 1000), round(cue.end * 1000), plain(" ".join(cue.rows))


def plain(text: str) -> str:
    return " ".join(text.replace(WORD_JOINER, "").split())


def with_pysubs2(text: str, form: str) -> list[tuple[int, int, str]]:
    read = pysubs2.SSAFile.from_string(text, format_=form)
    return [(event.start, event.end, plain(event.plaintext)) for event in read]


def with_webvtt(text: str) -> list[tuple[int, int, str]]:
    read = webvtt.from_buffer(io.StringIO(text))
    return [(milliseconds(cue.start), milliseconds(cue.end), plain(cue.text)) for cue in read]


def milliseconds(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60) * 1000 + float(seconds) * 1000)


def times_in_ffmpeg(path: Path) -> list[tuple[int, int]]:
    """When ffmpeg's own reader shows its cues."""
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(subtitles=0) if packet.pts is not None]
        unit = 1000 * packets[0].time_base
        return [(round(p.pts * unit), round((p.pts + p.duration) * unit)) for p in packets]


def through_ffmpeg(path: Path) -> str:
    """The file decoded by ffmpeg, which says nothing to it, and written as SubRip."""
    words = [executable(), "-v", "warning", "-nostdin", "-i", str(path), "-f", "srt", "-"]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stderr == ""
    return done.stdout


def said() -> list[tuple[int, int, str]]:
    return [shown(cue) for cue in cues(SPEECH, lines_of(*NASTY))]


def test_nasty_text_makes_more_cues_than_lines_and_loses_none() -> None:
    letters = "".join(text for *_, text in said()).replace(" ", "")
    assert len(said()) > len(NASTY)
    assert letters == "".join(NASTY).replace(" ", "")


def test_srt_read_by_pysubs2() -> None:
    read = with_pysubs2(as_srt(SPEECH, lines_of(*NASTY)), "srt")
    assert [(start, end) for start, end, _ in read] == [(start, end) for start, end, _ in said()]
    no_braces = [n for n, (*_, text) in enumerate(said()) if "{" not in text]  # it takes them for its own
    assert len(no_braces) >= len(NASTY) - 1
    assert [read[n][2] for n in no_braces] == [said()[n][2] for n in no_braces]


def test_vtt_read_by_webvtt_py() -> None:
    read = with_webvtt(as_vtt(SPEECH, lines_of(*NASTY)))
    assert [(start, end) for start, end, _ in read] == [(start, end) for start, end, _ in said()]
    assert [unescaped(text) for *_, text in read] == [text for *_, text in said()]


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize("form", ["srt", "vtt"])
def test_read_by_ffmpeg_without_a_complaint(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"transcript.{form}"
    path.write_text({"srt": as_srt, "vtt": as_vtt}[form](SPEECH, lines_of(*NASTY)), encoding="utf-8")

    assert times_in_ffmpeg(path) == [(start, end) for start, end, _ in said()]
    assert "no comment" in through_ffmpeg(path)


@pytest.mark.parametrize("form", ["srt", "vtt"])
def test_plain_text_comes_out_of_ffmpeg_as_it_went_in(form: str, tmp_path: Path) -> None:
    ordinary = [text for text in NASTY if not set(text) & set("<>{}\\&:")]
    path = tmp_path / f"transcript.{form}"
    path.write_text({"srt": as_srt, "vtt": as_vtt}[form](SPEECH, lines_of(*ordinary)), encoding="utf-8")

    assert with_pysubs2(through_ffmpeg(path), "srt") == [shown(cue) for cue in cues(SPEECH, lines_of(*ordinary))]


@pytest.mark.parametrize("form", ["srt", "vtt"])
@pytest.mark.parametrize("text", NASTY)
def test_what_is_exported_is_the_same_when_it_is_brought_in_again(text: str, form: str, tmp_path: Path) -> None:
    path = tmp_path / f"transcript.{form}"
    path.write_text({"srt": as_srt, "vtt": as_vtt}[form](SPEECH, lines_of("First & second.", text)), encoding="utf-8")

    words = list(words_of(cleaned(read_cues(path))))

    assert "".join("".join(word.text for word in words).split()) == "".join(f"First & second.{text}".split())


MIXED = [
    *("Python", "is", "read", "NumPy", "3.14", "ok", "GPU", "(beta)", "Vim,", "end.", "🎉", "👋"),
    *("これは", "です", "東京", "プログラミング", "「本」", "言語。", "中文", "字幕", "日本、", "カメラ"),
    *("안녕하세요", "오늘은", "날씨가", "좋습니다."),
    *("a" * 50, "https://example.org/a-path-that-is-longer-than-two-rows-of-captions-are/and-goes-on-until-it-ends"),
]


def read_back(written: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "captions"
        path.write_text(written, encoding="utf-8")
        return "".join(word.text for word in words_of(cleaned(read_cues(path)))).strip()


@given(st.permutations(MIXED), st.lists(st.sampled_from(["", " "]), min_size=len(MIXED), max_size=len(MIXED)))
@settings(max_examples=150)
def test_mixed_scripts_keep_their_spaces_and_get_none(said: list[str], spaces: list[str]) -> None:
    text = "".join(word + space for word, space in zip(said, spaces, strict=True)).strip()
    lines = lines_of(text)

    assert read_back(as_srt(SPEECH, lines)) == text
    assert read_back(as_vtt(SPEECH, lines)) == text


def test_tsv_read_by_the_csv_module() -> None:
    rows = list(csv.reader(io.StringIO(as_tsv(SPEECH, lines_of(*NASTY))), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows[0] == ["start", "end", "text"]
    assert [row[2] for row in rows[1:]] == list(NASTY)


def laid(*spoken: tuple[float, float, str]) -> list[Segment]:
    return [Segment(start=start, end=end, text=text, words=[]) for start, end, text in spoken]


LONG = (
    "A long line that needs several captions, one after the other, all of them while somebody else speaks, and that "
    "goes on until well behind the end of what the other one said."
)
OVERLAPPING = laid(
    (1.0, 21.0, LONG),
    (4.0, 4.0, "No time at all."),
    (4.0, 6.0, "Both at once."),
    (4.0, 4.0, "Once more."),
    (30.0, 30.0, "The last."),
)  # fmt: skip


@pytest.mark.parametrize("form", ["srt", "vtt"])
def test_overlapping_and_timeless_lines_are_read_in_order_and_lose_nothing(form: str, tmp_path: Path) -> None:
    written = {"srt": as_srt, "vtt": as_vtt}[form](SPEECH, OVERLAPPING)
    path = tmp_path / f"transcript.{form}"
    path.write_text(written, encoding="utf-8")

    read = with_pysubs2(written, form)

    assert [start for start, *_ in read] == sorted(start for start, *_ in read)
    assert all(start < end for start, end, _ in read)
    assert times_in_ffmpeg(path) == [(start, end) for start, end, _ in read]
    assert sorted(" ".join(text for *_, text in read).split()) == sorted(" ".join(o.text for o in OVERLAPPING).split())
    assert through_ffmpeg(path).count("-->") == len(read)


def test_json_and_tsv_of_overlapping_lines_are_the_lines() -> None:
    told = json.loads(as_json(SPEECH, OVERLAPPING))["segments"]
    rows = list(csv.reader(io.StringIO(as_tsv(SPEECH, OVERLAPPING)), delimiter="\t", quoting=csv.QUOTE_NONE))

    assert [(line["start"], line["end"], line["text"]) for line in told] == [
        (o.start, o.end, o.text) for o in OVERLAPPING
    ]
    assert [[int(row[0]), int(row[1]), row[2]] for row in rows[1:]] == [
        [1000 * o.start, 1000 * o.end, o.text] for o in OVERLAPPING
    ]


words = st.text("abN<>&{}\\-/i1:;#.日「、\u00a0\u200d é", min_size=1, max_size=30).filter(str.strip)


@given(st.lists(words, min_size=1, max_size=4))
@settings(max_examples=150)
def test_any_text_is_read_back_by_both_parsers(texts: list[str]) -> None:
    lines = lines_of(*texts)
    expected = [(start, end, plain(text)) for start, end, text in map(shown, cues(SPEECH, lines))]

    assert [(s, e, unescaped(text)) for s, e, text in with_webvtt(as_vtt(SPEECH, lines))] == expected
    read = with_pysubs2(as_srt(SPEECH, lines), "srt")
    assert [(start, end) for start, end, _ in read] == [(start, end) for start, end, _ in expected]


@given(
    st.lists(
        words.filter(lambda text: "#" not in text and not {">>", ">>>"} & set(text.split())), min_size=1, max_size=4
    )
)
@settings(max_examples=150)
def test_any_text_comes_back_from_what_is_exported(texts: list[str]) -> None:
    lines = lines_of(*texts)

    for form, written in {"srt": as_srt(SPEECH, lines), "vtt": as_vtt(SPEECH, lines)}.items():
        assert letters_of(written) == "".join("".join(texts).split()), form


def letters_of(written: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "captions"
        path.write_text(written, encoding="utf-8")
        return "".join("".join(word.text for word in words_of(cleaned(read_cues(path)))).split())
