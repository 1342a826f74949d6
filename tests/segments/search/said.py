"""What a text says, for the oracle: a row of atoms, looked through from its beginning to its end.

Atoms are words, and single characters of the scripts that write without spaces. Two such characters are `glued` where
nothing but spaces is between them, for there spaces mean nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple


class Atom(NamedTuple):
    """A folded word or character, where it stands in its text (code points), and in which line."""

    text: str
    begin: int
    end: int
    line: int
    glued: bool
    alone: bool
    """Whether it is a character of a script without spaces."""


@dataclass(frozen=True)
class Piece:
    """A word, a phrase or a beginning, as it is typed between quotes, stars and signs."""

    text: str
    quoted: bool = False
    begins: bool = False
    """Typed with a star behind it."""

    @cached_property
    def atoms(self) -> list[Atom]:
        return atoms_of([self.text])


@dataclass(frozen=True)
class Wish:
    """A query: of every group one piece must be said within a window, and none of `without`."""

    groups: tuple[tuple[Piece, ...], ...]
    without: tuple[Piece, ...] = ()


class Occurrence(NamedTuple):
    """Where a piece is said: its limits in the text, the line in which it begins and those in which its end begins and
    lies: a pair of characters belongs to the line of its first one."""

    begin: int
    end: int
    line: int
    closes_in: int
    last_line: int


def is_alone(character: str) -> bool:
    return any(
        low <= character <= high for low, high in ("\u3041\u30ff", "\u3005\u3007", "\u4e00\u9fff", "\uac00\ud7a3")
    )


def folded(word: str) -> str:
    """In small letters, without accents."""
    bare = (letter for letter in unicodedata.normalize("NFD", word.casefold()) if unicodedata.category(letter) != "Mn")
    return "".join(bare)


def atoms_of(lines: Sequence[str]) -> list[Atom]:
    """The atoms of lines, as of one text with a space between two lines."""
    found: list[Atom] = []
    offset, only_spaces = 0, False
    for number, text in enumerate(lines):
        at = 0
        while at < len(text):
            end = at + 1
            if is_alone(text[at]):
                glued = only_spaces and found[-1].alone
                found.append(Atom(text[at], offset + at, offset + end, number, glued, alone=True))
                only_spaces = True
            elif text[at].isalnum():
                while end < len(text) and text[end].isalnum() and not is_alone(text[end]):
                    end += 1
                found.append(Atom(folded(text[at:end]), offset + at, offset + end, number, glued=False, alone=False))
                only_spaces = False
            elif not text[at].isspace():
                only_spaces = False
            at = end
        offset += len(text) + 1
    return found


def occurrences(piece: Piece, said: Sequence[Atom], most: int | None = None) -> Iterator[Occurrence]:
    """Everywhere a piece is said; `most` is of how many atoms the beginning of words and pairs is shown."""
    wanted = piece.atoms
    for k in range(len(said) - len(wanted) + 1):
        here = said[k : k + len(wanted)]
        if all(
            is_same(want, atom, n, piece, len(wanted)) for n, (want, atom) in enumerate(zip(wanted, here, strict=True))
        ):
            closing = k + len(wanted) - 1 - (len(wanted) > 1 and wanted[-1].glued)
            if most is None or closing < most:
                yield Occurrence(here[0].begin, here[-1].end, here[0].line, said[closing].line, here[-1].line)


def is_same(want: Atom, atom: Atom, n: int, piece: Piece, count: int) -> bool:
    """Whether the n-th atom of a piece is this one of a text."""
    if n and want.glued != atom.glued:
        return False
    is_beginning = piece.begins and n == count - 1
    return atom.text.startswith(want.text) if is_beginning else atom.text == want.text


def highlights(wish: Wish, text: str) -> list[tuple[int, int]]:
    """Which UTF-16 code units of a hit's text are said by a piece: ranges that neither overlap nor touch."""
    said = atoms_of([text])
    marked = [False] * len(text)
    for piece in chain.from_iterable(wish.groups):
        for each in occurrences(piece, said):
            marked[each.begin : each.end] = [True] * (each.end - each.begin)
    edges = [n for n, (left, right) in enumerate(zip([False, *marked], [*marked, False], strict=True)) if left != right]
    units = [len(text[:edge].encode("utf-16-le")) // 2 for edge in edges]
    return list(zip(units[::2], units[1::2], strict=True))


def is_whole(wish: Wish, line: str) -> bool:
    """Whether a line says a quoted phrase, the only thing asked for, and nothing else."""
    (group,) = wish.groups
    return any(piece.quoted and shape(piece.atoms) == shape(atoms_of([line])) for piece in group)


def shape(atoms: Sequence[Atom]) -> list[tuple[str, bool]]:
    return [(atom.text, atom.glued) for atom in atoms]
