"""Somebody's own transcription server that speaks OpenAI's API, as a Transcriber: chunk by chunk over HTTP.

The address is that of whoever runs Soundbite, who may well mean their own network: the guard of engines.net is for what
strangers name. Redirects are not followed.
"""

from __future__ import annotations

import io
import json
import logging
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.errors import TranscriptionError
from engines.letters import Span
from engines.transcribers.answers import Answer, read
from engines.transcribers.audio import ONE_WINDOW, SAMPLE_BYTES, SAMPLE_RATE, Chunk, Sound
from engines.transcribers.detection import Spoken
from engines.transcribers.languages import NAMES, UNKNOWN
from engines.transcribers.listening import OneByOne, passages
from engines.transcribers.silence import voice_in
from engines.types import Passage, Progress, TranscribeOptions, TranscriptInfo, Word

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 300.0
"""For one chunk, of 30 seconds at most, until the whole answer is here."""
MOST_ANSWER_BYTES = 8 * 1024**2
NOT_SET = "No transcription server is named on this machine (SPEECH_SERVER_URL)."
TRANSCRIPTIONS, TRANSLATIONS = "/v1/audio/transcriptions", "/v1/audio/translations"

Fields = dict[str, str | list[str]]

logger = logging.getLogger(__name__)


class SpeechServer:
    """A Transcriber; the sound leaves this machine.

    `extra`: "server_url" (up to and without `/v1`, or with it), "server_key" (may be empty), and "server_seconds" for
    one answer. `model` is the server's name for it.
    """

    name = "speech-server"

    def transcribe(self, path: Path, options: TranscribeOptions, progress: Progress) -> Iterator[Passage]:
        """See Transcriber.

        Raises engine_unavailable without an address, language_unsupported, speech_key_refused, speech_rate_limited,
        speech_server_unreachable, speech_server_failed, speech_server_refused, speech_answer_wrong.
        """
        if not options.extra.get("server_url"):
            raise TranscriptionError("engine_unavailable", NOT_SET)
        if options.language and options.language not in NAMES:
            detail = f'Whisper does not know the language "{options.language}".'
            raise TranscriptionError("language_unsupported", detail)
        with _client(options) as client:
            yield from passages(path, options, progress, _Listener(client, options))


def _client(options: TranscribeOptions) -> httpx2.Client:
    import httpx2  # noqa: PLC0415 -- only who has a server of their own needs it

    key = options.extra.get("server_key")
    return httpx2.Client(
        headers={"Authorization": f"Bearer {key}"} if key else {},
        timeout=httpx2.Timeout(_seconds(options), connect=CONNECT_SECONDS),
        follow_redirects=False,
    )


def _seconds(options: TranscribeOptions) -> float:
    return float(options.extra.get("server_seconds") or ANSWER_SECONDS)


