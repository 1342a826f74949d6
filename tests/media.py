"""Small media made by ffmpeg once per test session, and readers for what it shows.

Numbered pictures carry the number of their frame as a strip of 16 black or white fields, most significant first;
sound is a tone.
"""

from __future__ import annotations

import subprocess
import threading
from array import array
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import pytest

from engines import ffmpeg as engine
from engines.ffmpeg import executable

FIELDS, FIELD_WIDTH, HEIGHT = 16, 10, 48
RATE = 25
SPOKEN = Path(__file__).resolve().parent.parent / "demo" / "sample.mp4"
TONE = "sine=frequency=440:sample_rate=44100"
BEEPS = "aevalsrc=0.8*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,0.05):s=44100"
"""50 ms at every whole second."""
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


def ffmpeg(*arguments: str | Path) -> None:
    """Run ffmpeg with these arguments; fails with what it says."""
    words = [executable(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def numbered(seconds: float, first: int = 0) -> bytes:
    """Raw gray pictures of one line, FIELDS wide, that carry their number."""
    numbers = range(first, first + round(seconds * RATE))
    return bytes(255 if number >> bit & 1 else 0 for number in numbers for bit in reversed(range(FIELDS)))


def number_of(frame: av.VideoFrame) -> int:
    """The number that a frame of numbered pictures carries, whatever codec it went through."""
    plane = frame.reformat(format="gray").planes[0]
    scale = frame.width / (FIELDS * FIELD_WIDTH)
    line = bytes(plane)[frame.height // 2 * plane.line_size :]
    number = 0
    for field in range(FIELDS):
        number = number * 2 + (line[int((field + 0.5) * FIELD_WIDTH * scale)] > 128)
    return number


@dataclass(frozen=True)
class Shown:
    """One frame as a player gets it: its time in seconds and the number it carries."""

    time: float
    number: int


def frames(path: Path) -> list[Shown]:
    with av.open(str(path)) as container:
        return [Shown(float(frame.time), number_of(frame)) for frame in container.decode(video=0)]


def combs(path: Path) -> list[float]:
    """For every frame, how much the rows of one field differ from those of the other, of 255."""
    with av.open(str(path)) as container:
        pictures = [frame.to_ndarray(format="gray").astype(int) for frame in container.decode(video=0)]
    return [float(abs(picture[:-1:2] - picture[1::2]).mean()) for picture in pictures]


def sound_span(path: Path) -> tuple[float, float]:
    """(start, end) in seconds of the decoded sound."""
    with av.open(str(path)) as container:
        heard = list(container.decode(audio=0))
        return float(heard[0].time), float(heard[-1].time + heard[-1].samples / heard[-1].sample_rate)


def beep_starts(path: Path) -> list[float]:
    """Seconds at which beeps begin in the decoded sound, as a player hears it."""
    sound = engine.output(engine.source(path)["a:0"], target="pipe:", format="s16le", ac=1, ar=48000)
    samples = array("h", b"".join(engine.pipe(sound, 1 << 20)))
    loud = [index / 48000 for index, sample in enumerate(samples) if abs(sample) > 800]
    return [moment for before, moment in pairwise([-1.0, *loud]) if moment - before > 0.5]


def beeps(path: Path) -> list[float]:
    """When beeps begin, in seconds."""
    with av.open(str(path)) as container:
        heard = [(float(frame.time), frame.sample_rate, frame.to_ndarray()[0]) for frame in container.decode(audio=0)]
    loud = [time + place / rate for time, rate, wave in heard for place in (abs(wave) > 0.2).nonzero()[0]]
    return [moment for before, moment in pairwise([-1.0, *loud]) if moment - before > 0.5]


@dataclass(frozen=True)
class Media:
    """The folder of made media; every file is made when first asked for."""

    folder: Path

    def made(self, name: str, *arguments: str | Path) -> Path:
        path = self.folder / name
        if not path.exists():
            partial = path.with_name(f"partial-{threading.get_ident()}-{name}")
            ffmpeg(*arguments, partial)
            partial.replace(path)
        return path

    def pictures(self, seconds: float = 8, sound: str = TONE) -> list[str | Path]:
        """Input arguments of numbered pictures and a tone."""
        raw = self.folder / f"numbered{seconds}.gray"
        if not raw.exists():
            raw.write_bytes(numbered(seconds))
        video = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{FIELDS}x1", "-r", str(RATE), "-i", raw]
        return [*video, "-f", "lavfi", "-t", str(seconds), "-i", sound]

    def clock(self, name: str, *options: str | Path) -> Path:
        """8 s of numbered pictures with a beep at every whole second; H.264 and AAC unless told otherwise."""
        usual = (*self.enlarged, *H264, "-bf", "3", "-g", "50", "-sc_threshold", "0", "-c:a", "aac")
        return self.made(name, *self.pictures(8, BEEPS), *usual, *options)

    @property
    def enlarged(self) -> tuple[str, str]:
        return "-vf", f"scale={FIELDS * FIELD_WIDTH}:{HEIGHT}:flags=neighbor,setsar=1"

    @property
    def video(self) -> Path:
        """8 s H.264 with three B-frames and a keyframe every 2 s, AAC; has a title that clips must not carry."""
        options = (*self.enlarged, *H264, "-bf", "3", "-b_strategy", "0", "-g", "50", "-sc_threshold", "0")
        titled = ("-metadata", "title=Secret title", "-metadata:s:a", "language=ukr", "-movflags", "+faststart")
        return self.made("video.mp4", *self.pictures(), *options, "-c:a", "aac", *titled)

    @property
    def silent_video(self) -> Path:
        return self.made("mute.mp4", "-i", self.video, "-an", "-c", "copy")

    @property
    def vp9(self) -> Path:
        options = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k", "-g", "50")
        return self.made(
            "vp9.webm", *self.pictures(), *self.enlarged, *options, "-pix_fmt", "yuv420p", "-c:a", "libopus"
        )

    @property
    def vp8(self) -> Path:
        options = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k", "-g", "50")
        return self.made(
            "vp8.webm", *self.pictures(), *self.enlarged, *options, "-pix_fmt", "yuv420p", "-c:a", "libvorbis"
        )

    @property
    def matroska(self) -> Path:
        return self.made("h264.mkv", "-i", self.video, "-c", "copy")

    @property
    def late(self) -> Path:
        """Its timestamps begin at about five seconds."""
        return self.made("late.mp4", "-i", self.video, "-c", "copy", "-output_ts_offset", "5")

    @property
    def transport_stream(self) -> Path:
        return self.made("h264.ts", "-i", self.video, "-c", "copy")

    @property
    def avi(self) -> Path:
        """MPEG-4 part 2 and MP3, of odd size."""
        options = ("-vf", "scale=161:49:flags=neighbor", "-c:v", "mpeg4", "-q:v", "3", "-c:a", "libmp3lame")
        return self.made("odd.avi", *self.pictures(2), *options)

    @property
    def turned(self) -> Path:
        """Stored lying, white on its left and else black; the player is asked to turn it by a quarter."""
        source = "color=black:size=160x90:rate=25:duration=1,drawbox=w=40:h=90:color=white:t=fill"
        lying = self.made("lying.mp4", "-f", "lavfi", "-i", source, *H264)
        path = self.folder / "turned.mp4"
        if not path.exists():
            with av.open(str(lying)) as before, av.open(str(path), "w") as after:
                stream = after.add_stream_from_template(before.streams.video[0])
                stream.set_display_rotation(90)
                for packet in before.demux(video=0):
                    if packet.dts is not None:
                        packet.stream = stream
                        after.mux(packet)
        return path

    @property
    def combed(self) -> Path:
        """1 s of a white bar that moves sideways, recorded in fields: the rows of a frame are of two moments."""
        bar = "geq=lum=255*between(X\\,2*N\\,2*N+30):cb=128:cr=128"
        moving = f"color=black:size=160x96:rate=50:duration=1,{bar}"
        source = f"{moving},tinterlace=interleave_top,fieldorder=tff"
        fields = ("-flags", "+ilme+ildct", "-x264-params", "tff=1", "-g", "12")
        return self.made("combed.mp4", "-f", "lavfi", "-i", source, *H264, *fields)

    @property
    def tone(self) -> Path:
        return self.made("tone.m4a", "-f", "lavfi", "-t", "6", "-i", TONE, "-c:a", "aac")

    @property
    def mp3_with_cover(self) -> Path:
        cover = self.made("cover.png", "-f", "lavfi", "-i", "color=red:size=64x64", "-frames:v", "1")
        options = ("-map", "0:a", "-map", "1:v", "-c:a", "libmp3lame", "-c:v", "copy", "-disposition:v", "attached_pic")
        return self.made("cover.mp3", "-f", "lavfi", "-t", "6", "-i", TONE, "-i", cover, *options)

    @property
    def plain(self) -> Path:
        """4 s of even gray, 320x180, with a tone."""
        source = (
            "-f",
            "lavfi",
            "-i",
            "color=gray:size=320x180:rate=25:duration=4",
            "-f",
            "lavfi",
            "-t",
            "4",
            "-i",
            TONE,
        )
        return self.made("plain.mp4", *source, *H264, "-c:a", "aac")

    @property
    def beeps(self) -> Path:
        """8 s of sound alone, with a beep of 50 ms at every whole second."""
        beep = "aevalsrc='sin(6283*t)*lt(mod(t,1),0.05)/2':sample_rate=48000:duration=8"
        return self.made("beeps.m4a", "-f", "lavfi", "-i", beep, "-c:a", "aac")

    @property
    def black_start(self) -> Path:
        source = "color=black:size=160x90:rate=25:duration=3[b];testsrc=size=160x90:rate=25:duration=3[t];[b][t]concat"
        return self.made("dark.mp4", "-f", "lavfi", "-i", source, *H264, "-g", "25")

    @property
    def subtitles_alone(self) -> Path:
        text = self.folder / "words.srt"
        text.write_text("1\n00:00:00,000 --> 00:00:01,000\nhello\n")
        return self.made("words.mkv", "-i", text)

    @property
    def silence(self) -> Path:
        return self.made("silence.m4a", "-f", "lavfi", "-t", "50", "-i", "anullsrc=r=16000:cl=mono", "-c:a", "aac")

    def written(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    return Media(tmp_path_factory.mktemp("media"))
