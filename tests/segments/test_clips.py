"""Clips over HTTP: asking for them, their files, who may have them, deleting them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core.cache import cache as django_cache
from rest_framework.test import APIClient

from core import media as content
from engines.clips import cuts
from segments import services
from segments.clips import cutting
from segments.models import Clip, ClipAsker, Segment
from tests.factories import client_of, make_segments, make_user
from tests.media import Media, frames
from tests.segments.asking import URL, ask, code_of, path_of
from tests.segments.conftest import make_playable
from users.models import User
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(video: Video) -> Segment:
    words = [[1.0, 1.4, "Hello"], [1.4, 2.1, "there"], [2.5, 3.0, "friend"]]
    return make_segments(video, (0.9, 3.2, "Hello there friend"), words=words)[0]


class TestPlayClips:
    def test_line_is_cut_at_once_and_plays_at_its_words(self, client: APIClient, video: Video, line: Segment) -> None:
        answer = ask(client, segment_id=str(line.pk))
        body = answer.json()
        play_url = body.pop("play_url")
        clip_id = body.pop("id")
        name = Clip.objects.get().share_id
        assert answer.status_code == 201
        assert body == {
            "status": "ready",
            "purpose": "play",
            "url": None,
            "pre_roll": 1.0,
            "play_end": 3.0,
            "start": 1.0,
            "end": 3.0,
            "duration": 2.0,
            "format": "mp4",
            "size": path_of(play_url).stat().st_size,
            "text": "Hello there friend",
            "video_id": str(video.pk),
            "segment_id": str(line.pk),
            "progress": 100,
            "share_url": f"http://testserver/c/{name}",
            "embed_url": f"http://testserver/embed/{name}",
            "error": None,
        }
        assert play_url == f"/content/segment/{clip_id}.mp4#t=1,3"

    def test_pre_roll_leads_to_the_frame_of_the_start(self, client: APIClient, video: Video) -> None:
        body = ask(client, video_id=str(video.pk), start=3.04, end=5).json()
        shown = frames(path_of(body["play_url"]))
        first = min(shown, key=lambda frame: abs(frame.time - body["pre_roll"]))
        assert first.number == 76  # 3.04 s at 25 frames a second

    def test_asked_again_it_is_the_same_clip(self, client: APIClient, line: Segment, asker: User) -> None:
        first = ask(client, segment_id=str(line.pk))
        again = ask(client_of(asker), segment_id=str(line.pk))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()

    def test_who_gets_it_at_once_is_not_told_again(
        self, line: Segment, asker: User, pushed: list[Any], django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert ask(client_of(asker), segment_id=str(line.pk)).status_code == 201
        assert pushed == []

    def test_limits_snap_to_words_unless_told_not_to(self, client: APIClient, video: Video, line: Segment) -> None:
        wish = {"video_id": str(video.pk), "start": 1.5, "end": 2.9}
        snapped, plain = ask(client, **wish).json(), ask(client, **wish, snap="none").json()
        assert (snapped["start"], snapped["end"], snapped["text"]) == (1.4, 3.0, "there friend")
        assert (plain["start"], plain["end"]) == (1.5, 2.9)

    def test_line_without_snap_keeps_its_own_limits(self, client: APIClient, line: Segment) -> None:
        body = ask(client, segment_id=str(line.pk), snap="none").json()
        assert (body["start"], body["end"]) == (0.9, 3.2)

    def test_padding_is_added_outside_and_stays_inside_the_media(self, client: APIClient, line: Segment) -> None:
        body = ask(client, segment_id=str(line.pk), padding=2).json()
        assert (body["start"], body["end"]) == (0.0, 5.0)

    def test_far_keyframe_makes_it_a_file(
        self,
        client: APIClient,
        video: Video,
        sent: list[Any],
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        monkeypatch.setattr(cuts, "LONGEST_PRE_ROLL", 0.5)
        wish = {"video_id": str(video.pk), "start": 3, "end": 4}
        with django_capture_on_commit_callbacks(execute=True):
            answers = [ask(client, **wish) for _ in range(2)]
        clip = Clip.objects.get()
        assert [(answer.status_code, int(answer["Retry-After"])) for answer in answers] == [(202, 1)] * 2
        assert [(answer.json()["id"], answer.json()["purpose"]) for answer in answers] == [(str(clip.pk), "file")] * 2
        assert sent == [("segments.tasks.cut_clip", str(clip.pk), 2)]
        assert list(content.content_path("segment", "x.x").parent.iterdir()) == []

    def test_keyframe_that_browsers_cannot_begin_with_makes_it_a_file(
        self, client: APIClient, video: Video, media: Media, sent: list[Any], django_capture_on_commit_callbacks: Any
    ) -> None:
        path = content.content_path("video", f"{video.pk}.open.mp4")
        path.write_bytes(media.clock("open-gop.mp4", "-x264-params", "open-gop=1:bframes=3").read_bytes())
        video.media_path = content.relative(path)
        video.save()
        with django_capture_on_commit_callbacks(execute=True):
            body = ask(client, video_id=str(video.pk), start=3, end=4).json()
        assert (body["status"], body["purpose"]) == ("working", "file")
        assert sent == [("segments.tasks.cut_clip", body["id"], 2)]

    def test_webm_source_is_cut_into_webm(self, client: APIClient, video: Video, media: Media) -> None:
        path = content.content_path("video", f"{video.pk}.webm")
        path.write_bytes(media.vp8.read_bytes())
        video.media_path = content.relative(path)
        video.save()
        body = ask(client, video_id=str(video.pk), start=1, end=2).json()
        assert body["play_url"].partition("#")[0] == f"/content/segment/{body['id']}.webm"
        assert client.get(body["play_url"]).status_code == 200

    def test_sound_alone_is_cut_into_sound(self, client: APIClient, video: Video, media: Media) -> None:
        path = content.content_path("audio", f"{video.pk}.m4a")
        path.write_bytes(media.tone.read_bytes())
        video.media_path, video.duration = content.relative(path), 6.0
        video.save()
        body = ask(client, video_id=str(video.pk), start=1, end=2).json()
        assert client.get(body["play_url"])["Content-Type"] == "audio/mp4"
        assert body["play_url"].partition("#")[0] == f"/content/segment/{body['id']}.m4a"

    def test_broken_source_fails_with_a_code_and_is_tried_again_when_asked(
        self, client: APIClient, video: Video, media: Media
    ) -> None:
        path = content.absolute(video.media_path)
        path.write_bytes(b"no media")
        wish = {"video_id": str(video.pk), "start": 1, "end": 2}
        failed = ask(client, **wish).json()
        assert (failed["status"], failed["play_url"], failed["error"]["code"]) == ("failed", None, "not_media")

        path.write_bytes(media.video.read_bytes())
        again = ask(client, **wish).json()
        assert (again["id"], again["status"], again["error"]) == (failed["id"], "ready", None)

    def test_one_that_another_request_is_cutting_is_in_work(
        self, client: APIClient, video: Video, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inner: list[Any] = []
        original = cutting.play_cut

        def slow(*arguments: Any) -> Any:
            inner.append(ask(client, video_id=str(video.pk), start=1, end=2))
            return original(*arguments)

        monkeypatch.setattr(cutting, "play_cut", slow)
        outer = ask(client, video_id=str(video.pk), start=1, end=2)
        assert [(answer.status_code, answer.json()["status"]) for answer in (*inner, outer)] == [
            (202, "working"),
            (201, "ready"),
        ]
        assert inner[0].json()["id"] == outer.json()["id"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("wish", "code"),
        [
            ({"format": "avi"}, "invalid_choice"),
            ({"captions": "loud"}, "invalid_choice"),
            ({"crop": "round"}, "invalid_choice"),
            ({"start": 3, "end": 2}, "clip_out_of_range"),
            ({"start": 8, "end": 9}, "clip_out_of_range"),
            ({"start": 1, "end": 1.1}, "clip_too_short"),
            ({"start": "nan"}, "invalid"),
            ({"start": -1}, "min_value"),
            ({"end": None}, "null"),
            ({"padding": 1e300}, "max_value"),
            ({"purpose": "fun"}, "invalid_choice"),
            ({"video_id": "x"}, "invalid"),
        ],
    )
    def test_odd_wishes_are_refused(self, client: APIClient, video: Video, wish: dict[str, Any], code: str) -> None:
        answer = ask(client, **{"video_id": str(video.pk), "start": 1, "end": 2, **wish})
        assert code_of(answer) == (400, code)
        assert not Clip.objects.exists()

    @pytest.mark.parametrize("missing", ["video_id", "start", "end"])
    def test_a_piece_needs_all_three(self, client: APIClient, video: Video, missing: str) -> None:
        wish = {"video_id": str(video.pk), "start": 1, "end": 2}
        del wish[missing]
        answer = ask(client, **wish)
        assert (code_of(answer), answer.json()["errors"][0]["attr"]) == ((400, "required"), missing)

    def test_length_is_limited_and_more_so_without_an_account(
        self, client: APIClient, video: Video, asker: User, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(services, "ANONYMOUS_CLIP_SECONDS", 2.0)
        settings.MAX_CLIP_SECONDS = 4
        wish = {"video_id": str(video.pk), "start": 1}
        assert code_of(ask(client, **wish, end=3.5)) == (400, "clip_too_long")
        assert ask(client_of(asker), **wish, end=3.5).status_code == 201
        assert code_of(ask(client_of(asker), **wish, end=5.5)) == (400, "clip_too_long")

    def test_video_without_media_has_no_clips_yet(self, client: APIClient, video: Video) -> None:
        Video.objects.update(media_path="")
        assert code_of(ask(client, video_id=str(video.pk), start=1, end=2)) == (409, "video_not_ready")

    def test_full_disk_refuses(self, client: APIClient, video: Video, settings: Any) -> None:
        settings.MIN_FREE_BYTES = 10**18
        answer = APIClient(raise_request_exception=False).post(
            URL, {"video_id": str(video.pk), "start": 1, "end": 2}, format="json"
        )
        assert code_of(answer) == (507, "disk_full")
        assert not Clip.objects.exists()

    def test_full_disk_does_not_refuse_what_is_cut_already(
        self, client: APIClient, video: Video, settings: Any
    ) -> None:
        wish = {"video_id": str(video.pk), "start": 1, "end": 2}
        ask(client, **wish)
        settings.MIN_FREE_BYTES = 10**18
        assert ask(client, **wish).status_code == 200

    def test_line_of_a_run_that_is_not_shown_yet_is_not_found(self, client: APIClient, video: Video) -> None:
        make_segments(video, "shown")
        hidden = make_segments(video, "later", generation=2)[0]
        assert ask(client, segment_id=str(hidden.pk)).status_code == 404

    def test_rate_is_limited_without_an_account_alone(
        self, client: APIClient, video: Video, asker: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        django_cache.clear()
        monkeypatch.setattr("segments.permissions.AnonymousClipThrottle.THROTTLE_RATES", {"anonymous-clips": "1/hour"})
        wish = {"video_id": str(video.pk), "start": 1, "end": 2}
        assert ask(client, **wish).status_code == 201
        limited = ask(client, **wish)
        assert (limited.status_code, int(limited["Retry-After"]) > 0) == (429, True)
        assert [ask(client_of(asker), **wish).status_code for _ in range(2)] == [200, 200]
        django_cache.clear()


class TestVisibility:
    @pytest.fixture
    def private(self, media: Media, asker: User) -> Video:
        return make_playable(media, owner=asker, visibility=Visibility.PRIVATE)

    def test_private_clips_are_for_those_who_may_see_the_video(
        self, client: APIClient, private: Video, asker: User
    ) -> None:
        wish = {"video_id": str(private.pk), "start": 1, "end": 2}
        made = ask(client_of(asker), **wish)
        clip_url = f"{URL}/{made.json()['id']}"
        file_url = made.json()["play_url"].partition("?")[0]
        line = make_segments(private, "secret")[0]
        assert made.status_code == 201
        for reader, found in (
            (client_of(make_user(is_staff=True)), True),
            (client_of(make_user()), False),
            (client, False),
        ):
            answers = [
                ask(reader, **wish),
                ask(reader, segment_id=str(line.pk)),
                reader.get(clip_url),
                reader.get(file_url),
            ]
            assert [answer.status_code < 400 for answer in answers] == [found] * 4
            assert {answer.status_code for answer in answers} <= ({200, 201} if found else {404})

    def test_private_file_plays_by_its_signature_alone(self, client: APIClient, private: Video, asker: User) -> None:
        play_url = ask(client_of(asker), video_id=str(private.pk), start=1, end=2).json()["play_url"].partition("#")[0]
        assert client.get(play_url).status_code == 200
        assert client.get(play_url.replace("signature=", "signature=x")).status_code == 404

    def test_unlisted_clip_has_a_plain_address(self, client: APIClient, private: Video) -> None:
        Video.objects.update(visibility=Visibility.UNLISTED)
        play_url = ask(client, video_id=str(private.pk), start=1, end=2).json()["play_url"]
        assert "?" not in play_url
        assert client.get(play_url).status_code == 200

    def test_going_private_works_at_once(self, client: APIClient, video: Video) -> None:
        play_url = ask(client, video_id=str(video.pk), start=1, end=2).json()["play_url"]
        Video.objects.update(visibility=Visibility.PRIVATE)
        assert client.get(play_url).status_code == 404

    def test_what_is_not_there_is_not_found(self, client: APIClient, video: Video) -> None:
        assert ask(client, segment_id=str(uuid4())).status_code == 404
        assert ask(client, video_id=str(uuid4()), start=1, end=2).status_code == 404
        assert client.get(f"{URL}/{uuid4()}").status_code == 404
        for name in (f"{uuid4()}.mp4", "x.mp4", "..%2fsecret_key", f"{uuid4()}"):
            assert client.get(f"/content/segment/{name}").status_code == 404


class TestFiles:
    def test_file_is_handed_over_with_its_type_and_name(self, client: APIClient, video: Video) -> None:
        Video.objects.update(title='Talk: "東京"')
        play_url = ask(client, video_id=str(video.pk), start=1, end=2).json()["play_url"].partition("#")[0]
        inline, attached = client.get(play_url), client.get(f"{play_url}?download=1")
        assert (inline["Content-Type"], inline.has_header("Content-Disposition")) == ("video/mp4", False)
        assert unquote(attached["Content-Disposition"]) == "attachment; filename*=utf-8''Talk 東京 00.01-00.02.mp4"
        assert inline["X-Accel-Redirect"] == f"/internal-content/segment/{Path(play_url).name}"

    def test_other_ending_is_not_found(self, client: APIClient, video: Video) -> None:
        play_url = ask(client, video_id=str(video.pk), start=1, end=2).json()["play_url"].partition("#")[0]
        assert client.get(play_url.replace(".mp4", ".webm")).status_code == 404

    def test_file_in_work_says_when_to_come_back(self, video: Video, client: APIClient, sent: list[Any]) -> None:
        clip = ask(client, video_id=str(video.pk), start=1, end=2, purpose="file").json()
        answer = APIClient(raise_request_exception=False).get(f"/content/segment/{clip['id']}.mp4")
        assert (code_of(answer), answer["Retry-After"]) == ((503, "clip_in_work"), "2")


class TestDeleting:
    @pytest.fixture
    def clip(self, video: Video, asker: User) -> Clip:
        wish = services.ClipWish(video_id=video.pk, start=1, end=2)
        return services.request_clip(asker, wish)[0]

    def delete(self, client: APIClient, clip: Clip) -> int:
        return int(client.delete(f"{URL}/{clip.pk}").status_code)

    def test_asker_deletes_row_and_file(self, clip: Clip, asker: User, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert self.delete(client_of(asker), clip) == 204
        assert (Clip.objects.exists(), content.absolute(clip.path).exists()) == (False, False)

    def test_for_one_of_two_askers_it_is_only_forgotten(self, clip: Clip, asker: User) -> None:
        other = make_user()
        ask(client_of(other), video_id=str(clip.video_id), start=1, end=2)
        assert self.delete(client_of(asker), clip) == 204
        assert list(ClipAsker.objects.values_list("user", flat=True)) == [other.pk]
        assert self.delete(client_of(other), clip) == 204
        assert not Clip.objects.exists()

    def test_editor_and_staff_delete_it_for_all(self, clip: Clip, video: Video) -> None:
        assert self.delete(client_of(video.owner), clip) == 204
        assert not Clip.objects.exists()

    def test_looking_at_it_gives_no_right_to_delete_it(self, clip: Clip) -> None:
        stranger = client_of(make_user())
        assert stranger.get(f"{URL}/{clip.pk}").status_code == 200
        assert self.delete(stranger, clip) == 403

    def test_others_may_not(self, client: APIClient, clip: Clip) -> None:
        assert (self.delete(client_of(make_user()), clip), self.delete(client, clip)) == (403, 401)
        assert Clip.objects.exists()

    def test_deleted_video_takes_its_clip_files_along(
        self, clip: Clip, video: Video, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            video.delete()
        assert (Clip.objects.exists(), content.absolute(clip.path).exists()) == (False, False)


def test_a_line_of_another_video_is_refused(media: Media, video: Video) -> None:
    line = make_segments(video, "one", "two")[0]

    response = ask(APIClient(), segment_id=str(line.pk), video_id=str(make_playable(media).pk))

    assert code_of(response) == (400, "segment_of_another_video")
    assert ask(APIClient(), segment_id=str(line.pk), video_id=str(video.pk)).status_code == 201
