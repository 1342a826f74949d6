"""Supercuts over HTTP: asking for them, what becomes of them, who may have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache as django_cache
from rest_framework.test import APIClient

from core import media as content
from engines.probe import probe
from segments import tasks
from segments.models import Supercut, SupercutPart
from tests.factories import client_of, make_segments, make_user
from tests.media import Media
from tests.segments.asking import code_of, path_of
from tests.segments.conftest import make_playable
from tests.segments.supercuts.conftest import URL, Engine, only, piece, work_off
from users.models import User
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., dict[str, Any]]


class TestAsking:
    def test_pieces_are_joined_in_their_order(
        self, make: Make, asking: APIClient, video: Video, other_video: Video, pushed: list[Any], asker: User
    ) -> None:
        items = [piece(video, 2, 3), piece(other_video, 0.5, 1.5), piece(video, 0, 1.2)]

        shown = make(items=items)

        url, created_at, size = shown.pop("url"), shown.pop("created_at"), shown.pop("size")
        titles = ["A talk", "Another talk", "A talk"]
        assert shown == {
            "id": str(only().pk),
            "status": "ready",
            "progress": 100,
            "query": "",
            "items": [{**item, "title": title} for item, title in zip(items, titles, strict=True)],
            "titles": False,
            "duration": pytest.approx(3.2, abs=0.07),
            "format": "mp4",
            "share_url": f"http://testserver/c/{only().share_id}",
            "embed_url": f"http://testserver/embed/{only().share_id}",
            "error": None,
        }
        info = probe(path_of(url))
        assert (info.video.codec, info.video.width, info.video.height, info.video.frame_rate) == ("h264", 1280, 720, 30)
        assert (info.audio.codec, info.audio.sample_rate, info.size_bytes) == ("aac", 48000, size)
        assert info.duration == pytest.approx(shown["duration"], abs=0.03)
        assert [(user, message["type"], message["supercut"]["id"]) for user, message in pushed] == [
            (asker.pk, "supercut.ready", shown["id"])
        ]
        assert set(pushed[0][1]["supercut"]) == {*shown, "url", "created_at", "size"}
        assert asking.get(URL).json()["results"] == [{**shown, "url": url, "created_at": created_at, "size": size}]

    def test_answer_says_when_to_come_back(self, asking: APIClient, video: Video, sent: list[Any]) -> None:
        answer = asking.post(URL, {"items": [piece(video, 1, 2)]}, format="json")
        body = answer.json()
        assert (answer.status_code, answer["Retry-After"], body["status"], body["url"]) == (202, "2", "working", None)
        assert (body["progress"], body["duration"]) == (0, 1.0)
        assert sent == [("segments.tasks.make_supercut", body["id"], 1)]

    def test_same_again_gives_the_same_without_new_work(
        self, make: Make, asking: APIClient, engine: Engine, video: Video, sent: list[Any]
    ) -> None:
        wish = {"items": [piece(video, 1, 2)]}
        first = make(**wish)
        again = asking.post(URL, wish, format="json")
        assert (again.status_code, again.json(), sent, engine.joins) == (200, first, [], 1)

    @pytest.mark.parametrize("form", ["m4a", "mp3"])
    def test_sound_alone(self, make: Make, video: Video, form: str) -> None:
        shown = make(items=[piece(video, 1, 2), piece(video, 4, 5)], format=form)
        info = probe(path_of(shown["url"]))
        assert (info.video, shown["format"]) == (None, form)
        assert info.duration == pytest.approx(2, abs=0.1)

    def test_best_hits_of_a_search_those_that_overlap_as_one(
        self, make: Make, video: Video, other_video: Video
    ) -> None:
        make_segments(video, (0, 1, "we love rivers"), (1.2, 2, "rivers are long"), (6, 7, "a river of rivers"))
        make_segments(other_video, (3, 4, "no water here"))
        shown = make(q="rivers", padding=0.2)
        found = sorted((item["video_id"], item["start"], item["end"]) for item in shown["items"])
        assert found == [(str(video.pk), 0.0, 2.2), (str(video.pk), 5.8, 7.2)]
        assert (shown["query"], shown["status"]) == ("rivers", "ready")

    def test_titles_are_shown_as_pieces_begin(self, make: Make, engine: Engine, video: Video) -> None:
        plain = make(items=[piece(video, 1, 2)])
        titled = make(items=[piece(video, 1, 2)], titles=True)
        assert (plain["titles"], titled["titles"], plain["id"] == titled["id"]) == (False, True, False)
        assert len(engine.encoded) == 2


class TestRefusals:
    pytestmark = pytest.mark.django_db

    @pytest.mark.parametrize(
        ("wish", "code"),
        [
            ({}, "q_or_items"),
            ({"q": "x", "items": "some"}, "q_or_items"),
            ({"q": ""}, "blank"),
            ({"q": "neversaid"}, "nothing_found"),
            ({"items": []}, "min_length"),
            ({"items": "many"}, "too_many_items"),
            ({"items": "long"}, "supercut_too_long"),
            ({"items": "some", "format": "gif"}, "invalid_choice"),
            ({"items": "some", "captions": "burned"}, "captions_not_supported"),
            ({"items": "backwards"}, "clip_out_of_range"),
            ({"items": "late"}, "clip_out_of_range"),
            ({"items": "short"}, "clip_too_short"),
            ({"items": "nan"}, "invalid"),
            ({"items": 5}, "not_a_list"),
            ({"items": [5]}, "invalid"),
            ({"q": "x", "padding": 11}, "max_value"),
        ],
    )
    def test_odd_wishes_are_refused(
        self, asking: APIClient, video: Video, settings: Any, wish: dict[str, Any], code: str
    ) -> None:
        settings.MAX_SUPERCUT_ITEMS, settings.MAX_SUPERCUT_SECONDS = 3, 10
        lists = {
            "some": [piece(video, 1, 2)],
            "many": [piece(video, n, n + 1) for n in range(4)],
            "long": [piece(video, 0, 6), piece(video, 1, 6)],
            "backwards": [piece(video, 2, 1)],
            "late": [piece(video, 8, 9)],
            "short": [piece(video, 1, 1.05)],
            "nan": [{**piece(video, 1, 2), "start": "nan"}],
        }
        items = wish.get("items")
        asked = {**wish, "items": lists[items]} if isinstance(items, str) else wish
        answer = asking.post(URL, asked, format="json")
        assert code_of(answer) == (400, code)
        assert not Supercut.objects.exists()

    def test_an_account_is_needed(self, client: APIClient, video: Video) -> None:
        assert client.post(URL, {"items": [piece(video, 1, 2)]}, format="json").status_code == 401
        assert client.get(URL).status_code == 401

    def test_video_that_cannot_be_played_yet(self, asking: APIClient, video: Video) -> None:
        Video.objects.update(media_path="")
        assert code_of(asking.post(URL, {"items": [piece(video, 1, 2)]}, format="json")) == (409, "video_not_ready")

    def test_rate_is_limited_per_person(
        self, asking: APIClient, video: Video, sent: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        django_cache.clear()
        monkeypatch.setattr("segments.permissions.SupercutThrottle.THROTTLE_RATES", {"supercuts": "1/hour"})
        wish = {"items": [piece(video, 1, 2)]}
        assert asking.post(URL, wish, format="json").status_code == 202
        assert asking.post(URL, wish, format="json").status_code == 429
        assert client_of(make_user()).post(URL, wish, format="json").status_code == 202
        assert asking.get(URL).status_code == 200
        django_cache.clear()


class TestVisibility:
    @pytest.fixture
    def secret(self, media: Media, asker: User) -> Video:
        return make_playable(media, owner=asker, visibility=Visibility.PRIVATE, title="A secret")

    def test_pieces_of_what_one_may_not_see_are_not_found(self, asking: APIClient, media: Media, video: Video) -> None:
        hidden = make_playable(media, visibility=Visibility.PRIVATE)
        for wrong in (piece(hidden, 1, 2), {**piece(hidden, 1, 2), "video_id": str(uuid4())}):
            answer = asking.post(URL, {"items": [piece(video, 1, 2), wrong]}, format="json")
            assert answer.status_code == 404
        assert not Supercut.objects.exists()

    def test_only_owner_and_staff_have_it(self, make: Make, asking: APIClient, secret: Video) -> None:
        shown = make(items=[piece(secret, 1, 2)])
        plain = shown["url"].partition("?")[0]
        for reader, status in (
            (asking, 200),
            (client_of(make_user(is_staff=True)), 200),
            (client_of(make_user()), 404),
        ):
            answers = [reader.get(f"{URL}/{shown['id']}"), reader.get(plain)]
            answers.append(reader.get(f"{URL}/{shown['id']}/export?format=vtt"))
            assert [answer.status_code for answer in answers] == [status] * 3
        assert client_of(make_user()).delete(f"{URL}/{shown['id']}").status_code == 404
        assert client_of(make_user()).get(URL).json()["count"] == 0
        visitor = APIClient()
        assert [visitor.get(url).status_code for url in (plain, shown["url"])] == [404, 200]

    def test_video_gone_private_before_the_cut_drops_out(
        self, asking: APIClient, video: Video, other_video: Video, sent: list[Any]
    ) -> None:
        wish = {"items": [piece(video, 1, 2), piece(other_video, 1, 2)]}
        asking.post(URL, wish, format="json")
        Video.objects.filter(pk=video.pk).update(visibility=Visibility.PRIVATE)
        work_off(sent)
        assert (only().status, [item["video_id"] for item in only().items]) == ("ready", [str(other_video.pk)])

    def test_video_gone_private_afterwards_is_served_no_more(
        self, make: Make, asking: APIClient, video: Video, other_video: Video, sent: list[Any]
    ) -> None:
        wish = {"items": [piece(video, 1, 2), piece(other_video, 1, 2)]}
        shown = make(**wish)
        old = path_of(shown["url"])
        Video.objects.filter(pk=video.pk).update(visibility=Visibility.PRIVATE)

        patient = APIClient(raise_request_exception=False)
        assert code_of(patient.get(shown["url"])) == (503, "supercut_in_work")
        assert not old.exists()
        work_off(sent)
        again = asking.get(f"{URL}/{shown['id']}").json()
        assert [item["video_id"] for item in again["items"]] == [str(other_video.pk)]
        assert again["duration"] == pytest.approx(1, abs=0.05)

        Video.objects.filter(pk=video.pk).update(visibility=Visibility.PUBLIC)
        whole = make(**wish)
        assert (whole["id"], len(whole["items"])) == (shown["id"], 2)

    def test_nothing_left_fails_it(self, make: Make, asking: APIClient, video: Video, sent: list[Any]) -> None:
        shown = make(items=[piece(video, 1, 2)])
        Video.objects.filter(pk=video.pk).update(visibility=Visibility.PRIVATE)
        asking.get(f"{URL}/{shown['id']}")
        work_off(sent)
        failed = asking.get(f"{URL}/{shown['id']}").json()
        assert (failed["status"], failed["url"], failed["error"]["code"]) == ("failed", None, "nothing_left")

    def test_deleted_video_takes_its_parts_along(self, make: Make, video: Video, other_video: Video) -> None:
        make(items=[piece(video, 1, 2), piece(other_video, 1, 2)])
        paths = [content.absolute(SupercutPart.objects.get(video=of).path) for of in (video, other_video)]
        video.delete()
        assert [path.exists() for path in paths] == [False, True]
        assert SupercutPart.objects.count() == 1


class TestDeleting:
    def test_one_in_work_is_cancelled_and_may_be_asked_for_again(
        self, make: Make, asking: APIClient, video: Video, sent: list[Any]
    ) -> None:
        wish = {"items": [piece(video, 1, 2)]}
        body = asking.post(URL, wish, format="json").json()
        assert asking.delete(f"{URL}/{body['id']}").status_code == 204
        assert asking.get(f"{URL}/{body['id']}").json()["status"] == "cancelled"
        work_off(sent)
        assert only().status == "cancelled"
        assert make(**wish)["status"] == "ready"

    def test_ready_one_goes_with_its_file(self, make: Make, asking: APIClient, video: Video) -> None:
        shown = make(items=[piece(video, 1, 2)])
        assert asking.delete(f"{URL}/{shown['id']}").status_code == 204
        assert (path_of(shown["url"]).exists(), Supercut.objects.exists()) == (False, False)
        assert asking.get(f"{URL}/{shown['id']}").status_code == 404

    def test_account_that_is_deleted_takes_its_files_along(self, make: Make, asker: User, video: Video) -> None:
        path = path_of(make(items=[piece(video, 1, 2)])["url"])
        asker.delete()
        assert not path.exists()


def test_file_has_a_name_to_download_by(make: Make, video: Video) -> None:
    make_segments(video, (1, 2, "rivers"))
    url = make(q="rivers")["url"]
    answer = APIClient().get(f"{url}&download=1")
    assert answer["Content-Disposition"] == 'attachment; filename="Supercut rivers.mp4"'
    assert APIClient().get(url.replace(".mp4?", ".mp3?")).status_code == 404


def test_failure_is_told_and_mended_by_asking_again(
    make: Make, asking: APIClient, video: Video, media: Media, sent: list[Any]
) -> None:
    path = content.absolute(video.media_path)
    path.write_bytes(b"no media")
    wish = {"items": [piece(video, 1, 2)]}
    failed = make(**wish)
    assert (failed["status"], failed["error"]["code"]) == ("failed", "not_media")
    path.write_bytes(media.video.read_bytes())
    again = make(**wish)
    assert (again["id"], again["status"], again["error"]) == (failed["id"], "ready", None)


def test_second_delivery_does_nothing(make: Make, engine: Engine, video: Video) -> None:
    shown = make(items=[piece(video, 1, 2)])
    tasks.make_supercut(shown["id"], 1)
    assert (engine.joins, only().attempt) == (1, 1)


def test_full_disk_refuses_what_is_not_made_already(make: Make, asking: APIClient, video: Video, settings: Any) -> None:
    make(items=[piece(video, 1, 2)])
    settings.MIN_FREE_BYTES = 10**18
    patient = APIClient(raise_request_exception=False)
    patient.credentials(**asking._credentials)
    assert patient.post(URL, {"items": [piece(video, 1, 2)]}, format="json").status_code == 200
    assert code_of(patient.post(URL, {"items": [piece(video, 1, 3)]}, format="json")) == (507, "disk_full")
    assert Supercut.objects.count() == 1
