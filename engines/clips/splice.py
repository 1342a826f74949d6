"""Write an exact clip: encoded and copied frames and copied sound in one mp4, no edit list for the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from engines.clips import indexed, movie
from engines.clips.cuts import failing_as_clip, uncuttable
from engines.clips.h264 import Opening
from engines.clips.samples import SampleIndex
from engines.clips.tables import Numbers, Track

AS_IT_IS = Opening(b"", 0)


@dataclass(frozen=True, slots=True)
class Head:
    """What is not copied: the times (ticks of the source) and bytes of the encoded frames, how some copied samples
    begin (by their number in the source), and the sample description of the whole."""

    shown: list[int]
    samples: list[bytes]
    openings: dict[int, Opening]
    entries: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Spliced:
    """A clip to be written: per reel, the samples that are made and the places in the source of the others."""

    reels: list[movie.Reel]
    made: list[list[bytes]]
    places: list[Numbers]

    @property
    def seconds(self) -> float:
        return max(reel.seconds for reel in self.reels)

    def write(self, source: Path, partial: Path) -> None:
        """Write the clip with its tracks interleaved. Raises FfmpegError(disk_full), ClipError(clip_failed)."""
        with failing_as_clip(), source.open("rb") as read, partial.open("wb") as written:
            written.write(movie.header(self.reels, sum(int(reel.sizes.sum()) for reel in self.reels)))
            for made, at, size in self._pieces():
                read.seek(at)
                copied = read.read(size)
                if len(copied) < size:
                    raise uncuttable()
                written.write(made + copied)

    def _pieces(self) -> Iterator[tuple[bytes, int, int]]:
        """Sample by sample in the order of the file: made bytes, and place and size of the copied ones after them."""
        for number, sample in interleaved(self.reels):
            made = self.made[number][sample] if sample < len(self.made[number]) else b""
            size = int(self.reels[number].sizes[sample]) - len(made)
            yield made, int(self.places[number][sample]), size


def spliced(index: SampleIndex, head: Head, join: int, last: int, *, end: Fraction) -> Spliced:
    """The clip of a head and of the samples [join, last) of the picture, with the sound beside them up to `end`."""
    picture, *sounds = index.tracks
    begins = head.shown[0] if head.shown else int(picture.shown[join])
    reels = [_picture_reel(picture, head, join, last)]
    found = (indexed.sound_reel(sound, Fraction(begins, picture.timescale), end) for sound in sounds)
    reels += [reel for reel in found if reel]
    places = [reel.positions.copy() for reel in reels]
    openings = [head.openings.get(number, AS_IT_IS) for number in range(join, last)]
    made = [[*head.samples, *(opening.made for opening in openings)], *([] for _reel in reels[1:])]
    order = interleaved(reels)
    ends = np.cumsum([int(reels[number].sizes[sample]) for number, sample in order])
    for (number, sample), after in zip(order, ends.tolist(), strict=True):
        reels[number].positions[sample] = after - int(reels[number].sizes[sample])
    return Spliced(reels, made, places)


def interleaved(reels: list[movie.Reel]) -> list[tuple[int, int]]:
    """(reel, sample) in the order of decoding time."""
    times = np.concatenate([reel.decoded / reel.timescale for reel in reels])
    pairs = [(number, sample) for number, reel in enumerate(reels) for sample in range(len(reel.sizes))]
    return [pairs[place] for place in np.argsort(times, kind="stable").tolist()]


def _picture_reel(picture: Track, head: Head, join: int, last: int) -> movie.Reel:
    """Head and copy as one track. Its times are moved so that the first frame is shown when it is decoded: the copied
    B-frames then have composition offsets below zero instead of an edit list that hides their delay."""
    copied = indexed.reel_of(picture, np.arange(join, last), 0)
    delay = int(picture.shown[join] - picture.decoded[join])
    shown = np.concatenate([np.array(head.shown, np.int64), copied.shown]) - delay
    decoded = np.concatenate([shown[: len(head.shown)], copied.decoded])
    sizes = np.concatenate([np.array([len(sample) for sample in head.samples], np.int64), copied.sizes])
    positions = np.concatenate([np.zeros(len(head.shown), np.int64), copied.positions])
    for number, opening in head.openings.items():
        place = len(head.shown) + number - join
        positions[place] += opening.replaced_bytes
        sizes[place] += len(opening.made) - opening.replaced_bytes
    return replace(
        copied,
        decoded=decoded,
        shown=shown,
        zero=int(decoded[0]),
        positions=positions,
        sizes=sizes,
        is_keyframe=np.concatenate([np.arange(len(head.shown)) == 0, copied.is_keyframe]),
        entries=head.entries,
    )
