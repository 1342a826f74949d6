"""What people may have done to videos and requests: the one door that admits new videos, and their limits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import jobs, media
from core.database import DATABASE_AWAY
from core.errors import ApplicationError, NotAllowed, NotFound, WrongState
from users.models import User
from videos import captions, dispatch, lifecycle, selectors, sources, storage
from videos.models import CaptionPolicy, ProcessingSession, Video, VideoRequest, Visibility
from videos.titles import clean_title

Request = VideoRequest.Status


@dataclass(frozen=True, slots=True)
class Choices:
    """What an asker chose for the transcription; empty: the server's defaults."""

    language: str = ""
    engine: str = ""
    model: str = ""
    caption_policy: str = CaptionPolicy.IGNORE
    translate: bool = False


def request_upload(
    user: User,
    upload: UploadedFile[bytes],
    *,
    title: str = "",
    visibility: str = Visibility.PRIVATE,
    choices: Choices,
    subtitles: UploadedFile[bytes] | None = None,
) -> VideoRequest:
    """Keep an uploaded file, and the captions that came beside it, and queue it."""
    title = title or Path(upload.name or "").stem
    with closing(upload), closing(subtitles) if subtitles else nullcontext():
        path, beside = spooled(upload), spooled(subtitles) if subtitles else None
        return request_file(user, path, title=title, visibility=visibility, choices=choices, subtitles=beside)


def spooled(upload: UploadedFile[bytes]) -> Path:
    """Where an upload lies on the disk."""
    if not isinstance(upload, TemporaryUploadedFile):
        raise TypeError("uploads are spooled to disk (FILE_UPLOAD_HANDLERS)")
    return Path(upload.temporary_file_path())


def request_file(
    user: User,
    path: Path,
    *,
    title: str,
    visibility: str = Visibility.PRIVATE,
    choices: Choices,
    subtitles: Path | None = None,
) -> VideoRequest:
    """Take a file over and queue it. It is moved, not copied; whether it is media, the pipeline finds out.

    `subtitles` is a caption file that belongs to it. Raises InvalidInput(captions_unreadable) where it is none.
    """
    media.require_free_space()
    if subtitles:
        captions.require_readable(subtitles)
    video_id = uuid.uuid4()
    kept = keep_file(path, video_id)
    kept_captions = captions.adopt(subtitles, video_id, choices.language) if subtitles else None
    try:
        with transaction.atomic():
            video = make_upload_video(user, kept, video_id=video_id, title=title, visibility=visibility)
            captions.note(video, kept_captions)
            video.save()
            return add_request(user, video, choices)
    except DATABASE_AWAY:
        raise  # the rows may be there: where they are not, the file is tidied up
    except BaseException:
        kept.unlink(missing_ok=True)
        captions.throw_away(kept_captions)
        raise


def make_upload_video(
    user: User, kept: Path, *, video_id: UUID, title: str, visibility: str, content_sha256: str = ""
) -> Video:
    """The row of a file that lies among the incoming ones."""
    return Video.objects.create(
        id=video_id,
        owner=user,
        visibility=visibility,
        source_key=f"upload:{video_id}",
        source_path=media.relative(kept),
        content_sha256=content_sha256,
        title=clean_title(title),
        published_at=timezone.now(),
    )


@transaction.atomic
def request_known_content(user: User, content_sha256: str, choices: Choices) -> VideoRequest | None:
    """The person's request for a video of their own with the very same content; None where they have none."""
    video = known_content(user, content_sha256)
    if video is None:
        return None
    return standing_request(user, video) or add_request(user, video, choices)


def known_content(user: User, content_sha256: str) -> Video | None:
    """The person's own video with the very same content, held until the transaction ends.

    One that failed does not count: whoever brings the file again may have a better day. Nor does one whose source
    was dropped, nor do other people's.
    """
    known = Video.objects.filter(owner=user, content_sha256=content_sha256, source_dropped_at=None)
    known = known.exclude(status=Video.Status.FAILED)
    for found in known.order_by("created_at", "id"):
        video = lifecycle.lock_video(found.pk)
        if video and video.status != Video.Status.FAILED:
            return video
    return None


def standing_request(user: User, video: Video) -> VideoRequest | None:
    """The person's live or completed request for a video."""
    return video.requests.filter(user=user, status__in=(*VideoRequest.LIVE, Request.COMPLETED)).first()


