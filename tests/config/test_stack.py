"""What `manage.py up` runs."""

from typing import Any

from config.stack import Stack

NGINX_KEEPS_SECONDS = 60  # its upstream keepalive_timeout


def stack(**slots: int) -> Stack:
    fields: dict[str, Any] = dict.fromkeys(("root", "data", "content", "host", "host_header"), "")
    return Stack(**fields, port=1, slots=slots, embedded_postgres=True, embedded_redis=True)


def test_worker_has_threads_to_spare_while_every_slot_is_taken() -> None:
    """The dispatching and the sweeping come through the same worker as the long work."""
    words = stack(download=2, transcribe=1, default=3, clips=7).commands()["steps"]

    assert int(words[words.index("-c") + 1]) > 2 + 1 + 3


def test_connections_are_kept_longer_than_those_who_use_them_again_keep_them() -> None:
    words = stack(download=1, transcribe=1, default=1, clips=1).commands()["web"]

    assert int(words[words.index("--timeout-keep-alive") + 1]) > NGINX_KEEPS_SECONDS
