"""Sending to a group of sockets, for as long as Redis takes it in good time."""

import asyncio
from typing import Any

from asgiref.sync import async_to_sync
from channels import DEFAULT_CHANNEL_LAYER
from channels.layers import channel_layers

SEND_SECONDS = 3.0


def send_to_group(group: str, message: dict[str, Any]) -> None:
    """Raises RedisError or OSError (TimeoutError among them) where Redis is away or hangs: the message is lost then.

    The layer itself would wait for ever, and with it whoever tells of its work.
    """
    async_to_sync(_send)(group, message)


async def _send(group: str, message: dict[str, Any]) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await channel_layers[DEFAULT_CHANNEL_LAYER].group_send(group, message)
