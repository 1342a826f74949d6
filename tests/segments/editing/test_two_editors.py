"""Editors at the same time, each with a database connection of their own: nothing is overwritten unseen."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.errors import WrongState
from segments.editing.changes import Change, change_line, merge_lines, split_line
from segments.editing.history import undo
from segments.editing.replacing import Wish, replace_all
from segments.models import Edit, Segment
from segments.transcripts import add_passage
from tests.factories import make_run, make_user
from tests.segments.editing.asking import texts, transcript
from tests.segments.search.test_index import counted_anew, terms
from tests.segments.test_transcripts import passage
from users.models import User
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs: Callable[[], object]) -> list[str]:
    """Do jobs in threads that all begin together; the code of each refusal, or "done"."""
    barrier = threading.Barrier(len(jobs), timeout=60)

    def run(job: Callable[[], object]) -> str:
        try:
            barrier.wait()
            job()
        except WrongState as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def test_of_many_who_change_the_same_version_one_wins(owner: User, video: Video, lines: list[Segment]) -> None:
    def job(n: int) -> Callable[[], object]:
        return lambda: change_line(owner, lines[0].pk, Change(1, text=f"editor {n}"))

    ended = at_once(*map(job, range(4)))

    assert Counter(ended) == {"done": 1, "changed_meanwhile": 3}
    assert texts(video)[0] == f"editor {ended.index('done')}"
    assert (Segment.objects.get(pk=lines[0].pk).version, Edit.objects.count()) == (2, 1)


def test_lines_changed_split_merged_and_undone_at_once_stay_one_transcript(
    owner: User, video: Video, lines: list[Segment]
) -> None:
    change_line(owner, lines[2].pk, Change(1, text="and dreams until noon"))
    ended = at_once(
        lambda: split_line(owner, lines[0].pk, 1, word=2, offset=None),
        lambda: merge_lines(owner, video.pk, [(lines[1].pk, 1), (lines[2].pk, 2)]),
        lambda: undo(owner, lines[2].pk, 2),
        lambda: add_passage(make_run(video), passage(50, "still being heard")),
    )

    assert (ended[0], ended[3]) == ("done", "done")
    assert sorted(ended[1:3]) == ["changed_meanwhile", "done"]
    assert [index for index, *_ in transcript(video)] == list(range(len(texts(video))))
    assert " ".join(texts(video)) in {
        "the quick brown fox jumps over the lazy dog and dreams until noon still being heard",
        "the quick brown fox jumps over the lazy dog and sleeps until noon still being heard",
    }
    assert terms() == counted_anew()


def test_replacing_in_videos_and_changing_their_lines_at_once_ends(
    owner: User, video: Video, lines: list[Segment]
) -> None:
    from tests.factories import make_video
    from tests.segments.editing.conftest import TEXTS, make_lines

    other = make_video(owner=owner, visibility="public")
    others = make_lines(other, *TEXTS)
    staff = make_user(is_staff=True)
    ended = at_once(
        lambda: replace_all(owner, [video.pk, other.pk], Wish("the", "a")),
        lambda: replace_all(staff, [other.pk, video.pk], Wish("fox", "wolf")),
        lambda: change_line(owner, others[2].pk, Change(1, text="zebras and aardvarks")),
        lambda: change_line(staff, lines[2].pk, Change(1, text="aardvarks and zebras")),
    )

    assert ended == ["done"] * 4
    assert texts(video)[:2] == texts(other)[:2] == ["a quick brown wolf", "jumps over a lazy dog"]
    assert terms() == counted_anew()
