"""Files that come in pieces: begun, gone on with, finished exactly once, ended, and tidied up."""

from __future__ import annotations

import logging
import os
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import media, receiving
from core.errors import ApplicationError, InvalidInput, NotFound, WrongState
from core.locks import try_lock
from core.uploads import BodyTooLarge
from users.models import User
from videos import captioning, captions, selectors, services
from videos.models import CaptionPolicy, Upload, Video, VideoRequest, Visibility
from videos.services import Choices
from videos.titles import clean_title

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UploadWish:
    """What somebody wants to send: `metadata` as it came, `sha256` of the whole in hex or empty."""

    length_bytes: int
    title: str
    metadata: str = ""
    sha256: str = ""
    visibility: str = Visibility.PRIVATE
    choices: Choices = field(default_factory=Choices)


class UploadBusy(ApplicationError):
    """Another connection is writing to it."""

    status = 423

    def __init__(self) -> None:
        super().__init__("upload_busy", "This upload is being written to by another connection.")


class UploadExpired(ApplicationError):
    """It was not gone on with in time."""

    status = 410

    def __init__(self) -> None:
        super().__init__("upload_expired", "This upload was left too long. Please begin again.")


class ChecksumMismatch(ApplicationError):
    """The bytes are not those that were sent."""

    status = 460

    def __init__(self, what: str) -> None:
        super().__init__("checksum_mismatch", f"{what} was damaged on its way. Please send it again.")


def begin_upload(user: User, wish: UploadWish) -> Upload:
    """A place for a file of so many bytes.

    Raises InvalidInput, BodyTooLarge, StorageFull, and WrongState where the person has too many on the way.
    """
    if wish.length_bytes < 1:
        raise InvalidInput("empty", "The file is empty.", attr="Upload-Length")
    if wish.length_bytes > settings.MAX_UPLOAD_BYTES:
        raise BodyTooLarge(settings.MAX_UPLOAD_BYTES)
    services.require_few_live(user)
    media.require_free_space(wish.length_bytes)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two at once are counted one after the other
        if open_uploads(user).count() >= settings.MAX_OPEN_UPLOADS:
            detail = f"You have {settings.MAX_OPEN_UPLOADS} unfinished uploads. Finish or remove one of them first."
            raise WrongState("too_many_uploads", detail)
        upload = Upload.objects.create(
            user=user,
            length_bytes=wish.length_bytes,
            metadata=wish.metadata,
            title=clean_title(wish.title),
            visibility=wish.visibility,
            sha256=wish.sha256,
            **asdict(wish.choices),
            expires_at=next_expiry(),
        )
        path_of(upload).touch(mode=0o644)
    return upload


def next_expiry() -> datetime:
    return timezone.now() + timedelta(hours=settings.UPLOAD_HOURS)


def path_of(upload: Upload) -> Path:
    return media.content_path("incoming", f"{upload.pk}.upload")


def own_upload(user: User, upload_id: UUID) -> Upload:
    """An upload of this person, or NotFound; UploadExpired where its time is over."""
    upload = Upload.objects.select_related("request").filter(pk=upload_id, user=user).first()
    if upload is None:
        raise NotFound
    if upload.finished_at is None and upload.expires_at < timezone.now():
        raise UploadExpired
    return upload


def any_upload(upload_id: UUID) -> Upload:
    """An upload, whoever's and however old, or NotFound."""
    upload = Upload.objects.select_related("request", "user").filter(pk=upload_id).first()
    if upload is None:
        raise NotFound
    return upload


def offset_of(upload: Upload) -> int:
    """How many bytes are here. Raises NotFound where an unfinished upload has lost its file."""
    if upload.finished_at:
        return upload.length_bytes
    try:
        return path_of(upload).stat().st_size
    except FileNotFoundError:
        raise NotFound from None


def settle(upload: Upload) -> None:
    """Before somebody is told where to go on: let the connection before this one write down what came by it."""
    if upload.finished_at is None and path_of(upload).exists():
        receiving.settle(path_of(upload))


def keep_open(upload: Upload) -> None:
    """Somebody goes on with it."""
    upload.expires_at = next_expiry()
    Upload.objects.filter(pk=upload.pk).update(expires_at=upload.expires_at)


def finish_if_whole(upload: Upload) -> VideoRequest | None:
    """The request for an upload that is whole, made now or before; None while bytes are missing.

    Raises ChecksumMismatch, and gives the bytes up, where they are not what the sender said; WrongState where the
    person has too many requests on the way (it stays, and is finished later).
    """
    if upload.finished_at:
        return upload.request
    if offset_of(upload) < upload.length_bytes:
        return None
    services.require_few_live(upload.user)  # tidying asks again and again
    if not connection.in_atomic_block:
        connection.close()  # reading gigabytes takes a while
    digest = media.sha256_of(path_of(upload))
    if upload.sha256 and upload.sha256 != digest:
        remove(upload)
        raise ChecksumMismatch("The file")
    return finish(upload, digest)


