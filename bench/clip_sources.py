"""Sources for bench/clips.py: ten minutes of 720p encoded once, and two hours of it by stamping the packets anew."""

from __future__ import annotations

import subprocess
from pathlib import Path

import av

from engines.ffmpeg import executable

SECONDS = 600
TIMES = 12
KEYFRAME_EVERY = 150


def ten_minutes(folder: Path) -> Path:
    """600 s of 1280x720 at 30 frames a second, H.264 High with three B-frames, a keyframe every 5 s, 2 Mb/s; AAC."""
    path = folder / "ten-minutes.mp4"
    if path.exists():
        return path
    picture = f"testsrc2=size=1280x720:rate=30:duration={SECONDS},noise=alls=6:allf=t"
    sound = f"sine=frequency=440:beep_factor=4:sample_rate=48000:duration={SECONDS}"
    options = "-c:v libx264 -preset superfast -profile:v high -bf 3 -b:v 2M -maxrate 3M -bufsize 4M -pix_fmt yuv420p"
    gop = f"-g {KEYFRAME_EVERY} -keyint_min {KEYFRAME_EVERY} -sc_threshold 0"
    command = [executable(), "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    command += [*options.split(), *gop.split(), "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart"]
    partial = path.with_name("partial.mp4")
    subprocess.run([*command, str(partial)], check=True)
    partial.replace(path)
    return path


def two_hours(folder: Path) -> Path:
    """The same packets twelve times over."""
    path, once = folder / "two-hours.mp4", ten_minutes(folder)
    if path.exists():
        return path
    partial = path.with_name("partial.mp4")
    with av.open(str(partial), "w", options={"movflags": "+faststart"}) as out:
        copies: dict[int, av.stream.Stream] = {}
        for time in range(TIMES):
            append(out, copies, once, time)
    partial.replace(path)
    return path


def append(out: av.container.OutputContainer, copies: dict[int, av.stream.Stream], once: Path, time: int) -> None:
    """The packets of one copy more, moved behind those before it; without what lies outside of it."""
    with av.open(str(once)) as source:
        for stream in source.streams:
            copies.setdefault(stream.index, out.add_stream_from_template(stream))
        for packet in source.demux():
            if packet.dts is None or packet.pts * packet.time_base >= SECONDS or (time and packet.pts < 0):
                continue
            shift = round(time * SECONDS / packet.time_base)
            packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
            packet.stream = copies[packet.stream.index]
            out.mux(packet)


def eight_seconds(folder: Path) -> Path:
    """8 s of 320x180 with a keyframe every second, H.264 and AAC: for many small clips."""
    path = folder / "eight-seconds.mp4"
    inputs = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=8", "-f", "lavfi", "-i", "sine=duration=8"]
    options = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "25", "-c:a", "aac"]
    subprocess.run([executable(), "-v", "error", "-nostdin", "-y", *inputs, *options, str(path)], check=True)
    return path