def request_url(
    user: User, url: str, *, visibility: str = Visibility.PUBLIC, choices: Choices
) -> tuple[VideoRequest, bool]:
    """A person's request for the video behind an address, and whether it is new. Asks no network.

    One's own live or completed request comes back as it is. A public source is one video for all: a request for one
    that is here is completed at once, one for a video in work joins it.
    """
    source = sources.source_of(url)
    with transaction.atomic():
        video = lifecycle.lock_video(sources.find_or_make_video(user, source, visibility).pk)
        if video is None:
            raise WrongState("changed_meanwhile", "This video was deleted just now. Please ask again.")
        own = standing_request(user, video)
        return (own, False) if own else (add_request(user, video, choices), True)


def request_urls(
    user: User, urls: Iterable[str], *, visibility: str, choices: Choices
) -> list[VideoRequest | ApplicationError]:
    """A person's requests for several addresses, each for itself: the request, or why there is none."""
    results: list[VideoRequest | ApplicationError] = []
    for url in urls:
        try:
            results.append(request_url(user, url, visibility=visibility, choices=choices)[0])
        except ApplicationError as error:
            results.append(error)
    return results


def keep_file(path: Path, video_id: UUID) -> Path:
    """Move a file to where the pipeline takes it in; a crash in between leaves only a file to tidy up."""
    path.chmod(0o644)  # nginx may run as somebody else
    return path.replace(media.content_path("incoming", f"{video_id}.upload"))


@transaction.atomic
def add_request(user: User, video: Video, choices: Choices) -> VideoRequest:
    """A person's new request for a video: into the queue, or along with the run there is, or completed at once.

    Raises WrongState where the person has too many on the way already.
    """
    require_place(user)
    request = request_for(user, video, choices)
    join_or_queue(request)
    wake_queue()
    return request


def request_for(user: User, video: Video, choices: Choices) -> VideoRequest:
    """An unsaved request with these choices."""
    return VideoRequest(user=user, video=video, **asdict(choices))


def require_place(user: User) -> None:
    """As require_few_live, for a transaction that makes a request: a person's are made one after the other."""
    User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()
    require_few_live(user)


def require_few_live(user: User) -> None:
    """Raise WrongState where the person has too many requests on the way."""
    if user.video_requests.filter(status__in=VideoRequest.LIVE).count() >= settings.MAX_LIVE_REQUESTS:
        detail = f"You have {settings.MAX_LIVE_REQUESTS} videos on the way already. Please wait for some of them."
        raise WrongState("too_many_requests", detail)


def wake_queue() -> None:
    """Have the dispatcher look at the queue soon, and people told where they stand."""
    jobs.send("videos.tasks.dispatch")
    transaction.on_commit(dispatch.announce_queue)


@transaction.atomic
def prioritize(user: User, request: VideoRequest) -> VideoRequest:
    """Move a waiting request before all that were not moved. Level 2 and staff only; again is no change."""
    if not user.may_process:
        raise NotAllowed("level_too_low", "Moving a request to the front needs a Pro Plus account.")
    request = locked(request)
    if request.status != Request.QUEUED:
        raise WrongState("wrong_state", "Only a request that is waiting in the queue can be moved to its front.")
    if request.prioritized_at is None:
        request.prioritized_at = timezone.now()
        request.save(update_fields=["prioritized_at"])
        wake_queue()
    return request


@transaction.atomic
def process_url(user: User, url: str, *, choices: Choices) -> VideoRequest:
    """A person's request for the video behind an address, before all others; one in work or done stays as it is.

    Where the person may not have that (NotAllowed), nothing is asked for either.
    """
    request, _ = request_url(user, url, choices=choices)
    try:
        return prioritize(user, request)
    except WrongState:
        return request


@transaction.atomic
def cancel(request: VideoRequest) -> VideoRequest:
    """End a live request; its session ends too, where no other person's request waits for it.

    Of a completed one the optional steps end that its run still has to do, where this person began that run.
    """
    request = locked(request)
    if rest := lifecycle.own_rest(request, ProcessingSession.Status.RUNNING):
        lifecycle.leave_rest(rest)
        return request
    if request.status not in VideoRequest.LIVE:
        raise WrongState("wrong_state", "Only a request that is waiting or in work can be cancelled.")
    lifecycle.end_request(request, Request.CANCELLED)
    video = request.video
    if not video.requests.filter(status__in=VideoRequest.LIVE).exists():
        session = video.sessions.filter(status=ProcessingSession.Status.RUNNING).first()
        if session:
            lifecycle.cancel_session(video, session)
        else:
            lifecycle.settle_video(video)
    wake_queue()
    return request


