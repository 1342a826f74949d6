"""The corpus: transcripts in a made-up language, as word ids in files that are mapped, not read.

The recipe is that of our study of searches: words after Zipf and Mandelbrot, more than half of them drawn by the word
before, and some by what the video is about. A corpus of a size and seed is always the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.vocabulary import Ids, Vocabulary, scattered

VERSION = 1
WORDS = 80_000
MOST_VIDEOS = 20_000
FEWEST_LINES = 50
SHORTEST, LONGEST = 6, 18  # words of a line
FOLLOWING, ON_TOPIC = 0.55, 0.07  # shares of words drawn by the one before, and by the topic
TOPIC_WORDS = 60
TOPIC_RANKS = (300, 20_000)
BLOCK = 256
"""Videos made at once."""
PAIRED = 1000
"""Of how many of the most frequent words it is counted which follow each other."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes a corpus."""

    segments: int
    seed: int = 1
    version: int = VERSION

    @property
    def lines_per_video(self) -> int:
        return min(self.segments, max(FEWEST_LINES, -(-self.segments // MOST_VIDEOS)))

    @property
    def videos(self) -> int:
        return self.segments // self.lines_per_video


class Corpus:
    """A corpus in a folder. `tokens` are all word ids, `begins` where each line begins in them, and the last ends."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        self.folder, self.recipe = folder, recipe
        self.vocabulary = Vocabulary(WORDS, recipe.seed)
        self.tokens: NDArray[np.int32] = np.memmap(folder / "tokens.i32", np.int32, "r")
        lengths = np.fromfile(folder / "lengths.u8", np.uint8)
        self.begins: Ids = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])

    @cached_property
    def line_counts(self) -> Ids:
        """In how many lines each word is."""
        counted: Ids = np.load(self.folder / "line_counts.npy")
        return counted

    @cached_property
    def pair_counts(self) -> Ids:
        """How often each of the PAIRED most frequent words is followed by each of them within a video."""
        counted: Ids = np.load(self.folder / "pair_counts.npy")
        return counted

    @property
    def lines(self) -> int:
        return len(self.begins) - 1

    def video_of(self, line: int) -> int:
        return line // self.recipe.lines_per_video

    def ids(self, line: int) -> list[int]:
        found: list[int] = self.tokens[self.begins[line] : self.begins[line + 1]].tolist()
        return found

    def text(self, line: int) -> str:
        return self.spelled(self.ids(line))

    def spelled(self, ids: list[int]) -> str:
        words = self.vocabulary.words
        return " ".join(words[number] for number in ids)

    def lines_of(self, video: int) -> range:
        """The numbers of a video's lines; they count on from video to video."""
        first = video * self.recipe.lines_per_video
        return range(first, first + self.recipe.lines_per_video)


def make_corpus(folder: Path, recipe: Recipe) -> Corpus:
    """The corpus of a recipe in `folder`, made where it is missing or another lies there. Memory stays flat."""
    label = folder / "recipe.json"
    if not label.exists() or json.loads(label.read_text()) != asdict(recipe):
        folder.mkdir(parents=True, exist_ok=True)
        label.unlink(missing_ok=True)
        write_corpus(folder, recipe)
        label.write_text(json.dumps(asdict(recipe)))
    return Corpus(folder, recipe)


def write_corpus(folder: Path, recipe: Recipe) -> None:
    line_counts = np.zeros(WORDS, np.int64)
    pair_counts = np.zeros((PAIRED, PAIRED), np.int64)
    with (folder / "tokens.i32").open("wb") as tokens, (folder / "lengths.u8").open("wb") as lengths:
        for said, long in blocks(recipe):
            said.astype(np.int32).tofile(tokens)
            long.astype(np.uint8).tofile(lengths)
            count(said, long, recipe.lines_per_video, line_counts, pair_counts)
    np.save(folder / "line_counts.npy", line_counts)
    np.save(folder / "pair_counts.npy", pair_counts)


def count(said: Ids, long: Ids, lines_per_video: int, line_counts: Ids, pair_counts: Ids) -> None:
    """Add a block of lines to the counts."""
    line = np.repeat(np.arange(len(long)), long)
    once = np.unique(line * WORDS + said)
    line_counts += np.bincount(once % WORDS, minlength=WORDS)
    video = line // lines_per_video
    near = (said[:-1] < PAIRED) & (said[1:] < PAIRED) & (video[:-1] == video[1:])
    np.add.at(pair_counts, (said[:-1][near], said[1:][near]), 1)


def blocks(recipe: Recipe) -> Iterator[tuple[Ids, Ids]]:
    """The words of BLOCK videos one after the other, and how many words each of their lines has."""
    vocabulary = Vocabulary(WORDS, recipe.seed)
    for first in range(0, recipe.videos, BLOCK):
        chance = np.random.Generator(np.random.PCG64([recipe.seed, first]))
        videos = np.arange(first, min(first + BLOCK, recipe.videos))
        spread = chance.random((len(videos), recipe.lines_per_video))
        long = SHORTEST + (spread * (LONGEST + 1 - SHORTEST)).astype(np.int64)
        most = long.sum(axis=1).max()
        spoken = speech(vocabulary, chance, videos, most)
        is_said = np.arange(most) < long.sum(axis=1)[:, None]
        yield spoken[is_said], long.ravel()


def speech(vocabulary: Vocabulary, chance: np.random.Generator, videos: Ids, most: int) -> Ids:
    """`most` words of each video, a row for each."""
    shape = (most, len(videos))
    kind, pull = chance.random(shape), chance.random(shape)
    drawn = vocabulary.said(chance.random(shape))
    about = topics(vocabulary, videos)[np.arange(len(videos)), (chance.random(shape) * TOPIC_WORDS).astype(int)]
    drawn = np.where(kind > 1 - ON_TOPIC, about, drawn)
    for n in range(1, most):
        follows = kind[n] < FOLLOWING
        drawn[n, follows] = vocabulary.successors(drawn[n - 1, follows], pull[n, follows])
    return drawn.T


def topics(vocabulary: Vocabulary, videos: Ids) -> Ids:
    """What each video is about: TOPIC_WORDS of the middle ranks, the more frequent ones likelier."""
    numbers = videos[:, None] * TOPIC_WORDS + np.arange(TOPIC_WORDS)
    low, high = TOPIC_RANKS
    rank = low * (high / low) ** scattered(numbers.astype(np.uint64), vocabulary.seed + 1)
    return rank.astype(np.int64).clip(max=vocabulary.size - 1)
