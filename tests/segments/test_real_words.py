"""The rules of lines and the way through a caption file, over what engines really heard.

Always the same cases: what is new is found by raising `max_examples` (600 of each passed).

`tests/engines/transcribers/heard/` has a minute of recorded people, as bare engines heard it: `bench.talks.talk(...,
recorded(), 60)` and `python -m bench.bare ENGINE FILE`. Whisper wrote it with its marks, PocketSphinx without any.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.captions.cleaning import cleaned
from engines.captions.reading import read_cues
from engines.captions.words import words_of
from engines.transcribers.listening import Lines
from engines.transcribers.speech import LONGEST, LONGEST_SILENCE, SHORTEST, tidy
from engines.types import Speech, Word
from segments.models import Segment
from segments.subtitles import transcript_file
from segments.transcripts import line_of
from videos.models import Video

HEARD = Path(__file__).parents[1] / "engines" / "transcribers" / "heard"
OTHER_WORDS = ("안녕하세요.", "Привіт,", "1984", "-", "<b>", "10:30.")


def heard(engine: str) -> list[Word]:
    rows = (line.split("\t") for line in (HEARD / f"{engine}.tsv").read_text().splitlines())
    return [Word(float(start), float(end), f" {text}") for start, end, text in rows]


WORDS = {engine: heard(engine) for engine in ("faster-whisper", "pocketsphinx")}


@dataclass(frozen=True, slots=True)
class Heard:
    """Words as an engine tells them, chunk after chunk: (end of the chunk, its words)."""

    chunks: tuple[tuple[float, tuple[Word, ...]], ...]

    @property
    def duration(self) -> float:
        return self.chunks[-1][0]

    def tidied(self) -> Iterator[tuple[float, list[Word]]]:
        begin = 0.0
        for end, words in self.chunks:
            yield end, list(tidy(words, begin, end))
            begin = end


@st.composite
def hearings(draw: st.DrawFn) -> Heard:
    """Pieces of what was heard, in any order and with any silence before them, cut into chunks anywhere; now and then a
    word is another one, or its times are wrong: before the one it follows, of no length, far too long."""
    words = WORDS[draw(st.sampled_from(sorted(WORDS)))]
    cuts = sorted(draw(st.sets(st.integers(1, len(words) - 1), max_size=6)))
    pieces = [words[begin:end] for begin, end in pairwise([0, *cuts, len(words)])]
    pieces = draw(st.permutations(pieces))[: draw(st.integers(1, len(pieces)))]
    chunks, at = [], 0.0
    for piece in pieces:
        at += draw(st.sampled_from([0.0, 0.4, 0.9, 1.1, 3.0, 40.0])) - piece[0].start
        placed = [Word(word.start + at, word.end + at, word.text) for word in piece]
        at = placed[-1].end
        chunks.append((round(at + draw(st.sampled_from([0.0, 0.3, 2.0])), 3), tuple(edited(draw, placed))))
        at = chunks[-1][0]
    return Heard(tuple(chunks))


def edited(draw: st.DrawFn, words: list[Word]) -> list[Word]:
    edits = draw(st.dictionaries(st.integers(0, len(words) - 1), st.integers(0, 4), max_size=4))
    for place, edit in edits.items():
        start, end, text = words[place].start, words[place].end, words[place].text
        other = draw(st.sampled_from(OTHER_WORDS))
        words[place] = [
            Word(start, end, f" {other}"),
            Word(start - 2, end, text),
            Word(start, start, text),
            Word(end, start, text),
            Word(start, end + 20, text),
        ][edit]
    return words


def transcribed(heard: Heard) -> tuple[list[Speech], list[float]]:
    """The lines, and the moments at which a run may be resumed."""
    lines, stored, reached = Lines(), [], []
    for number, (end, words) in enumerate(heard.tidied(), start=1):
        lines.hear(words, None)
        up_to, speech = lines.take(end, is_last=number == len(heard.chunks))
        stored += speech
        reached.append(up_to)
    return stored, reached


@given(hearings())
@settings(max_examples=60, derandomize=True)
def test_lines_of_real_words_keep_the_rules(heard: Heard) -> None:
    lines, reached = transcribed(heard)

    words = [word for line in lines for word in line.words]
    said = [word for _, words in heard.tidied() for word in words]
    assert [(word.start, word.end, word.text) for word in words] == [(w.start, w.end, w.text.strip()) for w in said]
    assert reached == sorted(reached)
    assert reached[-1] == heard.duration
    assert lines[0].start >= 0
    assert lines[-1].end <= heard.duration
    assert all(a.end <= b.start for a, b in pairwise(lines))
    assert all(a.end <= b.start for line in lines for a, b in pairwise(line.words))
    assert all(b.start - a.end <= LONGEST_SILENCE for line in lines for a, b in pairwise(line.words))
    assert all(line.end - line.start <= LONGEST or len(line.words) == 1 for line in lines)
    ends_of_chunks = {end for end, _ in heard.chunks}
    for line, following in pairwise(lines):
        is_last_of_chunk = any(line.end <= end <= following.start for end in ends_of_chunks)
        is_alone = following.start - line.end > LONGEST_SILENCE
        is_cut = following.end - line.start > LONGEST
        assert is_alone or is_cut or is_last_of_chunk or line.end - line.start >= SHORTEST


@given(hearings(), st.data())
@settings(max_examples=30, derandomize=True)
def test_killed_run_over_real_words_loses_and_doubles_nothing(heard: Heard, data: st.DataObject) -> None:
    whole, reached = transcribed(heard)
    kept = data.draw(st.integers(1, len(reached)))
    start = reached[kept - 1]

    before = [line for line in whole if line.end <= start]
    said = [word for _, words in heard.tidied() for word in words]
    words = said[sum(len(line.words) for line in before) :]
    assert all(word.start >= start for word in words)
    after = Lines(start)
    after.hear(tidy(words, start, heard.duration), None)
    _, rest = after.take(heard.duration, is_last=True)

    told = [word.text for line in chain(before, rest) for word in line.words]
    assert told == [word.text.strip() for word in said]


def rows_of(lines: Sequence[Speech]) -> list[Segment]:
    return [line_of(line, 0.0, index=number) for number, line in enumerate(lines)]


@pytest.mark.parametrize("form", ["srt", "vtt"])
@given(heard=hearings())
@settings(max_examples=30, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_real_words_come_back_from_a_caption_file(tmp_path: Path, form: str, heard: Heard) -> None:
    lines, _ = transcribed(heard)
    file = tmp_path / f"captions.{form}"
    file.write_text(transcript_file(Video(duration=heard.duration), rows_of(lines), form).text)

    cues = cleaned(read_cues(file))

    assert "".join(word.text for word in words_of(cues)).split() == " ".join(line.text for line in lines).split()
    starts = {round(word.start, 3) for line in lines for word in line.words}
    assert {cue.start for cue in cues} <= starts
    assert all(a.end <= b.start for a, b in pairwise(cues))
    assert cues[-1].end <= heard.duration + 0.001


@given(hearings())
@settings(max_examples=30, derandomize=True)
def test_real_words_come_back_from_json_with_their_times(heard: Heard) -> None:
    lines, _ = transcribed(heard)
    body = json.loads(transcript_file(Video(), rows_of(lines), "json").text)

    found = [[(word["start"], word["end"], word["text"]) for word in line["words"]] for line in body["segments"]]
    assert found == [[(word.start, word.end, word.text) for word in line.words] for line in lines]
    assert [line["text"] for line in body["segments"]] == [line.text for line in lines]
