"""Django's handle on this app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_delete


class VideosConfig(AppConfig):
    name = "videos"

    def ready(self) -> None:
        pre_delete.connect(release_videos, sender="users.User")


def release_videos(instance: Any, **_kwargs: Any) -> None:
    """An account is about to go: its videos go with it, but for those other people use."""
    from videos.services import release_videos  # noqa: PLC0415 -- models are not loaded when this module is

    release_videos(instance)
