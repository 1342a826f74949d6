"""A video that is here is transcribed anew: its old lines are read meanwhile, corrected ones stay."""

from typing import Any

import pytest

from segments.models import Segment
from tests.factories import client_of, make_request, make_run, make_segments, make_user
from tests.media import media
from tests.segments.test_given_captions import process, video
from users.models import User
from videos.models import Video, VideoRequest

__all__ = ["media", "video"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quiet(sent: list[Any]) -> None:
    """Nothing is sent to workers: the tests do their work."""


def again(user: User | None, video: Video, **choices: str) -> Any:
    assert user is not None
    return client_of(user).post(f"/api/v1/videos/{video.pk}/transcribe", choices, format="json")


def found(video: Video, text: str) -> int:
    assert video.owner is not None
    return int(client_of(video.owner).get(f"/api/v1/search?q={text}").json()["count"])


def test_another_engine_hears_it_anew(video: Video) -> None:
    corrected = make_segments(video, (5.0, 7.0, "Corrected by hand."), is_corrected=True)[0]
    answer = again(video.owner, video, engine="pocketsphinx", language="en")
    assert (answer.status_code, answer.json()["status"], answer.json()["queue_position"]) == (201, "queued", 1)
    assert Video.objects.get().status == "ready"  # it is watched and searched meanwhile
    assert found(video, "misheard") == 1

    process()

    fresh = Video.objects.get()
    lines = Segment.objects.filter(video=video, generation=fresh.generation)
    assert (fresh.engine, fresh.language) == ("pocketsphinx", "en")
    assert list(lines.filter(is_corrected=True).values_list("pk", "text")) == [(corrected.pk, "Corrected by hand.")]
    assert not lines.filter(text="Misheard altogether.").exists()
    assert found(video, "misheard") == 0


def test_own_captions_are_passed_over_unless_they_are_wanted(video: Video) -> None:
    again(video.owner, video)
    assert VideoRequest.objects.get().caption_policy == "ignore"


def test_it_waits_its_turn(video: Video) -> None:
    make_request(user=video.owner)
    assert again(video.owner, video).json()["queue_position"] == 2


@pytest.mark.parametrize("state", ["running", "queued", "dropped"])
def test_video_that_cannot_be_processed_now_is_refused(video: Video, state: str) -> None:
    if state == "running":
        make_run(video)
    elif state == "queued":
        make_request(video=video)
    else:
        Video.objects.update(source_dropped_at=video.created_at)
    before = VideoRequest.objects.count()

    answer = again(video.owner, video)

    code = "source_dropped" if state == "dropped" else "wrong_state"
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, code)
    assert VideoRequest.objects.count() == before


def test_choices_are_judged(video: Video) -> None:
    answer = again(video.owner, video, engine="ear")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "engine")


def test_only_editors_ask_for_it(video: Video) -> None:
    assert again(make_user(), video).json()["errors"][0]["code"] == "not_editor"
    assert again(make_user(is_staff=True), video).status_code == 201


def test_hidden_video_is_not_there(video: Video) -> None:
    Video.objects.update(visibility="private")
    assert again(make_user(), video).status_code == 404
