"""Work on accounts outside of requests: messages, and what is done from time to time."""

import logging

from celery import shared_task
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from core.http import origin_of
from users.models import User

log = logging.getLogger(__name__)


@shared_task
def forget_expired_tokens() -> None:
    """Delete the rows of refresh tokens that have expired, used or not."""
    call_command("flushexpiredtokens")


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=30)
def send_password_reset(email: str, language: str) -> None:
    """Send a link to a new password, if the address is an active account's. A mail server that is away is tried again.

    The link leads to PUBLIC_URL, never to the host a request named: whoever asks could name one of their own. What
    it carries stands behind a `#`, which browsers send to nobody.
    """
    user = User.objects.filter(email=email.strip(), is_active=True).first()
    if user is None or not user.has_usable_password():
        return
    token = default_token_generator.make_token(user)
    link = f"{origin_of()}/password/new#uid={user.pk}&token={token}"
    words = {"name": user.full_name, "link": link, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
    with override(language):
        subject, text = gettext("A new password for Soundbite"), render_to_string("users/password_reset.txt", words)
    send_mail(subject, text, None, [user.email])
    if not settings.EMAIL_HOST:
        log.info("EMAIL_HOST is not set: the message to %s lies in %s", user.pk, settings.EMAIL_FILE_PATH)
