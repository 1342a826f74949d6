"""How often clips may be asked for without an account."""

from rest_framework.throttling import AnonRateThrottle


class AnonymousClipThrottle(AnonRateThrottle):
    """Per address; people with an account are not counted."""

    scope = "anonymous-clips"
