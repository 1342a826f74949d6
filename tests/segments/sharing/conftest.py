"""A clip with its file, to be shared."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from core import media as content
from segments.clips.limits import Limits, content_key
from segments.models import Clip, ShareLink
from tests.factories import make_segments
from tests.media import Media, media
from tests.segments.conftest import make_playable
from users.models import User
from videos.models import Video

__all__ = ["media"]


def make_file_clip(video: Video, **fields: Any) -> Clip:
    """An exact clip from 3:41 to 3:43, ready, with a file."""
    limits = Limits(fields.pop("start", 221.0), fields.pop("end", 223.0))
    key = content_key(video, limits, purpose=Clip.Purpose.FILE)
    made = {"purpose": Clip.Purpose.FILE, "status": Clip.Status.READY, "text": "fresh bread", **fields}
    clip = Clip.objects.create(video=video, key=key, start=limits.start, end=limits.end, **made)
    path = content.content_path("segment", f"{clip.pk}.mp4")
    shutil.copyfile(content.absolute(video.media_path), path)
    clip.path, clip.size_bytes = content.relative(path), path.stat().st_size
    clip.save()
    return clip


def make_link(clip: Clip, maker: User, **fields: Any) -> ShareLink:
    return ShareLink.objects.create(clip=clip, maker=maker, **fields)


@pytest.fixture
def talk(media: Media) -> Video:
    """A public video from YouTube, with a picture and two lines around the clip."""
    source = {"platform": "youtube", "source_key": "youtube:dQw4w9WgXcQ", "width": 1280, "height": 720}
    video = make_playable(media, title="A talk on bread", channel_name="Bakers", language="en", duration=600, **source)
    picture = content.content_path("thumbnail", f"{video.pk}.jpg")
    picture.write_bytes(b"a picture")
    video.thumbnail_path = content.relative(picture)
    video.save()
    make_segments(video, (220.0, 222.0, "we bake fresh"), (222.0, 224.0, "bread & <butter>"))
    return video


@pytest.fixture
def clip(talk: Video) -> Clip:
    return make_file_clip(talk)
