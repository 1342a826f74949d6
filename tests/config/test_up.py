import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config.embedded import ServiceError, postgres_settings, redis_socket
from config.embedded.postgres import command_line
from config.embedded.redis import ask
from config.management.commands.up import admitted_host
from config.stack import check_port, reachable
from tests.config.conftest import family, living
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
UNSET = ("DATABASE_URL", "REDIS_URL", "HOST", "PYTEST_XDIST_WORKER", "DJANGO_SETTINGS_MODULE", "SOUNDBITE_PROCESS")


class Stack:
    """`manage.py up` on a data folder and a port of its own."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.data_dir = data_dir
        self.port = port
        self.output = data_dir / "terminal"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "subprocess.Popen[bytes]":
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=self.environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self.process

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in UNSET}
        content = str(self.data_dir / "content")
        return kept | {"DATA_DIR": str(self.data_dir), "CONTENT_DIR": content, "PORT": str(self.port)}

    def manage(self, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment() | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    def text(self) -> str:
        return self.output.read_text()

    def wait_ready(self) -> None:
        wait_until(lambda: f"Soundbite is ready: http://127.0.0.1:{self.port}\n" in self.text(), "the start-up text")

    def is_answering(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def query(self, statement: str) -> list[tuple[object, ...]]:
        place = postgres_settings(self.data_dir)
        with psycopg.connect(host=place["HOST"], user=place["USER"], dbname=place["NAME"]) as connection:
            return connection.execute(statement.encode()).fetchall()

    def find(self, words: str) -> psutil.Process:
        assert self.process is not None
        return next(child for child in family(self.process.pid) if words in command_line(child.pid))


@pytest.fixture
def stack(data_dir: Path) -> Iterator[Stack]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Stack(data_dir, port)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.terminate()
        made.process.wait(120)


def test_sigterm_ends_everything_and_the_next_start_goes_on(stack: Stack) -> None:
    process = stack.start()
    stack.wait_ready()
    everything = family(process.pid)
    assert len(everything) >= 7  # web, two workers, beat, Redis, PostgreSQL and its own
    second = stack.manage("up")
    assert second.stderr == f"Soundbite already runs with the data folder {stack.data_dir} (process {process.pid}).\n"
    assert (second.returncode, second.stdout) == (1, "")
    assert stack.manage("admin", **superuser("first@example.org")).returncode == 0

    process.terminate()
    assert process.wait(120) == 0

    assert living(everything) == []
    assert stack.text().endswith("Soundbite has stopped.\n")
    assert list(redis_socket(stack.data_dir).parent.iterdir()) == []
    stack.start()
    stack.wait_ready()
    assert stack.query("SELECT email, is_superuser FROM users_user") == [("first@example.org", True)]


def superuser(email: str) -> dict[str, str]:
    return {"DJANGO_SUPERUSER_EMAIL": email, "DJANGO_SUPERUSER_PASSWORD": "correct horse battery"}


def test_whatever_dies_comes_back_and_a_killed_supervisor_leaves_nothing(stack: Stack) -> None:
    process = stack.start()
    stack.wait_ready()
    for words in ("bin/postgres", "redis.sock", "uvicorn", "worker -n steps", "worker -n clips", "config beat"):
        stack.find(words).kill()

    wait_until(lambda: stack.text().count(" is back.\n") == 6, "all six are back")
    assert "PostgreSQL ended by signal 9. Starting it again in 0.2 s.\n" in stack.text()
    assert stack.is_answering()
    assert ask(redis_socket(stack.data_dir), "PING") == b"+PONG"
    assert stack.query("SELECT 1") == [(1,)]

    everything = family(process.pid)
    process.kill()
    process.wait()
    wait_until(lambda: not living(everything), "all children end")


@pytest.fixture
def no_nohup() -> Iterator[None]:
    """Whoever started these tests may ignore hang-ups, which the stack would inherit and respect."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("no_nohup")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_signal_during_the_start_leaves_nothing(stack: Stack, number: signal.Signals) -> None:
    process = stack.start()
    wait_until((stack.data_dir / "logs" / "postgres.log").exists, "PostgreSQL starts")
    everything = family(process.pid)

    process.send_signal(number)

    assert process.wait(120) == 0
    assert living(everything) == []


def test_port_in_use_is_told_before_anything_starts(stack: Stack) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", stack.port))
        taken.listen()
        done = stack.manage("up")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Port {stack.port} on 127.0.0.1 is in use. Stop what uses it, or set PORT to another.\n"
    assert not (stack.data_dir / "postgres").exists()


def test_admin_works_while_nothing_runs(stack: Stack) -> None:
    first = stack.manage("admin", **superuser("first@example.org"))
    again = stack.manage("admin", **superuser("first@example.org"))

    assert (first.returncode, first.stdout) == (0, "Superuser created successfully.\n")
    assert (again.returncode, again.stderr) == (1, "CommandError: Error: That email is already taken.\n")
    assert not list(redis_socket(stack.data_dir).parent.glob(".s.PGSQL*"))


def test_database_that_cannot_be_prepared_is_told(stack: Stack) -> None:
    done = stack.manage("up", DATABASE_URL="postgres://nobody@127.0.0.1:9/none")

    assert done.returncode == 1
    log = stack.data_dir / "logs" / "migrate.log"
    assert done.stderr.startswith(f"The database could not be prepared. The end of {log}:\n")
    assert ask(redis_socket(stack.data_dir), "PING") is None


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", 70000, "PORT is 70000, and must be from 1 to 65535."),
        (
            "192.0.2.1",
            8000,
            "HOST is 192.0.2.1, and this machine cannot listen there: Cannot assign requested address.",
        ),
    ],
)
def test_place_that_cannot_be_listened_on_is_a_plain_sentence(host: str, port: int, sentence: str) -> None:
    with pytest.raises(ServiceError) as raised:
        check_port(host, port)
    assert str(raised.value) == sentence


@pytest.mark.parametrize(("host", "found"), [("::", "::1"), ("10.1.2.3", "10.1.2.3")])
def test_server_is_found_from_here(host: str, found: str) -> None:
    assert reachable(host) == found


@pytest.mark.parametrize(
    ("allowed", "header"), [(["*"], "localhost"), ([".example.org", "x"], "example.org"), (["a", "b"], "a")]
)
def test_host_header_is_one_that_is_admitted(allowed: list[str], header: str) -> None:
    assert admitted_host(allowed) == header
