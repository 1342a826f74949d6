"""Speech with known words and times, as 16 kHz mono sound: recorded people, and Flite's voices.

    apt-get install pocketsphinx-testdata flite

The recordings are the sentences of a LibriVox reading and the commands that Debian's `pocketsphinx-testdata` brings,
with their transcriptions; Flite reads sentences of our own in four voices. Both are put one behind the other, shuffled,
with silences of known length, so that every sentence's words and the moment it begins are known.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RATE = 16_000
RECORDINGS = Path("/usr/share/pocketsphinx/test/data")
VOICES = ("slt", "rms", "awb", "kal16")
COMMAND = "go forward ten meters"
FRAME = RATE // 100
AUDIBLE = 0.03
"""Of the loudest frame: where a sentence's voice begins and ends, by the mean amplitude of 10 ms."""
GAPS = (0.35, 0.6, 0.9, 1.4, 2.5)
"""Seconds of silence between two sentences; every speaker breathes in one of these ways."""
HISS = 4
"""Of 32768, the noise in silences: digital silence is nobody's room."""

SENTENCES = """
The lighthouse stands on a rock at the end of the bay. Every evening somebody has to climb the stairs.
There are two hundred and twelve of them. The lamp at the top turns once in ten seconds.
On clear nights one can see it from the other side of the water. In a storm even the ships close by lose it.
My grandfather kept the light for thirty years. He wrote down the weather each morning, and the name of every boat.
The books still lie in a cupboard in the kitchen. Most of the pages are about rain.
Sometimes he drew a small bird in the margin. We never asked him why.
When the keepers left, a machine was put in. It needs no stairs and writes no books.
But it broke in the first winter, and nobody noticed for three days. A fishing boat ran onto the stones.
After that the village paid for a person again. She comes in the afternoon with a loaf of bread and a radio.
If you visit, bring her a newspaper. She will show you how the lamp works.
First you open the heavy door and wait until your eyes are used to the dark. Then you follow the sound of the wheel.
It runs on a track of steel that is older than the road. The glass around it was made in another country.
It came in forty boxes packed in straw. One pane is a little darker than the others.
You can see the difference from the harbour, if you know where to look. The children call it the sleepy eye.
Last summer we measured how far the light reaches. It was farther than the old chart says.
So the chart will be printed again. That is the way of things here: slow, careful, and written down.
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and the seconds between which its voice is heard."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A file of sound and everything said in it, in order."""

    path: Path
    said: tuple[Said, ...]
    seconds: float

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.said)


Spoken = tuple[str, np.ndarray]
"""A sentence and its 16-bit samples."""


def recorded() -> list[Spoken]:
    """What people said into a microphone."""
    if not RECORDINGS.is_dir():
        raise SystemExit("apt-get install pocketsphinx-testdata")
    found = [(COMMAND, np.fromfile(RECORDINGS / "goforward.raw", "<i2"))]
    for folder, transcription in (("librivox", "transcription"), ("cards", "cards.transcription")):
        for line in (RECORDINGS / folder / transcription).read_text().splitlines():
            text, _, name = line.replace("<s>", "").partition("</s>")
            found.append((" ".join(text.split()), samples_of(RECORDINGS / folder / f"{name.strip(' ()')}.wav")))
    return found


def synthesised() -> list[Spoken]:
    """What Flite's voices read, taking turns every two sentences."""
    if not (flite := shutil.which("flite")):
        raise SystemExit("apt-get install flite")
    sentences = re.findall(r"[^.]+\.", " ".join(SENTENCES.split()))
    return [(text.strip(), read_out(flite, text, VOICES[n // 2 % len(VOICES)])) for n, text in enumerate(sentences)]


def read_out(flite: str, text: str, voice: str) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "said.wav"
        subprocess.run([flite, "-voice", voice, "-t", text, "-o", str(place)], check=True)
        return samples_of(place)


def samples_of(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2), path
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def voiced(samples: np.ndarray) -> tuple[int, int]:
    """The samples between which a voice is heard."""
    frames = np.abs(samples[: len(samples) // FRAME * FRAME].astype(float)).reshape(-1, FRAME).mean(axis=1)
    loud = (frames > AUDIBLE * frames.max()).nonzero()[0]
    return int(loud[0]) * FRAME, int(loud[-1] + 1) * FRAME


def talk(path: Path, spoken: Sequence[Spoken], seconds: float, seed: int = 1) -> Talk:
    """Sentences in a shuffled order, again and again, until the talk is so long. The seed always gives the same one."""
    chance, said, at = random.Random(seed), [], 0
    noise = np.random.default_rng(seed)
    with wave.open(str(path), "wb") as file:
        file.setframerate(RATE)
        file.setnchannels(1)
        file.setsampwidth(2)
        for text, samples in endlessly(spoken, chance):
            first, last = voiced(samples)
            gap = round(chance.choice(GAPS) * RATE)
            silence = noise.integers(-HISS, HISS + 1, gap, np.int16)
            file.writeframes(silence.tobytes() + samples[first:last].tobytes())
            said.append(Said((at + gap) / RATE, (at + gap + last - first) / RATE, text))
            at += gap + last - first
            if at >= seconds * RATE:
                break
        file.writeframes(noise.integers(-HISS, HISS + 1, RATE, np.int16).tobytes())
    return Talk(path, tuple(said), at / RATE + 1)


def endlessly(spoken: Sequence[Spoken], chance: random.Random) -> Iterable[Spoken]:
    while True:
        yield from chance.sample(spoken, len(spoken))
