"""The posters of clips over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import av
import pytest
from rest_framework.test import APIClient

from core import media as content
from engines.errors import HostError
from segments import tasks
from segments.clips import posters
from segments.models import Clip
from tests.factories import client_of, make_user
from tests.media import Media, number_of
from tests.segments.asking import ask
from tests.segments.conftest import make_playable
from users.models import User
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def clip(client: APIClient, video: Video) -> Clip:
    made = ask(client, video_id=str(video.pk), start=3.04, end=5).json()
    return Clip.objects.select_related("video").get(pk=made["id"])


def address(clip: Clip) -> str:
    return f"/content/segment/{clip.pk}.jpg"


def test_poster_is_made_on_demand_and_kept(client: APIClient, clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client.get(address(clip))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Accel-Redirect"] == f"/internal-content/{posters.poster_path(clip)}"
    with av.open(str(content.absolute(posters.poster_path(clip)))) as container:
        assert number_of(next(container.decode(video=0))) == 76  # 3.04 s at 25 frames a second

    monkeypatch.setattr(posters.in_child, "make_poster", None)
    assert client.get(address(clip)).status_code == 200


def test_many_askers_make_it_once(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    original = posters.in_child.make_poster
    monkeypatch.setattr(posters.in_child, "make_poster", lambda *wish: [made.append(wish), original(*wish)])
    monkeypatch.setattr(posters, "AT_ONCE", posters.threading.BoundedSemaphore(1))
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: posters.require_poster(clip), range(4))) == {posters.poster_path(clip)}
    assert len(made) == 1


def test_private_poster_is_for_those_who_may_see_the_video(client: APIClient, media: Media, asker: User) -> None:
    video = make_playable(media, owner=asker, visibility=Visibility.PRIVATE)
    made = ask(client_of(asker), video_id=str(video.pk), start=1, end=2).json()
    clip = Clip.objects.get(pk=made["id"])
    found = [reader.get(address(clip)).status_code for reader in (client_of(asker), client_of(make_user()), client)]
    assert found == [200, 404, 404]
    assert client.get(content.content_url(posters.poster_path(clip), public=False)).status_code == 200
    assert client.get(f"/content/segment/{uuid4()}.jpg").status_code == 404


def test_video_without_picture_or_file_has_no_poster(client: APIClient, video: Video, clip: Clip, media: Media) -> None:
    content.absolute(video.media_path).write_bytes(media.tone.read_bytes())
    assert client.get(address(clip)).status_code == 404
    content.absolute(video.media_path).unlink()
    assert client.get(address(clip)).status_code == 404


def test_poster_that_cannot_be_made_now_is_tried_later(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_wish: Any) -> None:
        raise HostError("engine_silent", "It hung.", retryable=True)

    monkeypatch.setattr(posters.in_child, "make_poster", broken)
    answer = APIClient(raise_request_exception=False).get(address(clip))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_poster_goes_with_its_clip(
    client: APIClient, clip: Clip, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    poster = content.absolute(posters.poster_path(clip))
    client.get(address(clip))
    settings.CLIP_CACHE_BYTES = 0
    tasks.evict_clips()
    assert not poster.exists()

    client.get(address(clip))
    assert poster.exists()
    with django_capture_on_commit_callbacks(execute=True):
        clip.delete()
    assert not poster.exists()
