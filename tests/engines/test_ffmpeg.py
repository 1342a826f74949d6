"""engines.ffmpeg: finding, running, watching and ending ffmpeg."""

import shutil
import signal
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from engines import ffmpeg
from engines.errors import FfmpegError, Stopped
from tests.media import Media


def copy(source: Path, target: Path) -> ffmpeg.Node:
    return ffmpeg.output(ffmpeg.source(source), target=target, c="copy", format="mp4")


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    """Put a program in the place of ffmpeg."""
    program, script = folder / "ffmpeg", folder / "ffmpeg.py"
    script.write_text(f"import sys, time\n{code}\n")
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')  # a #! line takes no spaces
    program.chmod(0o755)
    monkeypatch.setattr(ffmpeg, "executable", lambda: str(program))


def running() -> list[psutil.Process]:
    """The ffmpeg processes of this test; other tests of this session may have children of their own."""
    return [child for child in psutil.Process().children() if any("ffmpeg" in word for word in child.cmdline())]


@pytest.fixture(autouse=True)
def _no_child_is_left():
    yield
    assert running() == []


def test_executable_falls_back_to_the_wheel(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    assert "imageio_ffmpeg" in ffmpeg.executable.__wrapped__()


def test_executable_may_be_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)

    with pytest.raises(FfmpegError) as caught:
        ffmpeg.executable.__wrapped__()

    assert caught.value.code == "ffmpeg_missing"


def test_run_works_with_awkward_names(media: Media, tmp_path: Path):
    source, target = tmp_path / "-i %d [a]: 'it'.mp4", tmp_path / "out: é %03d.mp4"
    shutil.copy(media.video, source)

    ffmpeg.run(copy(source, target), duration=8)

    assert target.stat().st_size > 1000


def test_run_opens_no_playlist(media: Media, tmp_path: Path):
    playlist = media.written("list.mp4", f"ffconcat version 1.0\nfile '{media.video.name}'\n".encode())

    with pytest.raises(FfmpegError) as caught:
        ffmpeg.run(copy(playlist, tmp_path / "out.mp4"), duration=8)

    assert caught.value.code == "ffmpeg_failed"


def test_run_tells_progress_that_never_falls(monkeypatch: pytest.MonkeyPatch, media: Media, tmp_path: Path):
    code = "for us in ('N/A', '1000000', '500000', '3000000', '99000000'): print(f'out_time_us={us}')"
    stand_in(monkeypatch, tmp_path, code)
    told: list[float] = []

    ffmpeg.run(copy(media.video, tmp_path / "out.mp4"), duration=4, progress=told.append)

    assert told == [0.25, 0.25, 0.75, 1.0, 1.0]


def test_run_ends_what_makes_no_progress(monkeypatch: pytest.MonkeyPatch, media: Media, tmp_path: Path):
    stand_in(monkeypatch, tmp_path, "while True: print('out_time_us=1', flush=True); time.sleep(0.05)")

    with pytest.raises(FfmpegError) as caught:
        ffmpeg.run(copy(media.video, tmp_path / "out.mp4"), duration=4, silent_after=0.5)

    assert (caught.value.code, caught.value.retryable) == ("ffmpeg_stalled", True)


def test_run_goes_on_while_there_is_progress(monkeypatch: pytest.MonkeyPatch, media: Media, tmp_path: Path):
    stand_in(monkeypatch, tmp_path, "for n in range(20): print(f'out_time_us={n}', flush=True); time.sleep(0.1)")
    told: list[float] = []

    ffmpeg.run(copy(media.video, tmp_path / "out.mp4"), duration=4, silent_after=1, progress=told.append)

    assert told[-1] == 1.0


def test_run_stops(monkeypatch: pytest.MonkeyPatch, media: Media, tmp_path: Path):
    stand_in(monkeypatch, tmp_path, "time.sleep(60)")
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    began = time.monotonic()

    with pytest.raises(Stopped):
        ffmpeg.run(copy(media.video, tmp_path / "out.mp4"), duration=4, stop=stop)

    assert time.monotonic() - began < 30  # not the minute that the program sleeps


def test_run_knows_a_full_disk(monkeypatch: pytest.MonkeyPatch, media: Media, tmp_path: Path):
    stand_in(monkeypatch, tmp_path, "sys.exit('out.mp4: No space left on device')")

    with pytest.raises(FfmpegError) as caught:
        ffmpeg.run(copy(media.video, tmp_path / "out.mp4"), duration=4)

    assert (caught.value.code, caught.value.retryable) == ("disk_full", True)


def test_failure_tells_no_paths_to_the_user(media: Media, tmp_path: Path):
    with pytest.raises(FfmpegError) as caught:
        ffmpeg.run(copy(tmp_path / "nothing.mp4", tmp_path / "out.mp4"), duration=4)

    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_ffmpeg_ended_from_outside_may_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, media: Media, tmp_path: Path, number: signal.Signals
):
    stand_in(monkeypatch, tmp_path, f"import os; os.kill(os.getpid(), {number:d})")

    with pytest.raises(FfmpegError) as caught:
        ffmpeg.run(copy(media.video, tmp_path / "out.mp4"), duration=1)

    assert (caught.value.code, caught.value.retryable) == ("ffmpeg_killed", True)


def test_pipe_gives_blocks(monkeypatch: pytest.MonkeyPatch, media: Media, tmp_path: Path):
    stand_in(monkeypatch, tmp_path, "sys.stdout.write('x' * 25)")

    assert list(ffmpeg.pipe(copy(media.video, tmp_path / "out.mp4"), 10)) == [b"x" * 10, b"x" * 10, b"x" * 5]


def test_pipe_ends_with_its_reader(monkeypatch: pytest.MonkeyPatch, media: Media, tmp_path: Path):
    stand_in(monkeypatch, tmp_path, "sys.stdout.write('x' * 10); sys.stdout.flush(); time.sleep(60)")
    blocks = ffmpeg.pipe(copy(media.video, tmp_path / "out.mp4"), 10)
    assert next(blocks) == b"x" * 10
    assert len(running()) == 1

    blocks.close()

    assert running() == []


def test_pipe_ends_what_writes_nothing(monkeypatch: pytest.MonkeyPatch, media: Media, tmp_path: Path):
    stand_in(monkeypatch, tmp_path, "time.sleep(60)")

    with pytest.raises(FfmpegError) as caught:
        next(ffmpeg.pipe(copy(media.video, tmp_path / "out.mp4"), 10, silent_after=0.3))

    assert caught.value.code == "ffmpeg_stalled"
