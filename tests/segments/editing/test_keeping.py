"""Corrections outlive another transcription of the video."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from engines.types import Passage, Speech, TranscriptInfo, Word
from segments import transcripts
from segments.editing.keeping import left_of
from segments.editing.words import Line
from segments.models import Clip, Edit, Segment
from segments.search_models import SearchWindow
from tests.factories import make_run
from tests.segments.editing.asking import change, hits, merge, split, texts, transcript, undo
from videos.models import Video

pytestmark = pytest.mark.django_db

OTHER = TranscriptInfo("openai-whisper", "large-v3", "en", "normal")


def spoken(start: float, text: str) -> Speech:
    """A word every half second."""
    words = tuple(Word(start + n / 2, start + n / 2 + 0.5, word) for n, word in enumerate(text.split()))
    return Speech(start, words[-1].end, text, words)


def transcribe_anew(video: Video, *speech: Speech) -> None:
    video.sessions.create(generation=video.generation, status="completed")
    run = make_run(video)
    transcripts.add_passage(run, Passage(30.0, speech, OTHER))
    transcripts.finish_transcript(run)


HEARD = (spoken(0, "a quick brawn fox"), spoken(4, "jumped over the lazy dog"), spoken(8, "then sleeps till noon"))


def test_corrected_line_wins_and_the_rest_is_new(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    change(editor, lines[1], text="leaps over the lazy dog")
    clip = Clip.objects.create(video=video, segment=lines[1], key="k", start=4, end=6)

    transcribe_anew(video, *HEARD)

    assert texts(video) == ["a quick brawn fox", "leaps over the lazy dog", "then sleeps till noon"]
    assert (video.generation, video.engine, video.model) == (2, "openai-whisper", "large-v3")
    assert (hits("leaps"), hits("jumped"), hits("jumps"), hits('"brawn fox leaps"')) == (1, 0, 0, 1)
    assert set(Segment.objects.values_list("generation", flat=True)) == {2}
    clip.refresh_from_db()
    assert clip.segment_id == lines[1].pk


def test_correction_can_still_be_undone(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    change(editor, lines[1], text="leaps over the lazy dog")
    transcribe_anew(video, *HEARD)
    assert undo(editor, lines[1].pk).status_code == 200
    assert texts(video)[1] == "jumps over the lazy dog"


def test_words_around_a_corrected_line_stay(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    change(editor, lines[1], text="leaps over the lazy dog")
    transcribe_anew(video, spoken(3.0, "so it jumped over the lazy dog today"), spoken(8, "then"))
    assert transcript(video) == [
        (0, 3.0, 4.0, "so it"),
        (1, 4.0, 6.5, "leaps over the lazy dog"),
        (2, 6.5, 7.0, "today"),
        (3, 8.0, 8.5, "then"),
    ]
    assert [len(line.words) for line in Segment.objects.order_by("index")] == [2, 5, 1, 1]


def test_its_outer_words_heard_a_little_beside_it_are_the_same(
    editor: APIClient, video: Video, lines: list[Segment]
) -> None:
    change(editor, lines[1], text="leaps over the lazy dog")
    late = Speech(6.0, 7.5, "dog. today", (Word(6.55, 6.8, "dog."), Word(7.0, 7.5, "today")))
    transcribe_anew(video, late)
    assert texts(video) == ["leaps over the lazy dog", "today"]


def test_split_and_merged_lines_stay(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    split(editor, lines[0], word=2)
    merge(editor, video, *Segment.objects.order_by("index")[2:4])
    before = texts(video)
    transcribe_anew(video, *HEARD)
    assert texts(video) == before


def test_line_that_was_put_back_is_heard_anew(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    change(editor, lines[1], text="leaps")
    undo(editor, lines[1].pk)
    transcribe_anew(video, *HEARD)
    assert texts(video)[1] == "jumped over the lazy dog"
    assert Edit.objects.count() == 1


def test_finishing_may_be_repeated_and_a_third_run_keeps_it_too(
    editor: APIClient, video: Video, lines: list[Segment]
) -> None:
    change(editor, lines[1], text="leaps over the lazy dog")
    for _run in range(2):
        video.refresh_from_db()
        run = make_run(video, generation=video.generation + 1)
        transcripts.add_passage(run, Passage(30.0, HEARD, OTHER))
        for _attempt in range(2):
            transcripts.finish_transcript(run)
        assert texts(video)[1] == "leaps over the lazy dog"
        assert len(texts(video)) == 3
        assert set(SearchWindow.objects.values_list("generation", flat=True)) == {video.generation}


def test_line_without_words_is_left_where_none_was_corrected(
    editor: APIClient, video: Video, lines: list[Segment]
) -> None:
    change(editor, lines[1], text="leaps over the lazy dog")
    transcribe_anew(video, Speech(2.5, 4.0, "one"), Speech(4.1, 6.4, "two"), Speech(7, 8, "three"))
    assert texts(video) == ["one", "leaps over the lazy dog", "three"]


spans = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda span: (span[0] / 4, (span[0] + span[1]) / 4))


@given(st.lists(spans, min_size=1, max_size=4), spans, st.booleans())
@settings(max_examples=200)
def test_what_is_left_lies_outside_of_what_was_corrected(
    corrected: list[tuple[float, float]], new: tuple[float, float], has_words: bool
) -> None:
    texts = ["w" + letter for letter in "abcdefghijkl"][: int((new[1] - new[0]) * 4)]
    words = tuple(Word(new[0] + n / 4, new[0] + (n + 1) / 4, text) for n, text in enumerate(texts))
    line = Line(*new, " ".join(texts), words if has_words else ())
    kept = [Line(*span, "other words") for span in corrected]

    pieces = [piece.line for piece in left_of(line, kept)]

    assert all(new[0] <= piece.start <= piece.end <= new[1] for piece in pieces)
    assert all(a.end <= b.start for a, b in pairwise(pieces))
    free = [w for w in words if not any(start <= (w.start + w.end) / 2 <= end for start, end in corrected)]
    if has_words:
        assert [word.text for piece in pieces for word in piece.words] == [word.text for word in free]
        assert " ".join(piece.text for piece in pieces) == " ".join(word.text for word in free)
