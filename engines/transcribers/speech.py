"""Words into lines that end where sentences or breaths end. Values in, values out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from engines.types import Speech, Word

SENTENCE_END = re.compile(r"[.?!…。？！।؟]+[\"'”’»)\]」』）]*$")
CLAUSE_ENDS = (",", ";", ":", "、", "，", "；", "—", "–")
NO_END = re.compile(r"(?:^|[^\w])(?:mr|mrs|ms|dr|prof|st|jr|sr|vs|no|etc|e\.g|i\.e|[^\W\d_])\.$", re.IGNORECASE)
"""Full stops that end no sentence: of titles, of common abbreviations, and of initials."""
BREATH = 0.5
LONGEST_SILENCE = 1.0
"""No line runs on over more."""
SHORTEST, LONGEST = 2.0, 15.0
CLAUSE_BREATH = 0.3
"""What the end of a clause counts for, in seconds of breath, where a line has to be cut."""
BRIEFEST_WORD = 0.01


def tidy(words: Iterable[Word], low: float, high: float) -> Iterator[Word]:
    """The words with times in order, inside [low, high] and of some length; engines promise none of it.

    A word ends where the next begins: one that is told far too long does not push those behind it away. Texts keep
    their leading space. Words without text are left out.
    """
    reached = low
    spoken = [word for word in words if word.text.strip()]
    for word, following in zip(spoken, [*(word.start for word in spoken[1:]), high], strict=False):
        start = min(max(word.start, reached), high - BRIEFEST_WORD)
        end = min(max(word.end, start + BRIEFEST_WORD), high)
        if following < end:
            end = max(following, min(start + BRIEFEST_WORD, end))
        reached = end
        yield Word(round(float(start), 3), round(float(end), 3), word.text, word.probability)


def groups_of(words: Iterable[Word]) -> list[list[Word]]:
    """Tidy words in groups of 2 to 15 seconds where they allow it.

    A group ends before every silence of more than a second, and once it is long enough after a sentence or before a
    breath. Where it would grow too long it is cut at its longest breath, at the end of a clause rather than inside it.
    """
    groups: list[list[Word]] = [[]]
    for word in words:
        if groups[-1] and _is_complete(groups[-1], word):
            groups.append([])
        groups[-1].append(word)
        while groups[-1][-1].end - groups[-1][0].start > LONGEST and len(groups[-1]) > 1:
            group = groups.pop()
            at = _best_cut(group)
            groups += [group[:at], group[at:]]
    return [group for group in groups if group]


def speech_of(group: list[Word]) -> Speech:
    """The line that words make up."""
    text = "".join(word.text for word in group).strip()
    words = tuple(Word(word.start, word.end, word.text.strip(), word.probability) for word in group)
    return Speech(words[0].start, words[-1].end, text, words)


def goes_on(group: list[Word], end: float) -> bool:
    """Whether a group may go on behind `end` seconds, up to which words are known."""
    return not ends_sentence(group[-1].text) and end - group[-1].end < BREATH


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with this word."""
    word = text.strip()
    return SENTENCE_END.search(word) is not None and NO_END.search(word) is None


def _is_complete(group: list[Word], following: Word) -> bool:
    length, breath = group[-1].end - group[0].start, following.start - group[-1].end
    ends_here = breath >= BREATH or ends_sentence(group[-1].text)
    return breath > LONGEST_SILENCE or (ends_here and length >= SHORTEST)


def _best_cut(group: list[Word]) -> int:
    """Index of the word after the longest breath that leaves a group long enough; of equal ones the last."""
    long_enough = [n for n in range(1, len(group)) if group[n - 1].end - group[0].start >= SHORTEST]
    return max(long_enough or range(1, len(group)), key=lambda n: (_breath(group, n), n))


def _breath(group: list[Word], index: int) -> float:
    before, after = group[index - 1], group[index]
    bonus = CLAUSE_BREATH if before.text.rstrip().endswith(CLAUSE_ENDS) else 0.0
    return round(after.start - before.end + bonus, 3)
