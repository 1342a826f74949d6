"""Whether a file clip of speech gives back the words of its line, heard by the same engine.

    python -m bench.rehearing [--engine pocketsphinx] [--model FOLDER] [--sentences 8]

It says a text with Flite's voices (Debian: flite), beside a person who reads (Debian: pocketsphinx-testdata), puts it
behind a picture with known gaps, and prints, in Markdown, how many words of each line its clip loses or changes. The
engine itself hears a line alone a little differently than in its passage: the same samples, cut from the sound without
any clip, tell how much of the loss that is.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, product
from pathlib import Path

import jiwer

from bench import talks
from bench.talks import RATE, VOICES
from engines.clips import file_cut
from engines.transcribers.registry import TRANSCRIBERS
from engines.types import Speech, TranscribeOptions
from tests.media import ffmpeg

GAPS = (0.5, 0.9, 1.4, 0.7)
"""Seconds of silence between what is said."""

SENTENCES = (
    "the river comes down from the mountains in the early spring and brings the cold water of the snow with it",
    "people who live beside the water know when to move their boats and when to leave the lower fields alone",
    "every house in the village has a mark on the wall that shows how high the water was in the worst year",
    "my grandmother used to say that a good neighbor is worth more than the strongest wall around the garden",
    "in the summer the children swim from one side to the other and the old men sit under the trees and talk",
    "the baker opens the door before the sun is up and the smell of fresh bread goes down the whole street",
    "when the first train arrives there is already a line of people waiting for coffee and the morning paper",
    "nobody remembers who planted the apple trees behind the school but everybody takes some of the fruit home",
)


@dataclass(frozen=True)
class Utterance:
    """What one voice says at `start` seconds of the film, for `length` seconds."""

    voice: str
    start: float
    length: float


@dataclass
class Tally:
    """Words of lines, and how many of them are lost or changed: in clips, and in the same samples without a clip."""

    words: int = 0
    clip: int = 0
    plain: int = 0
    lines: int = 0
    exact: int = 0
    differing: list[tuple[str, str, str]] = field(default_factory=list)


def spoken(sentences: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """(voice, samples) of all that is said, 16 bits at RATE."""
    if not (flite := shutil.which("flite")):
        raise SystemExit("apt-get install flite")
    for path in sorted((talks.RECORDINGS / "librivox").glob("*.wav")):
        yield "a person", talks.samples_of(path).tobytes()
    for sentence, voice in product(sentences, VOICES):
        yield voice, talks.read_out(flite, sentence, voice).tobytes()


def samples_of(path: Path, target: Path) -> bytes:
    ffmpeg("-i", path, "-ar", str(RATE), "-ac", "1", "-c:a", "pcm_s16le", target)
    with wave.open(str(target)) as file:
        return file.readframes(file.getnframes())


def film_of(folder: Path, sentences: Sequence[str]) -> tuple[Path, list[Utterance]]:
    """A film of all that is said, and what is said when."""
    sound, uttered = bytearray(), []
    for (voice, samples), gap in zip(spoken(sentences), cycle(GAPS), strict=False):
        sound += bytes(2 * int(gap * RATE))
        uttered.append(Utterance(voice, len(sound) / 2 / RATE, len(samples) / 2 / RATE))
        sound += samples
    whole = folder / "speech.wav"
    write(whole, bytes(sound) + bytes(2 * RATE))
    film = folder / "film.mp4"
    picture = "testsrc2=size=640x360:rate=30"
    codecs = "-c:v libx264 -preset veryfast -g 150 -pix_fmt yuv420p -c:a aac -b:a 128k -ar 48000 -shortest"
    ffmpeg("-f", "lavfi", "-i", picture, "-i", whole, *codecs.split(), "-movflags", "+faststart", film)
    return film, uttered


def write(path: Path, samples: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples)


def lines_of(path: Path, options: TranscribeOptions) -> list[Speech]:
    heard = TRANSCRIBERS[options.engine]().transcribe(path, options, lambda _fraction: None)
    return [line for passage in heard for line in passage.speech]


def words_of(lines: Sequence[Speech]) -> list[str]:
    return re.findall(r"[\w']+", " ".join(line.text for line in lines).lower())


def errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words must be changed, left out or put in to make one of the other."""
    if not said:
        return len(heard)
    found = jiwer.process_words(" ".join(said), " ".join(heard))
    return int(found.substitutions + found.deletions + found.insertions)


def compare(film: Path, line: Speech, whole: bytes, options: TranscribeOptions, tally: Tally) -> None:
    """Cut a line as a file clip, hear it, and hear the same samples without a clip."""
    start, end = line.words[0].start, line.words[-1].end
    clip, plain = film.with_name("clip.mp4"), film.with_name("plain.wav")
    file_cut(film, clip, start, end)
    write(plain, whole[2 * int(start * RATE) : 2 * int(end * RATE)])
    said, by_clip, by_plain = words_of([line]), words_of(lines_of(clip, options)), words_of(lines_of(plain, options))
    tally.words += len(said)
    tally.lines += 1
    tally.clip += errors(said, by_clip)
    tally.plain += errors(said, by_plain)
    tally.exact += said == by_clip
    if said != by_clip:
        tally.differing.append((" ".join(said), " ".join(by_clip), " ".join(by_plain)))


def measure(folder: Path, options: TranscribeOptions, sentences: Sequence[str]) -> dict[str, Tally]:
    film, uttered = film_of(folder, sentences)
    whole = samples_of(film, folder / "whole.wav")
    tallies: dict[str, Tally] = {}
    for line in lines_of(film, options):
        middle = (line.start + line.end) / 2
        voice = min(uttered, key=lambda one: abs(one.start + one.length / 2 - middle)).voice
        compare(film, line, whole, options, tallies.setdefault(voice, Tally()))
        print(f"{line.end:.0f} of {len(whole) / 2 / RATE:.0f} s", file=sys.stderr)
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", default="pocketsphinx")
    parser.add_argument("--model", default="", help="of Whisper: a folder, or the name of one that is fetched")
    parser.add_argument("--sentences", type=int, default=len(SENTENCES))
    asked = parser.parse_args()
    options = TranscribeOptions(asked.engine, model=asked.model, language="en")
    with tempfile.TemporaryDirectory() as folder:
        tallies = measure(Path(folder), options, SENTENCES[: asked.sentences])
    print("| voice | lines | words | clips that give back every word | words that differ: clip | the same samples |")
    print("|---|---:|---:|---:|---:|---:|")
    for voice, tally in tallies.items():
        counts = (tally.lines, tally.words, tally.exact, tally.clip, tally.plain)
        print(f"| {voice} | " + " | ".join(map(str, counts)) + " |")
    print("\nWhere a clip is heard otherwise:\n")
    for said, clip, plain in (each for tally in tallies.values() for each in tally.differing):
        print(f"- line: {said}\n  clip: {clip}\n  samples: {plain}")


if __name__ == "__main__":
    main()
