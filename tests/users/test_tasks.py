"""Periodic work on accounts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from users import services
from users.models import User
from users.tasks import forget_expired_tokens


@pytest.mark.django_db
def test_expired_tokens_are_forgotten_and_living_ones_kept(user: User) -> None:
    living, dead, blacklisted = (services.issue_tokens(user).refresh for _ in range(3))
    services.log_out(living)
    services.log_out(blacklisted)
    gone = OutstandingToken.objects.filter(token__in=[dead, blacklisted])
    gone.update(expires_at=timezone.now() - timedelta(seconds=1))

    for _ in range(2):
        forget_expired_tokens()

        assert OutstandingToken.objects.get().token == living
        assert BlacklistedToken.objects.get().token.token == living


def test_the_task_has_the_name_that_the_schedule_sends(settings: object) -> None:
    assert forget_expired_tokens.name == settings.CELERY_BEAT_SCHEDULE["forget tokens"]["task"]  # type: ignore[attr-defined]
