"""The English track: made when the original is read, streamed, gone on with, replaced, read and corrected by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from core import media as content
from engines.errors import TranscriptionError
from engines.types import Passage, Speech, TranscribeOptions, TranscriptInfo, Word
from segments import steps, transcripts
from segments.models import Clip, Segment, Track, Transcription
from segments.steps import Index, Transcribe, Translate
from tests.engines.tiny_whisper import build
from tests.factories import client_of, make_request, make_run
from tests.segments.editing.asking import change, hits, merge, replace, split, undo
from tests.segments.test_languages import short, video
from videos.models import CaptionPolicy, Video, VideoRequest
from videos.pipeline import StepRun

__all__ = ["short", "video"]

pytestmark = pytest.mark.django_db(transaction=True)

UKRAINIAN = TranscriptInfo("faster-whisper", "tiny", "uk", "normal")
SCRIPT = [("Сьогодні гарна погода.", 3.4), ("Їдемо поїздом додому.", 7.0)]
TRANSLATION = [("Nice weather today.", 3.6), ("Going home by train.", 6.8)]


def said(start: float, text: str) -> Speech:
    """A word every half second."""
    words = tuple(Word(start + n / 2, start + n / 2 + 0.5, word) for n, word in enumerate(text.split()))
    return Speech(start, words[-1].end, text, words)


def transcribed(video: Video, **session: Any) -> StepRun:
    """A run that has made the original track: two lines in Ukrainian."""
    run = make_run(video, translate=True, **session)
    lines = (said(0, "Сьогодні гарна погода."), said(4, "Їдемо поїздом додому."))
    transcripts.add_passage(run, Passage(8.0, lines, UKRAINIAN))
    transcripts.finish_transcript(run)
    return run


def translated(run: StepRun, *lines: Speech) -> None:
    for line in lines:
        transcripts.add_passage(run, Passage(line.end + 1, (line,), UKRAINIAN), Track.ENGLISH)
    transcripts.finish_translation(run)


WEATHER, TRAIN = said(0.5, "Nice weather today."), said(4.5, "Going home by train.")


@pytest.fixture
def run(video: Video) -> StepRun:
    """Both tracks."""
    run = transcribed(video)
    translated(run, WEATHER, TRAIN)
    return run


@pytest.fixture
def editor(video: Video) -> APIClient:
    assert video.owner is not None
    return client_of(video.owner)


def texts(client: Any, video: Video, track: str = "english") -> list[str]:
    answer = client.get(f"/api/v1/videos/{video.pk}/segments", {"track": track}).json()["results"]
    assert {line["track"] for line in answer} <= {track}
    return [line["text"] for line in answer]


def english(video: Video) -> list[Segment]:
    return list(Segment.objects.filter(video=video, track=Track.ENGLISH).order_by("index"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[TranscribeOptions]:
    """What engines are asked for: one that hears a line in every four seconds of eight, in the language it is told."""
    options: list[TranscribeOptions] = []

    def transcribe(_path: Path, wanted: TranscribeOptions, **_: Any) -> Iterator[Passage]:
        options.append(wanted)
        info = TranscriptInfo(wanted.engine, wanted.model, wanted.language or "en", "normal")
        for reached in range(int(wanted.start) + 4, 9, 4):
            yield Passage(reached, (said(reached - 3, f"until {reached}"),), info)
            if wanted.model == "dies":
                raise TranscriptionError("transcription_failed", "It died.")

    monkeypatch.setattr(steps, "transcribe", transcribe)
    monkeypatch.setattr(steps, "needs_fetch", lambda _options: False)
    return options


def test_speech_is_translated_by_a_real_engine(video: Video, tmp_path: Path, settings: Any, client: Any) -> None:
    model = build(tmp_path / "tiny", SCRIPT, "uk", translation=TRANSLATION)
    settings.WHISPER_MODEL, settings.TRANSCRIBE_THREADS = str(model), 1
    run = make_run(video, engine="faster-whisper", translate=True)

    for step in (Transcribe(), Index(), Translate()):
        step.run(run)

    assert texts(client, video, "original") == [sentence for sentence, _ in SCRIPT]
    assert texts(client, video) == [sentence for sentence, _ in TRANSLATION]
    shown = client.get(f"/api/v1/videos/{video.pk}").json()
    assert (shown["language"], shown["tracks"], shown["segment_count"]) == ("uk", ["original", "english"], 2)
    assert hits("поїздом") == 1
    assert hits("weather") == 0  # search is by what is spoken
    assert run.note == ""


def test_it_begins_only_where_it_is_wanted(video: Video) -> None:
    wanted = [Translate.is_wanted(make_run(video, translate=wish).session) for wish in (True, False)]
    assert wanted == [True, False]


def test_engine_is_told_what_is_spoken(video: Video, asked: list[TranscribeOptions], client: Any) -> None:
    run = transcribed(video, engine="faster-whisper", model="base")

    Translate().run(run)

    assert [(o.engine, o.model, o.language, o.translate, o.start) for o in asked] == [
        ("faster-whisper", "base", "uk", True, 0)
    ]
    assert texts(client, video) == ["until 4", "until 8"]
    made = Transcription.objects.get(track=Track.ENGLISH)
    assert (made.language, made.segment_count, made.reached) == ("uk", 2, 8)


def test_attempt_goes_on_after_the_last_passage_stored(
    video: Video, asked: list[TranscribeOptions], client: Any
) -> None:
    run = transcribed(video, model="dies")
    with pytest.raises(TranscriptionError):
        Translate().run(run)
    assert texts(client, video) == ["until 4"]  # read as it comes

    run.session.model = "lives"
    Translate().run(run)

    assert [options.start for options in asked] == [0, 4]
    assert texts(client, video) == ["until 4", "until 8"]


@pytest.mark.parametrize("language", ["en", "und"])
def test_english_speech_needs_none(video: Video, asked: list[TranscribeOptions], language: str, client: Any) -> None:
    run = make_run(video, translate=True)
    info = TranscriptInfo("captions", "manual", language, "normal")
    transcripts.add_passage(run, Passage(8.0, (WEATHER,), info))
    transcripts.finish_transcript(run)

    Translate().run(run)

    assert run.note == "already_english"
    assert len(asked) == (language == "und")  # the engine had to find out
    assert texts(client, video) == []
    assert client.get(f"/api/v1/videos/{video.pk}").json()["tracks"] == ["original"]


@pytest.mark.parametrize("has_audio", [True, False])
def test_where_nothing_is_spoken_there_is_nothing_to_translate(
    video: Video, asked: list[TranscribeOptions], *, has_audio: bool
) -> None:
    run = make_run(video, translate=True)
    transcripts.add_passage(run, Passage(8.0, () if has_audio else (WEATHER,), UKRAINIAN))
    run.video.has_audio = has_audio

    Translate().run(run)

    assert (run.note, asked) == ("nothing_spoken", [])


def test_captions_are_translated_by_listening(video: Video, asked: list[TranscribeOptions]) -> None:
    path = content.content_path("captions", f"{video.pk}.captions")
    path.write_text("1\n00:00:01,000 --> 00:00:03,000\nСьогодні гарна погода.\n")
    video.captions_path, video.captions_language = content.relative(path), "uk"
    video.save()
    run = make_run(video, translate=True, caption_policy=CaptionPolicy.PREFER)
    caption_run = TranscriptInfo("captions", "manual", "uk", "normal")
    transcripts.add_passage(run, Passage(8.0, (WEATHER,), caption_run))

    Translate().run(run)

    assert [(options.engine, options.language, options.translate) for options in asked] == [("auto", "uk", True)]


def test_people_of_the_run_are_told_although_their_requests_are_completed(
    video: Video, pushed: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    run = transcribed(video)
    mine = make_request(video=video, status=VideoRequest.Status.COMPLETED, session=run.session)
    make_request(video=video, status=VideoRequest.Status.COMPLETED)
    pushed.clear()

    with django_capture_on_commit_callbacks(execute=True):
        translated(run, WEATHER)

    [(user, message)] = pushed
    (line,) = message.pop("segments")
    assert (user, line["track"], line["text"]) == (mine.user_id, "english", "Nice weather today.")
    assert message == {"type": "translation.added", "video_id": str(video.pk), "segment_count": 1}


class TestLaterRun:
    """A run that replaces one with both tracks."""

    def test_english_stays_until_the_new_one_is_whole(self, run: StepRun, video: Video, client: Any) -> None:
        later = transcribed(video)
        assert texts(client, video) == ["Nice weather today.", "Going home by train."]
        transcripts.add_passage(later, Passage(8.0, (said(1, "Fine weather."),), UKRAINIAN), Track.ENGLISH)
        assert texts(client, video) == ["Nice weather today.", "Going home by train."]

        for _attempt in range(2):
            transcripts.finish_translation(later)

        assert texts(client, video) == ["Fine weather."]
        assert set(Segment.objects.values_list("generation", flat=True)) == {2}
        assert Transcription.objects.count() == 2

    def test_english_stays_where_the_new_run_makes_none(self, run: StepRun, video: Video, client: Any) -> None:
        later = transcribed(video)
        transcripts.finish_translation(later)
        assert texts(client, video) == ["Nice weather today.", "Going home by train."]
        assert texts(client, video, "original") == ["Сьогодні гарна погода.", "Їдемо поїздом додому."]

    def test_corrections_stay_in_their_track(self, run: StepRun, video: Video, editor: APIClient, client: Any) -> None:
        change(editor, english(video)[1], text="Heading home by train.")
        later = transcribed(video)

        translated(later, said(0.5, "Fine weather."), said(4.5, "Going home on trains."))

        assert texts(client, video) == ["Fine weather.", "Heading home by train."]
        assert texts(client, video, "original") == ["Сьогодні гарна погода.", "Їдемо поїздом додому."]
        assert [line.index for line in english(video)] == [0, 1]
        assert undo(editor, english(video)[1].pk).status_code == 200
        assert texts(client, video) == ["Fine weather.", "Going home by train."]


class TestEditing:
    """Both tracks are corrected, neither minds the other."""

    def test_lines_are_split_merged_and_undone_in_their_track(
        self, run: StepRun, video: Video, editor: APIClient, client: Any
    ) -> None:
        split(editor, english(video)[0], word=1)
        assert texts(client, video) == ["Nice", "weather today.", "Going home by train."]
        assert [line.index for line in english(video)] == [0, 1, 2]
        assert Transcription.objects.get(track=Track.ENGLISH).segment_count == 3

        merged = merge(editor, video, *english(video)[1:])
        assert texts(client, video) == ["Nice", "weather today. Going home by train."]
        undo(editor, merged.json()["id"])

        assert texts(client, video) == ["Nice", "weather today.", "Going home by train."]
        video.refresh_from_db()
        assert (video.segment_count, texts(client, video, "original")[0]) == (2, "Сьогодні гарна погода.")
        assert hits("weather") == 0

    def test_lines_of_two_tracks_are_no_neighbours(self, run: StepRun, video: Video, editor: APIClient) -> None:
        original = Segment.objects.get(track=Track.ORIGINAL, index=0)
        answer = merge(editor, video, original, english(video)[1])
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "not_neighbours")

    def test_clips_follow_what_is_spoken_alone(self, run: StepRun, video: Video, editor: APIClient) -> None:
        clip = Clip.objects.create(video=video, key="k", start=0, end=8, text="Сьогодні гарна погода.")
        change(editor, english(video)[0], text="Fine weather today.")
        clip.refresh_from_db()
        assert clip.text == "Сьогодні гарна погода."

    def test_replacing_looks_into_one_track(self, run: StepRun, video: Video, editor: APIClient, client: Any) -> None:
        wish = {"find": "train", "replace": "bus", "preview": False}
        assert replace(editor, video, **wish).json()["count"] == 0
        assert replace(editor, video, **wish, track="english").json()["count"] == 1
        assert texts(client, video) == ["Nice weather today.", "Going home by bus."]
        assert hits("bus") == 0


class TestReading:
    @pytest.mark.parametrize("form", ["srt", "vtt", "txt", "tsv", "json"])
    def test_every_form_is_written_of_either_track(self, run: StepRun, video: Video, client: Any, form: str) -> None:
        answers = {
            track: client.get(f"/api/v1/videos/{video.pk}/transcript", {"format": form, "track": track})
            for track in Track.values
        }
        assert "Going home by train." in answers["english"].content.decode()
        assert "поїздом" in answers["original"].content.decode()
        assert f'.en.{form}"' in answers["english"]["Content-Disposition"]
        assert f'.en.{form}"' not in answers["original"]["Content-Disposition"]

    def test_json_says_which_track_it_is(self, run: StepRun, video: Video, client: Any) -> None:
        answer = client.get(f"/api/v1/videos/{video.pk}/transcript", {"format": "json", "track": "english"})
        told = json.loads(answer.content)
        assert (told["track"], told["language"], told["engine"]) == ("english", "en", "faster-whisper")

    def test_a_track_that_is_not_there_is_empty(self, video: Video, client: Any) -> None:
        transcribed(video)
        assert texts(client, video) == []
        answer = client.get(f"/api/v1/videos/{video.pk}/transcript", {"format": "txt", "track": "english"})
        assert (answer.status_code, answer.content) == (200, b"")
        odd = client.get(f"/api/v1/videos/{video.pk}/transcript", {"track": "klingon"})
        assert (odd.status_code, odd.json()["errors"][0]["attr"]) == (400, "track")

    def test_clip_of_an_english_line_says_what_is_spoken(
        self, run: StepRun, video: Video, editor: APIClient, sent: list[Any]
    ) -> None:
        wish = {"segment_id": str(english(video)[1].pk), "purpose": "file"}
        clip = editor.post("/api/v1/clips", wish, format="json").json()
        assert (clip["start"], clip["end"], clip["text"]) == (4.5, 6.5, "поїздом додому.")
