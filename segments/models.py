"""The truth about spoken lines, the search over them, and the clips cut from them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string

from core.models import Identified
from segments import search_models  # noqa: F401 -- Django looks for models here
from videos.models import Video


class Track(models.TextChoices):
    """Which text of the speech: as spoken, or in English."""

    ORIGINAL = "original"
    ENGLISH = "english"


class Transcription(models.Model):
    """One run over a video for one of its tracks: how far it is, and who makes it.

    `language` is what is spoken, also where the track is English. `reached` is in seconds of the media; a run goes on
    from there after a kill, also where the last passage was silent.
    """

    video = models.ForeignKey(Video, models.CASCADE, related_name="transcriptions", db_index=False)
    generation = models.PositiveIntegerField()
    track = models.CharField(max_length=8, choices=Track, default=Track.ORIGINAL)
    reached = models.FloatField(default=0)
    segment_count = models.PositiveIntegerField(default=0)
    engine = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=16, blank=True)
    language_probability = models.FloatField(null=True, blank=True, help_text="0 to 1, where an engine detected it.")
    source = models.CharField(max_length=8, choices=Video.TranscriptSource, default=Video.TranscriptSource.SPEECH)
    quality = models.CharField(max_length=6, choices=Video.TranscriptQuality, default=Video.TranscriptQuality.NORMAL)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("video", "generation", "track"), name="transcription_once"),)

    def __str__(self) -> str:
        return f"{self.video} #{self.generation} {self.track}"


class Segment(Identified):
    """One spoken line. Readers see those of the video's current run, of each track its own; search the original ones.

    `start` and `end` are seconds, `words` a list of [start, end, text].
    """

    video = models.ForeignKey(Video, models.CASCADE, related_name="segments", db_index=False)
    generation = models.PositiveIntegerField()
    track = models.CharField(max_length=8, choices=Track, default=Track.ORIGINAL)
    index = models.PositiveIntegerField(help_text="Place in the transcript, from 0.")
    start = models.FloatField(help_text="Seconds.")
    end = models.FloatField(help_text="Seconds.")
    text = models.TextField()
    words = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    doubtful = models.CharField(max_length=60, blank=True, help_text="Why the line may be wrong.")
    original = models.TextField(blank=True, help_text="As it was first heard or read, where `text` differs.")
    is_corrected = models.BooleanField(default=False, help_text="Changed by hand; later transcriptions keep it.")

    class Meta:
        ordering = ("video", "generation", "track", "index")
        constraints = (
            models.UniqueConstraint(
                fields=("video", "generation", "track", "index"),
                name="segment_index_once",
                deferrable=models.Deferrable.IMMEDIATE,  # lines are renumbered by one statement
            ),
        )
        indexes = (models.Index(fields=("video", "generation", "track", "start"), name="segment_time"),)

    def __str__(self) -> str:
        return self.text[:80]


class Edit(models.Model):
    """One correction by hand: the lines that were there before it, and those that stood there after it.

    Both are lists of segments.editing.lines.LineState; `lines` holds the ids of all of them. What is undone keeps its
    row.
    """

    class Kind(models.TextChoices):
        CHANGE = "change"
        SPLIT = "split"
        MERGE = "merge"
        REPLACE = "replace"

    video = models.ForeignKey(Video, models.CASCADE, related_name="edits")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="edits")
    kind = models.CharField(max_length=7, choices=Kind)
    lines = ArrayField(models.UUIDField())
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="undone_edits"
    )

    class Meta:
        ordering = ("-id",)
        indexes = (GinIndex(fields=("lines",), name="edit_lines"),)

    def __str__(self) -> str:
        return f"{self.kind} in {self.video}"


def new_share_id() -> str:
    """The name of a public page: 71 bits of chance in letters and digits."""
    return get_random_string(12)


def new_link_id() -> str:
    """The name of a link that opens even what is private: 131 bits of chance in letters and digits."""
    return get_random_string(22)


class MadeFile(Identified):
    """A file that is made for whoever asks for it. It is a cache: `path` is empty when the file was evicted.

    `attempt` is the fence of the worker that makes it, `tries` counts the failures since it was asked for. `share_id`
    is the name of its public page.
    """

    class Status(models.TextChoices):
        WORKING = "working"
        READY = "ready"
        FAILED = "failed"

    share_id = models.CharField(max_length=12, unique=True, default=new_share_id, editable=False)
    status = models.CharField(max_length=7, choices=Status, default=Status.WORKING)
    progress = models.FloatField(default=0, help_text="Fraction done, 0 to 1.")
    attempt = models.PositiveIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(null=True, blank=True, help_text="Empty until a worker has it.")
    error_code = models.CharField(max_length=60, blank=True)
    error_detail = models.TextField(blank=True)

    path = models.CharField(max_length=200, blank=True, help_text="Relative to CONTENT_DIR.")
    size_bytes = models.BigIntegerField(default=0)
    duration = models.FloatField(default=0, help_text="Seconds.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(default=timezone.now)

    task: ClassVar[str]
    """The name of the task that makes it, of its id and the attempt."""

    class Meta:
        abstract = True
        ordering = ("-created_at", "id")
        indexes = (
            models.Index(fields=("queued_at",), name="%(class)s_working", condition=models.Q(status="working")),
            models.Index(fields=("last_used_at",), name="%(class)s_kept", condition=~models.Q(path="")),
        )

    @property
    def is_ready(self) -> bool:
        """Whether its file was made and not evicted since."""
        return self.status == self.Status.READY and bool(self.path)

    @property
    def video_ids(self) -> list[str]:
        """Of the videos it shows, in their order, each once."""
        raise NotImplementedError


class Clip(MadeFile):
    """A piece of a video, cut once for all who ask for the same.

    `start` and `end` are seconds of the video, `pre_roll` and `play_end` seconds of the file. `key` names what is cut
    (segments.clips.limits.content_key).
    """

    class Purpose(models.TextChoices):
        PLAY = "play"
        FILE = "file"

    class Snap(models.TextChoices):
        WORDS = "words"
        NONE = "none"

    class Format(models.TextChoices):
        MP4 = "mp4"
        GIF = "gif"
        WEBP = "webp"
        MP3 = "mp3"
        M4A = "m4a"

    class Captions(models.TextChoices):
        NONE = "none"
        BURNED = "burned"
        SOFT = "soft"

    class Crop(models.TextChoices):
        NONE = "none"
        VERTICAL = "vertical"

    task = "segments.tasks.cut_clip"

    video = models.ForeignKey(Video, models.CASCADE, related_name="clips")
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, blank=True, related_name="clips")
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="clips",
        help_text="Who was first.",
    )
    askers: ClassVar[models.ManyToManyField[models.Model, ClipAsker]] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="ClipAsker", related_name="asked_clips"
    )
    key = models.CharField(max_length=64, unique=True, editable=False)
    start = models.FloatField()
    end = models.FloatField()
    padding = models.FloatField(default=0, help_text="Seconds that start and end hold on each side.")
    snap = models.CharField(max_length=5, choices=Snap, default=Snap.WORDS)
    purpose = models.CharField(max_length=4, choices=Purpose, default=Purpose.PLAY)
    format = models.CharField(max_length=4, choices=Format, default=Format.MP4)
    captions = models.CharField(max_length=6, choices=Captions, default=Captions.NONE)
    crop = models.CharField(max_length=8, choices=Crop, default=Crop.NONE)
    text = models.TextField(blank=True)
    speech = models.JSONField(
        default=list, blank=True, help_text="What captions say: [start, end, text, words], seconds of the video."
    )
    pre_roll = models.FloatField(default=0)
    play_end = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.start:.2f}-{self.end:.2f} of {self.video_id}"

    @property
    def video_ids(self) -> list[str]:
        return [str(self.video_id)]


class ClipAsker(models.Model):
    """Someone who asked for a clip; `is_waiting`: while it was in work, and is told when it is ready."""

    clip = models.ForeignKey(Clip, models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    is_waiting = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("clip", "user"), name="clip_asker_once"),)

    def __str__(self) -> str:
        return f"{self.user} asks for {self.clip}"


class Supercut(MadeFile):
    """Pieces of videos joined into one file for whoever asked.

    `key` names what was asked for, `items` holds what of it may be seen now: dictionaries of
    segments.supercuts.items.Item.
    """

    class Status(models.TextChoices):
        WORKING = "working"
        READY = "ready"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Format(models.TextChoices):
        MP4 = "mp4"
        M4A = "m4a"
        MP3 = "mp3"

    task = "segments.tasks.make_supercut"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="supercuts", db_index=False)
    key = models.CharField(max_length=64, editable=False)
    query = models.TextField(blank=True)
    items = models.JSONField(
        default=list, help_text="The pieces, in order: video, times, title, and how they were cut."
    )
    format = models.CharField(max_length=4, choices=Format, default=Format.MP4)
    titles = models.BooleanField(default=False, help_text="Each piece begins with its video's title.")

    status = models.CharField(max_length=9, choices=Status, default=Status.WORKING)

    class Meta(MadeFile.Meta):
        constraints = (models.UniqueConstraint(fields=("owner", "key"), name="supercut_once"),)

    def __str__(self) -> str:
        return f"{len(self.items)} pieces: {self.query}" if self.query else f"{len(self.items)} pieces"

    @property
    def video_ids(self) -> list[str]:
        return list(dict.fromkeys(item["video_id"] for item in self.items))


class SupercutPart(models.Model):
    """A piece of a video in the form that all supercuts are joined from, kept for the next one that holds it."""

    key = models.CharField(max_length=64, primary_key=True)
    video = models.ForeignKey(Video, models.CASCADE, related_name="supercut_parts")
    path = models.CharField(max_length=200, help_text="Relative to CONTENT_DIR.")
    size_bytes = models.BigIntegerField()
    last_used_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.path


class ShareLink(Identified):
    """An address of a clip or a supercut that somebody handed out.

    It shows what its maker may see, until it ends or is deleted.
    """

    clip = models.ForeignKey(Clip, models.CASCADE, null=True, blank=True, related_name="links")
    supercut = models.ForeignKey(Supercut, models.CASCADE, null=True, blank=True, related_name="links")
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="share_links")
    share_id = models.CharField(max_length=22, unique=True, default=new_link_id, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it does not end by itself.")

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(clip=None) ^ models.Q(supercut=None), name="share_link_of_one_thing"
            ),
        )

    def __str__(self) -> str:
        return f"link of {self.maker_id} to {self.clip or self.supercut}"

    @property
    def has_ended(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()
