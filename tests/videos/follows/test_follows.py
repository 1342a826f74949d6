"""Followed channels, looked at by the real yt-dlp on loopback."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from engines.downloaders import in_child
from tests.engines.servers import Site
from tests.factories import make_request
from tests.videos.follows.channel import asked, premiere, show, start
from videos import follows, sources, tasks
from videos.models import Follow, SeenVideo, VideoRequest

pytestmark = pytest.mark.django_db


def test_what_is_new_is_requested_once_in_the_order_of_its_appearance(site: Site) -> None:
    follow = start(site)
    show(site, "d", "c", premiere(), "b", "a")

    follows.look(follow.pk)
    follows.look(follow.pk)

    assert asked(site) == ["c", "d"]
    request = VideoRequest.objects.first()
    assert request is not None
    assert (request.user, request.language, request.video.visibility) == (follow.user, "en", "private")
    follow.refresh_from_db()
    assert (follow.title, follow.error_code) == ("A channel", "")
    assert follow.last_checked_at is not None
    assert follow.next_check_at - follow.last_checked_at == timedelta(minutes=60)


def test_premiere_is_requested_when_it_is_over(site: Site) -> None:
    follow = start(site)
    follows.look(follow.pk)
    assert asked(site) == []

    show(site, "premiere", "b", "a")
    follows.look(follow.pk)

    assert asked(site) == ["premiere"]


def test_what_was_cancelled_is_not_requested_again(site: Site) -> None:
    follow = start(site)
    show(site, "c", "b", "a")
    follows.look(follow.pk)
    VideoRequest.objects.all().delete()

    follows.look(follow.pk)

    assert asked(site) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_the_same_time_request_everything_once(site: Site) -> None:
    follow = start(site)
    show(site, "e", "d", "c", "b", "a")

    def look(_number: int) -> None:
        try:
            follows.look(follow.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(look, range(2)))

    assert sorted(asked(site)) == ["c", "d", "e"]


@pytest.mark.django_db(transaction=True)
def test_list_that_is_let_go_of_while_it_is_looked_at_brings_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow = start(site)
    show(site, "c", "b", "a")
    ask = follows.ask

    def ask_and_let_go(followed: Follow) -> Any:
        found = ask(followed)
        follows.unfollow(follow.user, follow.pk)
        return found

    monkeypatch.setattr(follows, "ask", ask_and_let_go)

    follows.look(follow.pk)

    assert asked(site) == []


def test_many_new_ones_come_in_turns(site: Site, settings: Any) -> None:
    settings.FOLLOW_NEW_AT_ONCE = 2
    follow = start(site)
    show(site, "e", "d", "c", "b", "a")

    follows.look(follow.pk)
    assert asked(site) == ["c", "d"]
    follows.look(follow.pk)

    assert asked(site) == ["c", "d", "e"]


def test_failures_are_told_and_waited_out(site: Site) -> None:
    follow = start(site)
    site.recorded["UC1"] = {"error": "Sign in to confirm you're not a bot"}
    waits = []
    for _ in range(2):
        follows.look(follow.pk)
        follow.refresh_from_db()
        assert follow.last_checked_at is not None
        waits.append(follow.next_check_at - follow.last_checked_at)

    assert waits == [timedelta(hours=2), timedelta(hours=4)]
    assert (follow.failures, follow.error_code) == (2, "bot_check")
    show(site, "c", "b", "a")
    follows.look(follow.pk)
    follow.refresh_from_db()
    assert (follow.failures, follow.error_code, follow.error_detail, asked(site)) == (0, "", "", ["c"])


def test_failures_wait_a_day_at_most(site: Site) -> None:
    follow = start(site)
    Follow.objects.update(failures=30)
    site.recorded["UC1"] = {"error": "Too many requests"}

    follows.look(follow.pk)

    follow.refresh_from_db()
    assert follow.last_checked_at is not None
    assert follow.next_check_at - follow.last_checked_at == timedelta(days=1)


def test_full_queue_of_a_person_is_told_and_nothing_forgotten(site: Site, settings: Any) -> None:
    settings.MAX_LIVE_REQUESTS = 1
    follow = start(site)
    standing = make_request(user=follow.user)
    show(site, "c", "b", "a")
    follows.look(follow.pk)
    follow.refresh_from_db()
    assert follow.error_code == "too_many_requests"
    standing.delete()

    follows.look(follow.pk)

    assert asked(site) == ["c"]


def test_only_what_is_due_is_claimed_and_by_one_alone(site: Site) -> None:
    first, second, third = (start(site) for _ in range(3))
    Follow.objects.filter(pk=second.pk).update(next_check_at=timezone.now() + timedelta(hours=1))
    gone = start(site)
    gone.user.is_active = False
    gone.user.save()

    assert [follows.claim_next() for _ in range(3)] == [first.pk, third.pk, None]


def test_turn_looks_at_a_few_and_the_next_at_the_rest(site: Site, settings: Any) -> None:
    settings.FOLLOWS_AT_ONCE = 2
    for _ in range(3):
        start(site)
    show(site, "c", "b", "a")

    tasks.look_at_follows()
    assert asked(site) == ["c", "c"]
    tasks.look_at_follows()
    tasks.look_at_follows()

    assert asked(site) == ["c", "c", "c"]


def test_slow_turn_leaves_the_rest_to_the_next(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follows, "TURN", timedelta(0))
    first, second = start(site), start(site)
    show(site, "c", "b", "a")

    tasks.look_at_follows()
    looked_at = [bool(SeenVideo.objects.filter(follow=one, request__isnull=False).count()) for one in (first, second)]
    tasks.look_at_follows()

    assert (looked_at, asked(site)) == ([True, False], ["c", "c"])


def test_the_last_look_of_a_turn_ends_before_its_lock() -> None:
    slowest = sources.fetch_options().lookup_limit + in_child.MARGIN

    assert follows.TURN.total_seconds() + slowest < follows.LEASE.total_seconds()


def test_one_turn_at_a_time(site: Site) -> None:
    start(site)
    show(site, "c", "b", "a")
    cache.set("follows.turn", 1)

    tasks.look_at_follows()
    assert asked(site) == []
    cache.delete("follows.turn")
    tasks.look_at_follows()

    assert (asked(site), cache.get("follows.turn")) == (["c"], None)


def test_turn_is_on_the_schedule(settings: Any) -> None:
    from config.celery import app

    app.loader.import_default_modules()

    assert settings.CELERY_BEAT_SCHEDULE["follows"]["task"] in app.tasks


def test_look_at_what_nobody_follows_any_more_does_nothing(site: Site) -> None:
    follow = start(site)
    follows.unfollow(follow.user, follow.pk)
    site.requests.clear()

    follows.look(follow.pk)

    assert site.requests == []
