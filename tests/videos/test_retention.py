"""What is stored and for how long: sizes, rules with a dry run, orphans."""

import os
import uuid
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from core import media
from segments import cache
from tests.factories import client_of, make_run, make_user, make_video
from users.models import User
from videos import orphans, retention, signals, tasks
from videos.models import Upload, Video

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sent")]


def stored(kind: Any, name: str, size: int) -> Path:
    path = media.content_path(kind, name)
    path.write_bytes(bytes(size))
    return path


def finished(owner: User | None = None, *, days: float = 0, size: int = 1000, **fields: Any) -> Video:
    """A video processed so many days ago, with its file of so many bytes, a sample index of 10 and a picture of 5."""
    video = make_video(owner=owner or make_user(), processed_at=timezone.now() - timedelta(days=days), **fields)
    path = stored("video", f"{video.pk}.mp4", size)
    (index,) = [name for name in retention.storage.source_files(Video(media_path=media.relative(path)))
                if name != media.relative(path)]  # fmt: skip
    media.absolute(index).write_bytes(bytes(10))
    video.media_path = video.source_path = media.relative(path)
    video.thumbnail_path = media.relative(stored("thumbnail", f"{video.pk}.jpg", 5))
    video.save()
    return video


def files() -> int:
    return len(list(media.settings.CONTENT_DIR.glob("video/*")))


def dropped() -> set[Any]:
    return set(Video.objects.exclude(source_dropped_at=None).values_list("pk", flat=True))


def run(command: str, **options: Any) -> list[str]:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue().splitlines()


# Retention


def test_nothing_goes_without_a_rule() -> None:
    finished(days=10_000)

    tasks.retain()

    assert dropped() == set()


@pytest.mark.django_db(transaction=True)
def test_source_goes_after_its_days_and_the_rest_stays(settings: Any) -> None:
    settings.KEEP_SOURCE_DAYS = 30
    old, fresh = finished(days=31, visibility="public"), finished(days=29)

    tasks.retain()

    assert dropped() == {old.pk}
    assert [path.name.partition(".")[0] for path in settings.CONTENT_DIR.glob("video/*")] == [str(fresh.pk)] * 2
    assert media.absolute(old.thumbnail_path).exists()
    body = APIClient().get(f"/api/v1/videos/{old.pk}").json()
    assert (body["status"], body["media_url"]) == ("ready", None)
    assert body["thumbnail_url"] is not None
    assert APIClient().get(f"/content/{old.media_path}").status_code == 404


def test_oldest_go_beyond_the_budget(settings: Any) -> None:
    videos = [finished(days=days, size=1000) for days in (1, 3, 2)]
    settings.SOURCE_BUDGET_BYTES = 2 * 1010

    tasks.retain()
    tasks.retain()

    assert dropped() == {videos[1].pk}


@pytest.mark.parametrize("state", ["running", "queued", "failed", "wanted"])
def test_source_in_use_stays(settings: Any, state: str) -> None:
    settings.KEEP_SOURCE_DAYS = 1
    video = finished(days=2)
    if state == "running":
        make_run(video)
    elif state == "wanted":
        signals.source_wanted.connect(wanted, dispatch_uid="test")
    else:
        Video.objects.update(status=state)
    try:
        tasks.retain()
    finally:
        signals.source_wanted.disconnect(dispatch_uid="test")

    assert (dropped(), files()) == (set(), 2)


def wanted(**_signal: Any) -> bool:
    return True


def test_dropping_again_is_no_change() -> None:
    video = finished(days=2)

    assert (retention.drop_source(video), retention.drop_source(video)) == (True, False)
    Video.objects.all().delete()
    assert not retention.drop_source(video)


