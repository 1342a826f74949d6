"""The words that everyone may find, and how often they are said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from segments.search_models import SearchTerm

LAST = "\U0010ffff"

_kept: ContextVar[tuple[list[str], list[str]] | None] = ContextVar("_kept", default=None)

ADD = """
INSERT INTO segments_searchterm AS term (text, windows, uses)
SELECT * FROM unnest(%s::text[], %s::int[], %s::int[])
ON CONFLICT (text) DO UPDATE SET windows = term.windows + excluded.windows, uses = term.uses + excluded.uses
"""


@contextmanager
def counted_together() -> Iterator[None]:
    """Inside, what is counted is kept and written at the end at once: for transactions that change several windows."""
    if _kept.get() is not None:
        yield
        return
    kept: tuple[list[str], list[str]] = ([], [])
    token = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(token)
    count_terms(*kept)


def count_terms(added: Iterable[str], gone: Iterable[str]) -> None:
    """Count the words of windows that everyone may find from now on, and no longer those of others.

    Rows are written in sorted order: two that do so at once wait for each other and never deadlock, as long as each
    transaction does so once (counted_together).
    """
    if kept := _kept.get():
        kept[0].extend(added)
        kept[1].extend(gone)
        return
    windows: Counter[str] = Counter()
    uses: Counter[str] = Counter()
    for words in added:
        said = words.split()
        uses.update(said)
        windows.update(set(said))
    for words in gone:
        said = words.split()
        uses.subtract(said)
        windows.subtract(set(said))
    changed = sorted(term for term in windows if windows[term] or uses[term])
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(ADD, [changed, [windows[term] for term in changed], [uses[term] for term in changed]])


def windows_with(words: Sequence[str]) -> dict[str, int]:
    """In how many windows that everyone may find each of these words is said."""
    found = SearchTerm.objects.filter(text__in=words, windows__gt=0)
    return dict(found.values_list("text", "windows"))