class _Listener(OneByOne):
    lengths = ONE_WINDOW

    def __init__(self, client: httpx2.Client, options: TranscribeOptions) -> None:
        self._client = client
        self._server = options.extra["server_url"].rstrip("/").removesuffix("/v1")
        self._translates = options.translate
        self._seconds = _seconds(options)
        self._model = options.model
        self._spoken = Spoken(options.language)
        self._heard: dict[float, Answer] = {}

    def info(self) -> TranscriptInfo:
        return TranscriptInfo(SpeechServer.name, self._model, self._spoken.code, "normal")

    def voice(self, chunk: Chunk) -> list[Span] | None:
        return voice_in(chunk)

    def languages(self, sound: Sound) -> dict[str, float]:
        """The one that the server says. Its words are kept until they are listened to, unless others are wanted."""
        answer = self._transcribed(sound.chunk)
        if not self._translates:
            self._heard[sound.chunk.start] = answer
        return {answer.language: 1.0} if answer.language != UNKNOWN else {}

    def settle(self, language: str, _probability: float) -> None:
        self._spoken = Spoken(language)

    def listen(self, chunk: Chunk, _voice: Sequence[Span] | None, reached: Callable[[float], None]) -> Iterator[Word]:
        """The words of a chunk, once the server has sent all of them."""
        answer = self._translated(chunk) if self._translates else self._said(chunk)
        for word in answer.words():
            yield Word(chunk.start + word.start, chunk.start + word.end, word.text, word.probability)
        reached(chunk.end)

    def _said(self, chunk: Chunk) -> Answer:
        answer = self._heard.pop(chunk.start, None)
        if answer is None or answer.language not in {self._spoken.language, UNKNOWN}:
            answer = self._transcribed(chunk)
        return answer

    def _transcribed(self, chunk: Chunk) -> Answer:
        fields: Fields = {
            "timestamp_granularities[]": ["word", "segment"],
            **({"language": self._spoken.language} if self._spoken.language else {}),
        }
        return self._ask(TRANSCRIPTIONS, chunk, fields)

    def _translated(self, chunk: Chunk) -> Answer:
        """OpenAI's API takes neither the language nor a wish for words here; what is known of times comes."""
        return self._ask(TRANSLATIONS, chunk, {})

    def _ask(self, path: str, chunk: Chunk, wishes: Fields) -> Answer:
        import httpx2  # noqa: PLC0415 -- only who has a server of their own needs it

        url = self._server + path
        fields: Fields = {"model": self._model, "response_format": "verbose_json", "temperature": "0", **wishes}
        files = {"file": ("sound.wav", wav(chunk), "audio/wav")}
        try:
            with self._client.stream("POST", url, data=fields, files=files) as response:
                body = _body(response, self._seconds)
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            logger.warning("the transcription server cannot be asked: %r", error)
            detail = "The transcription server cannot be reached, or does not answer in time."
            raise TranscriptionError("speech_server_unreachable", detail, retryable=True) from error
        except httpx2.HTTPError as error:
            raise _wrong("it breaks HTTP") from error
        _refuse(response, body)
        return _read(body, chunk)


def wav(chunk: Chunk) -> bytes:
    """The sound of a chunk as a file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(chunk.samples.tobytes())
    return buffer.getvalue()


def _body(response: httpx2.Response, seconds: float) -> bytes:
    """The whole answer. Raises ReadTimeout where it dribbles for more than so many seconds."""
    import httpx2  # noqa: PLC0415 -- only who has a server of their own needs it

    deadline, body = time.monotonic() + seconds, bytearray()
    for block in response.iter_bytes():
        body += block
        if len(body) > MOST_ANSWER_BYTES:
            raise _wrong("it is too long")
        if time.monotonic() > deadline:
            raise httpx2.ReadTimeout("the answer dribbles", request=response.request)
    return bytes(body)


def _refuse(response: httpx2.Response, body: bytes) -> None:
    """Raise TranscriptionError for an answer that is none. What the server says of it goes to the log, without the key
    that some repeat."""
    if response.status_code != 200:
        key = response.request.headers.get("Authorization", "").removeprefix("Bearer ")
        said = body.decode(errors="replace")
        logger.warning(
            "the transcription server answers %s: %.500s",
            response.status_code,
            said.replace(key, "(our key)") if key else said,
        )
        raise _refusal(response.status_code)


def _refusal(status: int) -> TranscriptionError:
    if status in {401, 403}:
        return TranscriptionError("speech_key_refused", "The transcription server refuses the key it was given.")
    if status == 429:
        detail = "The transcription server asks for a pause."
        return TranscriptionError("speech_rate_limited", detail, retryable=True)
    if status == 408 or status >= 500:
        return TranscriptionError("speech_server_failed", "The transcription server failed.", retryable=True)
    if 300 <= status < 400:
        return _wrong("it sends us elsewhere")
    return TranscriptionError("speech_server_refused", f"The transcription server refuses with HTTP {status}.")


def _read(body: bytes, chunk: Chunk) -> Answer:
    try:
        values: Any = json.loads(body)
        return read(values, chunk.end - chunk.start)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        logger.warning("the transcription server answers what cannot be read: %.500s", body.decode(errors="replace"))
        raise _wrong("it is no transcript") from error


def _wrong(why: str) -> TranscriptionError:
    return TranscriptionError("speech_answer_wrong", f"The transcription server's answer cannot be used: {why}.")
