"""What becomes of a resumable upload: a request, a known video, nothing."""

import hashlib
from typing import Any

import httpx
import pytest
from rest_framework_simplejwt.exceptions import InvalidToken

from tests.factories import make_request, make_user, make_video
from tests.videos.resumable.tus import (
    FILM,
    begin,
    client_of,
    codes,
    in_database,
    metadata,
    place_of,
    send,
    whole,
)
from users.models import User
from videos import uploads
from videos.models import Upload, Video, VideoRequest

pytestmark = pytest.mark.django_db(transaction=True)


async def test_file_in_two_pieces_becomes_a_request(client: httpx.AsyncClient, user: User) -> None:
    choices = {"language": "de", "engine": "pocketsphinx", "visibility": "unlisted", "caption_policy": "prefer"}
    begun = await begin(client, **choices)
    place = begun.headers["location"]

    first = await send(client, place, FILM[:100])
    between = await client.head(place)
    last = await send(client, place, FILM[100:], offset=100)

    assert (begun.status_code, begun.headers["upload-offset"]) == (201, "0")
    assert (first.status_code, first.headers["upload-offset"]) == (204, "100")
    assert "upload-request-id" not in first.headers
    assert first.headers["upload-expires"].endswith(" GMT")
    assert (between.status_code, between.headers["upload-offset"], between.headers["upload-length"]) == (
        200,
        "100",
        str(len(FILM)),
    )
    assert between.headers["upload-metadata"] == metadata(filename="My film.mp4", **choices)
    assert (between.headers["cache-control"], between.headers["tus-resumable"]) == ("no-store", "1.0.0")
    assert (last.status_code, last.headers["upload-offset"]) == (204, str(len(FILM)))
    request = await VideoRequest.objects.select_related("video", "user").aget()
    assert last.headers["upload-request-id"] == str(request.pk)
    assert (request.user, request.language, request.engine, request.caption_policy) == (
        user, "de", "pocketsphinx", "prefer",
    )  # fmt: skip
    assert (request.video.title, request.video.visibility) == ("My film", "unlisted")
    assert request.video.content_sha256 == hashlib.sha256(FILM).hexdigest()
    assert uploads.media.absolute(request.video.source_path).read_bytes() == FILM


async def test_whole_file_is_checked_where_its_hash_is_known(client: httpx.AsyncClient, settings: Any) -> None:
    right = hashlib.sha256(FILM).hexdigest()

    damaged = await whole(client, FILM[:-1] + b"!", sha256=right)
    assert (damaged.status_code, codes(damaged)) == (460, [("checksum_mismatch", None)])
    assert [path for path in settings.CONTENT_DIR.rglob("*") if path.is_file()] == []
    assert (await Upload.objects.acount(), await Video.objects.acount()) == (0, 0)
    assert (await whole(client, sha256=right.upper())).status_code == 204


async def test_same_content_of_the_same_person_is_recognised(client: httpx.AsyncClient, settings: Any) -> None:
    first = await whole(client, title="First")
    again = await whole(client, title="Again")

    assert again.headers["upload-request-id"] == first.headers["upload-request-id"]
    assert (await Video.objects.aget()).title == "First"
    assert len([path for path in settings.CONTENT_DIR.rglob("*") if path.is_file()]) == 1


async def test_same_content_of_somebody_else_is_their_own(client: httpx.AsyncClient) -> None:
    other = await in_database(make_user)()
    first = await whole(client, visibility="public")
    async with client_of(other) as stranger:
        second = await whole(stranger)

    assert second.headers["upload-request-id"] != first.headers["upload-request-id"]
    assert await Video.objects.acount() == 2


async def test_what_failed_is_tried_anew(client: httpx.AsyncClient) -> None:
    await whole(client)
    await Video.objects.aupdate(status=Video.Status.FAILED)

    await whole(client)

    assert await Video.objects.acount() == 2


async def test_known_video_without_a_request_completes_one_at_once(client: httpx.AsyncClient, user: User) -> None:
    digest = hashlib.sha256(FILM).hexdigest()
    await in_database(make_video)(owner=user, content_sha256=digest)

    answer = await whole(client)

    request = await VideoRequest.objects.aget()
    assert (answer.headers["upload-request-id"], request.status) == (str(request.pk), "completed")


async def test_ended_upload_is_gone_with_its_bytes(client: httpx.AsyncClient, settings: Any) -> None:
    place = await place_of(client)
    await send(client, place, FILM[:100])

    ended = await client.delete(place)

    assert (ended.status_code, (await client.head(place)).status_code) == (204, 404)
    assert [path for path in settings.CONTENT_DIR.rglob("*") if path.is_file()] == []


async def test_ending_a_finished_one_leaves_the_video(client: httpx.AsyncClient) -> None:
    place = await place_of(client)
    await send(client, place, FILM)

    assert (await client.delete(place)).status_code == 204
    video = await Video.objects.aget()
    assert uploads.media.absolute(video.source_path).read_bytes() == FILM


async def test_limits_of_a_person(client: httpx.AsyncClient, user: User, settings: Any) -> None:
    settings.MAX_OPEN_UPLOADS = 2
    await begin(client)
    await begin(client)

    open_ = await begin(client)
    settings.MAX_LIVE_REQUESTS = 1
    await in_database(make_request)(user=user)
    live = await begin(client)

    assert (open_.status_code, codes(open_)) == (409, [("too_many_uploads", None)])
    assert (live.status_code, codes(live)) == (409, [("too_many_requests", None)])


async def test_full_disk_begins_nothing(client: httpx.AsyncClient, settings: Any) -> None:
    place = await place_of(client)
    settings.MIN_FREE_BYTES = 10**18

    assert codes(await begin(client)) == [("disk_full", None)]
    assert (await send(client, place, FILM)).status_code == 507


async def test_whole_upload_waits_unread_until_a_request_may_be_made(
    client: httpx.AsyncClient, user: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await place_of(client)
    settings.MAX_LIVE_REQUESTS = 1
    other = await in_database(make_request)(user=user)

    with monkeypatch.context() as until_then:
        until_then.delattr("core.media.sha256_of")
        refused = await send(client, place, FILM)
    await VideoRequest.objects.filter(pk=other.pk).aupdate(status=VideoRequest.Status.COMPLETED)
    then = await client.head(place)

    assert (refused.status_code, codes(refused)) == (409, [("too_many_requests", None)])
    request = await VideoRequest.objects.exclude(pk=other.pk).aget()
    assert then.headers["upload-request-id"] == str(request.pk)


async def test_token_may_expire_while_the_bytes_come(client: httpx.AsyncClient, monkeypatch: Any) -> None:
    place = await place_of(client)
    authenticate = "rest_framework_simplejwt.authentication.JWTAuthentication.authenticate"

    def refuse(*_: Any) -> Any:
        raise InvalidToken

    real = uploads.keep_open

    def keep_open(upload: Upload) -> None:  # called once everything was let in
        real(upload)
        monkeypatch.setattr(authenticate, refuse)

    monkeypatch.setattr(uploads, "keep_open", keep_open)

    assert (await send(client, place, FILM)).status_code == 204
    assert (await client.head(place)).status_code == 401
