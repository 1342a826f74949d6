"""All engines over the spoken sample, each decoded once per test session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from engines.transcribers import transcribe
from engines.transcribers.registry import PACKAGES
from engines.types import Passage, TranscribeOptions
from tests.engines.tiny_whisper import build
from tests.engines.transcribers.speech_site import KEY, Site, open_site
from tests.media import SPOKEN

SCRIPT = [("Alpha bravo charlie delta.", 3.0), ("Echo foxtrot golf hotel!", 6.0)]
TRANSLATION = [("India juliett kilo lima?", 5.0)]
ENGINES = [
    "faster-whisper",
    "pocketsphinx",
    "captions",
    "speech-server",
    pytest.param("openai-whisper", marks=pytest.mark.rest),
]


@dataclass
class Run:
    """One engine's transcript of the spoken sample."""

    options: TranscribeOptions
    passages: list[Passage]
    progress: list[float] = field(default_factory=list)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that says SCRIPT in every window of 30 seconds with speech in it, or TRANSLATION in English."""
    return build(tmp_path_factory.mktemp("models") / "tiny", SCRIPT, translation=TRANSLATION)


@pytest.fixture
def whisper(tiny_model: Path) -> TranscribeOptions:
    return TranscribeOptions(engine="faster-whisper", model=str(tiny_model), threads=1)


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for openai-whisper; needs its package, so only tests marked `rest` may ask for it."""
    from tests.engines import tiny_openai_whisper

    return tiny_openai_whisper.build(
        tmp_path_factory.mktemp("checkpoints") / "tiny.pt", SCRIPT, translation=TRANSLATION
    )


@pytest.fixture(scope="session")
def captions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A line every four seconds over the whole sample, and one behind its end."""
    times = [(second, second + 3.5) for second in range(0, 48, 4)]
    text = "00:00:{:06.3f} --> 00:00:{:06.3f}\nLine number {}\nis spoken here.\n"
    cues = (text.format(start, end, number) for number, (start, end) in enumerate(times))
    path = tmp_path_factory.mktemp("captions") / "sample.vtt"
    path.write_text("WEBVTT\n\n" + "\n".join(cues))
    return path


@pytest.fixture(scope="session")
def speech_site(tiny_model: Path) -> Iterator[Site]:
    """Somebody's transcription server, which says SCRIPT."""
    with open_site(tiny_model) as site:
        yield site


@pytest.fixture(scope="session")
def server_of_theirs(speech_site: Site) -> dict[str, str]:
    """`extra` of the options that lead there."""
    return {"server_url": speech_site.url, "server_key": KEY}


@pytest.fixture(scope="session", params=ENGINES)
def run(request: pytest.FixtureRequest) -> Run:
    name = request.param
    if name == "pocketsphinx":
        pytest.importorskip(PACKAGES[name])  # it has wheels for some Pythons only
    model = request.getfixturevalue("tiny_checkpoint" if name == "openai-whisper" else "tiny_model")
    options = TranscribeOptions(engine=name, model=str(model), threads=1)
    if name == "speech-server":
        options = replace(options, model="tiny", extra=request.getfixturevalue("server_of_theirs"))
    if name == "captions":
        options = replace(options, language="en", extra={"captions": str(request.getfixturevalue("captions"))})
    told: list[float] = []
    return Run(options, list(transcribe(SPOKEN, options, progress=told.append)), told)
