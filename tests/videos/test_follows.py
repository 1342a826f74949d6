"""Followed channels, looked at by the real yt-dlp on loopback."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from engines.downloaders import in_child
from tests.engines.downloaders.conftest import PLUGINS, folder
from tests.engines.servers import Site, serving
from tests.factories import client_of, make_request, make_user
from tests.media import media
from videos import follows, sources, tasks
from videos.models import Follow, SeenVideo, VideoRequest
from videos.services import Choices

__all__ = ["folder", "media"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(folder: Any, settings: Any, sent: list[Any]) -> Iterator[Site]:
    """A channel with two videos and a premiere, newest first."""
    settings.ALLOW_PRIVATE_SOURCES = True
    settings.YTDLP_PLUGINS = [PLUGINS]
    settings.FOLLOW_PAUSE_SECONDS = 0
    with serving(folder) as site:
        show(site, premiere(), "b", "a")
        yield site
        cache.delete_many(["follows.turn", sources.cache_key(site.url("/watch/UC1"))])


def premiere() -> dict[str, Any]:
    return {"url": "/watch/premiere", "title": "Tomorrow", "live_status": "is_upcoming"}


def show(site: Site, *videos: str | dict[str, Any]) -> None:
    entries = [entry if isinstance(entry, dict) else f"/watch/{entry}" for entry in videos]
    site.recorded["UC1"] = {"title": "A channel", "channel_id": "UC1", "videos": entries}


def start(site: Site, user: Any = None) -> Follow:
    """A person's follow of the channel, due at once."""
    made, is_new = follows.follow(
        user or make_user(), site.url("/watch/UC1"), visibility="private", choices=Choices(language="en")
    )
    assert is_new
    return make_due(made)


def make_due(follow: Follow) -> Follow:
    Follow.objects.filter(pk=follow.pk).update(next_check_at=timezone.now() - timedelta(seconds=1))
    follow.refresh_from_db()
    return follow


def asked(site: Site) -> list[str]:
    urls = VideoRequest.objects.order_by("requested_at").values_list("video__source_url", flat=True)
    return [url.removeprefix(site.url("/watch/")) for url in urls]


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


def test_following_over_http(site: Site) -> None:
    user, other = make_user(), make_user()
    client = client_of(user)
    body = {"url": site.url("/watch/UC1")}

    made = client.post("/api/v1/follows", body, format="json")
    again = client.post("/api/v1/follows", body, format="json")
    client_of(other).post("/api/v1/follows", body, format="json")

    assert (made.status_code, again.status_code) == (201, 200)
    told = made.json()
    assert told == again.json()
    assert (told["url"], told["kind"], told["title"], told["error"]) == (body["url"], "channel", "A channel", None)
    assert (told["visibility"], told["caption_policy"]) == ("public", "ignore")
    assert told["last_checked_at"] < told["next_check_at"]
    listed = client.get("/api/v1/follows").json()
    assert (listed["count"], listed["results"]) == (1, [told])
    assert VideoRequest.objects.count() == 0
    assert client_of(other).delete(f"/api/v1/follows/{told['id']}").status_code == 404
    assert client.delete(f"/api/v1/follows/{told['id']}").status_code == 204
    assert client.get("/api/v1/follows").json()["count"] == 0


def test_what_came_by_a_follow_is_shown_beside_it(site: Site) -> None:
    follow = start(site)
    client = client_of(follow.user)
    show(site, "f", "e", "d", "c", "b", "a")
    follows.look(follow.pk)

    (told,) = client.get("/api/v1/follows").json()["results"]

    assert told["came_count"] == 4
    assert [one["title"].rpartition("/")[2] for one in told["came"]] == ["f", "e", "d"]
    newest = VideoRequest.objects.latest("requested_at")
    shown = told["came"][0]
    assert (shown["request_id"], shown["video_id"]) == (str(newest.pk), str(newest.video_id))
    assert shown["status"] == "queued"
    assert client.get(f"/api/v1/follows/{follow.pk}").json() == told
    newest.delete()
    assert client.get(f"/api/v1/follows/{follow.pk}").json()["came_count"] == 3


