"""Media whose every picture carries its number and whose sound beeps twice a second, and a reader for both."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from engines.probe import probe
from tests.media import FIELD_WIDTH, FIELDS, HEIGHT, ffmpeg, number_of

SECONDS = 10
BEEP_EVERY, FIRST_BEEP, BEEP_LENGTH = 0.5, 0.25, 0.02
BEEPS = (
    f"aevalsrc='if(lt(mod(t+{BEEP_EVERY - FIRST_BEEP},{BEEP_EVERY}),{BEEP_LENGTH}),0.7*sin(2*PI*1000*t),0)':d={SECONDS}"
)
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-b_strategy", "0", "-g", "75", "-pix_fmt", "yuv420p")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "400k", "-g", "75")


@dataclass(frozen=True)
class Marked:
    """A medium of marks. `zero` is the timestamp that counts as zero: Opus begins a little before the picture."""

    path: Path
    rate: Fraction
    zero: float

    def shown_at(self, number: int) -> float:
        """Seconds at which a picture appears."""
        return float(number / self.rate) - self.zero

    @property
    def beeps(self) -> list[float]:
        return [FIRST_BEEP + BEEP_EVERY * n - self.zero for n in range(int(SECONDS / BEEP_EVERY))]


def marked(
    path: Path, rate: Fraction, *options: str, sound: tuple[str, ...] = (), size: str = "", keep: str = ""
) -> Marked:
    """SECONDS of marks. `size` as ffmpeg's scale wants it, `keep` an expression that drops pictures (VFR)."""
    count = int(SECONDS * rate)
    raw = path.with_suffix(".gray")
    raw.write_bytes(bytes(255 if n >> bit & 1 else 0 for n in range(count) for bit in reversed(range(FIELDS))))
    filters = [f"select={keep}"] if keep else []
    filters += [f"scale={size or f'{FIELDS * FIELD_WIDTH}:{HEIGHT}'}:flags=neighbor", "setsar=1"]
    picture = ("-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{FIELDS}x1", "-r", str(rate), "-i", raw)
    made = ("-vf", ",".join(filters), "-fps_mode", "vfr", *options, *(sound or ("-c:a", "aac")))
    ffmpeg(*picture, "-f", "lavfi", "-i", BEEPS, *made, "-t", str(SECONDS), path)
    return Marked(path, rate, probe(path).start)


def pictures(path: Path) -> list[int]:
    """The numbers of the pictures, which come one after the other on the grid."""
    with av.open(str(path)) as container:
        shown = list(container.decode(video=0))
    assert [round(frame.time * 30) for frame in shown] == list(range(len(shown)))
    return [number_of(frame) for frame in shown]


def heard(path: Path) -> np.ndarray:
    """The sound as players hear it, its left channel, at 48 kHz."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("fltp", "stereo", 48_000)
        blocks, begin = [], None
        for frame in container.decode(audio=0):
            begin = frame.time if begin is None else begin
            blocks += [out.to_ndarray()[0] for out in resampler.resample(frame)]
    samples = np.concatenate(blocks)
    skipped = round(begin * 48_000)
    return samples[-skipped:] if skipped < 0 else np.concatenate([np.zeros(skipped), samples])


def onsets(path: Path) -> list[float]:
    """Seconds at which beeps begin."""
    loud = np.flatnonzero(np.abs(heard(path)) > 0.25) / 48_000
    return [float(at) for n, at in enumerate(loud) if n == 0 or at - loud[n - 1] > 0.1]
