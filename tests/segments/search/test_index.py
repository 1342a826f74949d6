"""The index in batches, after edits, and as videos change: it always equals one made at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from segments import tasks
from segments.models import Segment
from segments.search import SearchQuery, index_segments, rebuild, reindex_lines, search, suggestions
from segments.search.documents import SIGNED_SINCE, SIGNS, VERSION
from segments.search.rebuild import outdated_videos
from segments.search_models import SearchTerm, SearchTitle, SearchWindow
from tests.factories import make_segments, make_user, make_video
from users.models import User
from videos.models import Video
from videos.services import remove_video

pytestmark = pytest.mark.django_db

Viewer = User | AnonymousUser
UNSIGN = """
UPDATE segments_searchwindow SET version = %s, vector = ts_delete(vector, ARRAY(
    SELECT lexeme FROM unnest(tsvector_to_array(vector)) lexeme WHERE lexeme SIMILAR TO %s
)) WHERE video_id = %s
"""


def count(text: str, viewer: Viewer | None = None, **options: Any) -> int:
    return search(SearchQuery(text, **options), viewer or AnonymousUser()).count


def index_of(video: Video) -> list[Any]:
    windows = SearchWindow.objects.filter(video=video).order_by("first")
    return list(windows.values_list("first", "line_count", "words", "vector", "is_public"))


def terms() -> dict[str, tuple[int, int]]:
    return {term.text: (term.windows, term.uses) for term in SearchTerm.objects.filter(windows__gt=0)}


def counted_anew() -> dict[str, tuple[int, int]]:
    said = [words.split() for words in SearchWindow.objects.filter(is_public=True).values_list("words", flat=True)]
    uses = [word for words in said for word in words]
    return {word: (sum(word in words for words in said), uses.count(word)) for word in uses}


LINES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["a", "b", "the", "of", "東京", "🎉", "", "don't"]), max_size=5),
        st.sampled_from([3.0, 12.0, 70.0]),
    ),
    min_size=1,
    max_size=40,
)


@given(LINES, st.data())
@hypothesis_settings(max_examples=25)
def test_index_made_in_batches_equals_one_made_at_once(
    django_db_blocker: Any, lines: list[tuple[list[str], float]], data: st.DataObject
) -> None:
    video = make_video(visibility="public")
    at, timed = 0.0, []
    for words, gap in lines:
        timed.append((at, at + 2, " ".join(words)))
        at += gap
    done = 0
    while done < len(timed):
        size = data.draw(st.integers(1, len(timed) - done))
        make_segments(video, *timed[done : done + size])
        done += size
    in_batches = index_of(video)
    SearchWindow.objects.filter(video=video).delete()
    index_segments(video.pk, video.generation)
    assert in_batches == index_of(video)


class TestEdits:
    @pytest.fixture
    def video(self) -> Video:
        video = make_video(visibility="public")
        make_segments(video, *(f"line number w{n} here" for n in range(45)))
        return video

    def shift(self, video: Video, after: int, by: int) -> None:
        """Make room behind a line, or close a gap, as an edit does."""
        moved = Segment.objects.filter(video=video, index__gt=after)
        moved.update(index=F("index") + 1000)
        moved.update(index=F("index") - 1000 + by)

    def test_changed_line_is_found_at_once_and_other_windows_are_left_alone(self, video: Video) -> None:
        before = dict(SearchWindow.objects.values_list("first", "pk"))
        Segment.objects.filter(video=video, index=25).update(text="something else")
        reindex_lines(video.pk, 1, 25, 25)
        assert (count("w25"), count('"something else line number w26"')) == (0, 1)
        after = dict(SearchWindow.objects.values_list("first", "pk"))
        assert {first for first in after if after[first] != before[first]} == {10, 20}
        assert terms() == counted_anew()

    def test_line_at_a_border_is_found_from_the_window_before_it(self, video: Video) -> None:
        Segment.objects.filter(video=video, index=20).update(text="fresh bread")
        reindex_lines(video.pk, 1, 20, 20)
        assert count('"w19 here fresh bread line"') == 1

    def test_split_line_moves_what_is_behind_it(self, video: Video) -> None:
        self.shift(video, 25, 1)
        Segment.objects.filter(video=video, index=25).update(text="line number")
        Segment.objects.create(video=video, generation=1, index=26, start=127, end=130, text="w25 here")
        reindex_lines(video.pk, 1, 25, 26, added=1)
        self.check_all(video, 46)

    def test_merged_lines_move_what_is_behind_them(self, video: Video) -> None:
        Segment.objects.filter(video=video, index=25).delete()
        Segment.objects.filter(video=video, index=24).update(text="line number w24 here line number w25 here")
        self.shift(video, 25, -1)
        reindex_lines(video.pk, 1, 24, 24, added=-1)
        self.check_all(video, 44)

    def test_lines_may_go_without_any_left_in_their_window(self, video: Video) -> None:
        Segment.objects.filter(video=video, index__range=(20, 29)).delete()
        self.shift(video, 29, -10)
        reindex_lines(video.pk, 1, 20, 19, added=-10)
        self.check_all(video, 35, missing=range(20, 30))
        assert count('"w19 here line number w30"') == 1

    def test_what_is_far_apart_stays_apart_when_a_line_is_changed(self) -> None:
        video = make_video(visibility="public")
        make_segments(
            video, *((at, at + 2, word) for at, word in ((0, "red"), (100, "fox"), (150, "hen"), (300, "end")))
        )
        reindex_lines(video.pk, 1, 1, 1)
        assert (count("red fox"), count('"red fox"'), count("red -fox"), count("fox hen")) == (0, 0, 1, 1)

    def check_all(self, video: Video, lines: int, missing: range = range(0)) -> None:
        windows = list(SearchWindow.objects.order_by("first").values_list("first", "line_count"))
        assert [first for first, _ in windows] == [sum(size for _, size in windows[:n]) for n in range(len(windows))]
        assert sum(size for _, size in windows) == lines
        assert all(size <= 15 for _, size in windows)
        for n in range(45):
            hits = search(SearchQuery(f'"number w{n} here"'), AnonymousUser()).hits
            assert len(hits) == (n not in missing)
            assert all(f"w{n} here" in hit.text for hit in hits)
        assert terms() == counted_anew()


class TestVideos:
    @pytest.fixture
    def owner(self) -> User:
        return make_user()

    @pytest.fixture
    def video(self, owner: User) -> Video:
        video = make_video(owner=owner, visibility="public", title="Plain")
        make_segments(video, "secretive words")
        return video

    @pytest.mark.parametrize(
        "changes", [{"visibility": "private"}, {"visibility": "unlisted"}, {"status": "processing"}]
    )
    def test_hidden_video_is_found_by_its_owner_alone_at_once(
        self, video: Video, owner: User, changes: dict[str, str]
    ) -> None:
        assert (count("secretive"), count("secretive", owner), suggestions("secr", AnonymousUser())[0]) == (
            1,
            1,
            ["secretive"],
        )
        for name, value in changes.items():
            setattr(video, name, value)
        video.save(update_fields=list(changes))
        assert (count("secretive"), count("secretive", make_user()), count("secretive", owner)) == (0, 0, 1)
        assert (suggestions("secr", AnonymousUser())[0], terms()) == ([], {})
        video.visibility, video.status = "public", "ready"
        video.save()
        assert (count("secretive"), terms()) == (1, {"secretive": (1, 1), "words": (1, 1)})

    def test_deleted_video_leaves_no_words(self, video: Video, sent: list[Any]) -> None:
        make_segments(make_video(visibility="public"), "other words")
        remove_video(video)
        assert (count("secretive"), terms()) == (0, {"other": (1, 1), "words": (1, 1)})

    def test_other_run_is_hidden_until_it_is_current(self, video: Video, owner: User) -> None:
        make_segments(video, "second run", generation=2)
        assert (count("second"), count("second", owner), "second" in terms()) == (0, 0, False)
        video.generation = 2
        video.save(update_fields=["generation"])
        assert (count("second"), count("secretive"), terms()) == (1, 0, {"second": (1, 1), "run": (1, 1)})

    def test_facets_and_title_follow_the_video(self, video: Video) -> None:
        video.channel_name, video.language, video.title = "Foxes", "uk", "Зовсім інша"
        video.save()
        assert (count("words", channel="foxes"), count("words", language="UK"), count("words", language="en")) == (
            1,
            1,
            0,
        )
        assert search(SearchQuery("інша"), AnonymousUser()).videos == [video]


def unsign(video: Video, version: int = SIGNED_SINCE - 1) -> None:
    """Take the signatures out of a video's windows, as they were before there were any."""
    with connection.cursor() as cursor:
        cursor.execute(UNSIGN, [version, f"[{SIGNS}]{{3}}", video.pk])


