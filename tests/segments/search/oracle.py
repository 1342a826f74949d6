"""What a search must answer, said by trying everything: every video, every line, every run of lines.

It knows nothing of the index. What a window is (segments.search.documents) is the index's own choice within its
promise, so the oracle is told where windows begin and how many lines each has; whether they keep the promise is asked
apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from itertools import product
from typing import NamedTuple

from tests.segments.search.said import Atom, Occurrence, Piece, Wish, atoms_of, is_alone, occurrences

OVERLAP_LINES = 8
OVERLAP_ATOMS = 8
"""What a window shows of the lines behind it, where none begins more than SILENCE after the one before."""
SILENCE = 60.0
REACH = 9
"""So many atoms of a phrase are looked for in a window; more of them in the whole transcript."""
TAIL_LINES = 64
FEW_HITS = 24
"""With fewer, lines that say other forms of the words follow."""
LONG_ENOUGH = 3
"""A word of a title may go on where one asks for so many letters."""


@dataclass(frozen=True)
class Limits:
    """Where it is looked for; dates are days in UTC, both inclusive."""

    video: object = None
    channel: str = ""
    platform: str = ""
    language: str = ""
    after: date | None = None
    before: date | None = None
    min_duration: float | None = None
    max_duration: float | None = None


@dataclass(frozen=True)
class Viewer:
    """Whoever asks; `pk` is None for a visitor."""

    pk: object = None
    is_staff: bool = False


class Line(NamedTuple):
    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Talk:
    """A video: its lines (times in seconds) and its windows, as (first line, line count)."""

    pk: object
    owner: object
    visibility: str
    is_ready: bool
    title: str
    channel_id: str
    channel_name: str
    platform: str
    language: str
    published: datetime
    duration: float | None
    lines: tuple[Line, ...] = ()
    windows: tuple[tuple[int, int], ...] = ()

    @cached_property
    def shown(self) -> list[Shown]:
        return [shown_in(self, *window) for window in self.windows]

    @cached_property
    def words(self) -> set[str]:
        """What is said in it that may complete or correct a query: words, and characters with the next."""
        return {word for texts in unbroken(self.lines) for word in spoken(atoms_of(texts))}


class Found(NamedTuple):
    """Lines `first` to `last` of a video. `is_other_form`: it is found only by other forms of the words."""

    video: object
    first: int
    last: int
    is_other_form: bool = False


@dataclass(frozen=True)
class Shown:
    """What a window shows: its own lines from `first` on, then those of the overlap, of which `most` atoms count."""

    first: int
    count: int
    atoms: list[Atom]
    most: int


def shown_in(talk: Talk, first: int, count: int) -> Shown:
    end = stop = first + count
    while (
        stop < min(end + OVERLAP_LINES, len(talk.lines))
        and talk.lines[stop].start - talk.lines[stop - 1].start <= SILENCE
    ):
        stop += 1
    atoms = atoms_of([line.text for line in talk.lines[first:stop]])
    own = sum(atom.line < count for atom in atoms)
    return Shown(first, count, atoms, min(own + OVERLAP_ATOMS, len(atoms)))


def hits_in(talk: Talk, window: Shown, wish: Wish) -> Iterator[Found]:
    """The smallest runs of lines that hold one piece of every group, and begin in the window's own lines."""
    if any(True for piece in wish.without for _ in occurrences(piece, window.atoms, window.most)):
        return
    held = [[each for piece in group for each in said_in(talk, window, piece)] for group in wish.groups]
    for first, last in runs(held):
        if first < window.count:
            ends = [soonest(group, first, last) for group in held]
            yield Found(talk.pk, window.first + first, window.first + max(ends))


def said_in(talk: Talk, window: Shown, piece: Piece) -> list[Occurrence]:
    """The places of a piece in a window; of a long one its beginning is there, the rest may lie behind it."""
    if len(piece.atoms) <= REACH:
        return list(occurrences(piece, window.atoms, window.most))
    stop = window.first + window.count + TAIL_LINES
    tail = atoms_of([line.text for line in talk.lines[window.first : stop]])
    beginnings = {each.begin: each for each in occurrences(beginning(piece), window.atoms, window.most)}
    return [
        beginnings[each.begin]._replace(end=each.end, last_line=each.last_line)
        for each in occurrences(piece, tail)
        if each.begin in beginnings
    ]


def beginning(piece: Piece) -> Piece:
    """The first REACH words and pairs of a piece."""
    atoms = piece.atoms
    more = atoms[REACH].glued
    return Piece(piece.text[: atoms[REACH - 1 + more].end])


def runs(held: Sequence[Sequence[Occurrence]]) -> list[tuple[int, int]]:
    """One group: every line in which it begins. Several: the runs that hold all, and no smaller such run."""
    if len(held) == 1:
        firsts = sorted({each.line for each in held[0]})
        return [(line, min(each.closes_in for each in held[0] if each.line == line)) for line in firsts]
    lines = sorted({line for group in held for each in group for line in (each.line, each.closes_in)})
    holding = [
        (first, last)
        for first, last in product(lines, lines)
        if first <= last and all(any(first <= e.line and e.closes_in <= last for e in group) for group in held)
    ]
    return [run for run in holding if not any(is_smaller(other, run) for other in holding)]


def is_smaller(other: tuple[int, int], run: tuple[int, int]) -> bool:
    return other != run and run[0] <= other[0] and other[1] <= run[1]


def soonest(group: Sequence[Occurrence], first: int, last: int) -> int:
    """The line in which a group lies to its end, where it is said soonest in a run."""
    within = [each for each in group if first <= each.line and each.closes_in <= last]
    return min((each.end, each.last_line) for each in within)[1]


