"""engines.host: children that crash, hang, hold the lock or lose their parent."""

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from engines import host
from engines.errors import ClipError, FfmpegError, HostError, Stopped

ROOT = Path(__file__).resolve().parent.parent.parent
JOBS = "tests.engines.jobs:"
ENDINGS = ["sleep", "hold_the_lock"]


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def group_of(leader: int) -> list[int]:
    members = []
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError):
            if os.getpgid(pid) == leader:
                members.append(pid)
    return members


def assert_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 10
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in pids if is_alive(pid)] == []


def test_stream_yields_results_and_forwards_progress():
    told: list[float] = []

    results = list(host.stream(JOBS + "count", {"to": 5}, progress=told.append))

    assert results == [{"number": number} for number in range(5)]
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_call_gives_the_last_result():
    assert host.call(JOBS + "count", {"to": 3}) == {"number": 2}


def test_child_has_a_group_of_its_own_and_is_nice():
    values = host.call(JOBS + "echo", {"text": "river\nтрain"}, nice=3)

    assert values["arguments"] == {"text": "river\nтрain"}
    assert values["nice"] == os.nice(0) + 3
    assert values["group"] == values["pid"] != os.getpgid(0)


def test_child_runs_wherever_the_parent_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)

    assert host.call(JOBS + "count", {"to": 1}) == {"number": 0}


def test_error_keeps_its_class_and_words():
    with pytest.raises(ClipError) as caught:
        host.call(JOBS + "refuse", {})

    assert (caught.value.code, caught.value.detail, caught.value.retryable) == ("clip_failed", "No.", True)


def test_full_disk_has_its_code():
    with pytest.raises(FfmpegError) as caught:
        host.call(JOBS + "fill_disk", {})

    assert (caught.value.code, caught.value.retryable) == ("disk_full", True)


def test_warnings_of_engines_reach_our_log(caplog: pytest.LogCaptureFixture):
    assert host.call(JOBS + "warn", {}) == {"done": True}

    assert caplog.messages == ["an engine says: the GPU is full"]


def test_bug_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR, "engines.host"), pytest.raises(HostError) as caught:
        host.call(JOBS + "raise_bug", {})

    assert (caught.value.code, caught.value.retryable) == ("engine_crashed", True)
    assert "secret of the trace" not in str(caught.value)
    assert "ZeroDivisionError: secret of the trace" in caplog.text


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_death_of_the_child_is_a_crash(number: signal.Signals):
    results = host.stream(JOBS + "die", {"signal": number})

    assert next(results) == {"last": "word"}
    with pytest.raises(HostError) as caught:
        next(results)
    assert (caught.value.code, caught.value.retryable) == ("engine_crashed", True)


@pytest.mark.parametrize("job", ENDINGS)
def test_stop_ends_the_whole_group(job: str):
    stop = threading.Event()
    results = host.stream(JOBS + job, {}, stop=stop)
    pids = next(results)["pids"]
    assert [is_alive(pid) for pid in pids] == [True, True]

    stop.set()
    with pytest.raises(Stopped):
        next(results)

    assert not psutil.pid_exists(pids[0])  # not even a zombie
    assert_gone(pids)


def test_stop_lets_the_job_clean_up(tmp_path: Path):
    path, stop = tmp_path / "partial", threading.Event()
    results = host.stream(JOBS + "clean_up", {"path": str(path)}, stop=stop)
    next(results)
    assert path.exists()

    stop.set()
    with pytest.raises(Stopped):
        next(results)

    assert not path.exists()


def test_closing_the_stream_ends_the_group():
    results = host.stream(JOBS + "sleep", {})
    pids = next(results)["pids"]

    results.close()

    assert_gone(pids)


def test_silence_ends_the_child():
    results = host.stream(JOBS + "sleep", {}, silent_after=0.5)
    pids = next(results)["pids"]

    with pytest.raises(HostError) as caught:
        next(results)

    assert (caught.value.code, caught.value.retryable) == ("engine_silent", True)
    assert_gone(pids)


PARENT = """
import json, sys
from engines import host
results = host.stream(sys.argv[1], {})
print(json.dumps(next(results)), flush=True)
next(results)
"""


@pytest.mark.parametrize("job", ENDINGS)
def test_death_of_the_parent_leaves_nothing(job: str):
    words = [sys.executable, "-c", PARENT, JOBS + job]
    with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=ROOT, start_new_session=True) as parent:
        pids = json.loads(parent.stdout.readline())["pids"]
        group = group_of(pids[0])
        assert len(group) == 3  # the child, its own child, the watchdog

        parent.send_signal(signal.SIGKILL)

    assert_gone(group)


def test_finished_child_leaves_nothing():
    values = host.call(JOBS + "echo", {})

    assert not psutil.pid_exists(values["pid"])
    assert [process for process in psutil.Process().children() if process.status() == psutil.STATUS_ZOMBIE] == []


def test_threads_run_children_at_the_same_time():
    stop = threading.Event()
    waiting = host.stream(JOBS + "sleep", {}, stop=stop)
    pids = next(waiting)["pids"]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda to: host.call(JOBS + "count", {"to": to}), range(1, 9)))

    assert answers == [{"number": to - 1} for to in range(1, 9)]
    assert [is_alive(pid) for pid in pids] == [True, True]
    waiting.close()
    assert_gone(pids)
