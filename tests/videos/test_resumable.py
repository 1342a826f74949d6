"""Resumable uploads through the whole ASGI application: tus 1.0.0, and the request at the end of it."""

import base64
import hashlib
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import AccessToken

from config.asgi import application
from core import media, receiving
from core.locks import try_lock
from tests.factories import make_request, make_user, make_video
from users.models import User
from videos import tasks, uploads
from videos.models import Upload, Video, VideoRequest

pytestmark = pytest.mark.django_db(transaction=True)

FILM = b"a film" * 1000
BODY = {"Content-Type": "application/offset+octet-stream"}
TUS = {"Tus-Resumable": "1.0.0"}
ORIGIN = "http://localhost:3000"


@pytest.fixture(autouse=True)
def quiet(sent: list[Any], settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
async def client(user: User) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(user) as made:
        yield made


def client_of(user: User | None) -> httpx.AsyncClient:
    signed = {"Authorization": f"Bearer {AccessToken.for_user(user)}"} if user else {}
    transport = httpx.ASGITransport(application)  # type: ignore[arg-type] # Channels' types are its own
    return httpx.AsyncClient(transport=transport, base_url="http://testserver", headers={**TUS, **signed})


def metadata(**pairs: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())


async def begin(client: httpx.AsyncClient, length: int | str = len(FILM), **pairs: str) -> httpx.Response:
    headers = {"Upload-Length": str(length), "Upload-Metadata": metadata(**{"filename": "My film.mp4", **pairs})}
    return await client.post("/api/v1/uploads/", headers=headers)


async def send(client: httpx.AsyncClient, place: str, body: bytes, offset: int = 0, **headers: str) -> httpx.Response:
    return await client.patch(place, content=body, headers={**BODY, "Upload-Offset": str(offset), **headers})


async def place_of(client: httpx.AsyncClient, **pairs: str) -> str:
    begun = await begin(client, **pairs)
    assert begun.status_code == 201, begun.text
    return begun.headers["location"]


async def whole(client: httpx.AsyncClient, body: bytes = FILM, **pairs: str) -> httpx.Response:
    begun = await begin(client, len(body), **pairs)
    return await send(client, begun.headers["location"], body)


def codes(response: httpx.Response) -> list[tuple[str, str | None]]:
    return [(error["code"], error["attr"]) for error in response.json()["errors"]]


in_database = sync_to_async


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


async def test_left_uploads_expire_and_go(client: httpx.AsyncClient, settings: Any) -> None:
    left, kept = await place_of(client), await place_of(client)
    await send(client, left, FILM[:100])
    await Upload.objects.filter(pk=left.rpartition("/")[2]).aupdate(expires_at=timezone.now() - timedelta(seconds=1))

    answers = [await client.head(left), await send(client, left, FILM[100:], offset=100), await client.delete(left)]
    await in_database(tasks.tidy)()

    assert [answer.status_code for answer in answers] == [410] * 3
    assert [(await client.head(place)).status_code for place in (left, kept)] == [404, 200]
    assert [path.stem for path in settings.CONTENT_DIR.rglob("*.upload")] == [kept.rpartition("/")[2]]


async def test_tidying_leaves_what_is_written_to(client: httpx.AsyncClient) -> None:
    place = await place_of(client)
    upload = await Upload.objects.aget()
    await Upload.objects.aupdate(expires_at=timezone.now() - timedelta(seconds=1))
    lock = try_lock(uploads.path_of(upload))
    assert lock is not None

    await in_database(tasks.tidy)()
    uploads.os.close(lock)

    assert (await client.head(place)).status_code == 410


async def test_whole_upload_that_nobody_finished_is_finished(client: httpx.AsyncClient) -> None:
    """The server was killed between the last byte and the request."""
    await place_of(client)
    uploads.path_of(await Upload.objects.aget()).write_bytes(FILM)

    await in_database(tasks.tidy)()
    await in_database(tasks.tidy)()

    request = await VideoRequest.objects.aget()
    upload = await Upload.objects.aget()
    assert (upload.request_id, upload.finished_at is not None) == (request.pk, True)


async def test_old_incoming_file_of_an_open_upload_is_kept(client: httpx.AsyncClient) -> None:
    place = await place_of(client)
    await send(client, place, FILM[:100])
    path = uploads.path_of(await Upload.objects.aget())
    uploads.os.utime(path, (0, 0))
    stray = path.with_name(f"{uuid.uuid4()}.upload")
    stray.touch()
    uploads.os.utime(stray, (0, 0))

    await in_database(tasks.tidy)()

    assert (path.exists(), stray.exists()) == (True, False)


async def test_lost_file_is_no_upload(client: httpx.AsyncClient) -> None:
    place = await place_of(client)
    uploads.path_of(await Upload.objects.aget()).unlink()

    assert (await client.head(place)).status_code == 404
    assert (await send(client, place, FILM)).status_code == 404


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


SRT = b"1\n00:00:01,000 --> 00:00:03,000\nWe speak of zanzibar.\n"


async def give_captions(client: httpx.AsyncClient, place: str, captions: bytes = SRT) -> httpx.Response:
    return await client.post(f"{place}/captions", files={"captions": ("film.srt", captions)})


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
