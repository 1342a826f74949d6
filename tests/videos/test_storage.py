"""Storage over HTTP: what each video takes and when it goes, and for staff everybody's with a dry run."""

import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from core import media
from tests.factories import client_of, make_run, make_user
from tests.videos.test_retention import dropped, finished, stored
from videos import captioning, captions, retention, services, storage
from videos.models import Video

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sent")]

SRT = "1\n00:00:01,000 --> 00:00:03,000\nWe speak.\n"
STAFF_ONLY = ["/api/v1/storage", "/api/v1/storage/people", "/api/v1/storage/retention"]


def own_videos(user: Any) -> Any:
    return client_of(user).get("/api/v1/users/me/storage/videos").json()


def test_ones_videos_with_what_each_takes_largest_first() -> None:
    owner = make_user()
    small, large = finished(owner, size=10), finished(owner, size=2000, title="Large")
    finished(size=7)

    told = own_videos(owner)

    assert told["count"] == 2
    assert [row["id"] for row in told["results"]] == [str(large.pk), str(small.pk)]
    first = told["results"][0]
    assert (first["title"], first["size_bytes"], first["source_bytes"]) == ("Large", 2015, 2010)
    assert (first["drops_at"], first["source_dropped_at"]) == (None, None)
    assert APIClient().get("/api/v1/users/me/storage/videos").status_code == 401


def test_video_says_when_its_source_goes_by_age(settings: Any) -> None:
    settings.KEEP_SOURCE_DAYS = 30
    owner = make_user()
    video = finished(owner, days=10, size=10)
    gone = finished(owner, days=40, size=5, source_dropped_at=timezone.now())

    rows = {row["id"]: row for row in own_videos(owner)["results"]}

    assert video.processed_at is not None
    assert datetime.fromisoformat(rows[str(video.pk)]["drops_at"]) == video.processed_at + timedelta(days=30)
    assert rows[str(gone.pk)]["drops_at"] is None
    assert rows[str(gone.pk)]["source_dropped_at"] is not None
    assert client_of(owner).get("/api/v1/users/me/storage").json()["rules"]["keep_source_days"] == 30


def test_video_beyond_the_budget_goes_at_once(settings: Any) -> None:
    settings.SOURCE_BUDGET_BYTES = 1500
    owner = make_user()
    old, fresh = finished(owner, days=3), finished(owner, days=1)
    before = timezone.now()

    rows = {row["id"]: row["drops_at"] for row in own_videos(owner)["results"]}

    assert before <= datetime.fromisoformat(rows[str(old.pk)]) <= timezone.now()
    assert rows[str(fresh.pk)] is None


def size_told(video: Video) -> Any:
    """What the pages say that a person's only video takes."""
    (row,) = own_videos(video.owner)["results"]
    return row["size_bytes"]


def change(video: Video) -> None:
    """Its file becomes longer; nobody is told."""
    media.absolute(video.media_path).write_bytes(bytes(5000))


def test_files_are_looked_at_once() -> None:
    video = finished(size=1000)
    before = size_told(video)

    change(video)

    assert (before, size_told(video)) == (1015, 1015)


@pytest.mark.parametrize(("way", "size"), [("step", 5015), ("dropped", 5), ("captions", 5015 + len(SRT))])
def test_files_are_looked_at_anew_after_they_were_changed(way: str, size: int, tmp_path: Path) -> None:
    owner = make_user()
    video = finished(owner, size=1000)
    assert size_told(video) == 1015
    change(video)

    if way == "step":
        with make_run(video).fenced():
            pass
    elif way == "dropped":
        assert retention.drop_source(video)
        media.remove(storage.source_files(video))  # as is done on commit
    else:
        (tmp_path / "film.srt").write_text(SRT)
        captioning.request_run(owner, video, captions.adopt(tmp_path / "film.srt", video.pk, "en"))

    assert size_told(video) == size


def test_video_that_was_deleted_takes_nothing() -> None:
    owner = make_user()
    video = finished(owner, size=1000)
    finished(owner, size=10)
    assert client_of(owner).get("/api/v1/users/me/storage").json()["video_bytes"] == 1040

    services.delete_video(owner, video)

    told = client_of(owner).get("/api/v1/users/me/storage").json()
    assert (told["videos"], told["video_bytes"]) == (1, 25)


def test_pages_ask_no_more_for_many_people_and_videos() -> None:
    staff = make_user(is_staff=True)
    pages = ["/api/v1/users/me/storage", "/api/v1/users/me/storage/videos", *STAFF_ONLY[:2]]

    def asked() -> list[int]:
        counts = []
        for page in pages:
            client_of(staff).get(page)  # where the files are looked at
            with CaptureQueriesContext(connection) as queries:
                assert client_of(staff).get(page).status_code == 200
            counts.append(len(queries))
        return counts

    finished(staff)
    few = asked()
    for _ in range(5):
        finished(staff)
        finished()

    assert asked() == few


@pytest.mark.parametrize("path", STAFF_ONLY)
def test_whole_is_for_staff(path: str) -> None:
    assert APIClient().get(path).status_code == 401
    assert client_of(make_user()).get(path).status_code == 403


def test_staff_see_the_whole_and_each_person(settings: Any) -> None:
    settings.CLIP_CACHE_BYTES = 5000
    finished(make_user(email="a@example.org", full_name="A"), size=5)
    finished(make_user(email="b@example.org", full_name="B"), size=1000)
    gone = finished(size=1)
    Video.objects.filter(pk=gone.pk).update(owner=None)
    client = client_of(make_user(is_staff=True))

    whole = client.get("/api/v1/storage").json()
    people = client.get("/api/v1/storage/people").json()

    assert (whole["total_bytes"], whole["source_bytes"], whole["clip_cache_bytes"]) == (1051, 1036, 5000)
    assert (people["count"], [row["email"] for row in people["results"]]) == (3, ["b@example.org", "a@example.org", ""])
    first, *_, last = people["results"]
    assert (first["full_name"], first["videos"], first["total_bytes"]) == ("B", 1, 1015)
    assert (last["id"], last["total_bytes"]) == (None, 16)


def test_dry_run_over_http_removes_nothing(settings: Any) -> None:
    settings.KEEP_SOURCE_DAYS = 1
    video = finished(days=2, title="An old talk")
    stray = stored("audio", f"{uuid.uuid4()}.m4a", 7)
    cut = stored("segment", f"{uuid.uuid4()}.mp4", 9)
    for path in (stray, cut):
        os.utime(path, (0, 0))

    told = client_of(make_user(is_staff=True)).get("/api/v1/storage/retention").json()

    (source,) = told["sources"]
    assert (source["video_id"], source["title"], source["size_bytes"]) == (str(video.pk), "An old talk", 1010)
    assert told["orphans"] == [
        {"path": f"audio/{stray.name}", "size_bytes": 7},
        {"path": f"segment/{cut.name}", "size_bytes": 9},
    ]
    counts = {name: told[name] for name in ("source_count", "source_bytes", "orphan_count", "orphan_bytes")}
    assert counts == {"source_count": 1, "source_bytes": 1010, "orphan_count": 2, "orphan_bytes": 16}
    assert (dropped(), stray.exists(), cut.exists()) == (set(), True, True)
    assert media.absolute(video.media_path).exists()
