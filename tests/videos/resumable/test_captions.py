"""Captions sent along with a resumable upload."""

from typing import Any

import httpx
import pytest
from django.utils import timezone

from core import media
from tests.factories import make_user
from tests.videos.resumable.tus import (
    FILM,
    client_of,
    codes,
    in_database,
    place_of,
    send,
    whole,
)
from videos import tasks
from videos.models import Upload, Video, VideoRequest

pytestmark = pytest.mark.django_db(transaction=True)


SRT = b"1\n00:00:01,000 --> 00:00:03,000\nWe speak of zanzibar.\n"


async def give_captions(client: httpx.AsyncClient, place: str, captions: bytes = SRT) -> httpx.Response:
    return await client.post(f"{place}/captions", files={"captions": ("film.srt", captions)})


async def again(client: httpx.AsyncClient, captions: bytes) -> httpx.Response:
    """The film sent once more, with captions beside it."""
    place = await place_of(client, language="de")
    assert (await give_captions(client, place, captions)).status_code == 204
    answer = await send(client, place, FILM)
    assert list(media.settings.CONTENT_DIR.glob("incoming/*captions*")) == []
    return answer


async def ready(**changes: Any) -> None:
    """The one video is made ready, as its run would."""
    await VideoRequest.objects.aupdate(status=VideoRequest.Status.COMPLETED)
    made = {"status": Video.Status.READY, "processed_at": timezone.now(), "media_path": "video/it"}
    await Video.objects.aupdate(**made, **changes)


def captions_of(video: Video) -> bytes:
    return media.absolute(video.captions_path).read_bytes()


async def test_captions_sent_along_become_those_of_the_video(client: httpx.AsyncClient) -> None:
    place = await place_of(client, language="en")
    assert (await give_captions(client, place, SRT.replace(b"zanzibar", b"a draft"))).status_code == 204
    assert (await give_captions(client, place)).status_code == 204
    await in_database(tasks.tidy)()  # they are no litter

    await send(client, place, FILM)

    request = await VideoRequest.objects.select_related("video").aget()
    assert request.caption_policy == "prefer"
    assert (captions_of(request.video), request.video.captions_language) == (SRT, "en")
    late = await give_captions(client, place)
    assert (late.status_code, codes(late)) == (409, [("wrong_state", None)])
    assert list(media.settings.CONTENT_DIR.glob("incoming/*captions*")) == []


async def test_captions_beside_a_known_film_become_its_transcript(client: httpx.AsyncClient) -> None:
    await whole(client)
    await ready(transcript_source="speech")

    answer = await again(client, SRT)

    request = await VideoRequest.objects.select_related("video").aget(status=VideoRequest.Status.QUEUED)
    assert answer.headers["upload-request-id"] == str(request.pk)
    assert "upload-captions-error" not in answer.headers
    assert (request.caption_policy, request.language) == ("prefer", "de")
    assert (captions_of(request.video), request.video.captions_language) == (SRT, "de")
    assert await Video.objects.acount() == 1


async def test_captions_that_are_its_transcript_already_begin_no_run(client: httpx.AsyncClient) -> None:
    first = await again(client, SRT)
    await ready(transcript_source="captions")

    second = await again(client, SRT)

    assert second.headers["upload-request-id"] == first.headers["upload-request-id"]
    assert "upload-captions-error" not in second.headers
    assert await VideoRequest.objects.acount() == 1


async def test_captions_beside_a_film_in_work_are_left_out_and_that_is_told(client: httpx.AsyncClient) -> None:
    first = await again(client, SRT)

    second = await again(client, SRT.replace(b"zanzibar", b"madagascar"))

    assert second.headers["upload-request-id"] == first.headers["upload-request-id"]
    assert second.headers["upload-captions-error"] == "captions_left_out"
    upload = await Upload.objects.afirst()
    assert upload is not None
    told = (await client.get(f"/api/v1/uploads/{upload.pk}")).json()
    assert told["captions_error"]["code"] == "captions_left_out"
    assert captions_of(await Video.objects.aget()) == SRT


async def test_captions_go_with_an_upload_that_is_given_up(client: httpx.AsyncClient) -> None:
    place = await place_of(client)
    await give_captions(client, place)

    assert (await client.delete(place)).status_code == 204

    assert list(media.settings.CONTENT_DIR.glob("incoming/*")) == []


async def test_what_holds_no_captions_leaves_the_upload_as_it_was(client: httpx.AsyncClient) -> None:
    place = await place_of(client)

    refused = await give_captions(client, place, b"\x00 nothing")

    assert (refused.status_code, codes(refused)) == (400, [("captions_unreadable", "captions")])
    assert (await send(client, place, FILM)).status_code == 204
    assert (await VideoRequest.objects.aget()).caption_policy == "ignore"


async def test_captions_need_the_uploads_own_person(client: httpx.AsyncClient) -> None:
    place = await place_of(client)

    async with client_of(await in_database(make_user)()) as other, client_of(None) as visitor:
        answers = [await give_captions(asking, place) for asking in (other, visitor)]

    assert [answer.status_code for answer in answers] == [404, 401]


async def test_caption_file_is_judged_by_its_own_limit(client: httpx.AsyncClient, settings: Any) -> None:
    settings.MAX_BODY_BYTES, settings.MAX_CAPTION_BYTES = 10, 1000
    place = await place_of(client)

    assert (await give_captions(client, place)).status_code == 204
    assert (await give_captions(client, place, SRT * 2000)).status_code == 413
