"""What the step Transcribe asks engines for: the model, with people looking on, the language, a server of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core import media as content
from engines.errors import TranscriptionError
from engines.types import Passage, TranscribeOptions, TranscriptInfo
from segments import steps, transcripts
from segments.models import Transcription
from tests.factories import make_request, make_run, make_video
from videos import events, lifecycle, runner
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest
from videos.pipeline import StepRun, Superseded

pytestmark = pytest.mark.django_db

JAPANESE = TranscriptInfo("faster-whisper", "base", "ja", "normal", 0.87)


@pytest.fixture
def video() -> Video:
    made = make_video(has_audio=True)
    path = content.content_path("video", "a.mp4")
    path.touch()
    made.media_path = content.relative(path)
    made.save()
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[TranscribeOptions]:
    """What engines are asked for; they hear nothing."""
    options: list[TranscribeOptions] = []

    def transcribe(_path: Any, wanted: TranscribeOptions, **_: Any) -> Iterator[Passage]:
        options.append(wanted)
        yield Passage(10.0, (), TranscriptInfo(wanted.engine, wanted.model, wanted.language or "und", "normal"))

    monkeypatch.setattr(steps, "transcribe", transcribe)
    monkeypatch.setattr(steps, "needs_fetch", lambda _options: False)
    return options


@pytest.fixture
def fetching(asked: list[TranscribeOptions], monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have a model missing, and say what fetching it does with `progress`."""

    def become(fetch: Callable[[Callable[[float], None]], None]) -> None:
        monkeypatch.setattr(steps, "needs_fetch", lambda _options: True)
        monkeypatch.setattr(steps, "fetch", lambda _options, progress, **_: fetch(progress))

    return become


def shown(run: StepRun) -> dict[str, Any]:
    """The step as the API shows it, once its heart has beaten."""
    lifecycle.beat(run)
    session = ProcessingSession.objects.prefetch_related("steps").get(pk=run.session.pk)
    return dict(events.session_payload(session, None)["steps"][0])


def test_people_see_how_a_model_comes(video: Video, asked: list[TranscribeOptions], fetching: Any) -> None:
    run = make_run(video, engine="faster-whisper")
    seen: list[dict[str, Any]] = []

    def fetch(progress: Callable[[float], None]) -> None:
        for fraction in (0.0, 0.42):
            progress(fraction)
            seen.append(shown(run))

    fetching(fetch)
    steps.Transcribe().run(run)

    told = [(step["activity"], step["activity_progress"], step["progress"]) for step in seen]
    assert told == [("fetching_model", 0, 0), ("fetching_model", 42, 0)]
    assert (shown(run)["activity"], shown(run)["activity_progress"]) == (None, 0)
    assert len(asked) == 1


def test_heart_tells_of_an_activity_that_goes_on(
    video: Video, pushed: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    run = make_run(video)
    make_request(video=video, status=VideoRequest.Status.PROCESSING, session=run.session)
    heart = runner.Heartbeat(run)
    with django_capture_on_commit_callbacks(execute=True), run.doing("fetching_model") as tell:
        heart.beat()
        heart.beat()  # nothing is new
        tell(0.5)
        heart.beat()
    told = [message["session"]["steps"][0]["activity_progress"] for _, message in pushed]
    assert told == [0, 50]


def test_activity_ends_with_the_attempt(video: Video) -> None:
    run = make_run(video)
    run.stop.set()
    with pytest.raises(Superseded), run.doing("fetching_model") as tell:
        tell(0.1)
    assert (run.activity, run.activity_fraction) == ("", 0.0)

    ProcessingStep.objects.update(activity="fetching_model", status=ProcessingStep.Status.DONE)
    session = ProcessingSession.objects.prefetch_related("steps").get()
    assert events.session_payload(session, None)["steps"][0]["activity"] is None


def unreachable(_progress: Callable[[float], None]) -> None:
    raise TranscriptionError("model_unavailable", "No network.", retryable=True)


@pytest.mark.parametrize("language", ["", "en"])
def test_pocketsphinx_stands_in_where_no_model_can_be_fetched(
    video: Video, asked: list[TranscribeOptions], fetching: Any, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engines.transcribers.registry.find_spec", lambda _name: object())
    fetching(unreachable)

    steps.Transcribe().run(make_run(video, language=language))

    assert [options.engine for options in asked] == ["pocketsphinx"]


@pytest.mark.parametrize("choices", [{"engine": "faster-whisper"}, {"language": "ja"}])
def test_nobody_stands_in_for_what_was_chosen(
    video: Video, asked: list[TranscribeOptions], fetching: Any, choices: dict[str, str]
) -> None:
    fetching(unreachable)

    with pytest.raises(TranscriptionError) as caught:
        steps.Transcribe().run(make_run(video, **choices))

    assert (caught.value.code, asked) == ("model_unavailable", [])


def test_run_that_is_resumed_keeps_the_language_it_detected(video: Video, asked: list[TranscribeOptions]) -> None:
    run = make_run(video, engine="faster-whisper")
    transcripts.add_passage(run, Passage(5.0, (), JAPANESE))

    steps.Transcribe().run(run)

    assert [(options.start, options.language) for options in asked] == [(5.0, "ja")]
    stored = Transcription.objects.get()
    assert (stored.language, stored.language_probability) == ("ja", 0.87)


def test_language_that_was_chosen_wins(video: Video, asked: list[TranscribeOptions]) -> None:
    run = make_run(video, engine="faster-whisper", language="uk")
    transcripts.add_passage(run, Passage(5.0, (), JAPANESE))

    steps.Transcribe().run(run)

    assert asked[0].language == "uk"


def test_language_that_is_not_known_yet_is_detected_further_on(video: Video, asked: list[TranscribeOptions]) -> None:
    run = make_run(video, engine="faster-whisper")
    transcripts.add_passage(run, Passage(5.0, (), TranscriptInfo("faster-whisper", "base", "und", "normal")))

    steps.Transcribe().run(run)

    assert asked[0].language is None


def test_server_of_ones_own_gets_its_settings(video: Video, asked: list[TranscribeOptions], settings: Any) -> None:
    settings.TRANSCRIBER, settings.WHISPER_MODEL, settings.SPEECH_SERVER_MODEL = "speech-server", "base", "theirs"
    settings.SPEECH_OPTIONS = {"server_url": "http://speech.example", "server_key": "k"}

    steps.Transcribe().run(make_run(video))
    ProcessingStep.objects.all().delete()
    steps.Transcribe().run(make_run(video, model="larger"))

    assert [(options.engine, options.model) for options in asked] == [
        ("speech-server", "theirs"),
        ("speech-server", "larger"),
    ]
    assert asked[0].extra == settings.SPEECH_OPTIONS
