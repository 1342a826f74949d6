"""Which engine hears, where none or one is named, and what each lacks."""

from dataclasses import replace
from pathlib import Path

import pytest

from engines.errors import TranscriptionError
from engines.transcribers import Availability, available
from engines.transcribers.registry import chosen
from engines.types import TranscribeOptions


def nothing(_fraction: float) -> None: ...


def test_auto_prefers_whisper_where_its_model_is(whisper: TranscribeOptions):
    assert chosen(replace(whisper, engine="auto"), nothing).name == "faster-whisper"


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch):
    """Make packages look as if they were not installed."""

    def hide(*names: str) -> None:
        monkeypatch.setattr("engines.transcribers.registry.find_spec", lambda name: None if name in names else object())
        monkeypatch.setattr("engines.transcribers.models.folder", lambda _options: Path("/nowhere/model"))

    return hide


AUTO = TranscribeOptions(model="no-such-model")


def test_auto_falls_back_to_pocketsphinx_for_english(without):
    without()

    assert chosen(AUTO, nothing).name == "pocketsphinx"
    assert chosen(replace(AUTO, language="en"), nothing).name == "pocketsphinx"


@pytest.mark.parametrize(
    ("hidden", "language", "code"),
    [
        (["pocketsphinx"], None, "model_unavailable"),
        ([], "ja", "model_unavailable"),
        (["faster_whisper", "pocketsphinx", "whisper"], None, "engine_unavailable"),
    ],
)
def test_auto_says_what_is_missing(without, hidden: list[str], language: str | None, code: str):
    without(*hidden)

    with pytest.raises(TranscriptionError) as caught:
        chosen(replace(AUTO, language=language), nothing)

    assert caught.value.code == code


def test_auto_takes_openai_whisper_only_where_there_is_nothing_else(without):
    without("faster_whisper", "pocketsphinx")
    assert chosen(replace(AUTO, language="ja"), nothing).name == "openai-whisper"

    without("faster_whisper")
    with pytest.raises(TranscriptionError) as caught:
        chosen(replace(AUTO, language="ja"), nothing)
    assert caught.value.code == "engine_unavailable"


@pytest.mark.parametrize("name", ["faster-whisper", "openai-whisper", "no_such_engine"])
def test_named_engine_must_be_there(without, name: str):
    without("faster_whisper", "whisper")

    with pytest.raises(TranscriptionError) as caught:
        chosen(replace(AUTO, engine=name), nothing)

    assert caught.value.code == "engine_unavailable"


NO_MODEL = Availability(False, "Its model is not on this machine yet; it is fetched when first needed.")


def test_available(monkeypatch: pytest.MonkeyPatch, whisper: TranscribeOptions, tmp_path: Path):
    monkeypatch.setattr("engines.transcribers.registry.find_spec", lambda _name: object())
    (tmp_path / "large-v3-turbo.pt").touch()
    turbo = TranscribeOptions(model="turbo", model_dir=tmp_path)

    yes = Availability(True)
    server = Availability(False, "No transcription server is named on this machine (SPEECH_SERVER_URL).")
    others = {"pocketsphinx": yes, "speech-server": server}
    assert available(whisper) == {"faster-whisper": yes, "openai-whisper": NO_MODEL, **others}
    assert available(turbo) == {"faster-whisper": NO_MODEL, "openai-whisper": yes, **others}
    named = replace(whisper, extra={"server_url": "http://speech.example"})
    assert available(named)["speech-server"] == yes


def test_available_tells_what_is_not_installed(without, whisper: TranscribeOptions):
    without("pocketsphinx", "whisper")

    sphinx = 'The speech engine "pocketsphinx" is not installed on this machine.'
    openai = sphinx.replace("pocketsphinx", "openai-whisper") + " `pip install -r requirements.txt` adds it."
    assert available(whisper)["pocketsphinx"] == Availability(False, sphinx)
    assert available(whisper)["openai-whisper"] == Availability(False, openai)
