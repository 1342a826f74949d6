"""What makes lines doubtful: engines.transcribers.doubt, alone and through real engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.letters import Span
from engines.transcribers import transcribe
from engines.transcribers.audio import AT_EASE, Chunk
from engines.transcribers.doubt import judged, looping, repeats_itself
from engines.transcribers.listening import OneByOne, passages
from engines.transcribers.silence import voice_in
from engines.types import Speech, TranscribeOptions, TranscriptInfo, Word
from tests.engines.tiny_whisper import build
from tests.media import SPOKEN, Media


def reasons(*lines: Speech, before: tuple[str, ...] = (), voice: list[Span] | None = None) -> list[str]:
    return [line.doubtful for line in judged(lines, before, voice)]


def sure(*probabilities: float | None) -> Speech:
    words = tuple(Word(n, n + 1, f"w{n}", p) for n, p in enumerate(probabilities))
    return Speech(0, len(words), "words", words)


@pytest.mark.parametrize(
    "text",
    [
        "go Go GO go, Go go. go go!",
        "thank you very much thank you very much thank you very much thank you very much",
        "はははははははは",
        "そうですねそうですねそうですねそうですね",
        "a sentence that is said so often, " * 6,
    ],
)
def test_loops_are_repeated(text: str):
    assert repeats_itself(text)
    assert reasons(Speech(0, 5, text)) == ["repeated"]


@pytest.mark.parametrize(
    "text",
    [
        "No, no, no, no!",
        "Ha ha ha ha ha ha ha.",
        "one two one two one two",
        "東京は大きいです。京都も大きいです。",
        "I will go there and then I will go home and then I will sleep.",
        "",
    ],
)
def test_what_people_say_is_not(text: str):
    assert not repeats_itself(text)


def test_third_line_that_says_the_same_makes_all_of_them_doubtful():
    lines = [
        Speech(n, n + 1, text) for n, text in enumerate(["Well.", "Thank you.", "thank you", "Thank you!", "Bye."])
    ]
    assert reasons(*lines) == ["", "repeated", "repeated", "repeated", ""]
    assert reasons(*lines[:3]) == ["", "", ""]
    assert reasons(lines[3], before=("Thank you.", "thank you")) == ["repeated"]
    assert reasons(Speech(0, 1, "..."), before=("...", "...")) == [""]


def test_improbable_words_are_doubted_but_not_a_line_for_one_odd_name():
    assert reasons(sure(0.3, 0.3, 0.3)) == ["low_probability"]
    assert reasons(sure(0.4, 0.4, 0.4)) == [""]
    assert reasons(sure(0.9, 0.9, 0.0001, 0.9, 0.9)) == [""]
    assert reasons(sure(None, None)) == reasons(Speech(0, 1, "no words")) == [""]


def test_words_where_nobody_speaks():
    line = Speech(10, 12, "Thanks for watching!")
    assert reasons(line, voice=[(0, 9), (12.5, 20)]) == ["silence"]
    assert reasons(line, voice=[(0, 10.3)]) == [""]
    assert reasons(line, voice=[]) == ["silence"]
    assert reasons(line, voice=None) == [""]


@given(st.lists(st.sampled_from(["a", "b", "A.", "..", ""]), max_size=9), st.integers(0, 9))
def test_lines_loop_whatever_batches_they_come_in(texts: list[str], at: int):
    whole = looping(texts)
    assert len(whole) == len(texts)
    first, second = texts[:at], texts[at:]
    found = looping([*first[-2:], *second])[len(first[-2:]) :]
    assert found == whole[at:]


@pytest.fixture(scope="module")
def doubtful_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Says one good line, one that loops, and one it is not sure of."""
    script = [
        ("Alpha bravo charlie delta.", 3.0),
        ("go Go GO gO go, Go, GO, gO.", 6.0),
        ("Echo foxtrot golf hotel!", 9.0),
    ]
    folder = tmp_path_factory.mktemp("models") / "doubtful"
    return build(folder, script, unsure=script[2][0].split())


def test_real_engine_tells_what_it_doubts(doubtful_model: Path):
    options = TranscribeOptions(engine="faster-whisper", model=str(doubtful_model), threads=1)
    (first, *_) = transcribe(SPOKEN, options)
    assert [(line.text, line.doubtful) for line in first.speech[:3]] == [
        ("Alpha bravo charlie delta.", ""),
        ("go Go GO gO go, Go, GO, gO.", "repeated"),
        ("Echo foxtrot golf hotel!", "low_probability"),
    ]


class Inventing(OneByOne):
    """Hears somebody speak all the time."""

    lengths = AT_EASE

    def info(self) -> TranscriptInfo:
        return TranscriptInfo("inventing", "none", "en", "normal")

    def voice(self, chunk: Chunk) -> list[Span] | None:
        return voice_in(chunk)

    def listen(self, chunk: Chunk, _voice: object, reached: Callable[[float], None]) -> Iterator[Word]:
        yield Word(1.0, 4.0, " Something said.")
        yield Word(20.0, 22.0, " Thanks for watching!")
        reached(chunk.end)


def test_text_in_real_silence_behind_real_speech(media: Media):
    pytest.importorskip("faster_whisper")
    sound = media.made("said-then-silent.wav", "-i", SPOKEN, "-vn", "-af", "atrim=0:6,apad=whole_dur=26", "-ac", "1")

    (passage,) = passages(sound, TranscribeOptions(), lambda _done: None, Inventing())

    assert [(line.text, line.doubtful) for line in passage.speech] == [
        ("Something said.", ""),
        ("Thanks for watching!", "silence"),
    ]
