"""Fetching checkpoints of openai-whisper from a server on loopback: whole, broken off, broken, by two at once."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from engines.errors import TranscriptionError
from engines.transcribers import checkpoints, fetching
from engines.types import TranscribeOptions

pytestmark = pytest.mark.rest


class Hub(ThreadingHTTPServer):
    """Serves one checkpoint, with ranges unless told otherwise; breaks off after `most` bytes of an answer."""

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.most, self.ranges, self.knows_ranges = content, len(content), [], True


class Handler(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""

    def do_GET(self) -> None:
        wanted = self.headers.get("Range") if self.server.knows_ranges else None
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        self.server.ranges.append(start)
        rest = self.server.content[start:]
        self.send_response(416 if start and not rest else 206 if start else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: self.server.most])


def nothing(_fraction: float) -> None: ...


@pytest.fixture
def hub(tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A server of models, from which whisper would fetch "tiny"."""
    import whisper

    content = tiny_checkpoint.read_bytes()
    with Hub(content) as server:
        address = f"http://127.0.0.1:{server.server_port}/{hashlib.sha256(content).hexdigest()}/tiny.pt"
        monkeypatch.setitem(whisper._MODELS, "tiny", address)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TranscribeOptions:
    """The model "tiny" by name. The heads that tell word times are those of the real one: too many for ours."""
    monkeypatch.setattr("whisper.model.Whisper.set_alignment_heads", lambda _model, _dump: None)
    return TranscribeOptions(engine="openai-whisper", model="tiny", model_dir=tmp_path / "models", threads=1)


def test_named_model_is_fetched_once(named: TranscribeOptions, hub: Hub):
    told: list[float] = []
    assert not checkpoints.is_present(named)

    checkpoints.load(named, told.append)
    assert checkpoints.is_present(named)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert any(0 < fraction < 1 for fraction in told)

    assert checkpoints.load(named, nothing).dims.n_audio_state == 64
    assert hub.ranges == [0]
    assert list(named.model_dir.glob("*.part")) == []


def test_fetch_goes_on_where_it_broke_off(named: TranscribeOptions, hub: Hub):
    hub.most = 1_000_000
    with pytest.raises(TranscriptionError) as caught:
        checkpoints.fetch(named, nothing)
    assert (caught.value.code, caught.value.retryable) == ("model_unavailable", True)
    assert not checkpoints.is_present(named)

    hub.most = len(hub.content)
    assert checkpoints.fetch(named, nothing).read_bytes() == hub.content
    assert hub.ranges == [0, 1_000_000]


def test_fetch_begins_anew_where_the_server_knows_no_ranges(named: TranscribeOptions, hub: Hub):
    hub.knows_ranges = False
    named.model_dir.mkdir()
    (named.model_dir / ".tiny.pt.part").write_bytes(hub.content[:1_000_000])
    told: list[float] = []

    assert checkpoints.fetch(named, told.append).read_bytes() == hub.content

    assert (told[-2:], told) == ([1.0, 1.0], sorted(told))  # as much as came, and the end


def test_what_came_whole_before_a_kill_is_kept(named: TranscribeOptions, hub: Hub):
    named.model_dir.mkdir()
    (named.model_dir / ".tiny.pt.part").write_bytes(hub.content)

    assert checkpoints.is_whole(checkpoints.fetch(named, nothing))
    assert hub.ranges == [len(hub.content)]


def test_broken_model_is_fetched_again(named: TranscribeOptions, hub: Hub):
    half = checkpoints.checkpoint(named)
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    assert checkpoints.is_whole(half) is False

    assert checkpoints.load(named, nothing).dims.n_audio_state == 64
    assert half.read_bytes() == hub.content


def test_what_arrives_broken_is_not_taken(named: TranscribeOptions, hub: Hub):
    hub.content = b"x" + hub.content[1:]

    for _try in range(2):
        with pytest.raises(TranscriptionError):
            checkpoints.fetch(named, nothing)
    assert hub.ranges == [0, 0]  # nothing of it is gone on with
    assert not checkpoints.is_present(named)


@pytest.mark.usefixtures("hub")
def test_second_asker_waits_for_the_first(named: TranscribeOptions, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "LOOK_EVERY", 0.05)
    waiting, finished = threading.Event(), threading.Event()
    told: list[float] = []

    def second() -> None:
        checkpoints.fetch(named, lambda fraction: told.append(fraction) or (len(told) > 1 and waiting.set()))
        finished.set()

    thread = threading.Thread(target=second)
    with fetching.alone(checkpoints.checkpoint(named), lambda: None):
        thread.start()
        assert waiting.wait(60)
        assert not checkpoints.is_present(named)
        assert not finished.is_set()

    thread.join(60)
    assert finished.is_set()


def test_named_model_without_network(named: TranscribeOptions, hub: Hub):
    hub.shutdown()
    hub.server_close()

    with pytest.raises(TranscriptionError) as caught:
        checkpoints.load(named, nothing)

    assert (caught.value.code, caught.value.retryable) == ("model_unavailable", True)
    assert caught.value.detail == (
        'The speech model "tiny" is not on this machine and could not be fetched. '
        "Connect the machine to the internet once, or name a .pt file of openai-whisper."
    )


def test_sum_of_a_model_of_another_name_is_not_known(tmp_path: Path):
    (tmp_path / "mine.pt").write_bytes(b"x")

    assert checkpoints.is_whole(tmp_path / "mine.pt") is None
    assert checkpoints.here(tmp_path) == [tmp_path / "mine.pt"]


def test_no_such_model(named: TranscribeOptions):
    with pytest.raises(TranscriptionError) as caught:
        checkpoints.fetch(replace(named, model="no-such-model"), nothing)

    assert (caught.value.code, caught.value.retryable) == ("model_unavailable", False)
