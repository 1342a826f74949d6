"""What transcripts cost and how good they are, beside the bare engines over the same sound.

    apt-get install pocketsphinx-testdata flite
    python -m bench.transcripts [--seconds 300] [--rounds 5] [--model FOLDER] [--keep]

Two talks with known words and times (bench.talks) are heard in turns by each engine: bare (bench.bare), and by the step
`Transcribe` as a worker runs it, with its child process, heartbeats, rows and index, in a PostgreSQL and a Redis of our
own. Linux only: processor time is that of all processes concerned. Who begins a round changes from round to round, each
round has a ratio of its own, and the median of these is told with the least and the most. On a machine that does other
work everything takes longer by the clock, which heartbeats go by: they are made rarer by as much. See bench/README.md.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import psutil

from bench import report, talks
from bench.bare import Heard
from bench.hearing import Hearing, judged
from bench.search import database
from bench.talks import Talk
from config.embedded import start_redis

MAKERS = {"recorded": talks.recorded, "synthesised": talks.synthesised}
PARTS = ("worker", "child", "PostgreSQL", "Redis")
SERVERS = {"postgres": "PostgreSQL", "valkey-server": "Redis", "redis-server": "Redis"}
HEARD = ("WER bare", "WER", "start bare", "start", "line start")
HEAD = ("talk", "engine", "rounds", "bare CPU s", *PARTS, "over bare", *HEARD)


@dataclass(frozen=True, slots=True)
class Run:
    """What an engine heard, when lines begin, processor time in seconds by who spent it, and time by the clock."""

    heard: list[Heard]
    begins: set[float]
    spent: dict[str, float]
    wall: float

    @property
    def cpu(self) -> float:
        return sum(self.spent.values())

    @property
    def slowness(self) -> float:
        return self.wall / self.cpu


@dataclass(frozen=True, slots=True)
class Pair:
    """One round: the engine alone, and ours."""

    alone: Run
    run: Run
    is_ours_first: bool

    @property
    def over(self) -> float:
        """Of the bare engine's processor time, what ours takes more."""
        return self.run.cpu / self.alone.cpu - 1

    def __str__(self) -> str:
        parts = ", ".join(f"{part} {seconds:.2f}" for part, seconds in self.run.spent.items())
        return f"bare {self.alone.cpu:.1f}; {parts}: {self.over:+.1%}"


