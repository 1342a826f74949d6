"""Finding and replacing in the lines of one video or many: first to look at, then all of it or nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from core.errors import InvalidInput, NotAllowed
from engines.display import displayed
from engines.letters import is_unspaced
from segments.editing.changes import announce, checked_text
from segments.editing.lines import ChangedMeanwhile, corrected, line_of, rewrite, state_of
from segments.editing.words import retold
from segments.models import Edit, Segment, Track
from segments.search import counted_together, reindex_lines
from segments.search.locate import utf16
from segments.selectors import transcript
from users.models import User
from videos.models import Video
from videos.selectors import is_editor, readable
from videos.services import editable

MOST_LINES = 500
"""So many lines are changed, and shown before, at once."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to find (not only spaces) in which track, and what to put in its place: plain text."""

    find: str
    replace: str
    whole_word: bool = False
    match_case: bool = False
    track: str = Track.ORIGINAL

    def pattern(self) -> re.Pattern[str]:
        """Spaces match any; a whole word ends where letters, digits and marks do (scripts without spaces have none)."""
        words = unicodedata.normalize("NFC", self.find).split()
        pattern = r"\s+".join(map(re.escape, words))
        if self.whole_word:
            before, after = (is_unspaced(letter) for letter in (words[0][0], words[-1][-1]))
            pattern = ("" if before else r"(?<!\w)") + pattern + ("" if after else r"(?!\w)")
        return re.compile(pattern, 0 if self.match_case else re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A line that would change, or has. `before` and `after` are its texts.

    `places` is where it was found in the one before: ranges in UTF-16 code units.
    """

    segment: Segment
    before: str
    after: str
    places: list[tuple[int, int]]

    @property
    def count(self) -> int:
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Replacement:
    """`lines` and `count` are of everything found; `found` holds at most MOST_LINES of it."""

    lines: int
    count: int
    found: list[Found]


def preview(editor: User, video_ids: Sequence[UUID], wish: Wish) -> Replacement:
    """What replacing would change. Nothing is written. Raises NotFound, NotAllowed, InvalidInput."""
    lines = count = 0
    shown: list[Found] = []
    for video_id in dict.fromkeys(video_ids):
        video = readable(editor, video_id)
        if not is_editor(editor, video):
            raise NotAllowed("not_editor", "Only the owner of this video and staff may change it.")
        for found in find(video, wish):
            lines, count = lines + 1, count + found.count
            if len(shown) < MOST_LINES:
                shown.append(found)
    return Replacement(lines, count, shown)


@transaction.atomic
def replace_all(
    editor: User, video_ids: Sequence[UUID], wish: Wish, chosen: Mapping[UUID, int] | None = None
) -> Replacement:
    """Replace in all lines, or in those `chosen`, by id, in the version that was looked at. All or nothing.

    Raises NotFound, NotAllowed, InvalidInput, ChangedMeanwhile where a chosen line is another by now.
    """
    videos = [editable(editor, readable(editor, video_id)) for video_id in sorted(set(video_ids))]
    by_video = [(video, [found for found in find(video, wish) if is_chosen(found, chosen)]) for video in videos]
    whole = [found for _, founds in by_video for found in founds]
    if len(whole) > MOST_LINES:
        detail = f"That would change {len(whole)} lines; at most {MOST_LINES} can be changed at once."
        raise InvalidInput("too_many_changes", detail, attr="find")
    if any(not found.after for found in whole):
        raise InvalidInput("line_left_empty", "That would leave a line without words.", attr="replace")
    if chosen is not None and {found.segment.pk for found in whole} != set(chosen):
        raise ChangedMeanwhile
    with counted_together():
        for video, founds in by_video:
            if founds:
                write_all(editor, video, founds)
    return Replacement(len(whole), sum(found.count for found in whole), whole)


def is_chosen(found: Found, chosen: Mapping[UUID, int] | None) -> bool:
    return chosen is None or chosen.get(found.segment.pk) == found.segment.version


def find(video: Video, wish: Wish) -> Iterator[Found]:
    pattern = wish.pattern()
    for segment in transcript(video, track=wish.track).iterator():
        after = displayed(pattern.sub(lambda _match: wish.replace, segment.text))
        if after == segment.text:
            continue
        if places := [match.span() for match in pattern.finditer(segment.text)]:
            yield Found(segment, segment.text, after, utf16(segment.text, places))


def write_all(editor: User, video: Video, founds: Sequence[Found]) -> None:
    """Write the changed lines of one video, an edit for each, so that each can be undone."""
    lines = [found.segment for found in founds]
    before = [state_of(line) for line in lines]
    after = [corrected(found.segment, retold(line_of(found.segment), checked_text(found.after))) for found in founds]
    written = rewrite(list(zip(lines, after, strict=True)))
    Edit.objects.bulk_create(
        Edit(video=video, editor=editor, kind=Edit.Kind.REPLACE, lines=[line.pk], before=[old], after=[new])
        for line, old, new in zip(lines, before, after, strict=True)
    )
    if lines[0].track == Track.ORIGINAL:
        reindex_lines(video.pk, video.generation, lines[0].index, lines[-1].index)
    announce(editor, video, after, written)
