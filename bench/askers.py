"""Memory while five hundred people ask at once for fifty clips, again and again, each time for other ones.

`python -m bench.askers [--rounds N] [--purpose play|file]` starts a Soundbite of its own in a temporary folder and
prints, in Markdown, what its processes hold after every round (Linux: proportional set size).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bench.clip_sources import eight_seconds
from bench.memory import held_mb
from tests.e2e.askers import CLIPS, WITHOUT_THROTTLES, cuts, gathered, storm, wishes
from tests.e2e.conftest import Stack, running

KINDS = {"web": "uvicorn", "workers": "celery"}


def measure(stack: Stack, folder: Path, purpose: str, rounds: int) -> None:
    people, video_id = gathered(stack, eight_seconds(folder))
    print(
        "| round | seconds | "
        + " | ".join(f"{kind}, MB" for kind in KINDS)
        + " | clips | cut again | told to come back |"
    )
    print("|---:" * (len(KINDS) + 5) + "|")
    for number in range(rounds + 1):
        took = time.perf_counter()
        got = storm(people, wishes(video_id, purpose, shift=0.001 * number)) if number else []
        took = time.perf_counter() - took
        held = " | ".join(f"{held_mb(stack, words):.0f}" for words in KINDS.values())
        made = cuts(stack)
        again = sum(attempt > 1 for _clip, attempt, _size in made)
        assert len(made) == number * CLIPS
        busy = sum(one.codes.count(503) for one in got)
        print(f"| {number} | {took:.1f} | {held} | {len(made)} | {again} | {busy} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--purpose", choices=["play", "file"], default="play")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), **WITHOUT_THROTTLES) as stack:
        measure(stack, Path(folder), options.purpose, options.rounds)


if __name__ == "__main__":
    main()