class TestReindex:
    def test_outdated_videos_are_indexed_anew(self, capsys: pytest.CaptureFixture[str]) -> None:
        old, current, bare = (make_video(visibility="public") for _ in range(3))
        make_segments(old, "old fox")
        make_segments(current, "current fox")
        make_segments(bare, "bare fox")
        SearchWindow.objects.filter(video=old).update(version=VERSION - 1, words="stale", vector="'stale':1")
        SearchWindow.objects.filter(video=bare).delete()
        kept = SearchWindow.objects.get(video=current).pk
        call_command("reindex")
        assert capsys.readouterr().out == "Videos indexed anew: 2.\n"
        assert (count("fox"), count("stale"), SearchWindow.objects.get(video=current).pk) == (3, 0, kept)
        call_command("reindex", all=True)
        assert (count("fox"), capsys.readouterr().out) == (3, "Videos indexed anew: 3.\n")

    def test_upgrade_indexes_anew_by_itself(self) -> None:
        old, current, bare = (make_video(visibility="public") for _ in range(3))
        for video in (old, current, bare):
            make_segments(video, "a fox")
        make_segments(old, "second run", generation=2)
        SearchWindow.objects.filter(video=old).update(version=VERSION - 1, words="stale", vector="'stale':1")
        SearchWindow.objects.filter(video=bare).delete()
        SearchTitle.objects.filter(video=current).delete()
        assert set(outdated_videos()) == {old.pk, current.pk, bare.pk}
        assert rebuild(seconds=0) == 0
        tasks.rebuild_index()
        assert (outdated_videos(), count("fox"), count("stale")) == ([], 3, 0)
        assert search(SearchQuery(current.title), AnonymousUser()).videos

    def test_phrases_are_found_before_their_windows_are_signed(self) -> None:
        old, current = (make_video(visibility="public") for _ in range(2))
        for video in (old, current):
            make_segments(video, "a red fox out of the wood")
        unsign(old)
        for phrase, found in {'"red fox"': 2, '"fox out of the wood"': 2, '"fox red"': 0}.items():
            assert count(phrase) == found, phrase
        rebuild()
        unsign(old, version=VERSION)
        assert (count('"red fox"'), count('"out of"')) == (1, 2), (
            "signatures are asked for where all windows are current"
        )

    def test_upgrade_is_looked_for_every_other_minute(self) -> None:
        planned = settings.CELERY_BEAT_SCHEDULE["rebuild index"]
        assert (planned["task"], planned["schedule"]) == (tasks.rebuild_index.name, 120.0)  # type: ignore[attr-defined]
