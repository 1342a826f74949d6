"""The web process's pool while the server is away and after it."""

import time
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from config import pool


class Server:
    """A server that is away for some seconds."""

    def __init__(self, conninfo: str, away_seconds: float) -> None:
        self.conninfo = conninfo
        self.back = time.monotonic() + away_seconds

    def connect(self, *_args: Any, **words: Any) -> psycopg.Connection[Any]:
        if time.monotonic() < self.back:
            raise psycopg.OperationalError("away")
        words.pop("conninfo", None)
        return psycopg.Connection.connect(self.conninfo, **words)


def test_pool_serves_those_who_waited_once_the_server_is_back(settings: Any) -> None:
    place = settings.DATABASES["default"]
    conninfo = psycopg.conninfo.make_conninfo(
        host=place["HOST"], port=place["PORT"], user=place["USER"], password=place["PASSWORD"], dbname="postgres"
    )
    server = Server(conninfo, pool.RETRY_SECONDS + 3)

    class Connection(psycopg.Connection[Any]):
        connect = server.connect  # type: ignore[assignment] # as if it were away

    with ConnectionPool("", connection_class=Connection, open=True, **pool.OPTIONS) as made, made.connection() as found:
        assert found.execute("SELECT 1").fetchone() == (1,)
