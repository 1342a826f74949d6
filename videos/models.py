"""The truth about videos: the video, people's requests for it, and the runs over it with their steps."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import Identified


class Visibility(models.TextChoices):
    """Who sees a video: everyone, whoever has the id, or owner and staff alone."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"


class CaptionPolicy(models.TextChoices):
    """Whether captions that come with a video become its transcript."""

    PREFER = "prefer"
    IGNORE = "ignore"
    ONLY = "only"


class Chosen(Identified):
    """What an asker chose for the transcription; empty: the server's defaults."""

    language = models.CharField(max_length=16, blank=True)
    engine = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=200, blank=True)
    caption_policy = models.CharField(max_length=6, choices=CaptionPolicy, default=CaptionPolicy.IGNORE)
    translate = models.BooleanField(default=False, help_text="What is said is wanted in English, too.")

    class Meta:
        abstract = True

    def choices(self) -> dict[str, Any]:
        """All of it by name, for another row or for videos.services.Choices."""
        names = ("language", "engine", "model", "caption_policy", "translate")
        return {name: getattr(self, name) for name in names}


class Video(Identified):
    """One source, watched and searched. A public source is one row for all, any other one row per owner.

    `source_key` names the source ("youtube:<id>", "upload:<uuid>"). Paths are relative to CONTENT_DIR, empty where
    there is no file. `generation` is the transcription run that readers see, 0 before the first; `english_generation`
    the run whose English track they see, which stays when a later run makes none.
    """

    class Status(models.TextChoices):
        QUEUED = "queued"
        PROCESSING = "processing"
        READY = "ready"
        FAILED = "failed"

    class TranscriptSource(models.TextChoices):
        SPEECH = "speech"
        CAPTIONS = "captions"

    class TranscriptQuality(models.TextChoices):
        NORMAL = "normal"
        LOW = "low"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="videos",
        help_text="Who first brought it in; empty once that account is gone and others still use the video.",
    )
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PRIVATE)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    source_key = models.CharField(max_length=512)
    source_url = models.TextField(blank=True)
    platform = models.CharField(max_length=64, default="upload")
    title = models.CharField(max_length=300)
    channel_id = models.CharField(max_length=200, blank=True)
    channel_name = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text="The source's date, else the request's.")

    source_path = models.CharField(max_length=200, blank=True, help_text="What was uploaded or downloaded.")
    content_sha256 = models.CharField(max_length=64, blank=True, help_text="Of a file that was brought in, in hex.")
    sound_path = models.CharField(max_length=200, blank=True, help_text="Sound that came before its picture.")
    captions_path = models.CharField(max_length=200, blank=True, help_text="Captions that came with it.")
    captions_language = models.CharField(max_length=16, blank=True)
    captions_automatic = models.BooleanField(default=False, help_text="A machine made them.")
    media_path = models.CharField(max_length=200, blank=True, help_text="What browsers play; may be the source itself.")
    thumbnail_path = models.CharField(max_length=200, blank=True)
    source_dropped_at = models.DateTimeField(
        null=True, blank=True, help_text="When source and media were removed for good: text and finished clips stay."
    )
    duration = models.FloatField(null=True, blank=True, help_text="Seconds.")
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    has_audio = models.BooleanField(default=False)

    generation = models.PositiveIntegerField(default=0)
    english_generation = models.PositiveIntegerField(default=0)
    segment_count = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=16, blank=True)
    engine = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=200, blank=True)
    transcript_source = models.CharField(max_length=8, choices=TranscriptSource, blank=True)
    transcript_quality = models.CharField(max_length=6, choices=TranscriptQuality, blank=True)
    processed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="processed_videos"
    )
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("source_key",), condition=Q(visibility="public"), name="video_public_once"),
            models.UniqueConstraint(
                fields=("source_key", "owner"), condition=~Q(visibility="public"), name="video_own_once"
            ),
        )
        indexes = (
            models.Index(fields=("visibility", "-created_at"), name="video_listing"),
            models.Index(fields=("channel_id",), name="video_channel"),
            models.Index(fields=("source_url",), name="video_source_url", condition=~Q(source_url="")),
            models.Index(fields=("owner", "content_sha256"), name="video_content", condition=~Q(content_sha256="")),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def is_open(self) -> bool:
        """Whether whoever has the id may read it."""
        return self.visibility != Visibility.PRIVATE


class ProcessingSession(Chosen):
    """One run of the pipeline over a video. `attempt` rises with each retry by a person."""

    class Status(models.TextChoices):
        RUNNING = "running"
        COMPLETED = "completed"
        FAILED = "failed"
        CANCELLED = "cancelled"

    video = models.ForeignKey(Video, models.CASCADE, related_name="sessions")
    status = models.CharField(max_length=9, choices=Status, default=Status.RUNNING)
    attempt = models.PositiveIntegerField(default=1)
    is_prioritized = models.BooleanField(default=False)
    generation = models.PositiveIntegerField(help_text="The transcription run this session makes.")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_detail = models.TextField(blank=True)

    class Meta:
        ordering = ("-started_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("video",), condition=Q(status="running"), name="session_one_running"),
            models.UniqueConstraint(fields=("video", "generation"), name="session_generation_once"),
        )

    def __str__(self) -> str:
        return f"{self.video} #{self.generation}"


class ProcessingStep(models.Model):
    """One step of a session. `attempt` is the fence: a worker's write counts only while its attempt is current.

    waiting -> queued (sent to a worker) -> running (a worker has it) -> done, failed or cancelled. Back to waiting with
    attempt + 1 when its worker was lost, its error is worth another try (`retry_at`), or a person retries.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    LIVE = (Status.WAITING, Status.QUEUED, Status.RUNNING)

    session = models.ForeignKey(ProcessingSession, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    path = models.CharField(max_length=200, help_text="The class that does it, as VIDEO_PIPELINE names it.")
    kind = models.CharField(max_length=40, help_text="The kind of work: its queue, and whose slots it takes.")
    needs = ArrayField(models.CharField(max_length=40), default=list, help_text="Names of steps to be done first.")
    weight = models.PositiveSmallIntegerField(default=1, help_text="Its share of the whole job's progress.")
    is_optional = models.BooleanField(default=False, help_text="The video is whole without it; nothing waits for it.")
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    attempt = models.PositiveIntegerField(default=1)
    failures = models.PositiveSmallIntegerField(default=0, help_text="Retryable errors in a row.")
    progress = models.FloatField(default=0, help_text="Fraction done, 0 to 1.")
    activity = models.CharField(max_length=40, blank=True, help_text="What it does before its own work, while it does.")
    activity_progress = models.FloatField(default=0, help_text="Fraction of that, 0 to 1.")
    queued_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=40, blank=True, help_text="Why it had nothing to do.")
    error_code = models.CharField(max_length=60, blank=True)
    error_detail = models.TextField(blank=True)

    class Meta:
        ordering = ("session", "position")
        constraints = (models.UniqueConstraint(fields=("session", "name"), name="step_name_once"),)
        indexes = (
            models.Index(fields=("status", "kind"), name="step_live", condition=Q(status__in=("queued", "running"))),
        )

    def __str__(self) -> str:
        return f"{self.name} of {self.session_id}"


class VideoRequest(Chosen):
    """One person's wish for one video, with the choices they made. `prioritized_at`: moved before all others."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        PROCESSING = "processing"
        COMPLETED = "completed"
        FAILED = "failed"
        CANCELLED = "cancelled"

    LIVE = (Status.QUEUED, Status.PROCESSING)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="video_requests")
    video = models.ForeignKey(Video, models.CASCADE, related_name="requests")
    session = models.ForeignKey(ProcessingSession, models.SET_NULL, null=True, blank=True, related_name="requests")
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    prioritized_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_detail = models.TextField(blank=True)

    class Meta:
        ordering = ("-requested_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "video"), condition=Q(status__in=("queued", "processing")), name="request_live_once"
            ),
        )
        indexes = (models.Index(fields=("requested_at",), name="request_queue", condition=Q(status="queued")),)

    def __str__(self) -> str:
        return f"{self.user} asks for {self.video}"

    @property
    def is_readable(self) -> bool:
        """Whether its person may read the video: that may have been made private since it was asked for."""
        return self.video.is_open or self.video.owner_id == self.user_id or self.user.is_staff

    @property
    def title(self) -> str:
        """The video's title; the address that was asked for where its person may no longer read it."""
        return self.video.title if self.is_readable else self.video.source_url


