"""How often one may try."""

import hashlib

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from users.models import User, canonical_address


class AddressThrottle(SimpleRateThrottle):
    """So often from one network address."""

    def get_cache_key(self, request: Request, _view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class SignUpThrottle(AddressThrottle):
    scope = "signup"


class LogInThrottle(AddressThrottle):
    scope = "login"


class AccountThrottle(SimpleRateThrottle):
    """So often from one network address for one account, wherever a password is tried."""

    scope = "login-email"

    def get_cache_key(self, request: Request, _view: APIView) -> str:
        account = digest(tried_address(request))
        return self.cache_format % {"scope": self.scope, "ident": f"{self.get_ident(request)}_{account}"}


def tried_address(request: Request) -> str:
    """The e-mail address of the account whose password is tried."""
    if isinstance(request.user, User):
        return str(request.user.email)
    typed = request.data.get("email") if isinstance(request.data, dict) else None
    return canonical_address(typed.strip()) if isinstance(typed, str) else ""


def digest(text: str) -> str:
    """A cache key of fixed length for whatever was typed."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
