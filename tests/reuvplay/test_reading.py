"""Reuv Play's public calls: all videos, one with its lines, a line as a clip, and the files behind them."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from core import media as content
from engines.probe import probe
from segments import tasks
from segments.models import Clip, Segment
from tests.factories import client_of, make_segments, make_user, make_video
from tests.media import Media
from tests.reuvplay.conftest import post
from tests.segments.conftest import make_playable
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db

WRONG = {"error": "something_went_wrong"}
HOSTILE = ["", "x", "null", "1", "' OR 1=1 --", "../../etc/passwd", "a\0b", "x" * 10_000, "{}"]


def listed(client: APIClient, **query: str) -> list[str]:
    response = client.get("/video/", query)
    assert (response.status_code, response.json()["hint"], response.json()["code"]) == (200, "got_all_videos", 1)
    return [row["title"] for row in response.json()["data"]]


class TestList:
    def test_rows(self, client: APIClient) -> None:
        video = make_video(title="Film", visibility=Visibility.PUBLIC)

        card = {"video_id": str(video.pk), "title": "Film", "thumbnail": f"content/thumbnail/{video.pk}.jpg"}
        for path in ("/video/", "/video"):
            assert client.get(path).json() == {"hint": "got_all_videos", "code": 1, "data": [card]}

    def test_only_public_videos_that_are_ready(self) -> None:
        owner = make_user()
        make_video(title="Public", visibility=Visibility.PUBLIC, owner=owner)
        make_video(title="Queued", visibility=Visibility.PUBLIC, owner=owner, status=Video.Status.QUEUED)
        make_video(title="Unlisted", visibility=Visibility.UNLISTED, owner=owner)
        make_video(title="Private", visibility=Visibility.PRIVATE, owner=owner)

        assert listed(client_of(owner)) == ["Public"]

    def test_search(self, client: APIClient) -> None:
        for title in ("About rivers", "About seas"):
            make_video(title=title, visibility=Visibility.PUBLIC)

        assert listed(client, search="RIVER") == ["About rivers"]
        assert listed(client, search="about sea") == ["About seas"]
        assert listed(client, search="hills") == []
        for everything in ("null", "", "  "):
            assert listed(client, search=everything) == ["About seas", "About rivers"]

    @pytest.mark.parametrize("search", [text for text in HOSTILE if text not in {"", "null"}])
    def test_odd_search(self, client: APIClient, search: str) -> None:
        make_video(title="Film", visibility=Visibility.PUBLIC)

        assert listed(client, search=search) == []

    @pytest.mark.parametrize("token", ["Bearer ", "Bearer expired", "Basic eDp5"])
    def test_bad_token_does_not_matter(self, client: APIClient, token: str) -> None:
        assert client.get("/video/", headers={"Authorization": token}).status_code == 200


class TestWatch:
    def test_video_with_its_lines_in_order(self, client: APIClient) -> None:
        video = make_video(
            title="Film", visibility=Visibility.PUBLIC, duration=859.4, source_url="https://youtube.com/watch?v=x",
            channel_name="Nature", channel_id="UC1",
        )  # fmt: skip
        first, second = make_segments(video, (0.0, 6.004, "No one"), (6.004, 9.0, "a car"))

        response = client.get(f"/video/watch?v={video.pk}")

        assert response.json() == {
            "hint": "got_all_segments",
            "code": 1,
            "data": {
                "segments": [
                    {"clip_id": str(first.pk), "text": "No one", "start_time": 0.0, "end_time": 6.0},
                    {"clip_id": str(second.pk), "text": "a car", "start_time": 6.0, "end_time": 9.0},
                ],
                "thumbnail": f"content/thumbnail/{video.pk}.jpg",
                "title": "Film",
                "channel": "Nature",
                "duration": 859,
                "source_url": "https://youtube.com/watch?v=x",
                "channel_id": "UC1",
            },
        }

    def test_without_an_id(self, client: APIClient) -> None:
        for path in ("/video/watch", "/video/watch/"):
            response = client.get(path)
            assert (response.status_code, response.json()) == (200, {"hint": "invalid_query_params"})

    @pytest.mark.parametrize("video_id", [*HOSTILE, "00000000-0000-4000-8000-000000000000"])
    def test_unknown_id(self, client: APIClient, video_id: str) -> None:
        response = client.get("/video/watch", {"v": video_id})

        assert (response.status_code, response.json()) == (200, {"hint": "video_not_found", "code": -1})

    def test_private_video_is_its_owner_s(self, client: APIClient) -> None:
        video = make_video(visibility=Visibility.PRIVATE)
        assert video.owner
        path = f"/video/watch?v={video.pk}"

        for stranger in (client, client_of(make_user(level=2))):
            assert stranger.get(path).json() == {"hint": "video_not_found", "code": -1}
        thumbnail = client_of(video.owner).get(path).json()["data"]["thumbnail"]
        assert client.get(f"/{thumbnail}").status_code == 200
        assert client.get(f"/{thumbnail.partition('?')[0]}").status_code == 404

    @pytest.mark.parametrize("token", ["Bearer ", "Bearer expired"])
    def test_bad_token_does_not_matter(self, client: APIClient, token: str) -> None:
        video = make_video(visibility=Visibility.PUBLIC)

        assert client.get(f"/video/watch?v={video.pk}", headers={"Authorization": token}).json()["code"] == 1


class TestThumbnail:
    @pytest.mark.parametrize("slash", ["", "/"])
    def test_picture_of_the_video(self, client: APIClient, slash: str) -> None:
        video = make_video(visibility=Visibility.PUBLIC)
        path = content.content_path("thumbnail", f"{video.pk}.jpg")
        path.write_bytes(b"a picture")
        Video.objects.filter(pk=video.pk).update(thumbnail_path=content.relative(path))

        response = client.get(f"/content/thumbnail/{video.pk}.jpg{slash}")

        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert response["X-Accel-Redirect"] == f"/internal-content/thumbnail/{video.pk}.jpg"

    @pytest.mark.parametrize("stored", ["", "thumbnail/gone.jpg"])
    def test_one_that_stands_for_it(self, client: APIClient, stored: str) -> None:
        video = make_video(visibility=Visibility.PUBLIC, thumbnail_path=stored)

        response = client.get(f"/content/thumbnail/{video.pk}.jpg/")

        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert response.content.startswith(b"\xff\xd8\xff")

    def test_none_of_a_video_one_may_not_see(self, client: APIClient) -> None:
        video = make_video(visibility=Visibility.PRIVATE)

        assert client.get(f"/content/thumbnail/{video.pk}.jpg").status_code == 404
        assert client.get(f"/content/thumbnail/{uuid.uuid4()}.jpg").status_code == 404

    @pytest.mark.parametrize("name", ["x.jpg", "..%2f..%2fetc%2fpasswd", "%00.jpg", "x" * 5000])
    def test_odd_names(self, client: APIClient, name: str) -> None:
        assert client.get(f"/content/thumbnail/{name}").status_code == 404


class TestStream:
    @pytest.fixture
    def line(self, media: Media) -> Segment:
        return make_segments(make_playable(media), (2.52, 4.0, "fresh bread"))[0]

    @pytest.fixture
    def worker(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Cuts what is sent to the queue of clips, at once and in this process."""
        monkeypatch.setattr("core.jobs._publish", lambda _task, args, _queue, _delay: tasks.cut_clip(*args))
        monkeypatch.setattr("core.jobs.transaction.on_commit", lambda publish: publish())
        monkeypatch.setattr("segments.clips.work.Heartbeat.beat_until_ended", lambda _self: None)

    @pytest.fixture
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("reuvplay.views.CLIP_PATIENCE_SECONDS", 0.0)

    def test_line_as_a_file(self, client: APIClient, line: Segment, worker: None) -> None:
        answers = [post(client, path, {"clip_id": str(line.pk)}) for path in ("/video/stream/", "/video/stream")]

        clip = Clip.objects.get()
        url = f"content/segment/{clip.pk}.mp4"
        assert [answer.json() for answer in answers] == [{"hint": "got_video_clip", "code": 1, "video_url": url}] * 2
        assert answers[0].status_code == 200
        assert (clip.purpose, clip.start, clip.end) == ("file", 2.52, 4.0)
        assert probe(content.absolute(clip.path)).duration == pytest.approx(1.48, abs=0.1)

    def test_file_is_saved_by_a_link(self, client: APIClient, line: Segment, worker: None) -> None:
        url = post(client, "/video/stream/", {"clip_id": str(line.pk)}).json()["video_url"]

        for path in (f"/{url}", f"/{url}/"):
            response = client.get(path)
            assert (response.status_code, response["Content-Type"]) == (200, "video/mp4")
            assert response["Content-Disposition"] == f'attachment; filename="{url.rpartition("/")[2]}"'
            assert response["X-Accel-Redirect"] == f"/internal-{url}"

    def test_clip_to_play_is_no_attachment(self, client: APIClient, line: Segment) -> None:
        url = post(client, "/api/v1/clips", {"segment_id": str(line.pk)}).json()["play_url"].partition("#")[0]

        assert "Content-Disposition" not in client.get(url)

    def test_of_a_private_video(self, client: APIClient, line: Segment, worker: None) -> None:
        Video.objects.update(visibility=Visibility.PRIVATE)
        owner = line.video.owner
        assert owner

        for stranger in (client, client_of(make_user())):
            response = post(stranger, "/video/stream/", {"clip_id": str(line.pk)})
            assert (response.status_code, response.json()) == (400, WRONG)
        assert not Clip.objects.exists()
        url = post(client_of(owner), "/video/stream/", {"clip_id": str(line.pk)}).json()["video_url"]
        assert client.get(f"/{url}").status_code == 200
        assert client.get(f"/{url.partition('?')[0]}").status_code == 404

    @pytest.mark.parametrize(
        "body", [{}, [], None, "x", *({"clip_id": odd} for odd in (*HOSTILE, None, 5, {}, [1], 10**40))]
    )
    def test_odd_ids(self, client: APIClient, body: Any) -> None:
        response = post(client, "/video/stream/", body)

        assert (response.status_code, response.json()) == (400, WRONG)

    def test_unknown_id_and_no_json(self, client: APIClient) -> None:
        unknown = post(client, "/video/stream/", {"clip_id": str(uuid.uuid4())})
        broken = client.post("/video/stream/", "{", content_type="application/json")

        assert [(answer.status_code, answer.json()) for answer in (unknown, broken)] == [(400, WRONG)] * 2

    def test_clip_that_cannot_be_cut(self, client: APIClient, line: Segment, worker: None) -> None:
        content.absolute(line.video.media_path).unlink()

        response = post(client, "/video/stream/", {"clip_id": str(line.pk)})

        assert (response.status_code, response.json()) == (400, WRONG)
        assert Clip.objects.get().error_code == "source_missing"

    def test_clip_that_takes_too_long(self, client: APIClient, line: Segment, sent: list[Any], impatient: None) -> None:
        response = post(client, "/video/stream/", {"clip_id": str(line.pk)})

        assert (response.status_code, response.json()) == (400, WRONG)
        assert Clip.objects.get().status == Clip.Status.WORKING

    def test_line_of_more_than_a_minute(self, client: APIClient, line: Segment) -> None:
        Video.objects.update(duration=100)
        Segment.objects.update(start=1, end=90)

        assert post(client, "/video/stream/", {"clip_id": str(line.pk)}).status_code == 400

    def test_clips_are_counted_with_those_of_the_api(
        self, client: APIClient, line: Segment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from rest_framework.throttling import SimpleRateThrottle

        rates = {**SimpleRateThrottle.THROTTLE_RATES, "anonymous-clips": "1/day"}
        monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", rates)
        address = {"REMOTE_ADDR": "192.0.2.78"}

        client.post("/api/v1/clips", {"segment_id": str(line.pk)}, format="json", **address)
        response = client.post("/video/stream/", {"clip_id": str(line.pk)}, format="json", **address)

        assert (response.status_code, response.json()) == (429, WRONG)
        assert int(response["Retry-After"]) > 0
