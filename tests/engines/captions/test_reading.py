"""Caption files as people and sites leave them."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.captions.cleaning import cleaned
from engines.captions.cues import ReadCue
from engines.captions.markup import lines_of
from engines.captions.reading import read_cues
from engines.captions.words import words_of
from engines.errors import CaptionError

SRT = "1\n00:00:01,000 --> 00:00:02,500\nThe first line\nof two.\n\n2\n00:00:03,000 --> 00:00:04,000\nThe second.\n"
VTT = """WEBVTT - Some title
Kind: captions

STYLE
::cue { color: red }

NOTE
this is said --> by nobody

intro
00:01.000 --> 00:02.500 align:start position:0%
<v Ann>The <i>first</i> line</v>
of two.

NOTE another one

chapter two
00:00:03.000 --> 00:00:04.000
The second.
"""
ASS = """[Script Info]
Title: x

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,The {\\k20}sec{\\k30}ond.
Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\an8\\i1}The first line{\\i0}\\Nof two.
Dialogue: 1,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\blur3}The first line\\Nof two.
Comment: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,A note
Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\p1}m 0 0 l 1 1{\\p0}
"""
SBV = "0:00:01.000,0:00:02.500\nThe first line\nof two.\n\n0:00:03.000,0:00:04.000\nThe second.\n"
JSON3 = json.dumps(
    {
        "events": [
            {"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
            {"tStartMs": 1000, "dDurationMs": 1500, "segs": [{"utf8": "The first line\nof two."}]},
            {"tStartMs": 2500, "aAppend": 1, "segs": [{"utf8": "\n"}]},
            {"tStartMs": 3000, "dDurationMs": 1000, "segs": [{"utf8": "The second."}]},
        ]
    }
)
FORMS = {"srt": SRT, "vtt": VTT, "ass": ASS, "sbv": SBV, "json3": JSON3}
SAID = [(1.0, 2.5, "The first line of two."), (3.0, 4.0, "The second.")]

Spoken = list[tuple[float, float, str]]


def spoken(path: Path, content: str | bytes) -> Spoken:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return told(cleaned(read_cues(path)))


def told(cues: list[ReadCue]) -> Spoken:
    return [(cue.start, cue.end, " ".join(word for line in cue.texts for word in line)) for cue in cues]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same_whatever_its_file_is_called(tmp_path: Path, form: str) -> None:
    assert spoken(tmp_path / "captions.txt", FORMS[form]) == SAID


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("form", FORMS)
def test_byte_order_marks_and_wide_encodings_are_read(tmp_path: Path, form: str, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-le" else ""

    assert spoken(tmp_path / "x", (mark + FORMS[form]).encode(encoding)) == SAID


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Où est passée la forêt ? Elle s'étendait là-bas, près du château, à côté de l'église."),
        ("cp1251", "Где находится библиотека? Она стоит на берегу реки, недалеко от старого моста."),
        ("shift_jis", "図書館はどこにありますか。川のほとり、古い橋の近くに立っています。"),
        ("euc_kr", "도서관은 어디에 있습니까? 강가에, 오래된 다리 근처에 있습니다."),
        ("gb18030", "图书馆在哪里？它在河边，离老桥不远的地方，旁边有一座教堂。"),
    ],
)
def test_old_encodings_are_guessed(tmp_path: Path, encoding: str, text: str) -> None:
    content = f"1\n00:00:01,000 --> 00:00:05,000\n{text}\n\n2\n00:00:06,000 --> 00:00:09,000\n{text}\n"

    assert spoken(tmp_path / "x.srt", content.encode(encoding)) == [(1.0, 5.0, text), (6.0, 9.0, text)]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_read(tmp_path: Path, ending: str) -> None:
    assert spoken(tmp_path / "x.srt", SRT.replace("\n", ending)) == SAID
    assert spoken(tmp_path / "x.vtt", VTT.replace("\n", ending)) == SAID


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Fish &amp; chips &lt;3 &#39;til&nbsp;late", ["Fish & chips <3 'til late"]),
        ('<font color="#fff">Hello</font> <b>there</b>', ["Hello there"]),
        ("{\\an8}Up here", ["Up here"]),
        ("{a remark} stays", ["{a remark} stays"]),
        ("- Who is there?\n- Me.", ["Who is there?", "Me."]),
        (">> ANN: Good morning.", ["ANN: Good morning."]),
        ("♪ La la la ♪", ["La la la"]),
        ("♪La la la♪", ["La la la"]),
        ("\u202bשלום\u202c \u200eworld", ["שלום world"]),
        ("a well-known two – three — and four - five", ["a well-known two – three — and four - five"]),
        ("# We sing #\nin C # minor", ["We sing", "in C # minor"]),
        ("می\u200cخواهم 👨\u200d👩\u200d👧 \u200bend", ["می\u200cخواهم 👨\u200d👩\u200d👧 end"]),
        ("<\u2060b> {\u2060\\an8} \\\u2060N &\u2060amp; -\u2060-> -\u2060 x", ["<b> {\\an8} \\N &amp; --> - x"]),
        (" \n♪\n-\n", []),
    ],
)
def test_styling_goes_and_words_stay(text: str, plain: list[str]) -> None:
    assert [" ".join(token.text for token in line) for line in lines_of(text)] == plain


def test_cues_out_of_order_and_over_each_other_come_one_at_a_time(tmp_path: Path) -> None:
    cues = [(8, 9, "last"), (1, 5, "first"), (3, 6, "second"), (3.1, 4, "beside it"), (7, 7, "nothing"), (9, 8, "back")]
    content = "".join(f"00:00:{a:06.3f} --> 00:00:{b:06.3f}\n{text}\n\n".replace(".", ",") for a, b, text in cues)

    assert spoken(tmp_path / "x.srt", content) == [(1, 3, "first"), (3, 6, "second beside it"), (8, 9, "last")]


ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:02.389 align:start position:0%
 
we<00:00:00.480><c> speak</c><00:00:00.800><c> of</c>

00:00:02.389 --> 00:00:02.399 align:start position:0%
we speak of
 

00:00:02.399 --> 00:00:04.230 align:start position:0%
we speak of
rivers<00:00:02.900><c> and</c>

00:00:04.230 --> 00:00:04.240 align:start position:0%
rivers and
 

00:00:04.240 --> 00:00:06.000 align:start position:0%
rivers and
boats
"""  # noqa: W293 -- as YouTube writes it


