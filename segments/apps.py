"""Django's handle on this app."""

from django.apps import AppConfig
from django.db.models.signals import post_delete


class SegmentsConfig(AppConfig):
    name = "segments"

    def ready(self) -> None:
        from segments.clips.cache import forget_file  # noqa: PLC0415 -- models load before

        post_delete.connect(forget_file, sender="segments.Clip", dispatch_uid="segments.forget_file")