@pytest.mark.django_db(transaction=True)
def test_paused_follow_is_left_alone_and_looked_at_when_it_goes_on(site: Site, sent: list[Any]) -> None:
    follow = start(site)
    client, url = client_of(follow.user), f"/api/v1/follows/{follow.pk}"
    assert client.patch(url, {"is_paused": True}, format="json").json()["is_paused"] is True
    assert follows.claim_next() is None
    looked = client.post(f"{url}/look")
    assert (looked.status_code, looked.json()["errors"][0]["code"]) == (409, "wrong_state")
    Follow.objects.update(next_check_at=timezone.now() + timedelta(days=1))
    sent.clear()

    assert client.patch(url, {"is_paused": False}, format="json").json()["is_paused"] is False

    assert follows.claim_next() == follow.pk
    assert [task for task, *_ in sent] == ["videos.tasks.look_at_follows"]


def test_choices_of_a_follow_hold_for_what_comes_next(site: Site) -> None:
    follow = start(site)
    changes = {"visibility": "unlisted", "language": "", "caption_policy": "prefer"}

    client, url = client_of(follow.user), f"/api/v1/follows/{follow.pk}"
    assert client.patch(url, {"language": "DE"}, format="json").json()["language"] == "de"
    told = client.patch(url, changes, format="json").json()

    assert {name: told[name] for name in changes} == changes
    show(site, "c", "b", "a")
    follows.look(follow.pk)
    request = VideoRequest.objects.get()
    assert (request.language, request.caption_policy, request.video.visibility) == ("", "prefer", "unlisted")


@pytest.mark.django_db(transaction=True)
def test_follow_is_looked_at_when_its_person_wishes(site: Site, sent: list[Any]) -> None:
    follow = start(site)
    Follow.objects.update(next_check_at=timezone.now() + timedelta(days=1))
    sent.clear()

    assert client_of(follow.user).post(f"/api/v1/follows/{follow.pk}/look").status_code == 200

    assert follows.claim_next() == follow.pk
    assert [task for task, *_ in sent] == ["videos.tasks.look_at_follows"]


def test_another_persons_follow_is_not_there(site: Site) -> None:
    follow = start(site)
    client, url = client_of(make_user()), f"/api/v1/follows/{follow.pk}"

    answers = [client.get(url), client.patch(url, {"is_paused": True}, format="json"), client.post(f"{url}/look")]

    assert [answer.status_code for answer in answers] == [404] * 3
    follow.refresh_from_db()
    assert not follow.is_paused


def test_follow_that_failed_says_why(site: Site) -> None:
    follow = start(site)
    site.recorded["UC1"] = {"error": "This playlist does not exist"}
    follows.look(follow.pk)

    (row,) = client_of(follow.user).get("/api/v1/follows").json()["results"]

    assert row["error"] == {"code": "not_found", "detail": "There is nothing at this address."}


@pytest.mark.parametrize(
    ("path", "code"),
    [("/watch/film", "url_is_video"), ("/watch/gone", "removed"), ("", "url_invalid")],
)
def test_what_cannot_be_followed_is_refused(site: Site, path: str, code: str) -> None:
    site.recorded["film"] = {"title": "A film", "formats": [{"format_id": "1", "url": "/files/whole.mp4"}]}
    site.recorded["gone"] = {"error": "This playlist was removed"}
    url = site.url(path) if path else "nothing"

    response = client_of(make_user()).post("/api/v1/follows", {"url": url}, format="json")

    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, code)
    assert response.json()["errors"][0]["attr"] == "url"
    cache.delete(sources.cache_key(url))


def test_following_has_a_limit(site: Site, settings: Any) -> None:
    settings.MAX_FOLLOWS = 0

    response = client_of(make_user()).post("/api/v1/follows", {"url": site.url("/watch/UC1")}, format="json")

    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "too_many_follows")
    assert SeenVideo.objects.count() == 0


def test_following_needs_an_account(client: Any) -> None:
    assert client.get("/api/v1/follows").status_code == 401
    assert client.post("/api/v1/follows", {"url": "https://example.org"}, format="json").status_code == 401
