"""The speech engines as their own documentation uses them, over one file: what our transcripts are compared with.

    python -m bench.bare pocketsphinx|faster-whisper FILE [--model FOLDER]

Prints a word a line: start and end in seconds, and the text. faster-whisper gets the options that Soundbite gives it,
the whole file at once; PocketSphinx listens to the whole file through its own endpointer.
"""

from __future__ import annotations

import argparse
import re
import wave
from collections.abc import Iterator
from pathlib import Path

Heard = tuple[float, float, str]
"""A word: seconds of the file, and the text."""


def faster_whisper(path: Path, model: str) -> Iterator[Heard]:
    from faster_whisper import WhisperModel

    loaded = WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=1)
    segments, _ = loaded.transcribe(
        str(path), beam_size=5, word_timestamps=True, vad_filter=True, condition_on_previous_text=False
    )
    for segment in segments:
        for word in segment.words or ():
            yield float(word.start), float(word.end), word.word.strip()


def pocketsphinx(path: Path, _model: str) -> Iterator[Heard]:
    """The loop of its `live.py` example, over a file."""
    from pocketsphinx import Decoder, Endpointer

    endpointer, decoder = Endpointer(), Decoder(samprate=16_000, loglevel="FATAL")
    with wave.open(str(path)) as file:
        frame, size = b"", endpointer.frame_bytes // 2
        following = file.readframes(size)
        while following:
            frame, following = following, file.readframes(size)
            was_speaking = endpointer.in_speech
            sound = endpointer.process(frame) if following else endpointer.end_stream(frame)
            if sound is None:
                continue
            if not was_speaking:
                decoder.start_utt()
            decoder.process_raw(sound)
            if not endpointer.in_speech:
                decoder.end_utt()
                yield from words_of(decoder, endpointer.speech_start)


def words_of(decoder, start: float) -> Iterator[Heard]:  # type: ignore[no-untyped-def]  # the package has no types
    rate = decoder.config["frate"]
    for segment in decoder.seg() if decoder.hyp() else ():
        if not segment.word.startswith(("<", "[", "+")):
            text = re.sub(r"\(\d+\)$", "", segment.word)
            yield start + segment.start_frame / rate, start + (segment.end_frame + 1) / rate, text


ENGINES = {"faster-whisper": faster_whisper, "pocketsphinx": pocketsphinx}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.bare", description=__doc__.splitlines()[0])
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", default="base", help="of faster-whisper: a name or a folder")
    asked = parser.parse_args()
    for start, end, text in ENGINES[asked.engine](asked.file, asked.model):
        print(f"{start:.3f}\t{end:.3f}\t{text}", flush=True)


if __name__ == "__main__":
    main()
