"""The API of videos, requests and sessions."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from tests.factories import client_of, make_request, make_user, make_video
from users.models import Level, User
from videos import dispatch
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(sent: list[Any], settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)


def film(content: bytes = b"film", name: str = "my film.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "video/mp4")


def upload(client: APIClient, **fields: Any) -> Any:
    return client.post("/api/v1/videos", {"file": film(), **fields}, format="multipart")


def codes(response: Any) -> list[tuple[str, str | None]]:
    return [(error["code"], error["attr"]) for error in response.json()["errors"]]


# Uploading


def test_upload_answers_with_the_queued_request() -> None:
    user = make_user()

    response = upload(client_of(user), language="de", title="Ein Film")

    assert response.status_code == 201
    body = response.json()
    request = VideoRequest.objects.get()
    assert body == {
        "id": str(request.pk),
        "status": "queued",
        "queue_position": 1,
        "queue_length": 1,
        "eta_seconds": None,
        "video": {
            "id": str(request.video_id),
            "title": "Ein Film",
            "platform": "upload",
            "source_url": "",
            "duration": None,
            "thumbnail_url": None,
            "visibility": "private",
        },
        "session_id": None,
        "requested_at": body["requested_at"],
        "completed_at": None,
        "translate": False,
        "error": None,
    }
    assert body["requested_at"].endswith("Z")


def test_upload_needs_an_account(client: APIClient) -> None:
    response = upload(client)

    assert (response.status_code, codes(response)) == (401, [("not_authenticated", None)])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"file": ""}, ("invalid", "file")),
        ({"visibility": "everyone"}, ("invalid_choice", "visibility")),
        ({"language": "../etc"}, ("invalid", "language")),
        ({"engine": "magic"}, ("invalid_choice", "engine")),
        ({"model": "/etc/passwd"}, ("invalid", "model")),
        ({"model": "../../x"}, ("invalid", "model")),
        ({"caption_policy": "x"}, ("invalid_choice", "caption_policy")),
        ({"title": "a\0b"}, ("null_characters_not_allowed", "title")),
    ],
)
def test_upload_refuses_odd_choices(fields: dict[str, Any], expected: tuple[str, str], settings: Any) -> None:
    response = upload(client_of(make_user()), **fields)

    assert (response.status_code, codes(response)) == (400, [expected])
    assert Video.objects.count() == 0


def test_upload_refuses_an_empty_file(settings: Any) -> None:
    response = client_of(make_user()).post("/api/v1/videos", {"file": film(b"")}, format="multipart")

    assert (response.status_code, codes(response)) == (400, [("empty", "file")])
    assert [path for path in settings.CONTENT_DIR.rglob("*") if path.is_file()] == []


def test_upload_without_a_file_or_form() -> None:
    client = client_of(make_user())

    assert codes(client.post("/api/v1/videos", {}, format="multipart")) == [("required", "file")]
    assert client.post("/api/v1/videos", {"file": "x"}, format="json").status_code == 415


def test_upload_over_the_limit_is_refused(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 3

    assert codes(upload(client_of(make_user()))) == [("body_too_large", "file")]


@pytest.mark.parametrize(
    "name", ["🎬 日本語.mp4", "a" * 300 + ".mp4", "../../etc/passwd", "no extension", "\u202egpj.mp4"]
)
def test_upload_takes_any_file_name(name: str, settings: Any) -> None:
    response = client_of(make_user()).post("/api/v1/videos", {"file": film(name=name)}, format="multipart")

    assert response.status_code == 201
    assert {path.parent.name for path in settings.CONTENT_DIR.rglob("*.upload")} == {"incoming"}


# Videos


def listed(client: APIClient, query: str = "") -> list[str]:
    response = client.get(f"/api/v1/videos{query}")
    assert response.status_code == 200
    return [row["title"] for row in response.json()["results"]]


@pytest.fixture
def owner() -> User:
    """Has one video of each visibility, and a public one that is not ready."""
    user = make_user()
    for visibility in Visibility.values:
        make_video(owner=user, visibility=visibility, title=visibility)
    make_video(owner=user, visibility="public", title="unready", status=Video.Status.PROCESSING)
    return user


def test_list_shows_others_only_ready_public_videos(client: APIClient, owner: User) -> None:
    assert listed(client) == ["public"]
    assert listed(client_of(make_user())) == ["public"]
    assert listed(client, "?owner=me") == []


def test_list_shows_owners_and_staff_everything(owner: User) -> None:
    everything = ["unready", "private", "unlisted", "public"]

    assert listed(client_of(owner)) == everything
    assert listed(client_of(owner), "?owner=me") == everything
    assert listed(client_of(make_user(is_staff=True))) == everything


def test_list_filters_and_orders() -> None:
    now = timezone.now()
    make_video(visibility="public", title="Rivers", channel_name="Nature", language="en", duration=10, published_at=now)
    earlier = now - timedelta(days=1)
    make_video(visibility="public", title="Trains", platform="twitch", language="de", duration=30, published_at=earlier)
    client = APIClient()

    assert listed(client, "?search=riv nat") == ["Rivers"]
    assert listed(client, "?platform=twitch") == ["Trains"]
    assert listed(client, "?channel=nature") == ["Rivers"]
    assert listed(client, "?language=de") == ["Trains"]
    assert listed(client, "?ordering=duration") == ["Rivers", "Trains"]
    assert listed(client, "?ordering=-title") == ["Trains", "Rivers"]
    assert listed(client, "?ordering=published_at") == ["Trains", "Rivers"]
    assert listed(client, "?ordering=nonsense;drop&search=%25") == []


@pytest.mark.parametrize("query", ["?page=99999", "?page=x", "?search=%00", "?page_size=-1", "?channel=%00"])
def test_list_survives_odd_queries(client: APIClient, query: str) -> None:
    assert client.get(f"/api/v1/videos{query}").status_code in {200, 400, 404}


@pytest.mark.parametrize(
    ("visibility", "stranger", "own"), [("public", 200, 200), ("unlisted", 200, 200), ("private", 404, 200)]
)
def test_detail_follows_visibility(client: APIClient, visibility: str, stranger: int, own: int) -> None:
    video = make_video(visibility=visibility)
    path = f"/api/v1/videos/{video.pk}"

    assert client.get(path).status_code == stranger
    assert client_of(make_user()).get(path).status_code == stranger
    assert client_of(video.owner).get(path).status_code == own
    assert client_of(make_user(is_staff=True)).get(path).status_code == 200


def test_detail_tells_owner_who_processed_and_strangers_not(client: APIClient) -> None:
    asker = make_user(full_name="Asker")
    video = make_video(visibility="public", processed_by=asker, engine="pocketsphinx", transcript_quality="low")
    path = f"/api/v1/videos/{video.pk}"

    own = client_of(video.owner).get(path).json()
    assert (own["can_edit"], own["processed_by"]) == (True, {"id": str(asker.pk), "full_name": "Asker"})
    strange = client.get(path).json()
    assert (strange["can_edit"], strange["processed_by"]) == (False, None)
    assert strange["transcript"]["quality"] == "low"
    assert strange["published_at"] is not None


def test_detail_takes_a_trailing_slash_and_refuses_nonsense(client: APIClient) -> None:
    video = make_video(visibility="public")

    assert client.get(f"/api/v1/videos/{video.pk}/").status_code == 200
    for path in ("/api/v1/videos/nonsense", f"/api/v1/videos/{uuid.uuid4()}", "/api/v1/nothing"):
        response = client.get(path)
        assert (response.status_code, codes(response)) == (404, [("not_found", None)])


def test_patch_is_for_editors() -> None:
    video = make_video(visibility="public", title="Old")
    path = f"/api/v1/videos/{video.pk}"

    response = client_of(video.owner).patch(path, {"title": "New", "visibility": "unlisted"}, format="json")
    assert (response.json()["title"], response.json()["visibility"]) == ("New", "unlisted")
    assert client_of(make_user()).patch(path, {"title": "Mine"}, format="json").status_code == 403
    assert APIClient().patch(path, {"title": "Mine"}, format="json").status_code == 401


@pytest.mark.parametrize(
    "body", [{"title": ""}, {"title": None}, {"visibility": "all"}, {"title": "x" * 301}, [1], "x"]
)
def test_patch_refuses_odd_values(body: Any) -> None:
    video = make_video(title="Old")

    assert client_of(video.owner).patch(f"/api/v1/videos/{video.pk}", body, format="json").status_code == 400

    video.refresh_from_db()
    assert video.title == "Old"


def test_delete_removes_the_video() -> None:
    video = make_video()

    assert client_of(make_user()).delete(f"/api/v1/videos/{video.pk}").status_code == 404
    assert client_of(video.owner).delete(f"/api/v1/videos/{video.pk}").status_code == 204
    assert Video.objects.count() == 0


# Requests and sessions


def test_requests_are_ones_own() -> None:
    mine, _other = make_request(), make_request()

    response = client_of(mine.user).get("/api/v1/requests")
    assert [row["id"] for row in response.json()["results"]] == [str(mine.pk)]
    staff = client_of(make_user(is_staff=True))
    assert staff.get("/api/v1/requests").json()["count"] == 0
    assert staff.get("/api/v1/requests?all=1").json()["count"] == 2
    assert client_of(mine.user).get("/api/v1/requests?all=1").json()["count"] == 1


def test_requests_filter_by_status() -> None:
    user = make_user()
    make_request(user=user)
    done = make_request(user=user, status="completed")

    rows = client_of(user).get("/api/v1/requests?status=completed,failed").json()["results"]

    assert [row["id"] for row in rows] == [str(done.pk)]


@pytest.mark.parametrize("action", ["", "/process", "/cancel", "/retry"])
def test_request_of_somebody_else_is_not_found(action: str) -> None:
    request = make_request()
    client = client_of(make_user(level=Level.PRO_PLUS))
    path = f"/api/v1/requests/{request.pk}{action}"

    response = client.post(path) if action else client.get(path)

    assert response.status_code == 404


def test_process_cancel_and_retry() -> None:
    make_request()
    request = make_request(user=make_user(level=Level.PRO_PLUS))
    client = client_of(request.user)
    path = f"/api/v1/requests/{request.pk}"

    assert client.get(path).json()["queue_position"] == 2
    assert client.post(f"{path}/process").json()["queue_position"] == 1
    cancelled = client.post(f"{path}/cancel").json()
    assert (cancelled["status"], cancelled["queue_position"]) == ("cancelled", None)
    again = client.post(f"{path}/cancel")
    assert (again.status_code, codes(again)) == (409, [("wrong_state", None)])
    assert client.post(f"{path}/retry").json()["status"] == "queued"


def test_process_needs_level_two() -> None:
    request = make_request(user=make_user(level=Level.PRO))

    response = client_of(request.user).post(f"/api/v1/requests/{request.pk}/process")

    assert (response.status_code, codes(response)) == (403, [("level_too_low", None)])


def test_sessions_show_the_viewers_own_request() -> None:
    request = make_request()
    other = make_request(video=request.video)
    dispatch.dispatch()
    session = ProcessingSession.objects.get()
    session.steps.filter(name="download").update(status=ProcessingStep.Status.RUNNING, progress=0.5)

    body = client_of(other.user).get(f"/api/v1/sessions/{session.pk}").json()

    assert (body["request_id"], body["video_id"]) == (str(other.pk), str(request.video_id))
    assert (body["status"], body["step"], body["attempt"]) == ("running", "download", 1)
    assert [step["name"] for step in body["steps"]] == ["download", "prepare", "transcribe", "index"]
    assert 0 < body["progress"] < 50
    assert client_of(make_user()).get(f"/api/v1/sessions/{session.pk}").status_code == 404


def test_sessions_filter_by_active() -> None:
    request = make_request()
    dispatch.dispatch()
    client = client_of(request.user)

    assert client.get("/api/v1/sessions?active=1").json()["count"] == 1
    assert client.get("/api/v1/sessions?active=0").json()["count"] == 0
    assert client.get("/api/v1/sessions").json()["count"] == 1
    assert client_of(make_user()).get("/api/v1/sessions").json()["count"] == 0


@pytest.mark.parametrize("path", ["requests", "sessions"])
def test_lists_of_ones_own_need_an_account(client: APIClient, path: str) -> None:
    assert client.get(f"/api/v1/{path}").status_code == 401