class StoredFile(models.Model):
    """How long a file of a video is: written down when somebody first asks, forgotten when the video's files change.

    One that is gone has 0 bytes. `is_source`: clips are cut from it.
    """

    video = models.ForeignKey(Video, models.CASCADE, related_name="stored_files", db_index=False)
    path = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    is_source = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("video", "path"), name="stored_file_once"),)

    def __str__(self) -> str:
        return self.path


class Upload(Chosen):
    """A file that comes in pieces (tus). What came of it is the length of `incoming/<id>.upload`, and nothing else.

    When it is whole its id becomes the video's and its file the video's source, in one transaction: it never moves.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    length_bytes = models.BigIntegerField()
    metadata = models.TextField(blank=True, help_text="Upload-Metadata as it came.")
    title = models.CharField(max_length=300)
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PRIVATE)
    sha256 = models.CharField(max_length=64, blank=True, help_text="What the sender says of the whole file, in hex.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    request = models.ForeignKey(VideoRequest, models.SET_NULL, null=True, blank=True, related_name="+")
    captions_left_out = models.BooleanField(default=False, help_text="The film was here already, and in work.")

    class Meta:
        ordering = ("-created_at", "id")
        indexes = (models.Index(fields=("expires_at",), name="upload_expiry"),)

    def __str__(self) -> str:
        return self.title


class Follow(Chosen):
    """A channel or playlist whose new videos one person wants, with the choices they made.

    `next_check_at` is when it is looked at next; whoever looks moves it first. `failures` are those in a row.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows", db_index=False)
    source_url = models.CharField(max_length=2000)
    kind = models.CharField(max_length=8)
    platform = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_checked_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(default=timezone.now)
    is_paused = models.BooleanField(default=False, help_text="It is not looked at until its person goes on with it.")
    failures = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=60, blank=True)
    error_detail = models.TextField(blank=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (models.UniqueConstraint(fields=("user", "source_url"), name="follow_once"),)
        indexes = (models.Index(fields=("next_check_at",), name="follow_due"),)

    def __str__(self) -> str:
        return f"{self.user} follows {self.title}"


class SeenVideo(models.Model):
    """A video of a followed list that was there from the start, or was requested: it is not requested again."""

    follow = models.ForeignKey(Follow, models.CASCADE, related_name="seen", db_index=False)
    source_key = models.CharField(max_length=512)
    request = models.ForeignKey(VideoRequest, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("follow", "source_key"), name="seen_video_once"),)

    def __str__(self) -> str:
        return self.source_key


class IngestedFile(models.Model):
    """A file of an archive or of the watched folder: what it was when we last saw it, and what became of it.

    As long as its size and its date stay the same it is not looked into again, so a refused one is refused once.
    """

    class Status(models.TextChoices):
        SEEN = "seen"  # it may still be growing
        TAKEN = "taken"
        KNOWN = "known"  # its owner has the same content already
        REFUSED = "refused"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.TextField()
    size_bytes = models.BigIntegerField()
    modified_ns = models.BigIntegerField()
    status = models.CharField(max_length=7, choices=Status, default=Status.SEEN)
    video = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    error_code = models.CharField(max_length=60, blank=True)
    error_detail = models.TextField(blank=True)
    looked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-looked_at", "id")
        constraints = (models.UniqueConstraint(fields=("owner", "path"), name="ingested_file_once"),)

    def __str__(self) -> str:
        return self.path
