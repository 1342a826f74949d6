"""A talk of three hours through a whole Soundbite: memory, progress, a killed worker, and cancelling.

    apt-get install pocketsphinx-testdata
    python -m bench.long_talks [--hours 3] [--keep]

People's sentences (bench.talks) are said again and again. A Whisper model of a few megabytes listens, which says a
script of its own (tests/engines/tiny_whisper.py): everything around the engine works as always, and in minutes. First
ten minutes are transcribed, then the long talk: early in it the worker process is killed with SIGKILL. A second long
talk is cancelled while it is listened to. Linux only: memory is proportional set size, from /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import report, talks
from bench.memory import held_mb
from tests.e2e.conftest import Stack
from tests.e2e.person import Person
from tests.engines.tiny_whisper import build
from tests.media import ffmpeg
from tests.waiting import wait_until

KINDS = {
    "web": "uvicorn",
    "workers and beat": "celery",
    "engine": "engines.host",
    "ffmpeg": "ffmpeg",
    "PostgreSQL": "postgres",
    "Redis": "valkey-server",
}
SCRIPT = [
    ("Alpha bravo charlie delta.", 4.0),
    ("Echo foxtrot golf hotel!", 9.0),
    ("India juliet kilo lima.", 15.0),
    ("Mike november oscar papa.", 20.0),
]
LOOK_EVERY = 1.0
START_SECONDS = 600.0
PATIENCE = 4 * 3600.0
"""Seconds: a machine that does other work needs hours for minutes of its processor."""
SHORT_SECONDS = 600
KILL_AT = 0.05

Line = dict[str, Any]


@dataclass(slots=True)
class Watch:
    """What was seen of one request until it ended."""

    peaks: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    progress: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def look(self, stack: Stack, session: Any) -> None:
        for kind, words in KINDS.items():
            self.peaks[kind] = max(self.peaks[kind], held_mb(stack, words))
        if session:
            self.progress.append(session["progress"])

    @property
    def falls(self) -> int:
        return sum(after < before for before, after in pairwise(self.progress))


def watched(person: Person, request: Any, then: Callable[[Any], None] = lambda _session: None) -> Watch:
    """Look at a request's progress and at our memory until it has ended; `then` is shown the session each time."""
    watch, begun = Watch(), time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        session = session_of(person, request)
        watch.look(person.stack, session)
        if session and session["status"] != "running":
            assert session["status"] == "completed", session
            watch.seconds = time.monotonic() - begun
            return watch
        then(session)
        time.sleep(LOOK_EVERY)
    raise AssertionError(f"{request} is still not done")


def session_of(person: Person, request: Any) -> Any:
    """The run over a request's video; None before it begins."""
    number = person.get(f"requests/{request['id']}")["session_id"]
    return person.get(f"sessions/{number}") if number else None


def lines_of(person: Person, video: str) -> list[Line]:
    answer = person.http.get(f"videos/{video}/transcript", params={"format": "json"})
    return list(json.loads(answer.text)["segments"])


@dataclass(slots=True)
class Killer:
    """Kills the worker process whose child listens, once, when that has come far enough."""

    person: Person
    video: str
    stored: list[Line] = field(default_factory=list)
    lost_seconds: float = 0.0
    killed_at: float = 0.0

    def __call__(self, session: Any) -> None:
        if self.killed_at and not self.lost_seconds and self.person.stack.processes("engines.host"):
            self.lost_seconds = time.monotonic() - self.killed_at
        children = self.person.stack.processes("engines.host")
        if self.killed_at or not is_transcribing(session, KILL_AT) or len(children) != 1:
            return
        worker = children[0].parent()
        assert worker is not None
        self.stored = lines_of(self.person, self.video)
        os.kill(worker.pid, signal.SIGKILL)
        self.killed_at = time.monotonic()
        wait_until(lambda: not self.person.stack.processes("engines.host"), "the end of the child", 30)

    def verdict(self, lines: list[Line], undisturbed: list[Line]) -> str:
        """What the kill left: lines stored before it, kept; none twice, none over another, no hole between them.

        Resumed windows begin elsewhere, so the model says its script at other moments: lines cannot be compared.
        """
        kept = [line["id"] for line in lines[: len(self.stored)]] == [line["id"] for line in self.stored]
        over = sum(after["start"] < before["end"] for before, after in pairwise(lines))
        return (
            f"{len(self.stored)} lines were stored when the worker was killed, "
            f"{'all of them are there with their ids' if kept else 'NOT ALL OF THEM ARE THERE'}; "
            f"of {len(lines)} lines in the end {over} overlap; the widest gap between two is {widest_gap(lines):.1f} s "
            f"({widest_gap(undisturbed):.1f} s in the ten minutes that nobody disturbed); "
            f"listening went on {self.lost_seconds:.0f} s after the kill"
        )


