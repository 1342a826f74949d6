"""What search keeps of lines, titles and words; all of it can be made anew."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from videos.models import Video


class SearchWindow(models.Model):
    """What search reads: about ten lines, a minute of speech, with the first words of the lines after them.

    `words` holds the tokens line by line, first the window's own `line_count` lines from index `first` on, then those
    of the overlap; `vector` is made of them (segments.search.documents). `published`, `duration` and `is_public`
    follow the video: public is what everyone may find, in the generation that readers see.
    """

    video = models.ForeignKey(Video, models.CASCADE, related_name="search_windows", db_index=False)
    generation = models.PositiveIntegerField()
    first = models.PositiveIntegerField(help_text="Index of its first line.")
    line_count = models.PositiveSmallIntegerField(help_text="Without the overlap.")
    words = models.TextField()
    vector = SearchVectorField(editable=False)
    is_public = models.BooleanField(default=False)
    published = models.DateTimeField()
    duration = models.FloatField(null=True, blank=True, help_text="Of the video, in seconds.")
    version = models.PositiveSmallIntegerField(help_text="Of the way documents are made.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("video", "generation", "first"), name="window_once", deferrable=models.Deferrable.DEFERRED
            ),
        )
        indexes = (
            GinIndex(
                fields=("vector",),
                name="window_public",
                condition=models.Q(is_public=True),
                gin_pending_list_limit=512,
            ),
            GinIndex(
                fields=("vector",),
                name="window_hidden",
                condition=models.Q(is_public=False),
                gin_pending_list_limit=512,
            ),
            models.Index(fields=("-published", "-id"), name="window_newest", condition=models.Q(is_public=True)),
            # Whole ones: PostgreSQL does not put two partial indexes with the same condition together.
            models.Index(fields=("published",), name="window_published"),
            models.Index(fields=("duration",), name="window_duration"),
            models.Index(fields=("version",), name="window_version"),
        )

    def __str__(self) -> str:
        return f"{self.video} from line {self.first}"


class RealArrayField(models.Field):  # type: ignore[type-arg]  # it is not generic at runtime
    """A list of numbers of four bytes each; pgvector reads it where it is installed, and nobody has to."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 -- Django's signature
        return "real[]"


class WindowMeaning(models.Model):
    """What a window means (engines.meaning), where that is known. Those of windows that are gone go with time."""

    window = models.OneToOneField(
        SearchWindow,
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="meaning",
    )
    vector = RealArrayField(editable=False)

    def __str__(self) -> str:
        return str(self.window_id)


class SearchTerm(models.Model):
    """A token said in windows that everyone may find: in how many, and how often. Hidden videos leave no trace."""

    text = models.CharField(max_length=100, primary_key=True, db_collation="C")
    windows = models.IntegerField()
    uses = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=("-uses",), name="term_most_used"),)

    def __str__(self) -> str:
        return self.text


class SearchTitle(models.Model):
    """The words of a video's title and channel, for searching them."""

    video = models.OneToOneField(Video, models.CASCADE, primary_key=True, related_name="search_title")
    vector = SearchVectorField(editable=False)

    class Meta:
        indexes = (GinIndex(fields=("vector",), name="title_words"),)

    def __str__(self) -> str:
        return str(self.video)