@transaction.atomic
def retry(request: VideoRequest) -> VideoRequest:
    """Queue a failed or cancelled request again; its session goes on from the step that failed.

    Of a completed one the optional steps are tried again that failed or were cancelled. Raises NotFound where the video
    was made private since, WrongState where there is nothing to try again or the person has too many on the way.
    """
    request = locked(request)
    if not request.is_readable:
        raise NotFound
    rest = lifecycle.own_rest(request, ProcessingSession.Status.COMPLETED)
    if rest and lifecycle.has_rest(rest) and not selectors.is_in_work(request.video):
        lifecycle.take_up(rest)
        wake_queue()
        return request
    if request.status not in {Request.FAILED, Request.CANCELLED}:
        raise WrongState("wrong_state", "Only a request that failed or was cancelled can be tried again.")
    others = request.video.requests.filter(user=request.user_id, status__in=VideoRequest.LIVE)
    if others.exclude(pk=request.pk).exists():
        raise WrongState("wrong_state", "You have asked for this video again already.")
    require_place(request.user)
    join_or_queue(request, anew=lifecycle.wants_new_run(request))
    wake_queue()
    return request


def join_or_queue(request: VideoRequest, *, anew: bool = False) -> None:
    """Set a request to what its video is at: in work while it is made ready, completed where it is, else queued.

    `anew`: what was wanted is a new run over a video that is ready.
    """
    video = request.video
    running = video.sessions.filter(status=ProcessingSession.Status.RUNNING).first()
    request.error_code = request.error_detail = ""
    if running and lifecycle.is_wanting(running):
        request.status, request.session = Request.PROCESSING, running
    elif video.status == Video.Status.READY and not anew:
        request.status, request.completed_at = Request.COMPLETED, timezone.now()
    else:
        queue(request)
    request.save()


def queue(request: VideoRequest) -> None:
    """Have a request wait, and its video with it; one that is watched already stays ready. The request is not saved."""
    video = request.video
    if video.source_dropped_at:
        raise WrongState("source_dropped", "The film is no longer kept, so its transcript cannot be made anew.")
    request.status = Request.QUEUED
    if not video.processed_at:
        video.status = Video.Status.QUEUED
        video.save(update_fields=["status"])


def locked(request: VideoRequest) -> VideoRequest:
    """The request as it is now, with its video's row held until the transaction ends."""
    video = lifecycle.lock_video(request.video_id)
    if video is None:
        raise NotFound
    fresh = VideoRequest.objects.get(pk=request.pk)
    fresh.video = video
    return fresh


@transaction.atomic
def update_video(user: User, video: Video, *, title: str | None = None, visibility: str | None = None) -> Video:
    """Change a video's title or who sees it. Editors only.

    Raises WrongState where others use the video, or a second row of its source would be public, or its owner's own.
    """
    video = editable(user, video)
    if title is not None:
        video.title = clean_title(title)
    if visibility is not None and visibility != video.visibility:
        require_unused(user, video)
        video.visibility = visibility
    try:
        with transaction.atomic():
            video.save(update_fields=["title", "visibility"])
    except IntegrityError as error:
        if video.is_public:
            raise WrongState("public_copy_exists", "There is a public video of this source already.") from error
        detail = "There is a video of this source already that is not public."
        raise WrongState("own_copy_exists", detail) from error
    return video


@transaction.atomic
def delete_video(user: User, video: Video) -> None:
    """Delete a video with everything made from it; a worker that is at it stops at its next heartbeat."""
    video = editable(user, video)
    require_unused(user, video)
    remove_video(video)


def remove_video(video: Video) -> None:
    """Delete the row, and its files once that is committed."""
    stored = storage.files_of(video)
    video.delete()
    transaction.on_commit(partial(media.remove, stored))
    wake_queue()


def editable(user: User, video: Video) -> Video:
    """The video, locked; NotAllowed for those who may only read it."""
    fresh = lifecycle.lock_video(video.pk)
    if fresh is None:
        raise NotFound
    require_editor(user, fresh)
    return fresh


def require_editor(user: User, video: Video) -> None:
    """Raise NotAllowed for those who may only read the video."""
    if not selectors.is_editor(user, video):
        raise NotAllowed("not_editor", "Only the owner of this video and staff may change it.")


def require_unused(user: User, video: Video) -> None:
    if not user.is_staff and selectors.is_in_use(video):
        detail = "Other people asked for this video too. Only staff may delete it or change who sees it."
        raise WrongState("in_use", detail)


@transaction.atomic
def release_videos(user: User) -> None:
    """Before an account goes: delete its videos but for those that other people's requests stand on."""
    for video in Video.objects.select_for_update().filter(owner=user).order_by("pk"):
        if not selectors.is_in_use(video):
            remove_video(video)
