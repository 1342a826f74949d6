import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from config import supervisor as supervisor_module
from config.console import LogWatch
from config.embedded import Service, ServiceError
from config.embedded.service import Ladder, spawn
from config.supervisor import Child, Program, Supervisor
from tests.waiting import wait_until

OBEDIENT: Ladder = ((signal.SIGTERM, 5.0),)
SLEEPER = "import time; print('up', flush=True); time.sleep(600)"
TELL_END = (
    "import pathlib, signal, sys, time\n"
    "def end(*_): pathlib.Path(sys.argv[2]).open('a').write(sys.argv[1]); sys.exit()\n"
    "signal.signal(signal.SIGTERM, end); print('up', flush=True); time.sleep(600)"
)
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"


def program(folder: Path, name: str, script: str, *words: str, rank: int = 1, ladder: Ladder = OBEDIENT) -> Program:
    log = folder / f"{name}.log"

    def launch() -> Service:
        begin = log.stat().st_size if log.exists() else 0
        process = spawn([sys.executable, "-c", script, *words], log=log)
        return Service(name, process, log, lambda: b"up\n" in log.read_bytes()[begin:], ladder)

    return Program(name, rank, launch)


def while_keeping_up(supervisor: Supervisor, act: Callable[[], None]) -> None:
    """Runs act in a thread while the supervisor works here: children end with the thread that started them."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 -- raised again below, in the test's own thread
            errors.append(error)
        finally:
            supervisor.request_stop()

    thread = threading.Thread(target=run)
    thread.start()
    supervisor.keep_up()
    thread.join()
    if errors:
        raise errors[0]


def test_dead_child_is_started_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    supervisor = Supervisor()
    supervisor.bring_up([program(tmp_path, "sleeper", SLEEPER)])
    child = supervisor.children[0]

    def kill_it() -> None:
        assert child.service is not None
        first = child.service.process.pid
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: child.is_up and child.service and child.service.process.pid != first, "it is back")

    while_keeping_up(supervisor, kill_it)
    supervisor.shut_down()

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "sleeper ended by signal 9. Starting it again in 0.2 s."
    assert said[1] == "sleeper is back."
    assert supervisor.children == []


def test_pauses_grow_to_ten_seconds(tmp_path: Path) -> None:
    child = Child(program(tmp_path, "sleeper", SLEEPER))
    pauses = []
    for _ in range(9):
        child.note_death(100.0, "It ended.", "")
        pauses.append(round(child.due - 100.0, 3))

    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0, 10.0]


def test_child_that_never_starts_ends_the_start_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "EARLY_DEATHS", 1)
    supervisor = Supervisor()

    with pytest.raises(ServiceError) as raised:
        supervisor.bring_up([program(tmp_path, "broken", "raise SystemExit('no such setting')")])
    supervisor.shut_down()

    log = tmp_path / "broken.log"
    start = f"broken does not start. broken ended with exit code 1. The end of {log}:"
    assert str(raised.value) == f"{start}\n  no such setting\n  no such setting"


def test_child_that_is_never_ready_ends_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "START_SECONDS", 0.3)
    supervisor = Supervisor()

    with pytest.raises(ServiceError, match=r"^slow is not ready after 0\.3 seconds\. See .*slow\.log\.$"):
        supervisor.bring_up([program(tmp_path, "slow", "import time; time.sleep(600)")])
    supervisor.shut_down()


def test_program_that_cannot_be_launched_ends_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "EARLY_DEATHS", 0)

    def refuse() -> Service:
        raise ServiceError("It is not installed.")

    with pytest.raises(ServiceError, match=r"^thing does not start\. It is not installed\.$"):
        Supervisor().bring_up([Program("thing", 1, refuse)])


def test_highest_rank_ends_first(tmp_path: Path) -> None:
    order = tmp_path / "order"
    ranks = {"a": 0, "b": 1, "c": 2, "d": 3}
    supervisor = Supervisor()
    supervisor.bring_up(
        [program(tmp_path, name, TELL_END, name, str(order), rank=rank) for name, rank in ranks.items()]
    )

    supervisor.shut_down()

    assert order.read_text() == "dcba"


def test_further_signal_hastens_the_end(tmp_path: Path) -> None:
    supervisor = Supervisor()
    supervisor.bring_up([program(tmp_path, "deaf", DEAF, ladder=((signal.SIGTERM, 3600.0),))])
    service = supervisor.children[0].service
    assert service is not None
    supervisor.request_stop()
    threading.Timer(0.5, supervisor.request_stop).start()

    supervisor.shut_down()

    assert service.process.returncode == -signal.SIGKILL


def test_stop_during_the_start_is_heard(tmp_path: Path) -> None:
    supervisor = Supervisor()
    threading.Timer(0.3, supervisor.request_stop).start()

    supervisor.bring_up([program(tmp_path, "slow", "import time; time.sleep(600)")])
    supervisor.shut_down()

    assert supervisor.children == []


def test_warnings_of_children_are_shown_and_the_rest_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = (
        "import sys, time\nprint('ERROR before it was ready\\nup', flush=True)\n"
        "while not sys.stdin.read(1): time.sleep(0.5); print('INFO x\\nWARNING y', flush=True)"
    )
    supervisor = Supervisor()
    supervisor.bring_up([program(tmp_path, "talker", script)])
    log = tmp_path / "talker.log"

    while_keeping_up(supervisor, lambda: wait_until(lambda: log.read_text().count("WARNING") > 1, "two warnings"))
    supervisor.shut_down()

    assert set(capsys.readouterr().out.splitlines()) == {"[talker] WARNING y"}


def test_log_watch_shows_ten_lines_at_most(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("ERROR a\n" * 30 + "ERROR unfinished")
    watch = LogWatch(log)

    assert list(watch.warnings()) == ["ERROR a"] * 10
    with log.open("a") as file:
        file.write(" line\n")
    assert watch.new_lines() == [b"ERROR unfinished line"]


def test_log_watch_bounds_a_growing_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.console.LOG_LIMIT_BYTES", 10)
    log = tmp_path / "x.log"
    watch = LogWatch(log)
    with log.open("a") as writer:
        writer.write("WARNING one\n")
        writer.flush()
        assert list(watch.warnings()) == ["WARNING one"]
        writer.write("ERROR two\n")
        writer.flush()

    assert list(watch.warnings()) == ["ERROR two"]
    assert log.read_text() == "" or log.stat().st_size < 20
    assert (tmp_path / "x.log.1").exists()


def test_hang_up_that_the_starter_ignores_stays_ignored() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        supervisor = Supervisor()
        supervisor.catch_signals()
        os.kill(os.getpid(), signal.SIGHUP)
        assert supervisor.stop_requests == 0
        os.kill(os.getpid(), signal.SIGTERM)
        assert supervisor.stop_requests == 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
