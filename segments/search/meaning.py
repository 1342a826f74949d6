"""Search by meaning, in English: an addition where the model (engines.meaning) and pgvector are installed."""

from __future__ import annotations

import time
from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from psycopg.errors import InsufficientPrivilege

from engines import meaning
from segments.search.candidates import ROWS, Candidate, Finder
from segments.search.scope import Part
from segments.search_models import SearchWindow, WindowMeaning

NEAREST = 100
CLOSE_ENOUGH = 0.2
"""Less alike are passages that have nothing to do with the query."""
BATCH = 32

INSTALLED = "SELECT FROM pg_extension WHERE extname = 'vector'"
INSTALLABLE = "SELECT FROM pg_available_extensions WHERE name = 'vector'"
INDEX = """
CREATE INDEX IF NOT EXISTS meaning_near ON segments_windowmeaning USING hnsw ((vector::halfvec(384)) halfvec_ip_ops)
"""
FORGET = (
    "DELETE FROM segments_windowmeaning m WHERE NOT EXISTS (SELECT FROM segments_searchwindow WHERE id = window_id)"
)
FIND = """
SELECT {rows}, -(m.vector::halfvec(384) <#> %s::real[]::halfvec(384)) AS score
FROM {source} JOIN segments_windowmeaning m ON m.window_id = w.id
WHERE {condition} AND {limits} ORDER BY m.vector::halfvec(384) <#> %s::real[]::halfvec(384) LIMIT %s
"""
TUNE = "SELECT set_config('hnsw.ef_search', %s, true), set_config('hnsw.iterative_scan', 'strict_order', true)"


def is_available() -> bool:
    """Whether passages can be found by meaning here: it is wanted, and the model and pgvector are installed."""
    return is_wanted() and holds(INSTALLED)


def is_wanted() -> bool:
    return bool(settings.SEMANTIC_SEARCH) and meaning.is_available()


def holds(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() is not None


def vector_of(text: str) -> list[float]:
    """What a text means. Takes milliseconds, the first time seconds: call it in no transaction."""
    (wanted,) = meaning.vectors([text], settings.MODEL_DIR)
    return wanted


def nearest(wanted: list[float], finder: Finder, parts: Sequence[Part]) -> list[Candidate]:
    """The passages that mean something like that, the nearest first."""
    limits = finder.router.compiler.joined([])
    found: list[Candidate] = []
    for part in map(finder.wanted, parts):
        sql = FIND.format(
            rows=ROWS,
            source=finder.source(part),
            condition=part.condition,
            limits="w.vector @@ %s::tsquery" if limits else "true",
        )
        with connection.cursor() as cursor:
            cursor.execute(TUNE, [str(NEAREST)])
            cursor.execute(sql, [wanted, *part.values, *([limits] if limits else []), wanted, NEAREST])
            found += [Candidate._make(row) for row in cursor.fetchall()]
    close = (window for window in found if window.score >= CLOSE_ENOUGH)
    return sorted(close, key=lambda window: -window.score)[:NEAREST]


def learn(seconds: float) -> int:
    """Note what windows mean of which that is not known, for about so long; how many those were. May be repeated."""
    if not (is_wanted() and prepare()):
        return 0
    end, count = time.monotonic() + seconds, 0
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
    while time.monotonic() < end and (windows := list(unknown()[:BATCH])):
        texts = [window.words.replace("\n", " ") for window in windows]
        found = zip(windows, meaning.vectors(texts, settings.MODEL_DIR), strict=True)
        WindowMeaning.objects.bulk_create(
            (WindowMeaning(window=window, vector=vector) for window, vector in found), ignore_conflicts=True
        )
        count += len(windows)
    return count


def prepare() -> bool:
    """Have pgvector and the index over vectors; False where the database has no such extension."""
    if not holds(INSTALLED) and not holds(INSTALLABLE):
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            cursor.execute(INDEX)
    except InsufficientPrivilege:
        return False
    return True


def unknown() -> QuerySet[SearchWindow]:
    """Windows of English videos."""
    english = Q(video__language="en") | Q(video__language__startswith="en-")
    return SearchWindow.objects.filter(english, meaning__isnull=True).only("pk", "words").order_by("pk")
