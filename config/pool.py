"""The web process's pool of database connections, and how it comes back after the server was away."""

from typing import Any

from psycopg_pool import ConnectionPool

SIZE = 16
RETRY_SECONDS = 5.0  # the pool pauses longer and longer between its tries to connect, and gives up after so long


def keep_trying(pool: ConnectionPool[Any]) -> None:
    """Begin again where the pool gave up: else it would try only for newcomers, and who waits would wait in vain."""
    pool.resize(0, SIZE)
    pool.resize(1, SIZE)


OPTIONS: dict[str, Any] = {
    "min_size": 1,
    "max_size": SIZE,
    "timeout": 30,
    "reconnect_timeout": RETRY_SECONDS,
    "reconnect_failed": keep_trying,
}
