"""Django's handle on this app."""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save, pre_delete


class SegmentsConfig(AppConfig):
    name = "segments"

    def ready(self) -> None:
        from segments.cache import forget_file  # noqa: PLC0415 -- models load before
        from videos.signals import orphans_wanted, source_wanted  # noqa: PLC0415 -- models load before

        for kind in ("Clip", "Supercut", "SupercutPart"):
            post_delete.connect(forget_file, sender=f"segments.{kind}", dispatch_uid=f"segments.forget_file_of_{kind}")
        orphans_wanted.connect(orphans_of_cuts, dispatch_uid="segments.orphans_of_cuts")
        source_wanted.connect(is_being_cut, dispatch_uid="segments.is_being_cut")
        post_save.connect(index_follows_video, sender="videos.Video", dispatch_uid="segments.index_follows_video")
        pre_delete.connect(index_forgets_video, sender="videos.Video", dispatch_uid="segments.index_forgets_video")


def index_follows_video(instance: Any, update_fields: frozenset[str] | None = None, **_signal: Any) -> None:
    """Who may find a video, and what it is called, changes in the index with it."""
    from segments.search.index import FOLLOWED, follow_video  # noqa: PLC0415 -- models load before

    if update_fields is None or FOLLOWED & update_fields:
        follow_video(instance)


def orphans_of_cuts(**_signal: Any) -> Iterator[Any]:
    """The paths of files that no clip and no supercut knows."""
    from segments import cache  # noqa: PLC0415 -- models load before

    return cache.orphans()


def is_being_cut(video: Any, **_signal: Any) -> bool:
    """Whether clips of this video are in work, or a supercut that may hold it."""
    from segments.models import Clip, Supercut  # noqa: PLC0415 -- models load before

    clips = Clip.objects.filter(video=video, status=Clip.Status.WORKING)
    return clips.exists() or Supercut.objects.filter(status=Supercut.Status.WORKING).exists()


def index_forgets_video(instance: Any, **_signal: Any) -> None:
    from segments.search import forget_video  # noqa: PLC0415 -- models load before

    forget_video(instance.pk)
