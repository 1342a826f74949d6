"""Videos by their titles: statements are kept for who asks and within which limits, what they find is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from core.errors import NotFound
from segments.search import SearchQuery, titles
from segments.search.query import parse
from segments.search.titles import titled
from tests.factories import make_user, make_video
from users.models import User
from videos.models import Video
from videos.selectors import Viewer

pytestmark = pytest.mark.django_db

EVERYONE = AnonymousUser()


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    titles.written_for.cache_clear()
    yield
    titles.written_for.cache_clear()


@pytest.fixture
def video() -> Video:
    return make_video(visibility="public", title="A talk", published_at=datetime(2024, 5, 17, 12, tzinfo=UTC))


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def secret(owner: User) -> Video:
    return make_video(visibility="private", title="Secret talk", owner=owner)


def found(text: str, viewer: Viewer = EVERYONE, **asked: Any) -> set[str]:
    return set(titled(parse(text), viewer, SearchQuery(text, **asked)))


def ids(*videos: Video) -> set[str]:
    return {str(video.pk) for video in videos}


def test_kept_statement_finds_what_is_there_now(video: Video) -> None:
    assert found("talk") == ids(video)
    newer = make_video(visibility="public", title="Another talk")
    assert found("talk") == ids(video, newer)
    assert found("another") == ids(newer)
    assert titles.written_for.cache_info().misses == 1


def test_viewers_do_not_share_statements(video: Video, secret: Video, owner: User) -> None:
    other = make_user()
    for _ in range(2):
        assert found("talk") == found("talk", other) == ids(video)
        assert found("talk", owner) == ids(video, secret)
    assert titles.written_for.cache_info().misses == 3


def test_who_becomes_staff_sees_all_from_then_on_and_no_longer_than_that(video: Video, secret: Video) -> None:
    viewer = make_user()
    for is_staff in (False, True, False):
        viewer.is_staff = is_staff
        assert found("talk", viewer) == (ids(video, secret) if is_staff else ids(video))


def test_limits_do_not_share_statements(video: Video) -> None:
    other = make_video(visibility="public", title="A talk", channel_id="c1", language="ja", duration=60)
    assert found("talk", channel="c1") == found("talk", language="ja") == found("talk", max_duration=60) == ids(other)
    assert found("talk", before=date(2024, 5, 17)) == ids(video)
    assert found("talk", channel="c2") == set()


def test_named_video_is_looked_up_each_time(secret: Video, owner: User) -> None:
    assert found("talk", owner, video=secret.pk) == ids(secret)
    with pytest.raises(NotFound):
        found("talk", video=secret.pk)
    assert titles.written_for.cache_info().misses == 0


def test_titles_one_may_not_see_take_no_room_of_others(video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(titles, "MOST_MATCHES", 1)
    for _ in range(3):
        make_video(visibility="private", title="Secret talk")
    assert found("talk") == ids(video)


def test_query_of_nothing_finds_nothing(video: Video) -> None:
    assert found("") == found('""') == found("-talk") == set()
