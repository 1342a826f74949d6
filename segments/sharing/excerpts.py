"""The file that a share page plays: exact, cut when somebody looks, cut again where it was evicted."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from segments import cache, making, services
from segments.clips import work
from segments.clips.limits import Limits, content_key
from segments.models import Clip

SHARED_FIELDS = ("segment", "start", "end", "padding", "snap", "format", "captions", "crop", "text")


def find_excerpt(clip: Clip) -> Clip | None:
    """The exact file of a clip: itself, or the same piece as a file where it was cut to be played at once."""
    if clip.purpose == Clip.Purpose.FILE:
        return clip
    return Clip.objects.select_related("video").filter(key=excerpt_key(clip)).first()


def excerpt_key(clip: Clip) -> str:
    return content_key(clip.video, Limits(clip.start, clip.end), purpose=Clip.Purpose.FILE)


def wants_cutting(excerpt: Clip | None) -> bool:
    """Whether looking at it begins work: it was never asked for, or its file is gone."""
    return excerpt is None or (excerpt.status == Clip.Status.READY and not cache.has_file(excerpt))


def cut_excerpt(clip: Clip) -> Clip:
    """The exact file of a clip, cut or being cut. One that failed stays so until `retry`. Raises StorageFull."""
    excerpt = find_excerpt(clip) or make_excerpt(clip)
    return services.fresh(excerpt, AnonymousUser())


def make_excerpt(clip: Clip) -> Clip:
    taken = {name: getattr(clip, name) for name in SHARED_FIELDS}
    excerpt, made = Clip.objects.get_or_create(
        key=excerpt_key(clip), defaults={**taken, "video": clip.video, "purpose": Clip.Purpose.FILE}
    )
    if made:
        work.start(excerpt)
    return excerpt


def retry(clip: Clip) -> None:
    """Cut a failed excerpt again. Of several who ask at the same time, one begins."""
    excerpt = find_excerpt(clip)
    if excerpt is not None and excerpt.status == Clip.Status.FAILED and making.begin_again(excerpt):
        work.start(excerpt)
