"""What is spoken in another language, said in English: the engines that can, and those that refuse."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from engines.errors import TranscriptionError
from engines.probe import probe
from engines.transcribers import equipment, transcribe
from engines.transcribers.machine import BY_SIZE, Advice
from engines.transcribers.models import translates
from engines.transcribers.registry import NAMED, TRANSLATORS, chosen, translation_hindrance
from engines.types import Passage, TranscribeOptions
from tests.engines.transcribers.speech_site import KEY, Site
from tests.media import SPOKEN

ENGINES = [pytest.param(name, marks=[pytest.mark.rest] * (name == "openai-whisper")) for name in TRANSLATORS]
ENGLISH = "India juliett kilo lima?"


@pytest.fixture
def options(request: pytest.FixtureRequest, tiny_model: Path, speech_site: Site) -> TranscribeOptions:
    """Ukrainian, to be said in English."""
    name = request.param
    speech_site.asked.clear()
    model = {"openai-whisper": "tiny_checkpoint", "faster-whisper": "tiny_model"}.get(name)
    extra = {"server_url": speech_site.url, "server_key": KEY} if name == "speech-server" else {}
    named = str(request.getfixturevalue(model)) if model else "theirs"
    return TranscribeOptions(engine=name, model=named, language="uk", threads=1, extra=extra, translate=True)


def spoken(passages: list[Passage]):
    return [speech for passage in passages for speech in passage.speech]


@pytest.mark.parametrize("options", ENGINES, indirect=True)
def test_english_is_said_of_what_is_spoken(options: TranscribeOptions):
    told: list[float] = []

    passages = list(transcribe(SPOKEN, options, progress=told.append))

    lines = spoken(passages)
    assert {line.text for line in lines} == {ENGLISH}
    assert len(lines) == 2  # one in each window of the sample
    assert {passage.info.language for passage in passages} == {"uk"}  # what is spoken
    assert told == sorted(told)
    assert told[-1] == 1.0
    words = [word for line in lines for word in line.words]
    assert all(before.end <= after.start for before, after in pairwise(words))
    assert words[-1].end <= probe(SPOKEN).duration


@pytest.mark.parametrize("options", ENGINES, indirect=True)
def test_translation_goes_on_where_it_stopped(options: TranscribeOptions):
    first, last = transcribe(SPOKEN, options)

    (again,) = transcribe(SPOKEN, replace(options, start=first.reached))

    assert again.reached == pytest.approx(last.reached, abs=0.03)
    assert [speech.text for speech in again.speech] == [speech.text for speech in last.speech]


@pytest.mark.parametrize("options", ["speech-server"], indirect=True)
def test_server_is_asked_for_translations_as_the_api_wants_it(options: TranscribeOptions, speech_site: Site):
    list(transcribe(SPOKEN, options))

    fields = {"model": "theirs", "response_format": "verbose_json", "temperature": "0"}
    for asked in speech_site.asked:
        del asked["file"]
        assert asked == {"path": "/v1/audio/translations", **fields}


@pytest.mark.parametrize("options", ["speech-server"], indirect=True)
def test_server_tells_first_which_language_is_spoken(options: TranscribeOptions, speech_site: Site):
    passages = list(transcribe(SPOKEN, replace(options, language=None)))

    assert {line.text for line in spoken(passages)} == {ENGLISH}
    assert {passage.info.language for passage in passages} == {"en"}  # as the model detects
    paths = [asked["path"] for asked in speech_site.asked]
    assert paths == ["/v1/audio/transcriptions"] * 2 + ["/v1/audio/translations"] * 2


@pytest.mark.parametrize("name", sorted({*NAMED} - {*TRANSLATORS}))
def test_other_engines_refuse(name: str):
    with pytest.raises(TranscriptionError) as caught:
        list(transcribe(SPOKEN, TranscribeOptions(engine=name, translate=True)))

    assert (caught.value.code, caught.value.retryable) == ("translation_not_supported", False)
    assert caught.value.detail == f'The speech engine "{name}" cannot translate.'


@pytest.mark.parametrize(
    ("model", "can"),
    [("auto", True), ("base", True), ("/models/large-v3", True), ("small.en", False), ("tiny.en.pt", False),
     ("large-v3-turbo", False), ("/models/distil-large-v3", False)],
)  # fmt: skip
def test_models_that_were_not_trained_for_it_refuse(model: str, can: bool):
    assert translates(model) == can
    assert (translation_hindrance("faster-whisper", model) == "") == can
    assert translation_hindrance("speech-server", model) == ""  # nobody knows


def hide(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Make packages look as if they were not installed."""
    monkeypatch.setattr("engines.transcribers.registry.find_spec", lambda name: None if name in names else object())


def test_nobody_stands_in_who_cannot(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("engines.transcribers.models.folder", lambda _options: Path("/nowhere/model"))
    auto = TranscribeOptions(model="no-such-model", translate=True)
    hide(monkeypatch)
    with pytest.raises(TranscriptionError) as caught:
        chosen(auto, lambda _fraction: None)
    assert caught.value.code == "model_unavailable"

    hide(monkeypatch, "faster_whisper")
    assert chosen(auto, lambda _fraction: None).name == "openai-whisper"

    hide(monkeypatch, "faster_whisper", "whisper")
    with pytest.raises(TranscriptionError) as caught:
        chosen(auto, lambda _fraction: None)
    assert caught.value.code == "translation_not_supported"


@pytest.mark.parametrize(
    ("best", "here", "taken"),
    [("large-v3-turbo", {"large-v3-turbo"}, "medium"), ("large-v3-turbo", {"large-v3-turbo", "small"}, "small"),
     ("base", set(), "base")],
)  # fmt: skip
def test_auto_takes_a_model_that_can_translate(best: str, here: set[str], taken: str, monkeypatch: pytest.MonkeyPatch):
    assert best in BY_SIZE
    monkeypatch.setattr(equipment, "advice", lambda _machine: Advice("cuda", "float16", 1, best))
    monkeypatch.setattr(equipment, "lacks_model", lambda _engine, options: options.model not in here)

    assert equipment.suitable_model(TranscribeOptions(model="auto", translate=True)) == taken
