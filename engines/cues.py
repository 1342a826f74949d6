"""Speech as captions that can be read in time: cut at words, by the common rules of the trade.

The rules are those of the Netflix Timed Text Style Guide: at most two rows, 5/6 s to 7 s (General Requirements), 42
letters a row and up to 20 a second (English), 16 letters a row (Korean, Chinese; Japanese about as many). 17 letters a
second, its earlier and many broadcasters' rule, is what a cue gets where there is time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import attrgetter

from engines.captions.markup import WORD_JOINER
from engines.forms.captions import ROWS, Cue, columns_of, is_wide, units
from engines.letters import Span, is_glued, spans
from engines.types import Speech

COLUMNS = 42
WIDE_COLUMNS = 32
"""Of rows of Chinese, Japanese and Korean, whose letters take two."""
SHORTEST, LONGEST = 5 / 6, 7.0
BRIEFEST = 0.001
COLUMNS_PER_SECOND = 17.0
PAUSE = 0.3
SENTENCE_ENDS, CLAUSE_ENDS = ".?!…。？！", ",;:、，；："
"""Where a cue ends well, and not badly."""
CLOSING = "\"')]»”’」』）"


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is not broken: a word, or a wide letter. `space` is what stands before it."""

    space: str
    text: str
    span: Span

    @property
    def columns(self) -> int:
        return columns_of(self.text)


def cues_of(speech: Iterable[Speech], duration: float | None = None) -> Iterator[Cue]:
    """The cues of spoken lines in the order in which they begin. No text is lost, none is shown before it is spoken.

    A cue stays longer than it is spoken, where nothing else is said then and the video goes on until `duration`
    seconds: long enough to be read, and 5/6 s at least. No cue stays longer than 7 s.
    """
    last: Cue | None = None
    for cue in sorted(chain.from_iterable(map(_broken, speech)), key=attrgetter("start")):
        if last is not None:
            yield _readable(last, cue.start)
        last = cue
    if last is not None:
        yield _readable(last, duration if duration is not None else last.start + LONGEST)


def _readable(cue: Cue, limit: float) -> Cue:
    """The cue for long enough to be read, until `limit` at the latest; that may be when it begins itself."""
    columns = sum(map(columns_of, cue.rows))
    wanted = max(cue.end, cue.start + SHORTEST, cue.start + columns / COLUMNS_PER_SECOND)
    end = min(wanted, limit) if limit > cue.start else cue.end
    return Cue(cue.start, round(max(min(end, cue.start + LONGEST), cue.start + BRIEFEST), 3), cue.rows)


def _columns(text: str) -> int:
    """How wide rows of this text are: by the script that most of it is in."""
    return WIDE_COLUMNS if sum(map(is_wide, text)) * 2 > len(text) else COLUMNS


def _broken(line: Speech) -> Iterator[Cue]:
    columns = _columns(line.text)
    parts = list(units(line.text, columns))
    timed = spans([text for _, text in parts], line.words, line.start, line.end)
    whole = [_Unit(space, text, span) for (space, text), span in zip(parts, timed, strict=True) if text]
    for first, last in pairwise(_breaks(whole, columns)):
        shown = whole[first:last]
        before = whole[first - 1] if first else None
        after = whole[last] if last < len(whole) else None
        end = line.end if last == len(whole) else shown[-1].span[1]
        start = line.start if first == 0 else shown[0].span[0]
        yield Cue(start, end, _rows(shown, before, after, columns))


def _breaks(whole: Sequence[_Unit], columns: int) -> list[int]:
    """Where cues begin, and the end: the cheapest way through a line (Knuth and Plass, Breaking Paragraphs)."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, len(whole) + 1):
        ways = ((best[first][0] + cost, first) for first, cost in _costs(whole, last, columns))
        best.append(min(ways))
    breaks = [len(whole)] if whole else []
    while breaks and breaks[-1]:
        breaks.append(best[breaks[-1]][1])
    return breaks[::-1]


def _costs(whole: Sequence[_Unit], last: int, columns: int) -> Iterator[tuple[int, float]]:
    """(first unit, cost) of every cue that ends before unit `last` and fits."""
    ending = _ending(whole, last)
    row, rows = 0, 1
    for first in range(last - 1, -1, -1):
        unit = whole[first]
        width = unit.columns + (len(whole[first + 1].space) if first + 1 < last and row else 0)
        if row + width > columns and row:
            row, rows = unit.columns, rows + 1
        else:
            row += width
        seconds = whole[last - 1].span[1] - unit.span[0]
        if first < last - 1 and (rows > ROWS or seconds > LONGEST):
            return
        emptiness = 1 - min(1.0, ((rows - 1) * columns + row) / (ROWS * columns))
        yield first, 1 + ending + emptiness**2 / 2 + (0.5 if seconds < SHORTEST else 0)


def _ending(whole: Sequence[_Unit], last: int) -> float:
    """What it costs to end a cue there: little after a sentence, a clause or a pause."""
    text = whole[last - 1].text.rstrip(CLOSING)
    if last == len(whole) or text.endswith(tuple(SENTENCE_ENDS)):
        return 0.0
    if text.endswith(tuple(CLAUSE_ENDS)) or whole[last].span[0] - whole[last - 1].span[1] >= PAUSE:
        return 0.3
    return 0.8


def _rows(shown: Sequence[_Unit], before: _Unit | None, after: _Unit | None, columns: int) -> tuple[str, ...]:
    """One row where it fits, else two of about the same width."""
    whole = _row(shown, before, after)
    if columns_of(whole.rstrip()) <= columns:
        return (whole,)
    pairs = [(_row(shown[:n], before, shown[n]), _row(shown[n:], shown[n - 1], after)) for n in range(1, len(shown))]
    return min(pairs, key=lambda pair: max(map(columns_of, pair)), default=(whole,))


def _row(shown: Sequence[_Unit], before: _Unit | None, after: _Unit | None) -> str:
    """The text of a row; the space behind it stays where nobody would think of one, reading on.

    Where everybody would think of one and none is, as in a word longer than a row, a word joiner is in front.
    """
    text = "".join(unit.space + unit.text for unit in shown).strip()
    goes_on = before and not shown[0].space and not is_glued(before.text[-1], text[0])
    is_spaced = after and after.space and is_glued(text[-1], after.text[0])
    return f"{WORD_JOINER if goes_on else ''}{text}{' ' if is_spaced else ''}"