def test_rolling_captions_are_spoken_once_with_the_times_of_their_words(tmp_path: Path) -> None:
    path = tmp_path / "x.vtt"
    path.write_text(ROLLING)

    words = list(words_of(cleaned(read_cues(path))))

    assert [(word.text, word.start) for word in words] == [
        (" we", 0.16), (" speak", 0.48), (" of", 0.8), (" rivers", 2.399), (" and", 2.9), (" boats", 4.24)
    ]  # fmt: skip
    assert [round(word.end, 3) for word in words] == [0.48, 0.8, 1.8, 2.9, 3.9, 6.0]


def test_karaoke_that_grows_word_by_word_is_spoken_once(tmp_path: Path) -> None:
    shown = ["So", "So I", "So I said", "So I said no", "Then"]
    content = "".join(f"00:00:0{n},000 --> 00:00:0{n + 1},000\n{text}\n\n" for n, text in enumerate(shown, 1))

    assert [text for *_, text in spoken(tmp_path / "x.srt", content)] == ["So", "I", "said", "no", "Then"]


def test_what_is_really_said_twice_is_kept(tmp_path: Path) -> None:
    content = "".join(f"00:00:0{n},000 --> 00:00:0{n + 1},000\nNo.\n\n" for n in (1, 2, 5))

    assert spoken(tmp_path / "x.srt", content) == [(1, 2, "No."), (2, 3, "No."), (5, 6, "No.")]


def test_automatic_json3_has_the_times_of_its_words(tmp_path: Path) -> None:
    pieces = [{"utf8": "we"}, {"utf8": " speak", "tOffsetMs": 320}, {"utf8": " of", "tOffsetMs": 640}]
    events: list[dict[str, Any]] = [
        {"tStartMs": 160, "dDurationMs": 4080, "segs": pieces},
        {"tStartMs": 2390, "dDurationMs": 1850, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 2400, "dDurationMs": 3000, "segs": [{"utf8": "rivers"}]},
    ]
    path = tmp_path / "x.json3"
    path.write_text(json.dumps({"wireMagic": "pb3", "events": events}))

    words = list(words_of(cleaned(read_cues(path))))

    assert [(word.text, word.start, round(word.end, 3)) for word in words] == [
        (" we", 0.16, 0.48), (" speak", 0.48, 0.8), (" of", 0.8, 1.8), (" rivers", 2.4, 5.4)
    ]  # fmt: skip


