"""What the tests of transcripts and clips share."""

import shutil
from typing import Any

import pytest

from core import media as content
from tests.factories import make_user, make_video
from tests.media import Media, media
from users.models import User
from videos.models import Video, Visibility

__all__ = ["media"]


def make_playable(media: Media, **fields: Any) -> Video:
    """A video of 8 s with a keyframe every 2 s, whose file is there."""
    shown = {"visibility": Visibility.PUBLIC, "duration": 8.0, "width": 160, "height": 48, "has_audio": True}
    video = make_video(**{**shown, **fields})
    path = content.content_path("video", f"{video.pk}.mp4")
    shutil.copyfile(media.video, path)
    video.media_path = content.relative(path)
    video.save(update_fields=["media_path"])
    return video


@pytest.fixture
def pushed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """The pushes, as (user id, message), instead of sending them."""
    messages: list[tuple[Any, dict[str, Any]]] = []
    monkeypatch.setattr("videos.events._push", lambda user_id, message: messages.append((user_id, message)))
    return messages


@pytest.fixture
def video(media: Media) -> Video:
    return make_playable(media, title="A talk")


@pytest.fixture
def asker() -> User:
    return make_user()
