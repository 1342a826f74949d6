"""Loading in bulk gives what the product's own indexing gives."""

from typing import Any

import pytest
from django.db import connection

from bench import loading
from bench.corpus import Corpus
from segments.models import Segment
from segments.search import index_segments
from segments.search_models import SearchTerm, SearchTitle, SearchWindow
from videos.models import Video

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_vacuum(monkeypatch: pytest.MonkeyPatch) -> None:
    """VACUUM cannot run inside a test's transaction."""
    monkeypatch.setattr(loading, "settle", lambda: None)


def indexed() -> list[Any]:
    """All that search knows, without ids."""
    windows = SearchWindow.objects.order_by("video__source_key", "first")
    names = ("video__source_key", "generation", "first", "line_count", "words", "vector", "is_public", "published")
    return [
        list(windows.values_list(*names, "duration", "version")),
        list(SearchTerm.objects.order_by("text").values_list("text", "windows", "uses")),
        list(SearchTitle.objects.order_by("video__source_key").values_list("video__source_key", "vector")),
    ]


def test_bulk_is_what_the_products_own_indexing_makes(corpus: Corpus) -> None:
    loading.load(corpus)
    in_bulk = indexed()
    Video.objects.all().delete()
    SearchTerm.objects.all().delete()

    for number in range(corpus.recipe.videos):
        video = loading.video_of(corpus, number)
        video.save()
        Segment.objects.bulk_create(loading.lines_of(video, corpus, number))
        index_segments(video.pk, 1)

    assert [len(rows) for rows in in_bulk[::2]] == [40, 8]
    assert indexed() == in_bulk


def test_every_line_is_stored(corpus: Corpus) -> None:
    loading.load(corpus)

    stored = Segment.objects.order_by("video__created_at", "index").values_list("text", "start", "words")
    assert list(stored) == [(corpus.text(line), 5.0 * (line % 50), []) for line in range(corpus.lines)]


def test_loading_goes_on_where_it_stopped(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    loading.load(corpus)
    Video.objects.filter(source_key="bench:7").delete()
    capsys.readouterr()

    loading.load(corpus)
    again = capsys.readouterr().out
    loading.load(corpus)

    assert "indexed 1 videos" in again
    assert capsys.readouterr().out == ""
    assert Segment.objects.count() == 400


def test_indexes_over_vectors_stand_afterwards(corpus: Corpus) -> None:
    def standing() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%%gin (vector)%%'", [])
            return {name for (name,) in cursor.fetchall()}

    before = standing()
    loading.load(corpus)

    assert standing() == before
    assert {index.name for index in loading.vector_indexes()} <= before
