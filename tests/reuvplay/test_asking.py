"""Reuv Play's calls that need an account: looking up, asking, and following what was asked for."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from rest_framework.test import APIClient

from engines.downloaders.types import SourceInfo
from engines.errors import DownloadError
from tests.factories import client_of, make_request, make_user, make_video
from tests.reuvplay.conftest import PICTURE, WATCH, post
from users.models import User
from videos import dispatch
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest, Visibility

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sent")]

Status = VideoRequest.Status
Film = Callable[..., SourceInfo]

CLOSED = {
    "/video/search/": "post",
    "/video/request/": "post",
    "/video/process/": "post",
    "/video/request/data/": "get",
    "/video/request/data/completed/": "get",
    "/video/process/status/": "get",
    "/video/process/status/completed/": "get",
}
TAKES_URL = [path for path, method in CLOSED.items() if method == "post"]
LISTS = [path for path, method in CLOSED.items() if method == "get"]
ASKED_AT = datetime(2026, 1, 2, 3, 4, 5, 600_000, tzinfo=UTC)


@pytest.mark.parametrize("path", CLOSED)
def test_without_a_token(client: APIClient, path: str) -> None:
    for spelling in (path, path.rstrip("/")):
        response = getattr(client, CLOSED[path])(spelling)

        assert (response.status_code, response.json()) == (401, {"error": "token_not_found"})


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("token", ["Bearer", "Bearer ", "Bearer x.y.z", "Bearer a b", "Bearer undefined"])
def test_with_a_bad_token(client: APIClient, path: str, token: str) -> None:
    response = getattr(client, CLOSED[path])(path, headers={"Authorization": token})

    assert (response.status_code, response.json()) == (401, {"error": "jwt_token_invalid"})


def test_with_the_token_of_somebody_who_left(signed_in: APIClient, user: User) -> None:
    user.delete()

    response = signed_in.get("/video/process/status/completed/")

    assert (response.status_code, response.json()) == (401, {"error": "jwt_token_invalid"})


@pytest.mark.parametrize("path", TAKES_URL)
@pytest.mark.parametrize("body", [{}, [], "x", {"platform": "youtube"}, {"platform": "youtube", "video_url": None}])
def test_something_missing(pro_plus: User, path: str, body: Any) -> None:
    response = post(client_of(pro_plus), path, body)

    missing = {"hint": "expecting_platform_video_url_in_json", "code": -1}
    assert (response.status_code, response.json()) == (200, missing)


@pytest.mark.parametrize("path", TAKES_URL)
@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("", "video_url_blank"),
        ("no address", "url_invalid"),
        ("file:///etc/passwd", "url_unsupported"),
        ("http://127.0.0.1/film.mp4", "address_not_allowed"),
        ("https://www.youtube.com/playlist?list=PLabcdefghijklmnopqrstuvwxyzabcdef", "url_is_playlist"),
        ("x" * 10_000, "video_url_max_length"),
        ("https://example.org/\0", "video_url_null_characters_not_allowed"),
        ({"a": 1}, "video_url_invalid"),
    ],
)
def test_addresses_that_are_none(pro_plus: User, film: Film, path: str, url: Any, hint: str) -> None:
    film(kind="playlist")

    response = post(client_of(pro_plus), path, {"platform": "youtube", "video_url": url})

    assert (response.status_code, response.json()) == (200, {"hint": hint, "code": -1})
    assert not Video.objects.exists()


class TestSearch:
    def ask(self, client: APIClient, platform: str = "youtube") -> Any:
        return post(client, "/video/search/", {"platform": platform, "video_url": WATCH})

    def test_film_of_youtube(self, signed_in: APIClient, film: Film) -> None:
        film()

        response = self.ask(signed_in)

        data = {"title": "About rivers", "thumbnail": PICTURE, "creator_name": "Nature"}
        assert (response.status_code, response.json()) == (200, {"data": data, "code": 1})

    def test_platform_is_only_a_hint(self, signed_in: APIClient, film: Film) -> None:
        film()

        assert self.ask(signed_in, "twitch").json() == self.ask(signed_in).json()

    @pytest.mark.parametrize(
        "picture", [None, "https://static-cdn.jtvnw.net/x.jpg", "https://i.ytimg.com.evil.example/x"]
    )
    def test_any_other_picture_comes_from_our_own_host(
        self, client: APIClient, signed_in: APIClient, film: Film, picture: str | None
    ) -> None:
        film(platform="twitch", source_key="twitch:v1", thumbnail_url=picture, channel_name=None)

        data = self.ask(signed_in).json()["data"]

        assert data["thumbnail"] == "http://testserver/static/reuvplay/no-picture.jpg"
        assert data["creator_name"] == "twitch"
        with closing(client.get("/static/reuvplay/no-picture.jpg")) as picture_file:
            assert (picture_file.status_code, picture_file["Content-Type"]) == (200, "image/jpeg")

    def test_picture_of_a_video_that_is_here(self, signed_in: APIClient, film: Film) -> None:
        film(source_key="twitch:v1", thumbnail_url="https://static-cdn.jtvnw.net/x.jpg")
        video = make_video(source_key="twitch:v1", visibility=Visibility.PUBLIC)

        thumbnail = self.ask(signed_in).json()["data"]["thumbnail"]

        assert thumbnail == f"http://testserver/content/thumbnail/{video.pk}.jpg"

    def test_nothing_there(self, signed_in: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(_url: str, _options: Any) -> SourceInfo:
            raise DownloadError("removed", "It was taken down.")

        monkeypatch.setattr("engines.downloaders.in_child.lookup", gone)

        assert self.ask(signed_in).json() == {"hint": "removed", "code": -1}


class TestRequest:
    def ask(self, user: User, path: str = "/video/request/", platform: str = "youtube") -> Any:
        return post(client_of(user), path, {"platform": platform, "video_url": WATCH})

    @pytest.mark.parametrize("platform", ["youtube", "twitch", ""])
    def test_is_accepted(self, user: User, film: Film, platform: str) -> None:
        film()

        response = self.ask(user, platform=platform)

        assert (response.status_code, response.json()) == (200, {"hint": "video_request_accepted", "code": 1})
        request = VideoRequest.objects.get(user=user)
        assert (request.video.visibility, request.video.platform) == ("public", "youtube")

    def test_twice_is_one(self, user: User, film: Film) -> None:
        film()

        assert self.ask(user).json() == self.ask(user).json()
        assert VideoRequest.objects.count() == 1

    def test_limit_of_the_api_holds(self, user: User, film: Film, settings: Any) -> None:
        film()
        settings.MAX_LIVE_REQUESTS = 0

        assert self.ask(user).json() == {"hint": "too_many_requests", "code": -1}

    def test_process_needs_level_2(self, user: User, film: Film) -> None:
        film()

        response = self.ask(user, "/video/process/")

        assert (response.status_code, response.json()) == (200, {"hint": "level_too_low", "code": -1})
        assert not VideoRequest.objects.exists()

    def test_process_goes_before_all_others(self, user: User, pro_plus: User, film: Film) -> None:
        other = make_request(user=user)
        film()

        response = self.ask(pro_plus, "/video/process/")

        assert (response.status_code, response.json()) == (201, {"hint": "background_task_started", "code": 2})
        mine = VideoRequest.objects.get(user=pro_plus)
        assert [row.video_id for row in dispatch.waiting_videos()] == [mine.video_id, other.video_id]

    @pytest.mark.parametrize("status", [Status.PROCESSING, Status.COMPLETED])
    def test_process_of_what_is_in_work_or_done_changes_nothing(self, pro_plus: User, film: Film, status: str) -> None:
        film()
        self.ask(pro_plus)
        VideoRequest.objects.update(status=status)

        assert self.ask(pro_plus, "/video/process/").status_code == 201
        assert VideoRequest.objects.values_list("status", "prioritized_at").get() == (status, None)


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_one_s_own(user: User, path: str) -> None:
    stranger = make_user(full_name=user.full_name, level=2)
    for status in Status:
        make_request(user=stranger, status=status)

    assert client_of(user).get(path).json()["data"] == []


def test_queue(signed_in: APIClient, user: User) -> None:
    make_request()
    film = make_video(
        owner=user, title="Film", duration=61.5, platform="youtube", source_url=WATCH, status=Video.Status.QUEUED
    )
    mine = make_request(user=user, video=film)
    VideoRequest.objects.filter(pk=mine.pk).update(requested_at=ASKED_AT)

    response = signed_in.get("/video/request/data/")

    row = {
        "video_id": str(film.pk),
        "title": "Film",
        "duration": 62,
        "platform": "youtube",
        "source_url": WATCH,
        "queue": "1/2",
        "added": 1767323045,
    }
    assert response.json() == {"hint": "got_all_requested_data", "code": 1, "data": [row]}


@pytest.mark.parametrize(
    ("status", "queue"),
    [
        (Status.QUEUED, ["1/1"]),
        (Status.PROCESSING, ["0/0"]),
        (Status.COMPLETED, []),
        (Status.FAILED, []),
        (Status.CANCELLED, []),
    ],
)
def test_request_leaves_the_queue_when_it_ends(signed_in: APIClient, user: User, status: str, queue: list[str]) -> None:
    make_request(user=user, status=status)

    assert [row["queue"] for row in signed_in.get("/video/request/data/").json()["data"]] == queue


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/video/request/data/completed/", "got_requested_completed_data"),
        ("/video/process/status/completed/", "got_process_completed_data"),
    ],
)
def test_completed(signed_in: APIClient, user: User, path: str, hint: str) -> None:
    film = make_video(owner=user, title="Film", duration=60.4, platform="twitch", source_url="https://twitch.tv/x")
    make_request(user=user, video=film, status=Status.COMPLETED, completed_at=ASKED_AT)
    newer = make_request(user=user, status=Status.COMPLETED, completed_at=ASKED_AT + timedelta(hours=1))
    for status in (Status.QUEUED, Status.PROCESSING, Status.FAILED):
        make_request(user=user, status=status)

    response = signed_in.get(path)

    row = {
        "video_id": str(film.pk),
        "title": "Film",
        "duration": 60,
        "platform": "twitch",
        "source_url": "https://twitch.tv/x",
        "added": 1767323045,
    }
    first, second = response.json()["data"]
    assert (first["video_id"], second) == (str(newer.video_id), row)
    assert response.json() == {"hint": hint, "code": 1, "data": [first, second]}


class TestStatus:
    def running(self, user: User, *, minutes: int = 0, **steps: tuple[str, float]) -> VideoRequest:
        """A request in work since some minutes after ASKED_AT; steps by name with status and fraction."""
        request = make_request(user=user, status=Status.PROCESSING)
        session = ProcessingSession.objects.create(
            video=request.video, generation=1, started_at=ASKED_AT + timedelta(minutes=minutes)
        )
        for position, (name, (status, progress)) in enumerate(steps.items()):
            ProcessingStep.objects.create(
                session=session, position=position, name=name, kind=name, status=status, progress=progress
            )
        request.session = session
        request.save()
        return request

    def told(self, user: User) -> Any:
        return client_of(user).get("/video/process/status/").json()

    def test_idle(self, pro_plus: User) -> None:
        make_request(user=pro_plus)
        make_request(user=pro_plus, status=Status.FAILED, prioritized_at=ASKED_AT)

        assert self.told(pro_plus) == {"hint": "got_session_info", "code": 1, "data": []}

    def test_about_to_begin(self, pro_plus: User) -> None:
        request = make_request(user=pro_plus, prioritized_at=ASKED_AT)

        row = {
            "title": request.video.title,
            "status": "Initializing Download",
            "progress": 0,
            "video_id": str(request.video_id),
            "platform": "upload",
            "source_url": "",
        }
        assert self.told(pro_plus) == {"hint": "got_session_info", "code": 0, "data": [row]}

    @pytest.mark.parametrize(
        ("steps", "word", "progress"),
        [
            ({"download": ("queued", 0)}, "Initializing Download", 0),
            ({"download": ("running", 0)}, "Initializing Download", 0),
            ({"download": ("running", 0.42)}, "Downloading Video", 42),
            ({"download": ("done", 1), "prepare": ("waiting", 0)}, "Downloaded", 100),
            ({"download": ("done", 1), "prepare": ("running", 0.5)}, "Converting Video To Audio", 50),
            ({"prepare": ("done", 1), "transcribe": ("queued", 0)}, "Initalizing AI", 0),
            ({"transcribe": ("running", 0)}, "Initalizing AI", 0),
            ({"transcribe": ("running", 0.07)}, "Converting Audio To Text", 7),
            ({"transcribe": ("done", 1), "index": ("running", 0.5)}, "Adding Segements In Database", 50),
            ({"index": ("done", 1), "chapters": ("running", 0.5)}, "Adding Segements In Database", 50),
        ],
    )
    def test_words_of_the_original(
        self, pro_plus: User, steps: dict[str, tuple[str, float]], word: str, progress: int
    ) -> None:
        self.running(pro_plus, **steps)

        told = self.told(pro_plus)

        assert (told["code"], told["data"][0]["status"], told["data"][0]["progress"]) == (0, word, progress)

    def test_every_step_of_the_pipeline_but_the_last_has_words(self) -> None:
        from django.utils.module_loading import import_string

        from reuvplay.serializers import STATUS_WORDS

        names = [import_string(path).name for path in django_settings.VIDEO_PIPELINE]
        assert set(STATUS_WORDS) <= set(names)

    def test_latest_job_with_its_own_progress(self, pro_plus: User) -> None:
        self.running(pro_plus, minutes=0, download=("running", 0.9))
        latest = self.running(pro_plus, minutes=2, download=("running", 0.1))
        self.running(pro_plus, minutes=1, download=("running", 0.5))
        make_request(user=pro_plus, prioritized_at=ASKED_AT + timedelta(minutes=3))

        rows = self.told(pro_plus)["data"]

        assert [(row["video_id"], row["progress"]) for row in rows] == [(str(latest.video_id), 10)]

    def test_retried_job_waits_at_its_beginning(self, pro_plus: User) -> None:
        request = self.running(pro_plus, download=("done", 1), transcribe=("failed", 0.5))
        VideoRequest.objects.filter(pk=request.pk).update(status=Status.QUEUED, prioritized_at=ASKED_AT)

        assert self.told(pro_plus)["data"][0]["status"] == "Initializing Download"
