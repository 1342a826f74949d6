"""How late words begin, by how loud a voice has to be to count: `python -m bench.onsets ENGINE [--model FOLDER]`.

A sentence may begin with a breath or a soft h. bench.talks counts from where its sound rises to 3 % of its loudest
10 ms, and so does engines.transcribers.onsets, which takes silence from words: that measure favours what was sharpened
by it. Here the same hearing is told by several shares, as the engine told its words and sharpened.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np

from bench import bare, talks
from bench.hearing import judged
from bench.talks import FRAME, RATE, Said, Talk
from engines.transcribers.audio import Chunk
from engines.transcribers.onsets import sharpened
from engines.types import Word

SHARES = (0.03, 0.06, 0.1, 0.2)


def begun(sentence: Said, samples: np.ndarray, share: float) -> Said:
    """The sentence from its first 10 ms on that have this share of the loudest."""
    sound = np.abs(samples[round(sentence.start * RATE) : round(sentence.end * RATE)].astype(float))
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME).mean(axis=1)
    first = int(np.argmax(frames > share * frames.max()))
    return replace(sentence, start=sentence.start + first * FRAME / RATE)


def rows(talk: Talk, engine: str, model: str) -> Iterator[str]:
    """For each share the median error and, with its sign, the median by which sentences are late."""
    samples = talks.samples_of(talk.path)
    told = list(bare.ENGINES[engine](talk.path, model))
    sharp = sharpened((Word(*heard) for heard in told), Chunk(0.0, samples))
    hearings = {"as told": told, "sharpened": [(word.start, word.end, word.text) for word in sharp]}
    for share in SHARES:
        said = [begun(sentence, samples, share) for sentence in talk.said]
        for name, heard in hearings.items():
            late = [seconds for _, seconds in judged(said, heard).starts]
            error = median(map(abs, late))
            yield f"{engine}, {name}, {share:.0%}: {error:.3f} off, {median(late):+.3f} late, {len(late)} sentences"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.onsets", description=__doc__.splitlines()[0])
    parser.add_argument("engine", choices=bare.ENGINES)
    parser.add_argument("--model", default="base", help="of faster-whisper: a name or a folder")
    parser.add_argument("--seconds", type=float, default=60.0, help="length of the talk of recorded people")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        talk = talks.talk(Path(folder) / "talk.wav", talks.recorded(), asked.seconds)
        print("\n".join(rows(talk, asked.engine, asked.model)))


if __name__ == "__main__":
    main()
