"""Clips in other forms over HTTP, from asking to the file."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import psutil
import pytest
from rest_framework.test import APIClient

from core import media as content
from engines.errors import FfmpegError
from engines.probe import probe
from segments import services, tasks
from segments.clips import cutting
from segments.models import Clip, Segment
from tests.factories import client_of, make_segments, make_user
from tests.media import Media, frames
from tests.segments.asking import URL, ask, code_of, path_of
from tests.segments.conftest import make_playable
from tests.waiting import wait_until
from users.models import User
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db

WORDS = [[1.0, 1.4, "Hello"], [1.4, 2.1, "there"], [2.5, 3.0, "friend"]]


@pytest.fixture
def line(video: Video) -> Segment:
    return make_segments(video, (0.9, 3.2, "Hello there, friend"), words=WORDS)[0]


def wish_for(video: Video, **wish: Any) -> dict[str, Any]:
    return {"video_id": str(video.pk), "start": 1, "end": 3, **wish}


class TestAsking:
    @pytest.mark.parametrize(
        "form", [{"format": "gif"}, {"captions": "soft"}, {"captions": "burned"}, {"crop": "vertical"}]
    )
    def test_any_form_but_the_plain_one_needs_an_account_and_is_a_file(
        self, client: APIClient, asker: User, video: Video, sent: list[Any], form: dict[str, str]
    ) -> None:
        refused, taken = ask(client, **wish_for(video, **form)), ask(client_of(asker), **wish_for(video, **form))
        assert code_of(refused) == (401, "not_authenticated")
        assert (taken.status_code, taken.json()["purpose"], int(taken["Retry-After"])) == (202, "file", 1)

    @pytest.mark.parametrize(
        ("form", "code", "attr"),
        [
            ({"format": "gif", "captions": "soft"}, "captions_not_supported", "captions"),
            ({"format": "mp3", "captions": "burned"}, "captions_not_supported", "captions"),
            ({"format": "m4a", "crop": "vertical"}, "crop_not_supported", "crop"),
        ],
    )
    def test_what_does_not_go_together_is_refused(
        self, asker: User, video: Video, form: dict[str, str], code: str, attr: str
    ) -> None:
        answer = ask(client_of(asker), **wish_for(video, **form))
        assert (code_of(answer), answer.json()["errors"][0]["attr"]) == ((400, code), attr)
        assert not Clip.objects.exists()

    def test_video_without_picture_or_sound_cannot_become_everything(self, asker: User, video: Video) -> None:
        Video.objects.update(width=None, has_audio=False)
        for form, code in ((("gif"), "no_picture"), (("webp"), "no_picture"), (("mp3"), "no_sound")):
            assert code_of(ask(client_of(asker), **wish_for(video, format=form))) == (400, code)

    def test_moving_pictures_are_short(
        self, asker: User, video: Video, sent: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Video.objects.update(duration=100.0)
        long = wish_for(video, start=1, end=62)
        for form in ("gif", "webp"):
            assert code_of(ask(client_of(asker), **long, format=form)) == (400, "clip_too_long")
        assert ask(client_of(asker), **long, format="mp3").status_code == 202

    def test_too_many_in_work_are_refused(self, asker: User, video: Video, sent: list[Any], settings: Any) -> None:
        settings.MAX_LIVE_CLIPS = 1
        first = wish_for(video, format="gif")
        assert ask(client_of(asker), **first).status_code == 202
        assert code_of(ask(client_of(asker), **wish_for(video, format="webp"))) == (409, "too_many_clips")
        assert ask(client_of(asker), **first).status_code == 202
        assert ask(client_of(make_user()), **wish_for(video, format="webp")).status_code == 202

    def test_what_one_may_not_see_is_not_found_in_any_form(self, media: Media, asker: User) -> None:
        video = make_playable(media, visibility=Visibility.PRIVATE)
        assert ask(client_of(asker), **wish_for(video, format="gif")).status_code == 404

    def test_captions_are_part_of_what_is_cut(self, asker: User, video: Video, line: Segment, sent: list[Any]) -> None:
        burned = wish_for(video, captions="burned")
        first, again = ask(client_of(asker), **burned).json(), ask(client_of(asker), **burned).json()
        plain = [ask(client_of(asker), **wish_for(video, format="gif")).json() for _ in range(2)]
        Segment.objects.update(text="Hello there, fiend")
        edited = ask(client_of(asker), **burned).json()
        assert (first["id"] == again["id"], first["id"] == edited["id"], plain[0]["id"] == plain[1]["id"]) == (
            True, False, True,
        )  # fmt: skip
        assert Clip.objects.get(pk=edited["id"]).speech == [[1.0, 3.0, "Hello there, fiend", WORDS]]

    def test_captions_hold_only_what_is_heard(self, asker: User, video: Video, line: Segment, sent: list[Any]) -> None:
        made = ask(client_of(asker), **wish_for(video, start=1.4, end=2.2, captions="soft")).json()
        assert Clip.objects.get(pk=made["id"]).speech == [[1.4, 2.1, "there", [[1.4, 2.1, "there"]]]]

    def test_line_without_words_is_shown_where_half_of_it_is_heard(
        self, asker: User, video: Video, sent: list[Any]
    ) -> None:
        make_segments(video, (0.0, 2.0, "one"), (2.0, 4.0, "two"), (4.0, 8.0, "three"))
        made = ask(client_of(asker), **wish_for(video, start=1.5, end=3.5, captions="soft")).json()
        assert [said[2] for said in Clip.objects.get(pk=made["id"]).speech] == ["two"]

    def test_padding_of_a_line_stops_before_its_neighbours_words(self, asker: User, video: Video) -> None:
        make_segments(video, (0.0, 0.9, "Well"), words=[[0.2, 0.9, "Well"]])
        middle = make_segments(video, (0.9, 3.2, "Hello there friend"), words=WORDS)[0]
        body = ask(client_of(asker), segment_id=str(middle.pk), padding=0.5).json()
        assert (body["start"], body["end"]) == (0.9, 3.5)


class TestWork:
    """Cut by a worker; the heartbeat is another connection's, so everything is committed."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.mark.parametrize(
        ("form", "content_type"),
        [
            ({"format": "gif"}, "image/gif"),
            ({"format": "webp", "crop": "vertical"}, "image/webp"),
            ({"format": "mp3"}, "audio/mpeg"),
            ({"format": "m4a"}, "audio/mp4"),
            ({"captions": "burned"}, "video/mp4"),
        ],
    )
    def test_worker_makes_the_form_and_tells_who_asked(
        self, asker: User, video: Video, sent: list[Any], pushed: list[Any], form: dict[str, str], content_type: str
    ) -> None:
        make_segments(video, (0.9, 3.2, "Hello there, friend"), words=WORDS)
        working = ask(client_of(asker), **wish_for(video, **form)).json()
        tasks.cut_clip(*sent[0][1:])

        body = client_of(asker).get(f"{URL}/{working['id']}").json()
        name = f"{body['id']}.{form.get('format', 'mp4')}"
        assert (body["status"], body["error"], body["url"]) == ("ready", None, f"/content/segment/{name}")
        assert [message["type"] for _, message in pushed] == ["clip.ready"]
        assert APIClient().get(body["url"])["Content-Type"] == content_type
        assert names_in_folder() == [name]

    def test_soft_captions_leave_the_picture_as_it_was(self, asker: User, video: Video, sent: list[Any]) -> None:
        make_segments(video, (0.9, 3.2, "Hello there, friend"), words=WORDS)
        for wish in ({"captions": "soft"}, {"purpose": "file"}):
            ask(client_of(asker), **wish_for(video, **wish))
            tasks.cut_clip(*sent[-1][1:])
        soft, plain = (content.absolute(clip.path) for clip in Clip.objects.order_by("created_at"))
        assert frames(soft) == frames(plain)
        assert probe(soft).audio == probe(plain).audio

    def test_deleted_in_work_it_leaves_no_child_and_no_file(
        self, asker: User, video: Video, media: Media, sent: list[Any]
    ) -> None:
        long = media.made(
            "long.mp4", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30:duration=60", "-c:v", "mpeg4"
        )
        content.absolute(video.media_path).write_bytes(long.read_bytes())
        Video.objects.update(duration=60.0)
        working = ask(client_of(asker), **wish_for(video, start=0, end=59, format="gif")).json()
        worker = threading.Thread(target=in_thread, args=sent[0][1:])
        worker.start()
        folder = folder_of_clips()
        wait_until(lambda: any("form." in str(path) for path in folder.rglob("*.mp4*")), "the form is being made")

        assert client_of(asker).delete(f"{URL}/{working['id']}").status_code == 204
        worker.join(60)

        assert not worker.is_alive()
        assert names_in_folder() == []
        assert not [
            child for child in psutil.Process().children(recursive=True) if str(folder) in " ".join(child.cmdline())
        ]

    def test_full_disk_in_the_middle_fails_with_its_code_and_leaves_nothing(
        self, asker: User, video: Video, sent: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_source: Any, target: Any, *_args: Any, **_kwargs: Any) -> Any:
            target.write_bytes(b"half")
            raise FfmpegError("disk_full", "The disk is full.", retryable=True)

        monkeypatch.setattr(cutting.in_child, "make_form", full)
        working = ask(client_of(asker), **wish_for(video, format="gif")).json()
        for attempt in (1, 2, 3):
            tasks.cut_clip(working["id"], attempt)
        body = client_of(asker).get(f"{URL}/{working['id']}").json()
        assert (body["status"], body["error"]["code"]) == ("failed", "disk_full")
        assert names_in_folder() == []

    def test_evicted_form_is_made_again_when_asked_for(
        self, asker: User, video: Video, sent: list[Any], settings: Any
    ) -> None:
        wish = services.ClipWish(video_id=video.pk, start=1, end=2, form=cutting.Form("gif"))
        clip, _ = services.request_clip(asker, wish)
        tasks.cut_clip(*sent[0][1:])
        settings.CLIP_CACHE_BYTES = 0
        tasks.evict_clips()
        assert ask(client_of(asker), **wish_for(video, end=2, format="gif")).status_code == 202
        tasks.cut_clip(*sent[1][1:])
        clip.refresh_from_db()
        assert path_of(f"/content/{clip.path}").is_file()


def folder_of_clips() -> Path:
    return content.content_path("segment", "x.x").parent


def names_in_folder() -> list[str]:
    return [path.name for path in folder_of_clips().iterdir()]


def in_thread(clip_id: str, attempt: int) -> None:
    from django.db import connection

    try:
        tasks.cut_clip(clip_id, attempt)
    finally:
        connection.close()
