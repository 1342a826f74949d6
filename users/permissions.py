"""How often one may try, and what only a person may do who has logged in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from core.errors import NotAllowed
from users.models import ApiKey, User, canonical_address

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which imports the authentication classes, and these what is below


class InPerson(IsAuthenticated):
    """For what a key must not do: change the password, make keys, delete the account."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if isinstance(request.auth, ApiKey):
            raise NotAllowed("api_key_not_allowed", "This cannot be done with an API key. Log in.")
        return super().has_permission(request, view)


class AddressThrottle(SimpleRateThrottle):
    """So often from one network address."""

    def get_cache_key(self, request: Request, _view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class SignUpThrottle(AddressThrottle):
    scope = "signup"


class LogInThrottle(AddressThrottle):
    scope = "login"


class ApiKeyThrottle(SimpleRateThrottle):
    """So often with one key, be it good or not."""

    scope = "api-key"

    def __init__(self, key: str) -> None:
        self.sent = key
        super().__init__()

    def allow_request(self, request: Request, view: APIView | None = None) -> bool:
        return bool(super().allow_request(request, view))  # type: ignore[arg-type] # nobody looks at the view

    def get_cache_key(self, _request: Request, _view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": digest(self.sent)}


class AccountThrottle(SimpleRateThrottle):
    """So often from one network address for one account, wherever a password is tried."""

    scope = "login-email"

    def get_cache_key(self, request: Request, _view: APIView) -> str:
        account = digest(tried_address(request))
        return self.cache_format % {"scope": self.scope, "ident": f"{self.get_ident(request)}_{account}"}


class PasswordResetThrottle(AccountThrottle):
    """So many messages to one address of an account, asked for from one network address."""

    scope = "password-reset"


def tried_address(request: Request) -> str:
    """The e-mail address of the account whose password is tried."""
    if isinstance(request.user, User):
        return str(request.user.email)
    typed = request.data.get("email") if isinstance(request.data, dict) else None
    return canonical_address(typed.strip()) if isinstance(typed, str) else ""


def digest(text: str) -> str:
    """A cache key of fixed length for whatever was typed."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
