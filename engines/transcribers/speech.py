"""Words into passages of speech that end at sentence ends or breaths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engines.types import Speech, Word

SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！", "।", "؟")
BREATH = 0.5
SHORTEST, LONGEST = 2.0, 15.0
BRIEFEST_WORD = 0.01


def tidy(words: Iterable[Word], low: float, high: float) -> Iterator[Word]:
    """The words with times in order, inside [low, high] and of some length; engines promise none of it.

    Texts keep their leading space. Words without text are left out.
    """
    reached = low
    for word in words:
        if not word.text.strip():
            continue
        start = min(max(word.start, reached), high - BRIEFEST_WORD)
        end = min(max(word.end, start + BRIEFEST_WORD), high)
        reached = end
        yield Word(round(float(start), 3), round(float(end), 3), word.text)


def passages_of(words: Iterable[Word]) -> Iterator[Speech]:
    """Group tidy words into speech of 2 to 15 seconds where the words allow it.

    A group ends after the end of a sentence or before a breath once it is long enough, and where it would grow too
    long it is cut at its longest breath.
    """
    group: list[Word] = []
    for word in words:
        if group and _is_complete(group, word):
            yield _speech(group)
            group = []
        group.append(word)
        while group[-1].end - group[0].start > LONGEST and len(group) > 1:
            at = _longest_breath(group)
            yield _speech(group[:at])
            group = group[at:]
    if group:
        yield _speech(group)


def _is_complete(group: list[Word], following: Word) -> bool:
    length, breath = group[-1].end - group[0].start, following.start - group[-1].end
    ends_here = group[-1].text.rstrip().endswith(SENTENCE_ENDS) or breath >= BREATH
    return (ends_here and length >= SHORTEST) or breath >= SHORTEST


def _longest_breath(group: list[Word]) -> int:
    """Index of the word after the longest breath; of equal ones the last."""
    breaths = [(group[index].start - group[index - 1].end, index) for index in range(1, len(group))]
    return max(breaths)[1]


def _speech(group: list[Word]) -> Speech:
    text = "".join(word.text for word in group).strip()
    words = tuple(Word(word.start, word.end, word.text.strip()) for word in group)
    return Speech(words[0].start, words[-1].end, text, words)
