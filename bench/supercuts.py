"""What a supercut costs: cold, reordered, with one piece trimmed, against one plain filter graph.

    python -m bench.supercuts [--pieces 20] [--seconds 3] [--out bench/results/supercuts.json]

CPU seconds (user and system, with all children) are the figure to read; wall time depends on what else runs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.measure import cpu_seconds
from engines.supercuts import in_child
from engines.supercuts.sources import look, placed
from engines.supercuts.types import Piece
from tests.media import ffmpeg

KINDS = {
    "720p.mp4": ("1280x720", "48000", "2"),
    "360p-mono.mp4": ("640x360", "44100", "1"),
    "1080p.mp4": ("1920x1080", "48000", "2"),
}
SOURCE_SECONDS = 40


def make_sources(folder: Path) -> list[Path]:
    for name, (size, rate, channels) in KINDS.items():
        picture = f"testsrc2=size={size}:rate=30:duration={SOURCE_SECONDS}"
        sound = f"anoisesrc=color=pink:amplitude=0.2:duration={SOURCE_SECONDS}"
        codecs = f"-c:v libx264 -preset ultrafast -g 150 -pix_fmt yuv420p -c:a aac -ar {rate} -ac {channels}"
        ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, *codecs.split(), folder / name)
    return [folder / name for name in KINDS]


def naive(pieces: Sequence[Piece], target: Path) -> None:
    """What one finds on the web: one graph over all pieces, encoded with the defaults."""
    inputs: list[str | Path] = []
    chains = []
    for n, piece in enumerate(pieces):
        inputs += ["-ss", str(piece.start), "-t", str(piece.frames / 30), "-i", piece.source]
        chains.append(
            f"[{n}:v]scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:-1:-1,setsar=1,fps=30,"
            f"format=yuv420p[v{n}];[{n}:a]aresample=48000,aformat=channel_layouts=stereo[a{n}]"
        )
    joined = "".join(f"[v{n}][a{n}]" for n in range(len(pieces))) + f"concat=n={len(pieces)}:v=1:a=1[v][a]"
    graph = ";".join([*chains, joined])
    ffmpeg(*inputs, "-filter_complex", graph, "-map", "[v]", "-map", "[a]", "-c:v", "libx264", "-c:a", "aac", target)


def ours(pieces: Sequence[Piece], folder: Path, target: Path) -> int:
    """As segments.supercuts does it: parts that are not there are made, then all are joined. How many were made."""
    parts = [(piece, folder / f"{piece.source.stem}-{piece.start:.3f}-{piece.frames}.mkv") for piece in pieces]
    missing = [(piece, part) for piece, part in parts if not part.exists()]
    if missing:
        in_child.make_parts(missing, picture=True)
    in_child.join([(part, piece.frames) for piece, part in parts], target, "mp4")
    return len(missing)


def measured(name: str, work: Callable[[], int | None], target: Path) -> dict[str, object]:
    cpu, wall = cpu_seconds(), time.perf_counter()
    encoded = work()
    row = {
        "way": name,
        "cpu_seconds": round(cpu_seconds() - cpu, 2),
        "wall_seconds": round(time.perf_counter() - wall, 2),
        "parts_encoded": encoded,
        "megabytes": round(target.stat().st_size / 1e6, 2),
    }
    print(row, flush=True)
    return row


def run(count: int, seconds: float) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources, target = make_sources(folder), folder / "supercut.mp4"
        pieces = []
        for n in range(count):
            source = sources[n % len(sources)]
            start = 1.345 + n * (SOURCE_SECONDS - seconds - 2) / count
            pieces.append(Piece(source, *placed(look(source), start, start + seconds)))
        trimmed = [Piece(pieces[0].source, *placed(look(pieces[0].source), 2.5, 2.5 + seconds)), *pieces[1:]]
        return [
            measured("one graph, libx264 and its defaults", lambda: naive(pieces, target), target),
            measured("cold", lambda: ours(pieces, folder, target), target),
            measured("reordered", lambda: ours(pieces[::-1], folder, target), target),
            measured("one piece trimmed", lambda: ours(trimmed, folder, target), target),
        ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pieces", type=int, default=20)
    arguments.add_argument("--seconds", type=float, default=3.0)
    arguments.add_argument("--out", type=Path)
    asked = arguments.parse_args()
    rows = run(asked.pieces, asked.seconds)
    machine = {"cpus": os.cpu_count(), "machine": platform.machine(), "load": round(os.getloadavg()[0], 1)}
    report = {"pieces": asked.pieces, "seconds_each": asked.seconds, **machine, "ways": rows}
    if asked.out:
        asked.out.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
