"""The poster of a clip, the picture that stands for it on share pages: made when first asked for, then kept."""

from __future__ import annotations

import threading

from core import media
from core.errors import NotFound, Overloaded
from engines import in_child
from engines.errors import ClipError, EngineError, MediaError
from segments.models import Clip

AT_ONCE = threading.BoundedSemaphore(2)
"""How many children a web process starts for posters; the others wait."""

LONGEST_WAIT = 20.0


def poster_path(clip: Clip) -> str:
    """Where the poster of a clip is kept, made or not; core.media.content_url gives its address."""
    return f"segment/{clip.pk}.jpg"


def require_poster(clip: Clip) -> str:
    """The path of the poster, which is there now: the frame a player shows at the start of the clip.

    Reads `clip.video`. Raises NotFound where the video has no picture or is no longer here, StorageFull, Overloaded.
    """
    stored = poster_path(clip)
    if not media.absolute(stored).is_file():
        make(clip)
    return stored


def make(clip: Clip) -> None:
    source = media.absolute(clip.video.media_path)
    if not (clip.video.media_path and source.is_file()):
        raise NotFound
    media.require_free_space()
    target = media.content_path("segment", f"{clip.pk}.jpg")
    if not AT_ONCE.acquire(timeout=LONGEST_WAIT):
        raise Overloaded
    try:
        if not target.is_file():  # somebody else may have made it meanwhile
            in_child.make_poster(source, target, clip.start, clip.crop)
    except (ClipError, MediaError) as error:
        raise NotFound from error
    except EngineError as error:
        raise Overloaded from error
    finally:
        AT_ONCE.release()
