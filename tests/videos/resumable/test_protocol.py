"""Resumable uploads as tus 1.0.0 has them: what is begun, sent, refused, ended."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from core import receiving
from core.locks import try_lock
from tests.factories import make_user
from tests.videos.resumable.tus import (
    BODY,
    FILM,
    ORIGIN,
    begin,
    client_of,
    codes,
    in_database,
    place_of,
    send,
)
from users.models import User
from videos import uploads
from videos.models import Upload, VideoRequest

pytestmark = pytest.mark.django_db(transaction=True)


async def test_what_the_server_can_is_told_to_anybody() -> None:
    async with client_of(None) as visitor:
        answer = await visitor.options("/api/v1/uploads/")

    assert answer.status_code == 204
    assert {name: answer.headers[name] for name in ("tus-version", "tus-extension", "tus-checksum-algorithm")} == {
        "tus-version": "1.0.0",
        "tus-extension": "creation,termination,checksum,expiration",
        "tus-checksum-algorithm": "sha1,sha256",
    }
    assert int(answer.headers["tus-max-size"]) > 0


async def test_upload_says_where_it_is_and_what_became_of_it(client: httpx.AsyncClient) -> None:
    place = await place_of(client)
    await send(client, place, FILM[:100])
    open_ = (await client.get(place)).json()
    await send(client, place, FILM[100:], offset=100)

    done = (await client.get(place)).json()
    head = await client.head(place)

    assert (open_["offset"], open_["length"], open_["request"]) == (100, len(FILM), None)
    assert (done["offset"], done["request"]["video"]["title"]) == (len(FILM), "My film")
    assert head.headers["upload-request-id"] == done["request"]["id"]
    assert head.headers["upload-offset"] == str(len(FILM))
    assert await VideoRequest.objects.acount() == 1


@pytest.mark.parametrize(
    ("length", "pairs", "expected"),
    [
        ("", {}, (400, ("invalid", "Upload-Length"))),
        ("-5", {}, (400, ("invalid", "Upload-Length"))),
        ("9" * 30, {}, (400, ("invalid", "Upload-Length"))),
        (0, {}, (400, ("empty", "Upload-Length"))),
        (10**14, {}, (413, ("body_too_large", None))),
        (5, {"visibility": "everyone"}, (400, ("invalid_choice", "visibility"))),
        (5, {"language": "../etc"}, (400, ("invalid", "language"))),
        (5, {"engine": "magic"}, (400, ("invalid_choice", "engine"))),
        (5, {"model": "../../x"}, (400, ("invalid", "model"))),
        (5, {"caption_policy": "x"}, (400, ("invalid_choice", "caption_policy"))),
        (5, {"title": "a\0b"}, (400, ("null_characters_not_allowed", "title"))),
        (5, {"sha256": "abc"}, (400, ("invalid", "sha256"))),
        (5, {"note": "x" * 8000}, (400, ("max_length", "Upload-Metadata"))),
    ],
)
async def test_odd_wishes_are_refused(client: httpx.AsyncClient, length: Any, pairs: Any, expected: Any) -> None:
    answer = await begin(client, length, **pairs)

    assert (answer.status_code, codes(answer)) == (expected[0], [expected[1]])
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert await Upload.objects.acount() == 0


@pytest.mark.parametrize("value", ["filename", "filename !!!", "filename " + base64.b64encode(b"\xff\xfe").decode()])
async def test_metadata_is_read_or_refused(client: httpx.AsyncClient, value: str) -> None:
    answer = await client.post("/api/v1/uploads/", headers={"Upload-Length": "5", "Upload-Metadata": value})

    if value == "filename":  # a key without a value
        assert answer.status_code == 201
    else:
        assert (answer.status_code, codes(answer)) == (400, [("invalid", "Upload-Metadata")])


async def test_everything_needs_the_account_it_belongs_to(client: httpx.AsyncClient) -> None:
    place = await place_of(client)
    other = await in_database(make_user)()

    for stranger, status in ((client_of(None), 401), (client_of(other), 404)):
        async with stranger:
            answers = [
                await stranger.get(place),
                await stranger.head(place),
                await send(stranger, place, FILM),
                await stranger.delete(place),
            ]
        assert [answer.status_code for answer in answers] == [status] * 4
    async with client_of(None) as visitor:
        assert (await begin(visitor)).status_code == 401
    assert (await client.head(place)).headers["upload-offset"] == "0"


async def test_another_version_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/uploads/", headers={"Upload-Length": "5", "Tus-Resumable": "0.2.2"})

    assert (answer.status_code, codes(answer)) == (412, [("tus_version", None)])
    assert answer.headers["tus-version"] == "1.0.0"


async def test_pieces_go_where_the_last_one_ended(client: httpx.AsyncClient) -> None:
    place = await place_of(client)
    await send(client, place, FILM[:100])

    wrong = [await send(client, place, b"x", offset=offset) for offset in (0, 99, 101, 10**9)]
    odd = await send(client, place, b"x", **{"Upload-Offset": "soon"})
    typed = await client.patch(place, content=b"x", headers={"Upload-Offset": "100"})
    excess = await send(client, place, FILM, offset=100)

    assert {(answer.status_code, codes(answer)[0][0]) for answer in wrong} == {(409, "offset_mismatch")}
    assert (odd.status_code, codes(odd)) == (400, [("invalid", "Upload-Offset")])
    assert (typed.status_code, codes(typed)) == (415, [("unsupported_media_type", None)])
    assert (excess.status_code, codes(excess)) == (400, [("too_much", None)])
    assert (await client.head(place)).headers["upload-offset"] == "100"
    assert (await client.patch(place.replace(place[-4:], "0000"), content=b"x", headers=BODY)).status_code == 404


async def test_one_writes_at_a_time(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "PATIENCE_SECONDS", 0)
    place = await place_of(client)
    upload = await Upload.objects.aget()
    lock = try_lock(uploads.path_of(upload))
    assert lock is not None

    second, ending = await send(client, place, FILM), await client.delete(place)
    asked = await client.head(place)
    uploads.os.close(lock)
    then = await send(client, place, FILM)

    assert (second.status_code, codes(second)) == (423, [("upload_busy", None)])
    assert (ending.status_code, codes(ending)) == (423, [("upload_busy", None)])
    assert (asked.status_code, asked.headers["upload-offset"], then.status_code) == (200, "0", 204)


async def test_pieces_are_checked_where_they_bring_a_sum(client: httpx.AsyncClient) -> None:
    place = await place_of(client)
    sums = {name: base64.b64encode(hashlib.new(name, FILM[:100]).digest()).decode() for name in ("sha1", "sha256")}

    damaged = await send(client, place, FILM[1:101], **{"Upload-Checksum": f"sha1 {sums['sha1']}"})
    unknown = await send(client, place, FILM[:100], **{"Upload-Checksum": "crc32 AAAA"})
    odd = await send(client, place, FILM[:100], **{"Upload-Checksum": "sha1 AAAA"})
    before = (await client.head(place)).headers["upload-offset"]
    good = await send(client, place, FILM[:100], **{"Upload-Checksum": f"sha256 {sums['sha256']}"})

    assert (damaged.status_code, codes(damaged)) == (460, [("checksum_mismatch", None)])
    assert (unknown.status_code, codes(unknown)) == (400, [("checksum_unsupported", "Upload-Checksum")])
    assert (odd.status_code, codes(odd)) == (400, [("invalid", "Upload-Checksum")])
    assert (before, good.status_code, good.headers["upload-offset"]) == ("0", 204, "100")


async def test_other_origins_that_may(client: httpx.AsyncClient) -> None:
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "tus-resumable,upload-offset"}
    allowed = await client.options("/api/v1/uploads/", headers={"Origin": ORIGIN, **asked})
    begun = await client.post("/api/v1/uploads/", headers={"Origin": ORIGIN, "Upload-Length": "5"})
    patched = await send(client, begun.headers["location"], b"12345", Origin=ORIGIN)
    elsewhere = await client.options("/api/v1/uploads/", headers={"Origin": "http://evil.example", **asked})

    assert allowed.headers["access-control-allow-origin"] == ORIGIN
    wanted = {"tus-resumable", "upload-offset", "upload-length", "upload-metadata", "upload-checksum", "authorization"}
    assert wanted <= {name.strip() for name in allowed.headers["access-control-allow-headers"].split(",")}
    assert patched.headers["access-control-allow-origin"] == ORIGIN
    exposed = {name.strip() for name in patched.headers["access-control-expose-headers"].split(",")}
    assert {"Upload-Offset", "Location", "Upload-Request-Id", "Tus-Resumable", "Upload-Expires"} <= exposed
    assert "access-control-allow-origin" not in elsewhere.headers


async def test_unfinished_uploads_are_listed_newest_first(client: httpx.AsyncClient, user: User) -> None:
    first, second = await place_of(client, modified="1700000000000"), await place_of(client, title="Second")
    await send(client, first, FILM[:100])
    done = await place_of(client, filename="done.mp4")
    await send(client, done, FILM)
    late = await place_of(client)
    await Upload.objects.filter(pk=late.rpartition("/")[2]).aupdate(expires_at=timezone.now() - timedelta(seconds=1))
    async with client_of(await in_database(make_user)()) as other:
        await place_of(other)

    listed = (await client.get("/api/v1/uploads")).json()

    assert [(f"/api/v1/uploads/{one['id']}", one["title"], one["offset"]) for one in listed] == [
        (second, "Second", 0),
        (first, "My film", 100),
    ]
    assert [(one["filename"], one["modified"], one["length"]) for one in listed] == [
        ("My film.mp4", "", len(FILM)),
        ("My film.mp4", "1700000000000", len(FILM)),
    ]
