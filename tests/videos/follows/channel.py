"""A channel on loopback, and a person's follow of it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.engines.servers import Site
from tests.factories import make_user
from videos import follows
from videos.models import Follow, VideoRequest
from videos.services import Choices


def premiere() -> dict[str, Any]:
    return {"url": "/watch/premiere", "title": "Tomorrow", "live_status": "is_upcoming"}


def show(site: Site, *videos: str | dict[str, Any]) -> None:
    entries = [entry if isinstance(entry, dict) else f"/watch/{entry}" for entry in videos]
    site.recorded["UC1"] = {"title": "A channel", "channel_id": "UC1", "videos": entries}


def start(site: Site, user: Any = None) -> Follow:
    """A person's follow of the channel, due at once."""
    made, is_new = follows.follow(
        user or make_user(), site.url("/watch/UC1"), visibility="private", choices=Choices(language="en")
    )
    assert is_new
    return make_due(made)


def make_due(follow: Follow) -> Follow:
    Follow.objects.filter(pk=follow.pk).update(next_check_at=timezone.now() - timedelta(seconds=1))
    follow.refresh_from_db()
    return follow


def asked(site: Site) -> list[str]:
    urls = VideoRequest.objects.order_by("requested_at").values_list("video__source_url", flat=True)
    return [url.removeprefix(site.url("/watch/")) for url in urls]