@pytest.mark.django_db(transaction=True)
def test_dry_run_only_tells(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.KEEP_SOURCE_DAYS = 1
    video = finished(days=2, title="An old talk")
    stray = stored("audio", f"{uuid.uuid4()}.m4a", 7)
    cut, work = stored("segment", f"{uuid.uuid4()}.mp4", 20), media.content_path("supercut", "left.3.work")
    work.mkdir()
    (work / "part.mkv").write_bytes(bytes(300))
    for path in (stray, cut, work):
        os.utime(path, (0, 0))
    monkeypatch.setattr(cache, "ORPHAN_SECONDS", -1)  # a folder's own date is when it came here

    told = run("retain", dry_run=True)
    before = (dropped(), files(), [path.exists() for path in (stray, cut, work)])
    done = run("retain")

    assert told == [
        f"source {1010:>15,} {video.pk} An old talk",
        f"orphan {7:>15,} audio/{stray.name}",
        f"orphan {20:>15,} segment/{cut.name}",
        f"orphan {300:>15,} supercut/left.3.work",
        "1 sources and 3 orphans, 1,337 bytes, would go.",
    ]
    assert before == (set(), 2, [True] * 3)
    assert done[-1] == "1 sources and 3 orphans, 1,337 bytes, went."
    assert (dropped(), files(), [path.exists() for path in (stray, cut, work)]) == ({video.pk}, 0, [False] * 3)


# Orphans


def test_only_old_files_of_no_video_are_orphans() -> None:
    video = finished()
    strays = [stored("video", f"{uuid.uuid4()}.mp4", 1), stored("thumbnail", "by hand.jpg".replace(" ", "-"), 1)]
    own = [stored("video", f"{video.pk}.12-1.part.mp4", 1), stored("audio", f"{video.pk}.m4a", 1)]
    for path in [*strays, *own, media.absolute(video.media_path)]:
        os.utime(path, (0, 0))
    young = stored("video", f"{uuid.uuid4()}.webm", 1)
    shared = stored("audio", f"{uuid.uuid4()}.m4a", 1)
    os.utime(shared, (0, 0))
    shared.with_name("other.name").hardlink_to(shared)  # written long ago, but it came here just now

    tasks.retain()

    assert [path.exists() for path in strays] == [False, False]
    assert all(path.exists() for path in [*own, young, shared, media.absolute(video.media_path)])


def test_source_whose_removal_was_cut_short_goes_later() -> None:
    video = finished()
    Video.objects.filter(pk=video.pk).update(source_dropped_at=timezone.now())
    source = [media.absolute(path) for path in retention.storage.source_files(video)]
    thumbnail = media.absolute(video.thumbnail_path)
    for path in (*source, thumbnail):
        os.utime(path, (0, 0))

    tasks.retain()

    assert ([path.exists() for path in source], thumbnail.exists()) == ([False, False], True)


def test_file_that_comes_anew_while_others_are_looked_at_stays() -> None:
    names = [stored("segment", f"{uuid.uuid4()}.mp4", 1) for _ in range(2)]
    names += [stored("video", f"{uuid.uuid4()}.mp4", 1) for _ in range(2)]
    for path in names:
        os.utime(path, (0, 0))

    found = orphans.find()
    first = next(found)
    for path in names:
        os.utime(path)

    assert (first.path.startswith("video/"), list(found)) == (True, [])


# Storage


def test_one_sees_what_ones_own_take() -> None:
    owner = make_user()
    finished(owner, size=1000)
    finished(size=7)
    upload = Upload.objects.create(user=owner, length_bytes=100, title="x", expires_at=timezone.now())
    stored("incoming", f"{upload.pk}.upload", 40)

    answer = client_of(owner).get("/api/v1/users/me/storage")

    assert answer.json() == {
        "videos": 1,
        "video_bytes": 1015,
        "uploads": 1,
        "upload_bytes": 40,
        "total_bytes": 1055,
        "kinds": {"incoming": 40, "thumbnail": 5, "video": 1010},
        "rules": {"keep_source_days": None, "source_budget_bytes": None},
        "server": None,
    }
    assert APIClient().get("/api/v1/users/me/storage").status_code == 401


def test_staff_see_the_whole_disk() -> None:
    finished(size=1000)

    server = client_of(make_user(is_staff=True)).get("/api/v1/users/me/storage").json()["server"]

    assert server.pop("free_bytes") > 0
    assert {kind: size for kind, size in server.pop("kinds").items() if size} == {"video": 1010, "thumbnail": 5}
    assert server == {"total_bytes": 1015}


def test_command_lists_people_and_folders() -> None:
    finished(make_user(email="a@example.org"), size=1000)
    finished(make_user(email="b@example.org"), size=5)
    make_user(email="nothing@example.org")
    gone = finished(size=1)
    Video.objects.filter(pk=gone.pk).update(owner=None)

    told = run("storage")

    assert told[:3] == [
        f"{1015:>17,} a@example.org: 1 videos, 0 unfinished uploads",
        f"{20:>17,} b@example.org: 1 videos, 0 unfinished uploads",
        f"{16:>17,} (accounts that are gone): 1 videos, 0 unfinished uploads",
    ]
    assert f"{1036:>17,} video/" in told
    assert told[-1].startswith(f"{1051:>17,} in all, ")