def widest_gap(lines: list[Line]) -> float:
    """Seconds: the model is silent for the last third of every window."""
    return float(max(after["start"] - before["end"] for before, after in pairwise(lines)))


def is_transcribing(session: Any, fraction: float) -> bool:
    steps = {step["name"]: step for step in session["steps"]} if session else {}
    step = steps.get("transcribe")
    return bool(step) and step["status"] == "running" and step["progress"] >= 100 * fraction


def cancelled(person: Person, request: Any) -> tuple[float, float]:
    """Seconds from asking until the answer, and until no engine and no ffmpeg is left."""
    wait_until(lambda: is_transcribing(session_of(person, request), 0.01), "some of it", PATIENCE)
    begun = time.monotonic()
    answer = person.http.post(f"requests/{request['id']}/cancel")
    assert answer.status_code == 200, answer.text
    told = time.monotonic() - begun
    wait_until(lambda: not person.stack.processes("engines.host"), "the end of the engine", 60)
    wait_until(lambda: not person.stack.processes("ffmpeg"), "the end of ffmpeg", 60)
    return told, time.monotonic() - begun


def repeated(short: Path, times: int, title: str) -> Path:
    """The talk so many times over; the title makes it a file of its own."""
    path = short.with_name(f"{title}.m4a")
    again = ("-stream_loop", times - 1, "-i", short, "-c", "copy", "-metadata", f"title={title}")
    ffmpeg(*map(str, again), path)
    return path


def measure(stack: Stack, folder: Path, hours: float) -> str:
    wav = talks.talk(folder / "short.wav", talks.recorded(), SHORT_SECONDS).path
    ffmpeg("-i", wav, "-c:a", "aac", "-b:a", "48k", folder / "short.m4a")
    short, times = folder / "short.m4a", round(hours * 3600 / SHORT_SECONDS)
    person = Person(stack)
    undisturbed = person.upload(short)
    first = watched(person, undisturbed)
    print("ten minutes are done", flush=True)
    request = person.upload(repeated(short, times, "long"))
    killer = Killer(person, request["video"]["id"])
    second = watched(person, request, killer)
    print("the long talk is done", flush=True)
    verdict = killer.verdict(*(lines_of(person, asked["video"]["id"]) for asked in (request, undisturbed)))
    told, gone = cancelled(person, person.upload(repeated(short, times, "cancelled")))
    rows = [f"| {kind} | {first.peaks[kind]:.0f} | {second.peaks[kind]:.0f} |" for kind in KINDS]
    rows.append(f"| together | {sum(first.peaks.values()):.0f} | {sum(second.peaks.values()):.0f} |")
    return "\n".join(
        [
            f"| most memory, MB | {SHORT_SECONDS / 60:.0f} minutes | {hours:g} hours |",
            "| --- | ---: | ---: |",
            *rows,
            "",
            f"- seconds of the clock: {first.seconds:.0f} and {second.seconds:.0f}",
            f"- progress was looked at {len(second.progress)} times and fell {first.falls + second.falls} times",
            f"- {verdict}",
            f"- cancelling answered after {told:.2f} s; engine and ffmpeg were gone after {gone:.2f} s",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.long_talks", description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--keep", action="store_true", help="write the page to bench/results/")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        model = build(folder / "tiny", SCRIPT)
        settings = {"TRANSCRIBER": "faster-whisper", "WHISPER_MODEL": str(model), "TRANSCRIBE_THREADS": "1"}
        settings |= {"MAX_UPLOAD_BYTES": str(10**10), "ACCESS_TOKEN_MINUTES": "600"}
        stack = Stack(folder, **settings)
        try:
            stack.wait_until_ready(START_SECONDS)
            found = measure(stack, folder, asked.hours)
        finally:
            stack.stop()
    machine = [report.machine("18")[n] for n in (0, 1)]
    page = report.page(f"A talk of {asked.hours:g} hours", machine, found)
    print(page)
    if asked.keep:
        report.keep(report.ROOT / "bench" / "results" / "long-talks.md", page)


if __name__ == "__main__":
    main()