def spent() -> dict[str, float]:
    """Processor time so far: our own, that of children which ended, and that of our servers."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = dict.fromkeys(PARTS, 0.0)
    found |= {"worker": time.process_time(), "child": ended.ru_utime + ended.ru_stime}
    for process in psutil.Process().children(recursive=True):
        if part := SERVERS.get(process.name()):
            found[part] += sum(process.cpu_times()[:4])  # its own, and its children's that ended
    return found


def since(before: dict[str, float]) -> dict[str, float]:
    now = spent()
    return {part: now[part] - before[part] for part in PARTS}


def bare(talk: Talk, engine: str, model: str) -> Run:
    before, begun = spent(), time.monotonic()
    words = [sys.executable, "-m", "bench.bare", engine, str(talk.path), "--model", model]
    told = subprocess.run(words, cwd=report.ROOT, capture_output=True, text=True, check=True).stdout
    rows = (line.split("\t") for line in told.splitlines())
    heard = [(float(start), float(end), text) for start, end, text in rows]
    return Run(heard, set(), {"child": since(before)["child"]}, time.monotonic() - begun)


def ours(talk: Talk, engine: str, model: str, slowness: float) -> Run:
    """The step as a worker runs it, and the one that closes the transcript."""
    from django.conf import settings  # noqa: PLC0415 -- Django had to be set up first, here and below

    from core import media  # noqa: PLC0415
    from segments import selectors, steps  # noqa: PLC0415
    from tests.factories import make_run, make_video  # noqa: PLC0415
    from videos import runner  # noqa: PLC0415
    from videos.models import ProcessingStep  # noqa: PLC0415

    settings.HEARTBEAT_SECONDS = max(1.0, slowness)
    place = media.content_path("video", f"{talk.path.stem}-{engine}.wav")
    place.write_bytes(talk.path.read_bytes())
    video = make_video(has_audio=True, duration=talk.seconds, media_path=media.relative(place))
    run = make_run(video, engine=engine, model=model)
    step = ProcessingStep.objects.filter(pk=run.step_id)
    step.update(status=ProcessingStep.Status.QUEUED, path="segments.steps.Transcribe")
    before, begun = spent(), time.monotonic()
    runner.run_step(run.step_id, run.attempt)
    assert step.get().status == ProcessingStep.Status.DONE, step.get().status
    step.update(status=ProcessingStep.Status.RUNNING)
    steps.Index().run(run)
    cost = since(before)
    video.refresh_from_db()
    lines = list(selectors.transcript(video))
    heard = [(start, end, text) for line in lines for start, end, text in line.words]
    return Run(heard, {line.start for line in lines}, cost, time.monotonic() - begun)


def pair(talk: Talk, engine: str, model: str, before: Pair | None) -> Pair:
    """The next round: who was second begins. The bare engine is first of all, as its clock says how slow it is here."""
    if before is None or before.is_ours_first:
        alone = bare(talk, engine, model)
        return Pair(alone, ours(talk, engine, model, alone.slowness), is_ours_first=False)
    run = ours(talk, engine, model, before.alone.slowness)
    return Pair(bare(talk, engine, model), run, is_ours_first=True)


def row(talk: Talk, engine: str, pairs: Sequence[Pair]) -> list[str]:
    """Medians; of the ratios also the least and the most."""
    before = [judged(talk.said, pair.alone.heard) for pair in pairs]
    after = [judged(talk.said, pair.run.heard) for pair in pairs]
    lines = [begun_with(hearing, pair.run.begins) for hearing, pair in zip(after, pairs, strict=True)]
    over = sorted(pair.over for pair in pairs)
    return [
        talk.path.stem,
        engine,
        str(len(pairs)),
        f"{median(pair.alone.cpu for pair in pairs):.1f}",
        *(f"{median(pair.run.spent[part] for pair in pairs):.2f}" for part in PARTS),
        f"{median(over):+.1%} ({over[0]:+.1%} to {over[-1]:+.1%})",
        *(f"{median(hearing.rate for hearing in hearings):.1%}" for hearings in (before, after)),
        *(f"{median(hearing.start_error for hearing in hearings):.2f}" for hearings in (before, after, lines)),
    ]


def begun_with(hearing: Hearing, begins: set[float]) -> Hearing:
    """Sentences that are the beginning of a line alone."""
    return replace(hearing, starts=tuple(one for one in hearing.starts if one[0] in begins))


def measure(folder: Path, asked: argparse.Namespace) -> Iterator[list[str]]:
    for name in asked.talks:
        talk = talks.talk(folder / f"{name}.wav", MAKERS[name](), asked.seconds)
        for engine in asked.engines:
            pairs: list[Pair] = []
            for _ in range(asked.rounds):
                pairs.append(pair(talk, engine, asked.model, pairs[-1] if pairs else None))
                print(f"{name} {engine} {pairs[-1]}, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
            yield row(talk, engine, pairs)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.transcripts", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=300.0, help="length of each talk")
    parser.add_argument("--rounds", type=int, default=1, help="how often each is heard by both, in turns")
    parser.add_argument("--model", default="base", help="of faster-whisper: a name or a folder")
    parser.add_argument("--engines", nargs="+", default=["faster-whisper", "pocketsphinx"])
    parser.add_argument("--talks", nargs="+", choices=MAKERS, default=list(MAKERS))
    parser.add_argument("--keep", action="store_true", help="write the page to bench/results/")
    asked = parser.parse_args()
    os.environ["TRANSCRIBE_THREADS"] = "1"
    with tempfile.TemporaryDirectory(dir="/tmp") as name, ExitStack() as servers:
        folder = Path(name)
        (folder / "data").mkdir()
        servers.enter_context(start_redis(folder / "data"))
        servers.enter_context(database(folder))
        rows = list(measure(folder, asked))
        facts = [*report.machine(version()), f"model of faster-whisper: {Path(asked.model).name}, int8, one thread"]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in [HEAD, ["---"] * len(HEAD), *rows])
    page = report.page(f"Transcripts of {asked.seconds:.0f} seconds beside the bare engines", facts, table)
    print(page)
    if asked.keep:
        report.keep(report.ROOT / "bench" / "results" / "transcripts.md", page)


def version() -> str:
    from bench.product import server_version  # noqa: PLC0415 -- Django had to be set up first

    return server_version()


if __name__ == "__main__":
    main()
