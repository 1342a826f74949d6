"""Texts to be said and queries to be asked, of few words in four scripts, so that much is said again and found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from tests.segments.search.oracle import Limits, Talk
from tests.segments.search.said import Atom, Piece, Wish, atoms_of

FAMILIES = (frozenset({"walk", "walks", "walked", "walking"}), frozenset({"study", "studies", "studied", "studying"}))
WORDS = (
    *("the", "of", "to", "is", "one", "THE", "Of", "don't"),
    *("fox", "cat", "cathedral", "Café", "NAÏVE", "w1", "42", "xenon", "well-known"),
    *("walk", "walks", "Walking", "studies", "study", "walk", "Walked", "study"),
    *("не", "що", "річка", "Річка", "П'ять", "Київ", "млин"),
    *("東", "京", "東京", "東京都", "川", "川の", "です", "ます", "のは", "川川川", "カメラ", "人々"),
    *("강", "강을", "물레방아", "물", "강물"),
)  # fmt: skip
BETWEEN = (" ", " ", " ", ", ", " — ", "", "、", "? ", " 🎉 ", "  ")
SILENT = ("...", "—", "🎉", "?!", "。")
LONGEST_WITHOUT = 9
"""Of a longer phrase the index leaves out whatever holds its beginning."""

words = st.sampled_from(WORDS)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A line: some words, rarely none, rarely very many."""
    said = draw(st.lists(words, min_size=draw(st.sampled_from((0, 1, 2, 3, 3))), max_size=6))
    if not said:
        return draw(st.sampled_from(SILENT))
    between = draw(st.sampled_from(BETWEEN))
    repeated = draw(st.sampled_from((1,) * 14 + (2, 30, 90)))
    return " ".join([between.join(said)] * repeated)


gaps = st.sampled_from((3.0, 3.0, 3.0, 5.0, 8.0, 20.0, 59.0, 61.0))
"""Seconds from the start of one line to that of the next."""
passages = st.lists(
    st.lists(st.tuples(gaps, texts(), st.sampled_from((1,) * 9 + (2, 11))), min_size=2, max_size=10),
    min_size=1,
    max_size=3,
)
"""Batches of lines, each with the gap behind it and how often it is said."""
days = st.integers(1, 4)
fields = st.fixed_dictionaries(
    {
        "title": st.lists(words, min_size=1, max_size=3).map(" ".join),
        "channel_id": st.sampled_from(("UC1", "uc2", "")),
        "channel_name": st.sampled_from(("Foxes", "Річка", "東京 TV", "")),
        "platform": st.sampled_from(("upload", "youtube", "Twitch")),
        "language": st.sampled_from(("en", "ja", "uk", "")),
        "published_at": st.none() | days.map(lambda day: datetime(2024, 5, day, 23, 59, tzinfo=UTC)),
        "duration": st.none() | st.sampled_from((50.0, 100.0, 7200.0)),
    }
)
visibilities = st.sampled_from(("public", "public", "unlisted", "private"))


@st.composite
def limits(draw: st.DrawFn, talks: Sequence[Talk]) -> Limits:
    """Mostly none; else one or two."""
    some: dict[str, st.SearchStrategy[Any]] = {
        "channel": st.sampled_from(("uc1", "UC2", "foxes", "РІЧКА", "nobody")),
        "platform": st.sampled_from(("upload", "YouTube", "twitch")),
        "language": st.sampled_from(("en", "JA", "uk")),
        "after": days.map(lambda day: date(2024, 5, day)),
        "before": days.map(lambda day: date(2024, 5, day)),
        "min_duration": st.sampled_from((0.0, 60.0, 100.0)),
        "max_duration": st.sampled_from((50.0, 100.0, 8000.0)),
    }
    if talks:
        some["video"] = st.sampled_from([talk.pk for talk in talks])
    pairs = (("channel", "after"), ("after", "before"))
    names = draw(st.sampled_from(((),) * 10 + tuple((name,) for name in some) + pairs))
    return Limits(**{name: draw(some[name]) for name in names})


@st.composite
def places(draw: st.DrawFn, talks: Sequence[Talk]) -> tuple[str, list[Atom], int]:
    """All that is said in a video, and the number of an atom of it."""
    text = " ".join(line.text for line in draw(st.sampled_from(talks)).lines)
    atoms = atoms_of([text])
    return text, atoms, draw(st.integers(0, max(0, len(atoms) - 1)))


def excerpt(place: tuple[str, list[Atom], int], begin: int, count: int) -> Piece:
    """What is said there, over the ends of lines or not, as it is written; `begin` and `count` are of atoms."""
    text, atoms, at = place
    first = min(max(0, at + begin), len(atoms) - 1)
    return Piece(text[atoms[first].begin : atoms[min(first + count, len(atoms)) - 1].end], quoted=True)


@st.composite
def made_up(draw: st.DrawFn) -> Piece:
    """A piece that may be said nowhere."""
    kind = draw(st.sampled_from(("word", "phrase", "beginning")))
    if kind == "word":
        return Piece(draw(words))
    if kind == "beginning":
        word = draw(words)
        return Piece(word[: draw(st.integers(1, len(word)))].rstrip("'-"), begins=True)
    said = draw(st.lists(words, min_size=1, max_size=3))
    return Piece(draw(st.sampled_from((" ", ", ", ""))).join(said), quoted=True)


@st.composite
def pieces(draw: st.DrawFn, place: tuple[str, list[Atom], int] | None, longest: int = 4) -> Piece:
    """Mostly what is said near a place, as a word, a beginning or a phrase."""
    if place is None or not place[1] or draw(st.integers(0, 3)) == 0:
        return draw(made_up())
    begin = draw(st.integers(-40, 40) | st.integers(-4, 4))
    kind = draw(st.sampled_from(("word", "word", "beginning", "phrase", "phrase")))
    if kind == "phrase":
        return excerpt(place, begin, draw(st.integers(1, longest)))
    word = excerpt(place, begin, 1).text
    if kind == "word":
        return Piece(word)
    return Piece(word[: draw(st.integers(1, len(word)))], begins=True)


@st.composite
def wishes(draw: st.DrawFn, talks: Sequence[Talk]) -> Wish:
    """A query for one thing, or for several that may be said near each other; of several none is very long."""
    place = draw(places(talks)) if talks else None
    if draw(st.booleans()):
        groups = [draw(st.lists(pieces(place, longest=14), min_size=1, max_size=2))]
    else:
        groups = draw(st.lists(st.lists(pieces(place), min_size=1, max_size=2), min_size=2, max_size=3))
    other = draw(places(talks)) if talks else None
    without = draw(st.lists(pieces(other), max_size=2)) if draw(st.integers(0, 2)) == 0 else []
    return Wish(tuple(map(tuple, groups)), tuple(each for each in without if len(each.atoms) <= LONGEST_WITHOUT))


def typed(wish: Wish) -> str:
    """The query as somebody types it."""
    wanted = [" OR ".join(map(written, group)) for group in wish.groups]
    return " ".join([*wanted, *(f"-{written(piece)}" for piece in wish.without)])


def written(piece: Piece) -> str:
    if piece.quoted:
        return f"“{piece.text}”"
    return piece.text + "*" * piece.begins
