"""Soundbite itself: filled through its own indexing, asked through its own API. Django must be set up before."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from bench.corpus import Corpus
from bench.queries import PAGE_SIZE, Asked, channel_of
from segments.models import Segment
from segments.search import index_segments
from videos.models import Video, Visibility

LINE_SECONDS = 5.0
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = 2000
FILLED_AT_ONCE = 20  # videos
TOLD_EVERY_SECONDS = 30.0


class Product:
    """The product over a corpus, in the database of Django's settings."""

    name = "Soundbite"
    largest_page = 100

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.client = Client(SERVER_NAME="localhost")
        self.fill()
        self.numbers = {pk: int(key.split(":")[1]) for pk, key in Video.objects.values_list("pk", "source_key")}
        self.videos: dict[int, UUID] = {number: pk for pk, number in self.numbers.items()}
        connection.ensure_connection()
        self.server = connection.connection.info.backend_pid

    def fill(self) -> None:
        """Store and index the videos that are missing. May be cut off and goes on where it stopped."""
        begun = told = time.monotonic()
        first, end = Video.objects.count(), self.corpus.recipe.videos
        for batch in range(first, end, FILLED_AT_ONCE):
            with transaction.atomic():
                for number in range(batch, min(batch + FILLED_AT_ONCE, end)):
                    self.add(number)
            if time.monotonic() - told > TOLD_EVERY_SECONDS:
                told = time.monotonic()
                print(f"indexed {batch} of {end} videos in {told - begun:.0f} s", flush=True)
        if first < end:
            settle()
            print(f"indexed {end - first} videos in {time.monotonic() - begun:.0f} s", flush=True)

    def add(self, number: int) -> None:
        lines = self.corpus.lines_of(number)
        video = Video.objects.create(
            title=self.corpus.text(lines[0]).capitalize(),
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
        Segment.objects.bulk_create(
            Segment(
                video=video,
                generation=1,
                index=index,
                start=index * LINE_SECONDS,
                end=(index + 1) * LINE_SECONDS,
                text=self.corpus.text(line),
            )
            for index, line in enumerate(lines)
        )
        index_segments(video.pk, 1)

    def ask(self, asked: Asked, page_size: int = PAGE_SIZE) -> HttpResponse:
        """The API's answer, as a visitor gets it."""
        parameters = {"q": asked.q, "page_size": str(page_size), **asked.parameters}
        if "video" in parameters:
            parameters["video"] = str(self.videos[int(parameters["video"])])
        return self.client.get("/api/v1/search", parameters)

    def lines(self, answer: HttpResponse) -> list[int]:
        """The lines in which the hits of an answer begin."""
        return [self.line(hit) for result in results(answer) for hit in result.get("hits", [result])]

    def line(self, hit: dict[str, Any]) -> int:
        video = self.numbers[UUID(hit["video"]["id"])]
        return self.corpus.lines_of(video)[round(hit["start"] / LINE_SECONDS)]


def results(answer: HttpResponse) -> list[dict[str, Any]]:
    if answer.status_code != 200:
        raise AssertionError(answer.content.decode()[:500])
    found: list[dict[str, Any]] = json.loads(answer.content)["results"]
    return found


def settle() -> None:
    """Bring the index in the order that the server's own housekeeping brings it in with time."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def sizes() -> dict[str, int]:
    """Bytes on disk of each table of segments, its indexes included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relname LIKE 'segments\\_%%' ORDER BY 2 DESC",
            [],
        )
        return dict(cursor.fetchall())


def server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])