def test_words_without_times_share_their_cue_by_length(tmp_path: Path) -> None:
    path = tmp_path / "x.srt"
    path.write_text("00:00:10,000 --> 00:00:20,000\nI am\nelsewhere")

    words = [(word.text, word.start, word.end) for word in words_of(cleaned(read_cues(path)))]

    assert words == [
        (" I", 10.0, pytest.approx(11.333, abs=0.001)),
        (" am", pytest.approx(11.333, abs=0.001), pytest.approx(13.333, abs=0.001)),
        (" elsewhere", pytest.approx(13.333, abs=0.001), pytest.approx(20.0)),
    ]


@pytest.mark.parametrize("form", ["srt", "vtt"])
def test_row_that_is_a_number_is_no_number_of_a_cue(tmp_path: Path, form: str) -> None:
    head, point = {"srt": ("", ","), "vtt": ("WEBVTT\n\n", ".")}[form]
    rows = ["It was in\n1984", "7", "and not in\n2024"]
    cues = (f"{n}\n00:00:0{n}{point}000 --> 00:00:0{n}{point}900\n{row}\n\n" for n, row in enumerate(rows, 1))

    told = [text for *_, text in spoken(tmp_path / "x", head + "".join(cues))]

    assert told == ["It was in 1984", "7", "and not in 2024"]


def test_scripts_without_spaces_get_none(tmp_path: Path) -> None:
    path = tmp_path / "x.srt"
    path.write_text(
        "00:00:01,000 --> 00:00:02,000\n図書館は\n「どこ」\n\n00:00:02,000 --> 00:00:03,000\n도서관은 어디 🎉"
    )

    assert "".join(word.text for word in words_of(cleaned(read_cues(path)))) == " 図書館は「どこ」 도서관은 어디 🎉"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ("これは Python です", "これは Python です"),
        ("これはPythonです", "これはPythonです"),
        ("これは\nPython\nです", "これはPythonです"),
        ("これは \nPython \nです", "これは Python です"),
        ("東京　大阪\n京都", "東京 大阪京都"),
        ("これは<00:00:01.200>Python<00:00:01.500> です", "これはPython です"),
        ("one<00:00:01.200>two\nthree", "one two three"),
        ("日本語\n한국어", "日本語 한국어"),
    ],
)
def test_spaces_are_those_that_are_written(tmp_path: Path, rows: str, text: str) -> None:
    path = tmp_path / "x.vtt"
    path.write_text(f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{rows}\n")

    assert "".join(word.text for word in words_of(cleaned(read_cues(path)))) == f" {text}"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"just words",
        b"{}",
        b'{"events": 3}',
        b'{"events": [{"segs": [3]}]}',
        b'{"events": [{"tStartMs": 1e999, "segs": [{}, {}]}]}',
        b'{"events": ' + b"[" * 100_000,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"WEBVTT\n\n",
        b"1\n00:00:01,000 --> 00:00:02,000\n\xe2\x99\xaa\n",
        b"[Script Info]\n[Events]\nFormat: Start\nDialogue: broken\n",
    ],
)
def test_what_holds_no_captions_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.srt"
    path.write_bytes(content)

    with pytest.raises(CaptionError) as caught:
        read_cues(path)

    assert caught.value.code == "captions_unreadable"


LINES = st.lists(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3))
CUES = st.lists(st.tuples(st.floats(-1, 50), st.floats(-1, 50), LINES))


@given(CUES)
def test_cleaned_cues_never_overlap_and_say_nothing_new(rows: list[tuple[float, float, list[list[str]]]]) -> None:
    cues = [ReadCue(start, end, lines_of("\n".join(map(" ".join, lines)))) for start, end, lines in rows if lines]

    clean = cleaned(cues)

    assert all(cue.end > cue.start >= 0 for cue in clean)
    assert all(a.end <= b.start for a, b in pairwise(clean))
    assert sum(len(line) for cue in clean for line in cue.lines) <= sum(len(line) for cue in cues for line in cue.lines)
    assert all(word.start <= word.end for word in words_of(clean))
