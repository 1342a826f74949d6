"""Brings a corpus into the product's tables, much faster than videos come in otherwise.

Every title and window is what the product's own indexing makes of it; only the rows are written in bulk, and the
indexes over vectors are made when all are there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models, transaction

from bench.corpus import Corpus
from bench.queries import channel_of
from segments.models import Segment
from segments.search.documents import windows_of
from segments.search.index import row_of, title_vector
from segments.search.terms import count_terms
from segments.search_models import SearchTitle, SearchWindow
from videos.models import Video, Visibility

LINE_SECONDS = 5.0
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = 2000
LINES_AT_ONCE = 20_000
INDEX_MEMORY = "512MB"


def load(corpus: Corpus) -> None:
    """Store and index the videos that are missing. May be cut off and goes on where it stopped."""
    first, end = Video.objects.count(), corpus.recipe.videos
    if first == end:
        return
    begun = time.monotonic()
    drop_indexes()
    at_once = max(1, LINES_AT_ONCE // corpus.recipe.lines_per_video)
    for batch in range(first, end, at_once):
        with transaction.atomic():
            add([video_of(corpus, number) for number in range(batch, min(batch + at_once, end))], corpus, batch)
        print(f"stored {min(batch + at_once, end)} of {end} videos, {time.monotonic() - begun:.0f} s", flush=True)
    make_indexes()
    settle()
    print(f"indexed {end - first} videos in {time.monotonic() - begun:.0f} s", flush=True)


def video_of(corpus: Corpus, number: int) -> Video:
    lines = corpus.lines_of(number)
    return Video(
        title=corpus.text(lines[0]).capitalize(),
        source_key=f"bench:{number}",
        channel_id=channel_of(number),
        channel_name=channel_of(number),
        language="en",
        published_at=FIRST_DAY + timedelta(days=number * 7919 % DAYS),
        duration=len(lines) * LINE_SECONDS,
        visibility=Visibility.PUBLIC,
        status=Video.Status.READY,
        generation=1,
        segment_count=len(lines),
    )


def add(videos: list[Video], corpus: Corpus, first: int) -> None:
    """Store videos, the first of which has the number `first`, with their lines and all that search knows of them."""
    Video.objects.bulk_create(videos)
    SearchTitle.objects.bulk_create(SearchTitle(video=video, vector=title_vector(video)) for video in videos)
    spoken = [list(lines_of(video, corpus, number)) for number, video in enumerate(videos, first)]
    copy([line for lines in spoken for line in lines])
    windows = [
        row_of(video, 1, window)
        for video, lines in zip(videos, spoken, strict=True)
        for window in windows_of(lines)
    ]  # fmt: skip
    copy(windows)
    count_terms([window.words for window in windows], [])
    connection.check_constraints()


def lines_of(video: Video, corpus: Corpus, number: int) -> Iterator[Segment]:
    for index, line in enumerate(corpus.lines_of(number)):
        start = index * LINE_SECONDS
        yield Segment(
            video=video, generation=1, index=index, start=start, end=start + LINE_SECONDS, text=corpus.text(line)
        )


def copy(rows: list[Segment] | list[SearchWindow]) -> None:
    """Write rows of one model, without those columns that the database fills."""
    made = [field for field in rows[0]._meta.concrete_fields if not isinstance(field, models.AutoField)]
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(field.column) for field in made)
    with connection.cursor() as cursor:
        statement = f"COPY {quoted(rows[0]._meta.db_table)} ({names}) FROM STDIN"
        with cursor.copy(statement) as written:
            for row in rows:
                written.write_row([field.get_db_prep_save(getattr(row, field.attname), connection) for field in made])


def vector_indexes() -> list[GinIndex]:
    return [index for index in SearchWindow._meta.indexes if isinstance(index, GinIndex)]


def drop_indexes() -> None:
    with connection.cursor() as cursor:
        for index in vector_indexes():
            cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(index.name)}")


def make_indexes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET maintenance_work_mem = '{INDEX_MEMORY}'")
    with connection.schema_editor() as editor:
        for index in vector_indexes():
            editor.add_index(SearchWindow, index)


def settle() -> None:
    """Bring the tables in the order that the server's own housekeeping brings them in with time."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