@transaction.atomic
def finish(upload: Upload, digest: str) -> VideoRequest | None:
    """Exactly once: whoever comes second finds the row finished."""
    fresh = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if fresh is None:
        raise NotFound
    if fresh.finished_at:
        return fresh.request
    known = services.known_content(fresh.user, digest)
    fresh.request = ask_again(fresh, known) if known else bring(fresh, digest)
    fresh.finished_at = timezone.now()
    fresh.save(update_fields=["request", "finished_at", "captions_left_out"])
    upload.captions_left_out = fresh.captions_left_out
    return fresh.request


def bring(upload: Upload, digest: str) -> VideoRequest:
    """The request for a video made of it, with the captions beside it."""
    video = services.make_upload_video(
        upload.user,
        path_of(upload),
        video_id=upload.pk,
        title=upload.title,
        visibility=upload.visibility,
        content_sha256=digest,
    )
    beside = captions.beside(upload.pk)
    if beside.exists():
        captions.note(video, captions.take_over(beside, video.pk, upload.language))
        video.save()
    return services.add_request(upload.user, video, Choices(**upload.choices()))


def ask_again(upload: Upload, known: Video) -> VideoRequest:
    """The request for a video that has the same content, held by the transaction.

    New captions beside the file become the video's transcript, unless it is in work: then they are left out.
    """
    transaction.on_commit(lambda: remove_files(upload))
    beside = captions.beside(upload.pk)
    if beside.exists() and not captions.are_transcript_of(known, beside):
        if not selectors.is_in_work(known):
            kept = captions.take_over(beside, known.pk, upload.language)
            return captioning.request_run(upload.user, known, kept)
        upload.captions_left_out = True
    own = services.standing_request(upload.user, known)
    return own or services.add_request(upload.user, known, Choices(**upload.choices()))


def end_upload(upload: Upload) -> None:
    """Give it up, at its owner's wish. A finished one is forgotten, its video stays. Raises UploadBusy."""
    if upload.finished_at:
        upload.delete()
        return
    try:
        lock = try_lock(path_of(upload))
    except FileNotFoundError:
        upload.delete()
        return
    if lock is None:
        raise UploadBusy
    with closing(os.fdopen(lock)):
        remove(upload)


def remove(upload: Upload) -> None:
    """The row, then the file; not where it was finished meanwhile."""
    with transaction.atomic():
        fresh = Upload.objects.select_for_update().filter(pk=upload.pk, finished_at=None).first()
        if fresh is None:
            return
        fresh.delete()
        transaction.on_commit(lambda: remove_files(upload))


def remove_files(upload: Upload) -> None:
    """What came of it, and the captions beside it."""
    path_of(upload).unlink(missing_ok=True)
    captions.beside(upload.pk).unlink(missing_ok=True)


def keep_captions(upload: Upload, given: Path) -> None:
    """Keep a caption file that becomes the transcript of an upload, in place of an earlier one.

    It is moved. Raises InvalidInput(captions_unreadable), WrongState where the upload is finished.
    """
    captions.require_readable(given)
    with transaction.atomic():
        fresh = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if fresh is None:
            raise NotFound
        if fresh.finished_at:
            raise WrongState("wrong_state", "This file is here already. Give the captions to its video.")
        if fresh.caption_policy == CaptionPolicy.IGNORE:
            Upload.objects.filter(pk=fresh.pk).update(caption_policy=CaptionPolicy.PREFER)
        captions.wait_beside(given, fresh.pk)


def open_uploads(user: User) -> QuerySet[Upload]:
    """The unfinished ones of a person that can still be gone on with."""
    return user.uploads.filter(finished_at=None, expires_at__gt=timezone.now())


def tidy() -> None:
    """Remove what was left too long; finish what is whole but was never finished, since the server stopped then."""
    for upload in Upload.objects.filter(expires_at__lt=timezone.now()):
        try:
            end_upload(upload)
        except UploadBusy:
            log.info("%s is still coming in", upload.pk)
    for upload in Upload.objects.filter(finished_at=None).select_related("request", "user"):
        try:
            finish_if_whole(upload)
        except ApplicationError as error:
            log.info("%s cannot be finished: %s", upload.pk, error)


def is_open(name: str) -> bool:
    """Whether an incoming file belongs to an unfinished upload: its bytes, or the captions beside them."""
    stem, _, rest = name.partition(".")
    try:
        return (
            rest.startswith(("upload", "captions")) and Upload.objects.filter(pk=UUID(stem), finished_at=None).exists()
        )
    except ValueError:
        return False
