"""What the sockets of an account are told."""

import logging
from functools import partial
from uuid import UUID

from django.db import transaction
from redis.exceptions import RedisError

from core.sockets import send_to_group
from users.models import group_of

log = logging.getLogger(__name__)


def end_sockets(user_id: UUID) -> None:
    """Close every socket of the account once the transaction is committed.

    Where Redis is away they close when their tokens expire.
    """
    transaction.on_commit(partial(_send_end, group_of(user_id)))


def _send_end(group: str) -> None:
    try:
        send_to_group(group, {"type": "end"})
    except (RedisError, OSError) as error:
        log.warning("Redis is away, the sockets of %s stay until their tokens expire: %s", group, error)
