"""A transcription server on loopback that speaks OpenAI's API and really listens: with the tiny scripted model.

It answers as it is told: with the words beside the segments, in them, or without; or with trouble.
"""

from __future__ import annotations

import io
import json
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

KEY = "a key of theirs"
Fields = dict[str, Any]


class Site(ThreadingHTTPServer):
    """`trouble` is how it answers next: a status, or the name of a method of Handler."""

    daemon_threads = True

    def __init__(self, model: Path) -> None:
        from faster_whisper import WhisperModel

        super().__init__(("127.0.0.1", 0), Handler)
        self.model = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=1)
        self.listening = threading.Lock()
        self.trouble: int | str = ""
        self.style = "beside"
        self.asked: list[Fields] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def log_message(self, *_: Any) -> None:
        """Tests print nothing."""

    def do_POST(self) -> None:
        fields = self.fields()
        self.server.asked.append({**fields, "path": self.path, "file": len(fields["file"])})
        trouble = self.server.trouble
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            given = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self.reply(401, json.dumps({"error": {"message": f"Incorrect API key. Received={given}"}}).encode())
        elif isinstance(trouble, int):
            self.reply(trouble, b'{"error": {"message": "trouble"}}')
        elif trouble:
            getattr(self, trouble)()
        else:
            self.reply(200, json.dumps(self.heard(fields)).encode())

    def do_GET(self) -> None:
        self.server.asked.append({"path": self.path})
        self.reply(200, b"{}")

    def fields(self) -> Fields:
        """The fields of multipart/form-data; those that may come more than once as lists."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        found: Fields = {}
        for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts():
            name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
            if name.endswith("[]"):
                found.setdefault(name, []).append(content.decode())
            else:
                found[name] = content if name == "file" else content.decode()
        return found

    def heard(self, fields: Fields) -> Fields:
        """What the model says of the sound, in the shape of OpenAI's verbose_json."""
        with wave.open(io.BytesIO(fields["file"])) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768
        options = {"language": fields.get("language"), "word_timestamps": True, "vad_filter": True, "temperature": 0}
        options["task"] = "translate" if self.path == "/v1/audio/translations" else "transcribe"
        with self.server.listening:
            found, info = self.server.model.transcribe(samples, **options)
            segments = list(found)
        words = [[{"word": w.word.strip(" .!"), "start": w.start, "end": w.end} for w in s.words] for s in segments]
        told = [
            {"start": s.start, "end": s.end, "text": s.text, "avg_logprob": s.avg_logprob, "no_speech_prob": 0.0}
            for s in segments
        ]
        answer: Fields = {"task": "transcribe", "language": "english" if info.language == "en" else info.language}
        answer |= {"duration": len(samples) / 16_000, "text": "".join(s.text for s in segments)}
        if options["task"] == "translate":
            return {**answer, "task": "translate", "language": "english", "segments": told}
        if self.server.style == "text":
            return answer
        if self.server.style == "inside":
            told = [{**one, "words": spoken} for one, spoken in zip(told, words, strict=True)]
        if self.server.style == "beside":
            answer["words"] = [word for spoken in words for word in spoken]
        return {**answer, "segments": told}

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def elsewhere(self) -> None:
        self.reply(307, b"", Location=f"{self.server.url}/elsewhere")

    def page(self) -> None:
        self.reply(200, b"<!doctype html><p>Welcome</p>")

    def odd(self) -> None:
        self.reply(200, b'{"text": "x", "segments": [{"start": NaN, "end": "2", "text": "x"}]}')

    def deep(self) -> None:
        self.reply(200, b"[" * 100_000)

    def endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(20):
            self.wfile.write(b" " * 1024**2)

    def hang(self) -> None:
        self.server.released.wait(60)
        self.close_connection = True

    def dribble(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.released.wait(0.05):
            self.wfile.write(b" ")
            self.wfile.flush()

    def hang_up(self) -> None:
        self.close_connection = True

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):  # whoever asked has gone
            self.close_connection = True


@contextmanager
def open_site(model: Path) -> Iterator[Site]:
    with Site(model) as site:
        thread = threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.released.set()
            site.shutdown()
            thread.join()
