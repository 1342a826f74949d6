"""Storing transcripts passage by passage: segments.transcripts, and the steps around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from core import media as content
from engines.errors import MediaError
from engines.types import Passage, Speech, TranscribeOptions, TranscriptInfo, Word
from segments import steps, transcripts
from segments.models import Clip, Segment, Transcription
from segments.search import SearchQuery, search
from segments.search_models import SearchWindow
from tests.factories import make_request, make_run, make_video
from tests.media import SPOKEN
from videos import runner
from videos.models import ProcessingStep, Video, VideoRequest, Visibility
from videos.pipeline import Superseded

pytestmark = pytest.mark.django_db

INFO = TranscriptInfo("faster-whisper", "base", "en", "normal")


def passage(reached: float, *texts: str, info: TranscriptInfo = INFO) -> Passage:
    """A passage of lines of one second each that ends at `reached`."""
    first = reached - len(texts)
    speech = tuple(Speech(first + n, first + n + 1, text) for n, text in enumerate(texts))
    return Passage(reached, speech, info)


def texts(video: Video) -> list[str]:
    """What readers see."""
    video.refresh_from_db()
    lines = Segment.objects.filter(video=video, generation=video.generation).order_by("index")
    return [line.text for line in lines]


def hits(text: str) -> int:
    return search(SearchQuery(text), AnonymousUser()).count


@pytest.fixture
def video() -> Video:
    return make_video(visibility=Visibility.PUBLIC, has_audio=True)


class TestFirstRun:
    def test_first_passage_is_read_and_found_at_once(self, video: Video) -> None:
        transcripts.add_passage(make_run(video), passage(10, "Hello there", "and welcome"))
        assert texts(video) == ["Hello there", "and welcome"]
        assert (video.generation, video.segment_count, hits("hello"), hits('"there and welcome"')) == (1, 2, 1, 1)
        assert (video.engine, video.model, video.language) == ("faster-whisper", "base", "en")
        assert (video.transcript_source, video.transcript_quality) == ("speech", "normal")

    def test_phrase_across_two_passages_is_found(self, video: Video) -> None:
        run = make_run(video)
        transcripts.add_passage(run, passage(10, "the end of one"))
        transcripts.add_passage(run, passage(20, "passage runs on"))
        assert hits('"of one passage runs"') == 1

    def test_passage_stored_again_is_not_doubled(self, video: Video) -> None:
        run = make_run(video)
        for _attempt in range(2):
            transcripts.add_passage(run, passage(10, "once"))
        assert (texts(video), video.segment_count) == (["once"], 1)

    def test_silent_passage_moves_the_place_to_go_on_from(self, video: Video) -> None:
        run = make_run(video)
        assert transcripts.stored_run(run) is None
        transcripts.add_passage(run, passage(10, "speech"))
        transcripts.add_passage(run, passage(40))
        stored = transcripts.stored_run(run)
        assert stored is not None
        assert (stored.reached, texts(video)) == (40, ["speech"])

    def test_attempt_that_is_over_stores_nothing(self, video: Video) -> None:
        run = make_run(video)
        ProcessingStep.objects.update(attempt=2)
        with pytest.raises(Superseded):
            transcripts.add_passage(run, passage(10, "too late"))
        assert (Segment.objects.count(), Transcription.objects.count()) == (0, 0)

    def test_words_and_times_are_kept(self, video: Video) -> None:
        speech = Speech(1.00049, 2, "Hi you", (Word(1.1, 1.5, " Hi"), Word(1.5, 1.9, " you")))
        transcripts.add_passage(make_run(video), Passage(5, (speech,), INFO))
        line = Segment.objects.get()
        assert (line.start, line.end, line.words) == (1.0, 2.0, [[1.1, 1.5, "Hi"], [1.5, 1.9, "you"]])

    def test_text_is_cleaned_and_empty_lines_are_left_out(self, video: Video) -> None:
        transcripts.add_passage(make_run(video), passage(10, " two\nlines\0 ", "\ud800 ", "end"))
        assert texts(video) == ["two lines", "end"]
        assert list(Segment.objects.order_by("index").values_list("index", flat=True)) == [0, 1]

    def test_what_is_hidden_goes_from_the_text_and_stays_in_the_original(self, video: Video) -> None:
        transcripts.add_passage(make_run(video), passage(10, "cafe\u0301 \u202eab\u00adc", "plain"))
        assert list(Segment.objects.order_by("index").values_list("text", "original")) == [
            ("café abc", "cafe\u0301 \u202eab\u00adc"),
            ("plain", ""),
        ]

    def test_doubt_of_the_engine_is_stored_and_served(self, video: Video, client: Any) -> None:
        transcripts.add_passage(make_run(video), Passage(9, (Speech(1, 2, "x", doubtful="silence"),), INFO))
        (line,) = client.get(f"/api/v1/videos/{video.pk}/segments").json()["results"]
        assert line["doubtful"] == "silence"

    def test_line_never_begins_before_the_one_it_follows(self, video: Video) -> None:
        speech = (Speech(5, 8, "one"), Speech(4, 6, "two"), Speech(-1, 4.5, "three"))
        transcripts.add_passage(make_run(video), Passage(10, speech, INFO))
        times = Segment.objects.order_by("index").values_list("start", "end")
        assert list(times) == [(5, 8), (5, 6), (5, 5)]

    def test_people_who_wait_are_told(
        self, video: Video, pushed: list[Any], django_capture_on_commit_callbacks: Any
    ) -> None:
        waiting = make_request(video=video, status=VideoRequest.Status.PROCESSING)
        make_request(video=video, status=VideoRequest.Status.COMPLETED)
        with django_capture_on_commit_callbacks(execute=True):
            transcripts.add_passage(make_run(video), passage(10, "news"))
        line = Segment.objects.get()
        told = {
            "id": str(line.pk),
            "track": "original",
            "start": 9.0,
            "end": 10.0,
            "text": "news",
            "version": 1,
            "doubtful": None,
        }
        told |= {"original": None, "is_corrected": False}
        message = {"type": "segments.added", "video_id": str(video.pk), "segments": [told], "segment_count": 1}
        assert pushed == [(waiting.user_id, message)]


class TestLaterRun:
    @pytest.fixture
    def video(self, video: Video) -> Video:
        run = make_run(video)
        transcripts.add_passage(run, passage(10, "first version", "of this"))
        transcripts.finish_transcript(run)
        return video

    def test_readers_see_the_old_lines_until_it_is_finished(self, video: Video, pushed: list[Any]) -> None:
        run = make_run(video)
        transcripts.add_passage(run, passage(10, "second version"))
        assert (texts(video), video.segment_count) == (["first version", "of this"], 2)
        assert (hits("first"), hits("second"), pushed) == (1, 0, [])

        transcripts.finish_transcript(run)
        assert (texts(video), video.segment_count) == (["second version"], 1)
        assert (hits("first"), hits("second")) == (0, 1)

    def test_old_rows_are_gone_afterwards_and_clips_stay(self, video: Video) -> None:
        line = Segment.objects.order_by("index")[0]
        clip = Clip.objects.create(video=video, segment=line, key="k", start=1, end=2)
        run = make_run(video)
        transcripts.add_passage(run, passage(10, "second"))
        for _attempt in range(2):
            transcripts.finish_transcript(run)
        for kind in (Segment, SearchWindow, Transcription):
            assert set(kind.objects.values_list("generation", flat=True)) == {2}
        clip.refresh_from_db()
        assert (clip.segment, clip.start, clip.end) == (None, 1, 2)

    def test_run_after_one_that_failed_early_replaces_what_that_left(self) -> None:
        video = make_video(has_audio=True)
        transcripts.add_passage(make_run(video), passage(10, "half"))
        run = make_run(video)
        transcripts.add_passage(run, passage(10, "whole"))
        assert texts(video) == ["half"]
        transcripts.finish_transcript(run)
        assert texts(video) == ["whole"]


class TestSteps:
    @pytest.fixture
    def heard(self, monkeypatch: pytest.MonkeyPatch, video: Video) -> list[TranscribeOptions]:
        """An engine that yields a passage every ten seconds up to 30 and dies once at 20. Keeps what it was asked."""
        asked: list[TranscribeOptions] = []

        def transcribe(_path: Path, options: TranscribeOptions, **_kwargs: Any) -> Iterator[Passage]:
            asked.append(options)
            for reached in range(int(options.start) + 10, 31, 10):
                yield passage(reached, f"until {reached}")
                if reached == 20 and len(asked) == 1:
                    raise KeyboardInterrupt

        monkeypatch.setattr(steps, "transcribe", transcribe)
        monkeypatch.setattr(steps, "needs_fetch", lambda _options: False)
        path = content.content_path("video", "a.mp4")
        path.touch()
        video.media_path = content.relative(path)
        video.save()
        return asked

    def test_transcription_goes_on_after_the_last_stored_passage(
        self, video: Video, heard: list[TranscribeOptions], settings: Any
    ) -> None:
        settings.TRANSCRIBER, settings.WHISPER_MODEL = "openai-whisper", "small"
        run = make_run(video, language="en")
        with pytest.raises(KeyboardInterrupt):
            steps.Transcribe().run(run)
        steps.Transcribe().run(run)
        assert texts(video) == ["until 10", "until 20", "until 30"]
        assert [(o.start, o.engine, o.model, o.language) for o in heard] == [
            (0, "openai-whisper", "small", "en"),
            (20, "openai-whisper", "small", "en"),
        ]

    def test_choices_of_the_session_come_first(self, video: Video, heard: list[TranscribeOptions]) -> None:
        with pytest.raises(KeyboardInterrupt):
            steps.Transcribe().run(make_run(video, engine="pocketsphinx", model="tiny"))
        assert [(o.engine, o.model, o.language) for o in heard] == [("pocketsphinx", "tiny", None)]

    def test_missing_file_fails_with_a_code(self, video: Video) -> None:
        with pytest.raises(MediaError) as failed:
            steps.Transcribe().run(make_run(video))
        assert (failed.value.code, failed.value.retryable) == ("source_missing", False)

    def test_video_without_sound_becomes_one_without_lines(self) -> None:
        video = make_video(has_audio=False, language="uk")
        steps.Transcribe().run(make_run(video))
        steps.Index().run(make_run(video, name="index"))
        assert texts(video) == []
        assert (video.generation, video.segment_count, video.language) == (2, 0, "uk")

    def test_index_shows_the_run_and_may_be_repeated(self, video: Video, heard: list[TranscribeOptions]) -> None:
        run = make_run(video)
        transcripts.add_passage(run, passage(10, "words"))
        for _attempt in range(2):
            steps.Index().run(run)
        assert (texts(video), video.generation) == (["words"], 1)


@pytest.mark.django_db(transaction=True)
def test_real_speech_becomes_lines_one_can_find(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the heart beats while PocketSphinx holds Python's lock."""
    pytest.importorskip("pocketsphinx")
    video = make_video(visibility=Visibility.PUBLIC, has_audio=True)
    path = content.content_path("video", f"{video.pk}.mp4")
    path.write_bytes(SPOKEN.read_bytes())
    video.media_path = content.relative(path)
    video.save()
    run = make_run(video, engine="pocketsphinx")
    beaten: list[float] = []
    monkeypatch.setattr(runner.lifecycle, "beat", lambda run: beaten.append(run.fraction) or True)
    with runner.Heartbeat(run):
        steps.Transcribe().run(run)
    assert len(set(beaten)) > 2
    steps.Index().run(run)
    lines = Segment.objects.filter(video=video).order_by("index")
    assert lines.count() == Video.objects.get().segment_count > 0
    longest = max((word for line in lines for word in line.words), key=lambda word: len(word[2]))
    found = search(SearchQuery(longest[2]), AnonymousUser()).hits
    assert any(hit.start <= longest[0] <= hit.end for hit in found)
