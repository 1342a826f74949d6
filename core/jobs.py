"""Sending work by name. The row says what is to be done; a message only makes it happen sooner."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def send(task: str, *args: str | int, queue: str = "default", delay: float = 0) -> None:
    """Send a task by name once the transaction is committed, to start after `delay` seconds at the earliest.

    Arguments are ids and numbers. A broker that is away is no error: the periodic sweep finds the row and sends again.
    """
    transaction.on_commit(partial(_publish, task, args, queue, delay))


def _publish(task: str, args: tuple[str | int, ...], queue: str, delay: float) -> None:
    try:
        current_app.send_task(task, args=args, queue=queue, countdown=delay or None, ignore_result=True)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("The broker is away, %s%s will be sent by the sweep: %s", task, args, error)
