"""Sending to sockets through a Redis that hangs."""

import socket
from pathlib import Path
from typing import Any

import pytest

from core import sockets


def test_send_to_group_gives_up_on_a_redis_that_hangs(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "SEND_SECONDS", 0.3)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "redis.sock"))
        silent.listen()
        hosts = [{"address": f"unix://{tmp_path}/redis.sock", "socket_timeout": None}]
        settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": {"hosts": hosts}}}

        with pytest.raises(TimeoutError):
            sockets.send_to_group("user", {"type": "push"})
