"""Periodic work."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def forget_expired_tokens() -> None:
    """Delete the rows of refresh tokens that have expired, used or not."""
    call_command("flushexpiredtokens")
