"""Soundbite itself: filled through its own indexing, asked through its own API. Django must be set up before."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from bench.corpus import Corpus
from bench.loading import LINE_SECONDS, load
from bench.queries import PAGE_SIZE, Asked
from videos.models import Video


class Product:
    """The product over a corpus, in the database of Django's settings."""

    name = "Soundbite"
    largest_page = 100

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.client = Client(SERVER_NAME="localhost")
        load(corpus)
        self.numbers = {pk: int(key.split(":")[1]) for pk, key in Video.objects.values_list("pk", "source_key")}
        self.videos: dict[int, UUID] = {number: pk for pk, number in self.numbers.items()}
        connection.ensure_connection()
        self.server = connection.connection.info.backend_pid

    def ask(self, asked: Asked, page_size: int = PAGE_SIZE) -> HttpResponse:
        """The API's answer, as a visitor gets it."""
        return self.client.get("/api/v1/search", self.parameters(asked, page_size))

    def parameters(self, asked: Asked, page_size: int = PAGE_SIZE) -> dict[str, str]:
        """What the API is asked."""
        parameters = {"q": asked.q, "page_size": str(page_size), **asked.parameters}
        if "video" in parameters:
            parameters["video"] = str(self.videos[int(parameters["video"])])
        return parameters

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
