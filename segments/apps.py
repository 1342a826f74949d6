"""Django's handle on this app."""

from django.apps import AppConfig
from django.db.models.signals import post_delete


class SegmentsConfig(AppConfig):
    name = "segments"

    def ready(self) -> None:
        from segments.clips.cache import forget_file  # noqa: PLC0415 -- models load before
        from segments.supercuts import cache as supercuts  # noqa: PLC0415 -- models load before

        post_delete.connect(forget_file, sender="segments.Clip", dispatch_uid="segments.forget_file")
        for kind in ("Supercut", "SupercutPart"):
            post_delete.connect(
                supercuts.forget_file, sender=f"segments.{kind}", dispatch_uid=f"segments.forget_file_of_{kind}"
            )
