"""Who sees what, on every path that leads to a video: lists, counts, search, clips, files and sockets."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.test import APIClient

from core import media as content
from segments.models import Clip
from tests.factories import client_of, make_segments, make_user
from tests.media import Media, media
from tests.segments.conftest import make_playable
from users.models import User
from videos.models import Follow, SeenVideo, Video, VideoRequest, Visibility

__all__ = ["media"]

pytestmark = pytest.mark.django_db

SECRET = "zanzibar"
"""Said in the video and part of its title: whatever answers with it has shown something."""


@dataclass(frozen=True)
class Scene:
    """One video that is whole, with a request, a session, lines, a picture and a clip of each purpose."""

    video: Video
    owner: User
    clips: dict[str, Clip]
    request: VideoRequest

    @property
    def line(self) -> Any:
        return self.video.segments.get()


@pytest.fixture
def scene(media: Media, request: pytest.FixtureRequest, sent: list[Any]) -> Scene:
    owner = make_user()
    video = make_playable(media, owner=owner, title=f"All of {SECRET}", visibility=request.param, generation=1)
    make_segments(video, (1.0, 3.0, f"we speak of {SECRET} today"))
    picture = content.content_path("thumbnail", f"{video.pk}.jpg")
    picture.write_bytes(b"a picture")
    video.thumbnail_path = content.relative(picture)
    video.segment_count = 1
    video.save()
    session = video.sessions.create(generation=1, status="completed")
    asked = VideoRequest.objects.create(user=owner, video=video, session=session, status="completed")
    return Scene(video, owner, {purpose: make_clip(video, purpose) for purpose in ("play", "file")}, asked)


def make_clip(video: Video, purpose: str) -> Clip:
    """A clip that is ready, with its file."""
    clip = Clip.objects.create(
        video=video, key=f"{purpose} of {video.pk}", start=1, end=2, purpose=purpose, text=SECRET, status="ready"
    )
    path = content.content_path("segment", f"{clip.pk}.mp4")
    shutil.copyfile(content.absolute(video.media_path), path)
    clip.path, clip.size_bytes = content.relative(path), path.stat().st_size
    clip.save()
    return clip


@pytest.fixture
def who(request: pytest.FixtureRequest, scene: Scene) -> APIClient:
    people: dict[str, Callable[[], APIClient]] = {
        "visitor": APIClient,
        "other": lambda: client_of(make_user()),
        "owner": lambda: client_of(scene.owner),
        "staff": lambda: client_of(make_user(is_staff=True)),
    }
    return people[request.param]()


FOUND = {  # who finds it without knowing its id
    "public": {"visitor", "other", "owner", "staff"},
    "unlisted": {"owner", "staff"},
    "private": {"owner", "staff"},
}
READ = {**FOUND, "unlisted": FOUND["public"]}  # who reads it by its id
PEOPLE = ("visitor", "other", "owner", "staff")


def table(allowed: dict[str, set[str]]) -> Any:
    """Every visibility with everyone, and whether they are among those allowed."""
    cases = [(visibility, person, person in people) for visibility, people in allowed.items() for person in PEOPLE]
    return pytest.mark.parametrize(
        ("scene", "who", "may"),
        cases,
        indirect=["scene", "who"],
        ids=[f"{visibility}-{person}" for visibility, person, _ in cases],
    )


@table(FOUND)
def test_lists_counts_and_completions(scene: Scene, who: APIClient, may: bool) -> None:
    listed = who.get("/api/v1/videos").json()
    titled = who.get(f"/api/v1/videos?search={SECRET}").json()
    found = who.get(f"/api/v1/search?q={SECRET}").json()
    grouped = who.get(f"/api/v1/search?q={SECRET}&group=video").json()
    suggested = who.get("/api/v1/search/suggest?q=zanz").json()

    assert (listed["count"], len(listed["results"])) == (may, may)
    assert titled["count"] == may
    assert (found["count"], found["video_count"], len(found["videos"]), len(found["results"])) == (may,) * 4
    assert (grouped["count"], len(grouped["results"])) == (may, may)
    assert (suggested["words"], len(suggested["videos"])) == ([SECRET] * may, may)
    assert who.get("/api/v1/search?q=zanzibat").json()["did_you_mean"] == (SECRET if may else None)


@table(READ)
def test_reading_by_id(scene: Scene, who: APIClient, may: bool) -> None:
    video = f"/api/v1/videos/{scene.video.pk}"
    paths = [
        video,
        f"{video}/segments?words=1",
        *(f"{video}/transcript?format={form}" for form in ("srt", "vtt", "txt", "json", "tsv")),
        f"/api/v1/search?q={SECRET}&video={scene.video.pk}",
        *(f"/api/v1/clips/{clip.pk}" for clip in scene.clips.values()),
    ]

    answers = {path: who.get(path) for path in paths}

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 200 if may else 404)
    assert {SECRET in answer.content.decode() for answer in answers.values()} == {may}


@table(READ)
def test_cutting_clips(scene: Scene, who: APIClient, may: bool) -> None:
    by_line = {"segment_id": str(scene.line.pk)}
    by_time = {"video_id": str(scene.video.pk), "start": 1, "end": 2.5}
    before = Clip.objects.count()

    answers = [who.post("/api/v1/clips", wish, format="json") for wish in (by_line, by_time)]

    assert {answer.status_code for answer in answers} == ({201} if may else {404})
    assert Clip.objects.count() == before + 2 * may


@table(READ)
def test_plain_file_addresses(scene: Scene, who: APIClient, may: bool) -> None:
    stored = [scene.video.media_path, scene.video.thumbnail_path, *(clip.path for clip in scene.clips.values())]

    statuses = {path: who.get(f"/content/{path}").status_code for path in stored}

    assert statuses == dict.fromkeys(stored, 200 if may else 404)


@table(READ)
def test_addresses_one_is_given_work_without_an_account(scene: Scene, who: APIClient, may: bool) -> None:
    if not may:
        assert who.get(f"/api/v1/videos/{scene.video.pk}").status_code == 404
        return
    video = who.get(f"/api/v1/videos/{scene.video.pk}").json()
    clip = who.get(f"/api/v1/clips/{scene.clips['file'].pk}").json()
    given = [video["media_url"], video["thumbnail_url"], clip["url"], clip["play_url"].partition("#")[0]]

    assert [APIClient().get(url).status_code for url in given] == [200] * 4


@table({visibility: {"owner", "staff"} for visibility in FOUND})
def test_requests_and_sessions(scene: Scene, who: APIClient, may: bool) -> None:
    expected = 200 if may else 401 if not who._credentials else 404

    assert who.get(f"/api/v1/requests/{scene.request.pk}").status_code == expected
    assert who.get(f"/api/v1/sessions/{scene.request.session_id}").status_code == expected
    for action in ("process", "cancel", "retry"):
        answer = who.post(f"/api/v1/requests/{scene.request.pk}/{action}")
        assert answer.status_code in ({403, 409} if may else {expected}), action


@table({visibility: {"owner"} for visibility in FOUND})
def test_own_lists(scene: Scene, who: APIClient, may: bool) -> None:
    if not who._credentials:
        assert who.get("/api/v1/requests").status_code == 401
        assert who.get("/api/v1/sessions").status_code == 401
        return
    assert who.get("/api/v1/requests").json()["count"] == may
    assert who.get("/api/v1/sessions").json()["count"] == may
    assert who.get("/api/v1/videos?owner=me").json()["count"] == may


@table({visibility: {"owner", "staff"} for visibility in FOUND})
def test_changing_and_deleting(scene: Scene, who: APIClient, may: bool, request: pytest.FixtureRequest) -> None:
    path = f"/api/v1/videos/{scene.video.pk}"
    reads = who.get(path).status_code == 200
    refused = 401 if not who._credentials else 403 if reads else 404

    assert who.patch(path, {"title": "Mine"}, format="json").status_code == (200 if may else refused)
    assert who.delete(f"/api/v1/clips/{scene.clips['file'].pk}").status_code == (204 if may else refused)
    assert who.delete(path).status_code == (204 if may else refused)
    assert Video.objects.filter(pk=scene.video.pk).exists() is not may


@table({visibility: {"owner", "staff"} for visibility in FOUND})
def test_correcting_lines(scene: Scene, who: APIClient, may: bool) -> None:
    reads = who.get(f"/api/v1/videos/{scene.video.pk}").status_code == 200
    refused = 401 if not who._credentials else 403 if reads else 404
    line, version = f"/api/v1/segments/{scene.line.pk}", {"version": 1}
    replacing = {"video_ids": [str(scene.video.pk)], "find": SECRET, "replace": "it"}
    named = [{"id": str(scene.line.pk), "version": 1}, {"id": str(scene.line.pk), "version": 1}]
    calls = {
        "preview": lambda: who.post("/api/v1/segments/replace", replacing, format="json"),
        "change": lambda: who.patch(line, {**version, "text": f"{SECRET} it is"}, format="json"),
        "undo": lambda: who.post(f"{line}/undo", {"version": 2 if may else 1}, format="json"),
        "history": lambda: who.get(f"{line}/history"),
        "split": lambda: who.post(f"{line}/split", {"version": 3 if may else 1, "word": 1}, format="json"),
        "replace": lambda: who.post("/api/v1/segments/replace", {**replacing, "preview": False}, format="json"),
    }

    answers = {name: call() for name, call in calls.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        calls, 200 if may else refused
    )
    assert {SECRET in answer.content.decode() for answer in answers.values()} == {may}
    merge = who.post(f"/api/v1/videos/{scene.video.pk}/segments/merge", {"segments": named}, format="json")
    assert merge.status_code == (404 if may else refused)  # editors are told that these are no two lines
    assert scene.video.segments.count() == 1 + may


@pytest.mark.parametrize("scene", ["public"], indirect=True)
def test_going_private_closes_every_plain_address_at_once(scene: Scene) -> None:
    visitor = APIClient()
    paths = [f"/content/{path}" for path in (scene.video.media_path, scene.clips["file"].path)]
    assert [visitor.get(path).status_code for path in paths] == [200, 200]

    client_of(scene.owner).patch(f"/api/v1/videos/{scene.video.pk}", {"visibility": "private"}, format="json")

    assert [visitor.get(path).status_code for path in paths] == [404, 404]
    assert visitor.get(f"/api/v1/search?q={SECRET}").json()["count"] == 0


@pytest.mark.parametrize("scene", [*Visibility.values], indirect=True)
def test_only_those_concerned_hear_of_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    monkeypatch.setattr("videos.events.transaction.on_commit", lambda push: push())
    monkeypatch.setattr("videos.events._push", lambda user_id, _message: heard.append(user_id))
    from segments import events as lines
    from videos import events

    scene.request.status = VideoRequest.Status.PROCESSING
    scene.request.save()

    events.session_progress(scene.request.session_id)
    lines.segments_added(scene.video, [scene.line])
    events.request_finished(scene.request)
    lines.segments_changed(scene.video, scene.owner, [scene.line], [])

    assert heard == [scene.owner.pk] * 4


@pytest.mark.parametrize("scene", ["public"], indirect=True)
def test_who_asked_before_it_went_private_is_told_no_more_of_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    other = make_user()
    asked = VideoRequest.objects.create(user=other, video=scene.video, session=scene.request.session, status="failed")
    follow = Follow.objects.create(user=other, source_url="https://example.org/c", kind="channel", title="A channel")
    SeenVideo.objects.create(follow=follow, source_key="one", request=asked)
    paths = ["/api/v1/requests", f"/api/v1/requests/{asked.pk}", "/api/v1/follows"]
    client = client_of(other)
    assert [SECRET in client.get(path).content.decode() for path in paths] == [True] * 3

    client_of(scene.owner).patch(f"/api/v1/videos/{scene.video.pk}", {"visibility": "private"}, format="json")

    assert [SECRET in client.get(path).content.decode() for path in paths] == [False] * 3
    assert client.get(paths[1]).json()["video"]["thumbnail_url"] is None
    assert client.post(f"{paths[1]}/retry").status_code == 404


@pytest.mark.parametrize("scene", ["public", "private"], indirect=True)
def test_lines_are_pushed_to_those_who_may_read_them(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    monkeypatch.setattr("videos.events.push_to_user", lambda user_id, _message: heard.append(user_id))
    from segments import events as lines

    VideoRequest.objects.update(status=VideoRequest.Status.PROCESSING)
    session = scene.request.session
    other = VideoRequest.objects.create(user=make_user(), video=scene.video, session=session, status="processing")

    lines.segments_added(scene.video, [scene.line])
    lines.translation_added(scene.video, session, [scene.line], 1)

    concerned = {scene.owner.pk, other.user_id} if scene.video.is_open else {scene.owner.pk}
    assert (set(heard), len(heard)) == (concerned, 2 * len(concerned))
