"""Resumable uploads that were left, cut off or lost."""

import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from core.locks import try_lock
from tests.videos.resumable.tus import (
    FILM,
    in_database,
    place_of,
    send,
)
from videos import tasks, uploads
from videos.models import Upload, VideoRequest

pytestmark = pytest.mark.django_db(transaction=True)


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