def is_everyones(talk: Talk) -> bool:
    return talk.visibility == "public" and talk.is_ready


def is_shown(talk: Talk, viewer: Viewer) -> bool:
    """Whether lists, counts and completions may show it."""
    return is_everyones(talk) or viewer.is_staff or (viewer.pk is not None and talk.owner == viewer.pk)


def is_readable(talk: Talk, viewer: Viewer) -> bool:
    """Whether whoever has the id may read it."""
    return talk.visibility != "private" or is_shown(talk, viewer)


def is_within(talk: Talk, limits: Limits) -> bool:
    channels = {talk.channel_id.casefold(), talk.channel_name.casefold()}
    day = talk.published.date()
    return all(
        (
            not limits.channel or limits.channel.casefold() in channels,
            not limits.platform or limits.platform.casefold() == talk.platform.casefold(),
            not limits.language or limits.language.casefold() == talk.language.casefold(),
            limits.after is None or limits.after <= day,
            limits.before is None or day <= limits.before,
            limits.min_duration is None or (talk.duration is not None and talk.duration >= limits.min_duration),
            limits.max_duration is None or (talk.duration is not None and talk.duration <= limits.max_duration),
        )
    )


@dataclass(frozen=True)
class Library:
    """All videos. `families` are the words that are forms of one another."""

    talks: Sequence[Talk]
    families: Sequence[frozenset[str]] = field(default=())

    def searched(self, viewer: Viewer, limits: Limits) -> list[Talk] | None:
        """The videos that are looked through; None where a video is named that is not the viewer's to read."""
        if limits.video is None:
            return [talk for talk in self.talks if is_shown(talk, viewer) and is_within(talk, limits)]
        named = [talk for talk in self.talks if talk.pk == limits.video and is_readable(talk, viewer)]
        return [talk for talk in named if is_within(talk, limits)] if named else None

    def hits(self, wish: Wish, viewer: Viewer, limits: Limits) -> list[Found]:
        """Everything that is found: by the words themselves, and where that is little by other forms of them."""
        searched = self.searched(viewer, limits) or []
        exact = self.said(wish, searched)
        wider = self.widened(wish)
        if len(exact) >= FEW_HITS or wider == wish:
            return exact
        known = {(hit.video, hit.first) for hit in exact}
        more = [hit._replace(is_other_form=True) for hit in self.said(wider, searched)]
        return [*exact, *(hit for hit in more if (hit.video, hit.first) not in known)]

    def highlighting(self, wish: Wish, hits: Sequence[Found]) -> Wish:
        """The query whose words are marked in these hits."""
        return self.widened(wish) if sum(not hit.is_other_form for hit in hits) < FEW_HITS else wish

    def said(self, wish: Wish, talks: Sequence[Talk]) -> list[Found]:
        if not wish.groups:
            return []
        return [hit for talk in talks for window in talk.shown for hit in hits_in(talk, window, wish)]

    def widened(self, wish: Wish) -> Wish:
        """The query with the other forms of its plain words that everyone may hear somewhere."""
        heard = self.words([talk for talk in self.talks if is_everyones(talk)])
        groups = tuple((*group, *self.other_forms(group, heard)) for group in wish.groups)
        return replace(wish, groups=groups)

    def other_forms(self, group: Sequence[Piece], heard: set[str]) -> Iterator[Piece]:
        for piece in group:
            said = piece.atoms
            if not piece.quoted and not piece.begins and len(said) == 1:
                families = (family for family in self.families if said[0].text in family)
                yield from (Piece(form, quoted=True) for family in families for form in sorted(family & heard))

    def words(self, talks: Sequence[Talk]) -> set[str]:
        return set().union(*(talk.words for talk in talks))

    def completions(self, letters: str, viewer: Viewer) -> set[str]:
        """The words that begin so, of what this viewer may find."""
        said = self.words([talk for talk in self.talks if is_shown(talk, viewer)])
        return {word for word in said if word.startswith(letters) and not (len(word) == 1 and is_alone(word))}

    def titled(self, wish: Wish, viewer: Viewer, limits: Limits, *, in_order: bool = True) -> set[object]:
        """The videos whose title and channel hold one piece of every group, the last word of which may go on.

        Words of a phrase that stand in many titles may stand apart: not `in_order`.
        """
        if not wish.groups:
            return set()
        return {
            talk.pk
            for talk in self.searched(viewer, limits) or ()
            if all(any(is_in_title(piece, talk, in_order=in_order) for piece in group) for group in wish.groups)
        }


def unbroken(lines: Sequence[Line]) -> list[list[str]]:
    """The texts of lines, parted by every silence."""
    parts: list[list[str]] = []
    for n, line in enumerate(lines):
        if n == 0 or line.start - lines[n - 1].start > SILENCE:
            parts.append([])
        parts[-1].append(line.text)
    return parts


def spoken(atoms: Sequence[Atom]) -> Iterator[str]:
    """The words of a text, and every two characters that stand together."""
    for atom, following in zip(atoms, [*atoms[1:], None], strict=False):
        yield atom.text
        if following is not None and following.glued:
            yield atom.text + following.text


def is_in_title(piece: Piece, talk: Talk, *, in_order: bool) -> bool:
    said = atoms_of([f"{talk.title} . {talk.channel_name}"])
    *first, last = piece.atoms
    goes_on = piece.begins or len(last.text) >= LONG_ENOUGH
    if in_order:
        return any(True for _ in occurrences(replace(piece, begins=goes_on), said))
    words = {atom.text for atom in said}
    ends = any(word.startswith(last.text) if goes_on else word == last.text for word in words)
    return ends and words.issuperset(atom.text for atom in first)
