"""The Whisper engines on a GPU and on the processor beside it, over a talk with known words and times.

    apt-get install pocketsphinx-testdata
    python -m bench.gpu make FOLDER [--seconds 300]
    python -m bench.gpu hear FOLDER --model FOLDER [--checkpoint FILE]

The first command needs recordings and makes the talk of bench.talks; the second can run on another machine, which
needs neither Django nor servers. Engines run as the product runs them, in a child, and hear the talk twice: what counts
is the second time, when the files of the model are in memory.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import product
from pathlib import Path

from bench import report, talks
from bench.hearing import judged
from bench.talks import Said, Talk
from engines.transcribers import transcribe
from engines.transcribers.equipment import equipped, this_machine, used
from engines.types import TranscribeOptions, Word

USED = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
HEAD = (
    "engine", "computes on", "threads", "at once", "seconds", "to the first lines", "times as fast as speech",
    "GPU, MiB", "WER", "start",
)  # fmt: skip
WARM = 2
BATCHES = (1, 8, 16)
"""Windows that faster-whisper is to hear at once on a GPU: one, as many as it does by itself, and more."""


@dataclass(slots=True)
class Memory:
    """What all programs together hold on the GPU, in MiB: before, and the most of it."""

    before: int = 0
    most: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        while not self.over.wait(0.1):
            self.most = max(self.most, gpu_memory())


def gpu_memory() -> int:
    """MiB in use on the first GPU; 0 where there is none."""
    try:
        told = subprocess.run(USED, capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    return int(told.split()[0])


@contextmanager
def watched_memory() -> Iterator[Memory]:
    memory = Memory(before=gpu_memory())
    looking = threading.Thread(target=memory.watch)
    looking.start()
    try:
        yield memory
    finally:
        memory.over.set()
        looking.join()


def row(talk: Talk, options: TranscribeOptions) -> list[str]:
    """Hear the talk, and say how that went."""
    for _ in range(WARM - 1):
        list(transcribe(talk.path, options))
    with watched_memory() as memory:
        begun, first, words = time.monotonic(), 0.0, list[Word]()
        for passage in transcribe(talk.path, options):
            first = first or time.monotonic() - begun
            words += [word for speech in passage.speech for word in speech.words]
        seconds = time.monotonic() - begun
    heard = judged(talk.said, [(word.start, word.end, word.text) for word in words])
    return [
        options.engine,
        options.extra["device"],
        str(options.threads),
        options.extra.get("batch_size", "1"),
        f"{seconds:.1f}",
        f"{first:.1f}",
        f"{talk.seconds / seconds:.0f}",
        str(memory.most - memory.before) if options.extra["device"] == "cuda" else "",
        f"{heard.rate:.1%}",
        f"{heard.start_error:.2f}",
    ]


def asked_for(asked: argparse.Namespace) -> Iterator[TranscribeOptions]:
    models = {"faster-whisper": asked.model, "openai-whisper": asked.checkpoint}
    places = [*(("cuda", 0, at_once) for at_once in BATCHES), ("cpu", 0, 1), ("cpu", this_machine().cores, 1)]
    for (engine, model), (device, threads, at_once) in product(models.items(), places):
        is_there = bool(model) and (device == "cpu" or this_machine().gpu is not None)
        if is_there and (at_once == 1 or engine == "faster-whisper"):
            extra = {"device": device, "batch_size": str(at_once)}
            yield equipped(TranscribeOptions(engine=engine, model=model, threads=threads, extra=extra))


def make(folder: Path, seconds: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    talk = talks.talk(folder / "talk.wav", talks.recorded(), seconds)
    told = {"seconds": talk.seconds, "said": [asdict(sentence) for sentence in talk.said]}
    (folder / "talk.json").write_text(json.dumps(told))


def made(folder: Path) -> Talk:
    told = json.loads((folder / "talk.json").read_text())
    return Talk(folder / "talk.wav", tuple(Said(**sentence) for sentence in told["said"]), told["seconds"])


def hear(asked: argparse.Namespace) -> str:
    talk, seen = made(asked.folder), this_machine()
    default = used(TranscribeOptions(model="auto"))
    facts = [
        report.machine("none")[1],
        f"as we see it: {seen}; what we choose: {default}",
        ", ".join(f"{name} {report.version(name)}" for name in ("faster-whisper", "ctranslate2", "torch")),
        f"a talk of {talk.seconds:.0f} s, heard for the second time",
    ]
    rows = [HEAD, ["---"] * len(HEAD)]
    for options in asked_for(asked):
        rows.append(row(talk, options))
        print(" | ".join(rows[-1]), flush=True)
    return report.page("Whisper on a GPU", facts, "\n".join(f"| {' | '.join(cells)} |" for cells in rows))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.gpu", description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("make", "hear"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--model", default="", help="of faster-whisper: a folder or a name")
    parser.add_argument("--checkpoint", default="", help="of openai-whisper: a file or a name")
    asked = parser.parse_args()
    if asked.what == "make":
        make(asked.folder, asked.seconds)
    else:
        print(hear(asked))


if __name__ == "__main__":
    main()
