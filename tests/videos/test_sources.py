"""Videos by URL, up to where the network begins."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from core.errors import InvalidInput, WrongState
from engines.downloaders.types import SourceEntry, SourceInfo
from engines.errors import DownloadError
from tests.factories import client_of, make_request, make_user, make_video
from users.models import User
from videos import dispatch, services, sources
from videos.models import ProcessingSession, Video, VideoRequest
from videos.services import Choices

LIST = "https://example.org/list"
WATCH = "https://www.youtube.com/watch?v=abcdefghijk"
Request = VideoRequest.Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(sent: list[Any]) -> Iterator[None]:
    yield
    for url in (WATCH, LIST):  # nothing else: other tests count in the same Redis
        cache.delete(sources.cache_key(url))


def ask(user: User, url: str = WATCH, **fields: Any) -> tuple[VideoRequest, bool]:
    return services.request_url(user, url, choices=Choices(), **fields)


def film(**fields: Any) -> SourceInfo:
    told: dict[str, Any] = {
        "kind": "video",
        "platform": "youtube",
        "source_key": "youtube:abcdefghijk",
        "source_url": WATCH,
        "title": "A film\nabout rivers",
        "channel_name": "Nature",
        "channel_id": "UC1",
        "duration": 61.5,
        "published_at": datetime(2026, 1, 2, tzinfo=UTC),
    }
    return SourceInfo(**{**told, **fields})


@pytest.mark.parametrize(
    "url",
    [
        WATCH,
        "https://youtu.be/abcdefghijk",
        "https://www.youtube.com/shorts/abcdefghijk",
        "https://m.youtube.com/watch?v=abcdefghijk&t=10s",
        "  https://youtube.com/embed/abcdefghijk ",
    ],
)
def test_all_addresses_of_a_video_are_one_source(url: str) -> None:
    first, _ = ask(make_user())

    second, is_new = ask(make_user(), url)

    assert is_new
    assert second.video == first.video
    assert [row.position for row in dispatch.waiting_videos()] == [1]


def test_own_live_request_comes_back() -> None:
    user = make_user()
    first, is_new = ask(user)
    again, is_new_again = ask(user, "https://youtu.be/abcdefghijk")

    assert (is_new, is_new_again) == (True, False)
    assert again == first


def test_request_for_a_ready_public_source_is_completed_at_once() -> None:
    first, _ = ask(make_user())
    Video.objects.update(status=Video.Status.READY)
    VideoRequest.objects.update(status=Request.COMPLETED)

    second, is_new = ask(make_user())

    assert is_new
    assert (second.status, second.video) == (Request.COMPLETED, first.video)
    assert second.completed_at is not None


def test_request_for_a_source_in_work_joins_it() -> None:
    ask(make_user())
    dispatch.dispatch()

    second, _ = ask(make_user())

    assert (second.status, second.session) == (Request.PROCESSING, ProcessingSession.objects.get())


def test_request_for_a_source_that_failed_queues_it_again() -> None:
    user = make_user()
    first, _ = ask(user)
    Video.objects.update(status=Video.Status.FAILED)
    VideoRequest.objects.update(status=Request.FAILED)

    second, is_new = ask(user)

    assert is_new
    assert (second.status, second.video) == (Request.QUEUED, first.video)


@pytest.mark.parametrize("visibility", ["private", "unlisted"])
def test_private_source_is_shared_with_nobody(visibility: str) -> None:
    first, _ = ask(make_user(), visibility=visibility)
    second, _ = ask(make_user(), visibility=visibility)
    public, _ = ask(make_user())

    assert len({first.video_id, second.video_id, public.video_id}) == 3
    assert ask(first.user, visibility=visibility) == (first, False)


def test_ones_own_row_stays_as_hidden_as_it_was_and_the_answer_says_so() -> None:
    user = make_user()
    first, _ = ask(user, visibility="unlisted")

    body = {"url": f"https://youtu.be/{first.video.source_key.removeprefix('youtube:')}", "visibility": "private"}
    answer = client_of(user).post("/api/v1/requests", body, format="json")

    assert (answer.status_code, answer.json()["id"]) == (200, str(first.pk))
    assert answer.json()["video"]["visibility"] == "unlisted"


@pytest.mark.django_db(transaction=True)
def test_public_source_asked_for_by_many_at_once_is_one_video() -> None:
    people = [make_user() for _ in range(6)]

    def alone(user: User) -> Any:
        try:
            return ask(user)[0].video_id
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        videos = set(pool.map(alone, people))

    assert len(videos) == 1
    assert VideoRequest.objects.count() == 6


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "url_invalid"),
        ("no address", "url_invalid"),
        ("ftp://example.org/a.mp4", "url_unsupported"),
        ("file:///etc/passwd", "url_unsupported"),
        ("http://127.0.0.1/a.mp4", "address_not_allowed"),
        ("http://0x7f000001/a.mp4", "address_not_allowed"),
        ("http://[::ffff:10.0.0.1]/a.mp4", "address_not_allowed"),
        ("https://www.youtube.com/playlist?list=PLx", "url_is_playlist"),
        ("https://www.youtube.com/@somebody", "url_is_playlist"),
    ],
)
def test_address_that_cannot_be_asked_for_is_refused(url: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ask(make_user(), url)

    assert (caught.value.code, caught.value.attr) == (code, "url")
    assert Video.objects.count() == 0


def test_what_was_looked_up_a_moment_ago_describes_the_video() -> None:
    cache.set(sources.cache_key(WATCH), film(), timeout=60)

    request, _ = ask(make_user())

    video = request.video
    assert (video.title, video.channel_name, video.channel_id) == ("A film about rivers", "Nature", "UC1")
    assert (video.duration, video.published_at) == (61.5, datetime(2026, 1, 2, tzinfo=UTC))


def test_list_that_only_a_look_up_recognises_is_refused() -> None:
    cache.set(sources.cache_key(LIST), film(kind="playlist", source_key="example:1"), timeout=60)

    with pytest.raises(InvalidInput, match="url_is_playlist"):
        ask(make_user(), LIST)


def test_describe_gives_the_sources_own_key_unless_it_is_taken() -> None:
    first, second = (make_video(source_key=f"direct:{n}", visibility="public") for n in (1, 2))
    own = make_video(source_key="direct:3")

    sources.describe(first, film(source_key="vimeo:1"))
    first.save()
    sources.describe(second, film(source_key="vimeo:1"))
    sources.describe(own, film(source_key="vimeo:1"))

    assert (first.source_key, second.source_key, own.source_key) == ("vimeo:1", "direct:2", "vimeo:1")


def test_video_known_by_its_address_is_found_after_its_key_changed() -> None:
    first, _ = ask(make_user(), "https://example.org/watch/1")
    sources.describe(first.video, film(source_key="example:1"))
    first.video.save()

    second, _ = ask(make_user(), "https://example.org/watch/1")

    assert second.video == first.video


def test_too_many_requests_on_the_way_are_refused(settings: Any) -> None:
    settings.MAX_LIVE_REQUESTS = 2
    user = make_user()
    make_request(user=user)
    make_request(user=user)

    with pytest.raises(WrongState, match="too_many_requests"):
        ask(user)

    assert ask(make_user())[1]


@pytest.mark.django_db(transaction=True)
def test_no_more_requests_are_made_at_once_than_one_may_have(settings: Any) -> None:
    settings.MAX_LIVE_REQUESTS = 2
    user, start = make_user(), threading.Barrier(6)

    def try_asking(number: int) -> str:
        try:
            start.wait(20)
            ask(user, f"https://example.org/watch/{number}")
        except WrongState as error:
            return error.code
        else:
            return "made"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = Counter(pool.map(try_asking, range(6)))

    assert answers == {"made": 2, "too_many_requests": 4}


def test_lookup_answers_what_stands_behind_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = SourceEntry("https://youtu.be/abcdefghijk", "youtube:abcdefghijk", "A film", 61.5, None)
    asked: list[str] = []

    def lookup(url: str, _options: Any) -> SourceInfo:
        asked.append(url)
        return film(kind="playlist", source_key="youtube:PL1", entries=(entry,), entry_count=7)

    monkeypatch.setattr(sources.in_child, "lookup", lookup)
    known = make_video(source_key="youtube:abcdefghijk", visibility="public")
    client = client_of(make_user())

    bodies = [client.post("/api/v1/lookup", {"url": WATCH}, format="json").json() for _ in range(2)]

    assert bodies[0] == bodies[1]
    assert asked == [WATCH]
    assert bodies[0] == {
        "kind": "playlist",
        "platform": "youtube",
        "title": "A film\nabout rivers",
        "channel_name": "Nature",
        "channel_id": "UC1",
        "duration": 61.5,
        "published_at": "2026-01-02T00:00:00Z",
        "thumbnail_url": None,
        "source_url": WATCH,
        "video_id": None,
        "caption_languages": [],
        "entry_count": 7,
        "entries": [
            {
                "source_url": "https://youtu.be/abcdefghijk",
                "title": "A film",
                "duration": 61.5,
                "thumbnail_url": None,
                "video_id": str(known.pk),
                "error": None,
            }
        ],
    }


def test_lookup_tells_why_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def lookup(_url: str, _options: Any) -> SourceInfo:
        raise DownloadError("removed", "The video was removed from its source.")

    monkeypatch.setattr(sources.in_child, "lookup", lookup)

    response = client_of(make_user()).post("/api/v1/lookup", {"url": WATCH}, format="json")

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"code": "removed", "detail": "The video was removed from its source.", "attr": "url"}
    ]


def test_lookup_knows_no_private_video_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = make_video(source_key="youtube:abcdefghijk", visibility="private")
    monkeypatch.setattr(sources.in_child, "lookup", lambda _url, _options: film())

    def found(user: User) -> Any:
        return client_of(user).post("/api/v1/lookup", {"url": WATCH}, format="json").json()["video_id"]

    assert found(make_user()) is None
    assert hidden.owner is not None
    assert found(hidden.owner) == str(hidden.pk)


def test_requests_by_url_over_http() -> None:
    client = client_of(make_user())

    first = client.post("/api/v1/requests", {"url": WATCH}, format="json")
    again = client.post("/api/v1/requests", {"url": WATCH}, format="json")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert (first.json()["status"], first.json()["queue_position"]) == ("queued", 1)
    assert (first.json()["video"]["platform"], first.json()["video"]["source_url"]) == ("youtube", WATCH)


def test_requests_for_several_urls_answer_each() -> None:
    urls = [WATCH, "nonsense", "http://10.0.0.1/x.mp4"]

    response = client_of(make_user()).post("/api/v1/requests", {"urls": urls}, format="json")

    assert response.status_code == 201
    first, *refused = response.json()["results"]
    assert first["video"]["source_url"] == WATCH
    assert [(row["source_url"], row["error"]["code"]) for row in refused] == [
        ("nonsense", "url_invalid"),
        ("http://10.0.0.1/x.mp4", "address_not_allowed"),
    ]


@pytest.mark.parametrize(
    "body", [{}, {"url": WATCH, "urls": [WATCH]}, {"url": [WATCH]}, {"urls": "x"}, {"url": "x" * 3000}]
)
def test_requests_refuse_odd_bodies(body: Any) -> None:
    assert client_of(make_user()).post("/api/v1/requests", body, format="json").status_code == 400
