"""Every way to cut a clip beside the original command: CPU seconds (children included) and wall seconds.

`python -m bench.clips [--folder F] [--long] [--repeat N]` prints tables in Markdown. The sources are made on the first
run and kept in the folder. The original decodes everything before the clip: on the two-hour source it takes minutes,
and is measured with --long only.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.clip_sources import ten_minutes, two_hours
from bench.measure import cpu_seconds
from engines import in_child
from engines.clips import encode, file_cut, keyframe, play_cut, samples
from engines.ffmpeg import executable

SECONDS = 6.0
PLACES = (0.10, 0.50, 0.95)
AFTER_KEYFRAME = 2.345
ORIGINAL = "original"


@dataclass
class Measured:
    """What one way took at one place, a number per repetition."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


Way = Callable[[Path, Path, float, float], object]


def original(source: Path, target: Path, start: float, end: float) -> None:
    command = [executable(), "-v", "error", "-nostdin", "-y", "-i", str(source), "-ss", str(start), "-to", str(end)]
    subprocess.run([*command, "-c:v", "libx264", "-c:a", "aac", str(target)], check=True)


def indexed_from_disk(source: Path, target: Path, start: float, end: float) -> None:
    samples.memory.clear()
    play_cut(source, target, start, end)


def indexed_anew(source: Path, target: Path, start: float, end: float) -> None:
    samples.memory.clear()
    samples.path_of(source).unlink(missing_ok=True)
    play_cut(source, target, start, end)


WAYS: dict[str, Way] = {
    "play: index in memory": play_cut,
    "play: index from disk": indexed_from_disk,
    "play: index made first": indexed_anew,
    "play: keyframe copy (PyAV)": keyframe.play_cut,
    "file: head cut, here": file_cut,
    "file: head cut, in a child": in_child.file_cut,
    "file: encoded whole": encode.encoded_cut,
    ORIGINAL: original,
}


def measure(way: Way, source: Path, target: Path, start: float) -> tuple[float, float]:
    """(CPU seconds, wall seconds) of one cut."""
    cpu, wall = cpu_seconds(), time.perf_counter()
    way(source, target, start, start + SECONDS)
    return cpu_seconds() - cpu, time.perf_counter() - wall


def compare(source: Path, target: Path, start: float, repeat: int, *, originals: int) -> dict[str, Measured]:
    """All ways in turn, again and again, so that a busy machine is busy for all of them."""
    results = {name: Measured() for name in WAYS}
    play_cut(source, target, start, start + SECONDS)
    for turn in range(repeat):
        for name, way in WAYS.items():
            if name == ORIGINAL and turn >= originals:
                continue
            cpu, wall = measure(way, source, target, start)
            results[name].cpu.append(cpu)
            results[name].wall.append(wall)
    return {name: result for name, result in results.items() if result.cpu}


def table(source: str, start: float, results: dict[str, Measured]) -> str:
    lines = [
        f"### {source}, clip of {SECONDS:g} s from {start:g} s",
        "",
        "| way | CPU ms | wall ms, median | wall ms, least | original takes, times the CPU | n |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    base = statistics.median(results[ORIGINAL].cpu) if ORIGINAL in results else None
    for name, result in results.items():
        cpu, wall = statistics.median(result.cpu), statistics.median(result.wall)
        ratio = f"{base / cpu:.1f}" if base else ""
        numbers = f"{cpu * 1e3:.1f} | {wall * 1e3:.1f} | {min(result.wall) * 1e3:.1f}"
        lines.append(f"| {name} | {numbers} | {ratio} | {len(result.cpu)} |")
    return "\n".join([*lines, ""])


def machine() -> str:
    version = subprocess.run([executable(), "-version"], capture_output=True, text=True, check=True).stdout.split()[2]
    load = os.getloadavg()[0]
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, ffmpeg {version}; load average {load:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path(".build/bench"))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--places", type=float, nargs="+", default=PLACES, help="fractions of the source's length")
    parser.add_argument("--originals", type=int, default=1, help="how often the original command is measured")
    parser.add_argument("--long", action="store_true", help="also the original command on the two-hour source")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    print(f"Machine: {machine()} at the start.\n", flush=True)
    target = options.folder / "cut.mp4"
    for name, source in (("10 min", ten_minutes(options.folder)), ("2 h", two_hours(options.folder))):
        length = 600 if name == "10 min" else 7200
        originals = options.originals if name == "10 min" or options.long else 0
        samples.index_of(source)
        print(f"Sample index of {name}: {samples.path_of(source).stat().st_size / 1e6:.2f} MB.\n", flush=True)
        for place in options.places:
            start = length * place + AFTER_KEYFRAME
            results = compare(source, target, start, options.repeat, originals=originals)
            print(table(name, start, results), flush=True)


if __name__ == "__main__":
    main()
