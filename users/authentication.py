"""Programs prove who they are by a key of a person: `Authorization: Api-Key <key>`."""

from datetime import timedelta
from typing import Any, cast

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request
from rest_framework_api_key.permissions import KeyParser

from users.models import ApiKey, User
from users.permissions import ApiKeyThrottle

USE_NOTED_EVERY = timedelta(minutes=1)


class ApiKeyAuthentication(BaseAuthentication):
    """The person behind the key. How often a key may ask is decided here, so that it holds on every endpoint."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """None where the request carries no key.

        Raises AuthenticationFailed `api_key_not_valid`, Throttled.
        """
        sent = KeyParser().get(request)
        if sent is None:
            return None
        throttle = ApiKeyThrottle(sent)
        if not throttle.allow_request(request):
            raise Throttled(throttle.wait())
        key = living_key(sent)
        if key is None:
            raise AuthenticationFailed("This key is not valid, or no longer.", code="api_key_not_valid")
        note_use(key)
        return key.user, key

    def authenticate_header(self, _request: Request) -> str:
        return KeyParser.keyword


def living_key(sent: str) -> ApiKey | None:
    """The key behind its text; None where it is wrong, revoked, expired, or its account is locked."""
    if "\0" in sent:  # PostgreSQL text holds none
        return None
    try:
        key = cast("ApiKey", ApiKey.objects.get_from_key(sent))
    except ApiKey.DoesNotExist:
        return None
    return None if key.has_expired else key


def note_use(key: ApiKey) -> None:
    """Remember when the key was last used, to the minute: a row is not written for every request."""
    now = timezone.now()
    if key.used_at is None or key.used_at < now - USE_NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(used_at=now)


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # its registry is untyped
    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        description = "`Authorization: Api-Key <key>`"
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": description}
