"""The engine that asks somebody's transcription server, and what becomes of its troubles."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from engines.errors import Stopped, TranscriptionError
from engines.transcribers import transcribe
from engines.transcribers.speech_server import SpeechServer
from engines.types import TranscribeOptions
from tests.engines.transcribers.speech_site import KEY, Site
from tests.media import SPOKEN
from tests.waiting import wait_until

SCRIPT = ["Alpha bravo charlie delta.", "Echo foxtrot golf hotel!"]
WINDOWS = 2
"""Of 30 seconds, in each of which the model says SCRIPT: each of the two chunks of the sample fits into one."""


@pytest.fixture
def site(speech_site: Site) -> Iterator[Site]:
    speech_site.asked.clear()
    yield speech_site
    speech_site.trouble, speech_site.style = "", "beside"


@pytest.fixture
def options(site: Site, server_of_theirs: dict[str, str]) -> TranscribeOptions:
    return TranscribeOptions(engine="speech-server", model="large-v3", language="en", extra=server_of_theirs)


def heard(options: TranscribeOptions) -> list[str]:
    """The lines, without a child."""
    passages = SpeechServer().transcribe(SPOKEN, options, lambda _fraction: None)
    return [speech.text for passage in passages for speech in passage.speech]


def failure(options: TranscribeOptions) -> TranscriptionError:
    with pytest.raises(TranscriptionError) as caught:
        heard(options)
    return caught.value


def test_every_chunk_is_asked_for_as_the_api_wants_it(options: TranscribeOptions, site: Site) -> None:
    assert heard(options)[-2:] == SCRIPT

    assert len(site.asked) == 2
    for asked in site.asked:
        size = asked.pop("file")
        assert asked == {
            "path": "/v1/audio/transcriptions",
            "model": "large-v3",
            "language": "en",
            "response_format": "verbose_json",
            "timestamp_granularities[]": ["word", "segment"],
            "temperature": "0",
        }
        assert 5 * 32_000 < size < 31 * 32_000


@pytest.mark.parametrize("style", ["inside", "without", "text"])
def test_servers_tell_words_in_their_own_ways(options: TranscribeOptions, site: Site, style: str) -> None:
    site.style = style

    lines = heard(options)

    assert " ".join(lines).split() == " ".join(SCRIPT * WINDOWS).split()


def test_address_may_end_with_the_version(options: TranscribeOptions, site: Site) -> None:
    heard(replace(options, extra={**options.extra, "server_url": f"{site.url}/v1/"}))

    assert {asked["path"] for asked in site.asked} == {"/v1/audio/transcriptions"}


def test_language_is_detected_without_asking_twice(options: TranscribeOptions, site: Site) -> None:
    (first, *_, last) = SpeechServer().transcribe(SPOKEN, replace(options, language=None), lambda _fraction: None)

    assert (first.info.language, last.info.language) == ("en", "en")
    assert [asked.get("language") for asked in site.asked] == [None, None]


@pytest.mark.parametrize(
    ("trouble", "code", "retryable"),
    [
        (400, "speech_server_refused", False),
        (403, "speech_key_refused", False),
        (404, "speech_server_refused", False),
        (429, "speech_rate_limited", True),
        (500, "speech_server_failed", True),
        (503, "speech_server_failed", True),
        ("elsewhere", "speech_answer_wrong", False),
        ("page", "speech_answer_wrong", False),
        ("odd", "speech_answer_wrong", False),
        ("deep", "speech_answer_wrong", False),
        ("endless", "speech_answer_wrong", False),
        ("hang_up", "speech_server_unreachable", True),
    ],
)
def test_troubles_have_codes(
    options: TranscribeOptions, site: Site, trouble: int | str, code: str, retryable: bool
) -> None:
    site.trouble = trouble

    error = failure(options)

    assert (error.code, error.retryable) == (code, retryable)
    assert {asked["path"] for asked in site.asked} == {"/v1/audio/transcriptions"}  # nobody is followed elsewhere


@pytest.mark.parametrize("trouble", ["hang", "dribble"])
def test_server_that_does_not_answer_is_left(options: TranscribeOptions, site: Site, trouble: str) -> None:
    site.trouble = trouble

    error = failure(replace(options, extra={**options.extra, "server_seconds": "0.5"}))

    assert (error.code, error.retryable) == ("speech_server_unreachable", True)


def test_wrong_key_is_named_and_not_shown(options: TranscribeOptions, caplog: pytest.LogCaptureFixture) -> None:
    wrong = replace(options, extra={**options.extra, "server_key": "not theirs"})

    with caplog.at_level(logging.DEBUG):
        error = failure(wrong)

    assert error.code == "speech_key_refused"
    assert "not theirs" not in caplog.text
    assert "Received=(our key)" in caplog.text
    assert "not theirs" not in repr(wrong)
    assert KEY not in str(error)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "ftp://127.0.0.1/x", "http://[", "no address"])
def test_server_that_is_not_there(options: TranscribeOptions, url: str) -> None:
    error = failure(replace(options, extra={"server_url": url}))

    assert (error.code, error.retryable) == ("speech_server_unreachable", True)


def test_server_must_be_named(options: TranscribeOptions) -> None:
    assert failure(replace(options, extra={})).code == "engine_unavailable"


def test_stop_ends_a_run_that_waits_for_the_server(options: TranscribeOptions, site: Site) -> None:
    site.trouble = "hang"
    stop = threading.Event()
    caught: list[BaseException] = []

    def run() -> None:
        try:
            list(transcribe(SPOKEN, options, stop=stop))
        except Stopped as stopped:
            caught.append(stopped)

    thread = threading.Thread(target=run)
    thread.start()
    wait_until(lambda: site.asked, "the server is asked")
    stop.set()
    thread.join(60)

    assert len(caught) == 1
    assert [child for child in psutil.Process().children() if "engines.host" in " ".join(child.cmdline())] == []
