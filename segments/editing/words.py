"""What happens to the times of words when a line is changed, split or joined. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate

from engines.letters import Span, is_unspaced, letters, spans, spread
from engines.types import Word

SHORT = 500
"""Up to so many atoms a comparison looks at every one; difflib passes over the most frequent of more."""

BRIEFEST_WORD = 0.05
"""Seconds: words put in where less is free for each of them take time from a word beside them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A spoken line: seconds of the video, and its words in time order, or none where nobody knows them."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest piece that is compared: a word, or a letter of a script that writes without spaces.

    `is_glued`: no space stands before it. `is_head`: a timed word begins with it.
    """

    text: str
    is_glued: bool
    is_head: bool
    span: Span = (0.0, 0.0)

    @property
    def key(self) -> str:
        """What has to be equal for it to be the same word: neither case nor punctuation."""
        spoken = "".join(letter for letter in self.text.casefold() if letter.isalnum())
        return spoken or self.text


def retold(line: Line, text: str) -> Line:
    """The line with another text.

    Words that stay keep their times. As many words in place of others take theirs over one by one; fewer or more
    share their time, and words put in between share what is free between their neighbours, or where that is next to
    nothing the time of the one before them.
    """
    if not line.words:
        return replace(line, text=text)
    old, new = list(timed_atoms(line)), list(atoms(text))
    matcher = SequenceMatcher(None, [a.key for a in old], [a.key for a in new], autojunk=len(new) > SHORT)
    told: list[Atom] = []
    cramped: list[tuple[int, int]] = []
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal" or (kind == "replace" and last - first == end - begin):
            pairs = zip(old[first:last], new[begin:end], strict=True)
            told += [replace(b, span=a.span, is_head=a.is_head or not b.is_glued) for a, b in pairs]
        elif kind != "delete":
            low, high = room(line, old, first, last)
            if first == last and high - low < BRIEFEST_WORD * (end - begin):
                cramped.append((len(told), len(told) + end - begin))
            shared = spread([atom.text for atom in new[begin:end]], low, high)
            told += [replace(atom, span=span) for atom, span in zip(new[begin:end], shared, strict=True)]
    for first, last in cramped:
        make_room(told, first, last)
    return replace(line, text=text, words=tuple(words_of(told)))


def make_room(told: list[Atom], first: int, last: int) -> None:
    """Have told[first:last] share the time of the atom before them too, or of the one behind at a line's start."""
    begin, end = (first - 1, last) if first else (first, min(last + 1, len(told)))
    sharing = told[begin:end]
    shared = spread([atom.text for atom in sharing], sharing[0].span[0], sharing[-1].span[1])
    told[begin:end] = [replace(atom, span=span) for atom, span in zip(sharing, shared, strict=True)]


def room(line: Line, old: Sequence[Atom], first: int, last: int) -> Span:
    """The time of old[first:last]; where that is nothing, the time free between its neighbours."""
    if first < last:
        return old[first].span[0], old[last - 1].span[1]
    low = old[first - 1].span[1] if first else line.start
    high = old[first].span[0] if first < len(old) else line.end
    return low, max(low, high)


def atoms(text: str) -> Iterator[Atom]:
    for piece in text.split():
        runs = [""]
        for letter in piece:
            if runs[-1] and (is_unspaced(letter) or is_unspaced(runs[-1][-1])):
                runs.append(letter)
            else:
                runs[-1] += letter
        for number, run in enumerate(runs):
            yield Atom(run, is_glued=number > 0, is_head=False)


def timed_atoms(line: Line) -> Iterator[Atom]:
    """The atoms of a line with their times."""
    found = list(atoms(line.text))
    timed = spans([atom.text for atom in found], line.words, line.start, line.end)
    bounds = list(accumulate((letters(word.text) for word in line.words), initial=0))
    heads = set(bounds) if bounds[-1] == letters(line.text) else set()
    reached = accumulate((letters(atom.text) for atom in found), initial=0)
    for atom, span, letter in zip(found, timed, reached, strict=False):
        yield replace(atom, span=span, is_head=not atom.is_glued or letter in heads)


