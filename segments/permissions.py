"""How often clips may be asked for without an account, and supercuts with one."""

from rest_framework.throttling import AnonRateThrottle, UserRateThrottle


class AnonymousClipThrottle(AnonRateThrottle):
    """Per address; people with an account are not counted."""

    scope = "anonymous-clips"


class SupercutThrottle(UserRateThrottle):
    """Per person."""

    scope = "supercuts"
