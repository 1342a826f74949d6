"""How often clips and supercuts may be asked for."""

from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle
from rest_framework.views import APIView


class AnonymousClipThrottle(AnonRateThrottle):
    """Without an account: per address."""

    scope = "anonymous-clips"


class SupercutThrottle(UserRateThrottle):
    """Per person."""

    scope = "supercuts"


class ClipThrottle(UserRateThrottle):
    """With an account: per person."""

    scope = "clips"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return super().get_cache_key(request, view) if request.user.is_authenticated else None