def words_of(told: Sequence[Atom]) -> Iterator[Word]:
    """Timed words: what stands between spaces, and inside that what was a word before."""
    group: list[Atom] = []
    for atom in told:
        if group and (not atom.is_glued or atom.is_head):
            yield word_of(group)
            group = []
        group.append(atom)
    if group:
        yield word_of(group)


def word_of(group: Sequence[Atom]) -> Word:
    return Word(group[0].span[0], group[-1].span[1], "".join(atom.text for atom in group))


def moved(line: Line, start: float, end: float) -> Line:
    """The line at other times.

    Moved as a whole it takes its words along. Otherwise words stay where they were, but the outer ones go with the
    borders they stood at, and where that leaves any without time all are stretched or squeezed alike.
    """
    shift = start - line.start
    if abs((end - line.end) - shift) < 0.0005:
        words = [Word(round(w.start + shift, 3), round(w.end + shift, 3), w.text) for w in line.words]
        return Line(start, end, line.text, tuple(words))
    kept = [outer(word, line, start, end) for word in line.words]
    if any(new.start >= new.end and old.start < old.end for new, old in zip(kept, line.words, strict=True)):
        scale = (end - start) / (line.end - line.start) if line.end > line.start else 0.0
        kept = [
            Word(
                round(start + (w.start - line.start) * scale, 3), round(start + (w.end - line.start) * scale, 3), w.text
            )
            for w in line.words
        ]
    return Line(start, end, line.text, tuple(kept))


def outer(word: Word, line: Line, start: float, end: float) -> Word:
    """A word inside new borders; one that stood at a border stays at it."""
    kept = clipped(word, start, end)
    begin = start if word.start <= line.start else kept.start
    return Word(begin, max(begin, end if word.end >= line.end else kept.end), word.text)


def places(line: Line) -> list[int]:
    """The places in the text at which words begin, as a line can be split there; the first is 0."""
    heads: list[int] = []
    at = 0
    for atom in timed_atoms(line):
        at = line.text.index(atom.text, at)
        if atom.is_head or not line.words:
            heads.append(at)
        at += len(atom.text)
    return heads


def split(line: Line, at: int) -> tuple[Line, Line]:
    """The line in two, the second beginning with the letter at a place where a word begins."""
    texts = line.text[:at].strip(), line.text[at:].strip()
    (_, stop), (begin, _) = spans(texts, line.words, line.start, line.end)
    count = len(words_in(line.words, texts[0]))
    halves = (line.start, stop, line.words[:count]), (begin, line.end, line.words[count:])
    first, second = (
        Line(start, end, text, tuple(clipped(word, start, end) for word in words))
        for text, (start, end, words) in zip(texts, halves, strict=True)
    )
    return first, second


def clipped(word: Word, start: float, end: float) -> Word:
    begin = min(max(word.start, start), end)
    return Word(begin, min(max(word.end, begin), end), word.text)


def words_in(words: Sequence[Word], text: str) -> Sequence[Word]:
    """The first words, as many as a text holds."""
    left, count = letters(text), 0
    for word in words:
        left -= letters(word.text)
        if left < 0:
            break
        count += 1
    return words[:count]


def joined(lines: Sequence[Line]) -> Line:
    """Neighbouring lines as one. Where only some have words the others get theirs by their letters."""
    has_words = any(line.words for line in lines)
    text = lines[0].text
    for line in lines[1:]:
        is_glued = bool(text and line.text) and is_unspaced(text[-1]) and is_unspaced(line.text[0])
        text += line.text if is_glued else f" {line.text}"
    words = [word for line in lines for word in (line.words or guessed(line))] if has_words else []
    return Line(lines[0].start, max(line.end for line in lines), text, tuple(words))


def guessed(line: Line) -> list[Word]:
    """Words of a line that has none."""
    return list(words_of(list(timed_atoms(line))))
