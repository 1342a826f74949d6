"""Completions, and what may have been meant: words that were really said in videos the viewer may find."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches

from django.db.models import QuerySet

from segments.search.matching import current_lines
from segments.search.query import Lexeme, Query, parse
from segments.search.tokens import tokens
from segments.search.tsquery import TsQuery, written
from videos.models import Video

MOST_LINES = 400
MOST_WORDS = 8
MOST_TITLES = 5
SHORTEST_GUESSED = 4
SHARED_LETTERS = 2
CLOSENESS = 0.75


def did_you_mean(text: str, query: Query, videos: QuerySet[Video]) -> str | None:
    """The query with its unknown words replaced by close ones that were said; None where there is nothing better."""
    guessed = text
    for phrase in query.phrases:
        word = phrase.lexemes[0].text
        if not phrase.is_plain or len(phrase.lexemes) > 1 or phrase.lexemes[0].is_prefix:
            continue
        close = closest(word, videos)
        if close is not None and close != word:
            guessed = guessed.replace(phrase.source, close)
    return guessed if guessed != text else None


def closest(word: str, videos: QuerySet[Video]) -> str | None:
    """The word itself where it was said, else the one most like it that begins alike."""
    if (
        len(word) < SHORTEST_GUESSED
        or current_lines(videos).filter(vector=TsQuery(written(Lexeme(word), "A"))).exists()
    ):
        return word
    said = words_beginning(word[:SHARED_LETTERS], videos)
    return next(iter(get_close_matches(word, said, n=1, cutoff=CLOSENESS)), None)


def suggest(text: str, videos: QuerySet[Video]) -> tuple[list[str], list[Video]]:
    """Completions of the last word typed, most said first, and videos with such a title."""
    query = parse(text)
    titles = videos.filter(title__icontains=text.strip().replace("\0", "")).order_by("title", "pk")[:MOST_TITLES]
    if not query.phrases:
        return [], []
    *first, last = query.phrases[-1].lexemes
    if first or text[-1:].isspace():
        return [], list(titles)
    counts = words_beginning(last.text, videos)
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return words[:MOST_WORDS], list(titles)


def words_beginning(letters: str, videos: QuerySet[Video]) -> Counter[str]:
    """Words that begin so, counted over a sample of the lines that hold any."""
    lines = current_lines(videos).filter(vector=TsQuery(written(Lexeme(letters, is_prefix=True), "A")))
    return Counter(
        token.text
        for text in lines.values_list("text", flat=True)[:MOST_LINES]
        for token in tokens(text)
        if token.text.startswith(letters) and not token.last
    )
