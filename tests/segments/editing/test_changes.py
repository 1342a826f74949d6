"""Changing, splitting and merging lines over HTTP, and what follows from it."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from segments.models import Clip, Edit, Segment, Transcription
from segments.search_models import SearchWindow
from tests.factories import client_of, make_request, make_user
from tests.segments.asking import code_of
from tests.segments.conftest import pushed
from tests.segments.editing.asking import API, change, hits, merge, split, texts, transcript, undo
from users.models import User
from videos.models import Video, Visibility

__all__ = ["pushed"]

pytestmark = pytest.mark.django_db


class TestChange:
    def test_text_is_read_searched_and_exported_at_once(
        self, editor: APIClient, client: APIClient, video: Video, lines: list[Segment]
    ) -> None:
        answer = change(editor, lines[0], text="the quick  crimson\nfox")

        assert answer.status_code == 200
        body = answer.json()
        assert (body["text"], body["version"], body["original"]) == ("the quick crimson fox", 2, "the quick brown fox")
        assert body["is_corrected"] is True
        assert body["words"][2] == {"start": 1.0, "end": 1.5, "text": "crimson"}
        assert (hits("crimson"), hits("brown")) == (1, 0)
        captions = client.get(f"{API}/videos/{video.pk}/transcript?format=vtt").content.decode()
        assert ("crimson" in captions, "brown" in captions) == (True, False)

    def test_only_the_windows_it_touches_are_made_anew(self, editor: APIClient, video: Video) -> None:
        from tests.factories import make_segments

        made = make_segments(video, *((20.0 + n, 20.5 + n, f"word{n}") for n in range(40)))
        before = dict(SearchWindow.objects.values_list("first", "pk"))
        assert len(before) == 5
        change(editor, made[25], text="something else")
        after = dict(SearchWindow.objects.values_list("first", "pk"))
        assert {first for first in before if before[first] != after[first]} == {20}

    def test_first_text_stays_the_original_and_doubt_ends(self, editor: APIClient, lines: list[Segment]) -> None:
        Segment.objects.update(doubtful="repeated")
        change(editor, lines[0], text="one")
        line = Segment.objects.get(pk=lines[0].pk)
        assert change(editor, line, text="two").json()["original"] == "the quick brown fox"
        assert Segment.objects.get(pk=lines[0].pk).doubtful == ""

    def test_line_is_confirmed_as_it_is(self, editor: APIClient, video: Video, lines: list[Segment]) -> None:
        Segment.objects.update(doubtful="repeated")
        body = change(editor, lines[1], is_right=True).json()
        assert (body["doubtful"], body["is_corrected"], body["version"]) == (None, True, 2)
        assert change(editor, Segment.objects.get(pk=lines[1].pk), is_right=True).json()["version"] == 2
        assert undo(editor, lines[1].pk).json()["results"][0]["doubtful"] == "repeated"

    def test_what_was_taken_out_is_shown_to_editors_alone(
        self, editor: APIClient, client: APIClient, video: Video, lines: list[Segment]
    ) -> None:
        change(editor, lines[0], text="the quick fox")
        listed = f"{API}/videos/{video.pk}/segments"
        assert editor.get(listed).json()["results"][0]["original"] == "the quick brown fox"
        assert b"brown" not in client.get(listed).content

    def test_times_are_moved_and_doubt_stays(self, editor: APIClient, video: Video, lines: list[Segment]) -> None:
        Segment.objects.update(doubtful="repeated")
        body = change(editor, lines[1], start=3.5, end=6.7).json()
        assert (body["start"], body["end"], body["doubtful"], body["original"]) == (3.5, 6.7, "repeated", None)
        assert (body["words"][0]["start"], body["words"][-1]["end"]) == (3.5, 6.7)
        assert transcript(video)[1] == (1, 3.5, 6.7, "jumps over the lazy dog")

    @pytest.mark.parametrize(
        ("wish", "attr"),
        [
            ({"start": 1.9}, "start"),
            ({"start": 8.5, "end": 9}, "start"),
            ({"end": 8.1}, "end"),
            ({"end": 4.05}, "end"),
            ({"start": 6.45}, "end"),
        ],
    )
    def test_times_stay_between_the_neighbours(
        self, editor: APIClient, video: Video, lines: list[Segment], wish: dict[str, float], attr: str
    ) -> None:
        answer = change(editor, lines[1], **wish)
        assert code_of(answer) == (400, "times_out_of_range")
        assert (answer.json()["errors"][0]["attr"], transcript(video)[1][1:3]) == (attr, (4.0, 6.5))

    def test_last_line_ends_with_the_video_at_the_latest(self, editor: APIClient, lines: list[Segment]) -> None:
        assert code_of(change(editor, lines[2], end=60.1)) == (400, "times_out_of_range")
        assert change(editor, lines[2], end=60).status_code == 200

    def test_overlap_that_is_there_may_stay_but_not_grow(self, editor: APIClient, lines: list[Segment]) -> None:
        Segment.objects.filter(pk=lines[0].pk).update(end=4.5)
        assert change(editor, lines[1], start=4.1).status_code == 200
        lines[1].refresh_from_db()
        assert code_of(change(editor, lines[1], start=4.0)) == (400, "times_out_of_range")

    def test_nothing_new_is_no_correction(self, editor: APIClient, lines: list[Segment]) -> None:
        body = change(editor, lines[0], text=lines[0].text).json()
        assert (body["version"], body["is_corrected"], Edit.objects.count()) == (1, False, 0)

    def test_text_is_composed_and_shows_all_that_is_in_it(self, editor: APIClient, lines: list[Segment]) -> None:
        assert change(editor, lines[0], text="cafe\u0301 \u202efox").json()["text"] == "café fox"

    @pytest.mark.parametrize(
        ("wish", "code"),
        [
            ({"text": ""}, "blank"),
            ({"text": "\u2028 "}, "blank"),
            ({"text": "x" * 2001}, "max_length"),
            ({"text": "\0"}, "null_characters_not_allowed"),
            ({"start": "nan"}, "invalid"),
            ({"version": 0}, "min_value"),
        ],
    )
    def test_odd_wishes_are_refused(
        self, editor: APIClient, lines: list[Segment], wish: dict[str, Any], code: str
    ) -> None:
        assert code_of(change(editor, lines[0], **wish)) == (400, code)

    def test_line_read_before_anothers_correction_is_refused(
        self, editor: APIClient, video: Video, lines: list[Segment]
    ) -> None:
        assert change(editor, lines[0], text="first").status_code == 200
        assert code_of(change(editor, lines[0], text="second")) == (409, "changed_meanwhile")
        assert texts(video)[0] == "first"

    def test_line_of_a_transcript_that_is_no_longer_shown_is_not_found(
        self, editor: APIClient, video: Video, lines: list[Segment]
    ) -> None:
        Video.objects.update(generation=2)
        assert change(editor, lines[0], text="x").status_code == 404


class TestSplit:
    def test_split_at_a_word(self, editor: APIClient, video: Video, lines: list[Segment]) -> None:
        first, second = split(editor, lines[0], word=2).json()["results"]
        assert (first["id"], first["version"], second["version"]) == (str(lines[0].pk), 2, 1)
        assert transcript(video) == [
            (0, 0.0, 1.0, "the quick"),
            (1, 1.0, 2.0, "brown fox"),
            (2, 4.0, 6.5, "jumps over the lazy dog"),
            (3, 8.0, 10.0, "and sleeps until noon"),
        ]
        assert [word["text"] for word in second["words"]] == ["brown", "fox"]
        assert (hits('"quick brown fox jumps"'), hits('"lazy dog and sleeps"')) == (1, 1)
        assert Transcription.objects.get().segment_count == 4

    def test_split_at_the_word_nearest_to_an_offset_as_javascript_counts(
        self, editor: APIClient, video: Video, lines: list[Segment]
    ) -> None:
        assert change(editor, lines[0], text="🎉🎉 one two").status_code == 200
        lines[0].refresh_from_db()
        split(editor, lines[0], offset=8)
        assert texts(video)[:2] == ["🎉🎉 one", "two"]

    @pytest.mark.parametrize(
        ("wish", "code"),
        [
            ({"word": 4}, "split_out_of_range"),
            ({"word": 0}, "min_value"),
            ({}, "required"),
            ({"word": 1, "offset": 1}, "required"),
        ],
    )
    def test_odd_places_are_refused(
        self, editor: APIClient, video: Video, lines: list[Segment], wish: dict[str, int], code: str
    ) -> None:
        assert code_of(split(editor, lines[0], **wish)) == (400, code)
        assert len(texts(video)) == 3

    def test_old_version_is_refused(self, editor: APIClient, video: Video, lines: list[Segment]) -> None:
        change(editor, lines[0], text="one two")
        assert code_of(split(editor, lines[0], word=1)) == (409, "changed_meanwhile")
        assert len(texts(video)) == 3


class TestMerge:
    def test_neighbours_become_one_line(self, editor: APIClient, video: Video, lines: list[Segment]) -> None:
        clip = Clip.objects.create(video=video, segment=lines[1], key="k", start=4, end=6)
        body = merge(editor, video, lines[1], lines[0]).json()
        assert (body["id"], body["version"]) == (str(lines[0].pk), 2)
        assert transcript(video) == [
            (0, 0.0, 6.5, "the quick brown fox jumps over the lazy dog"),
            (1, 8.0, 10.0, "and sleeps until noon"),
        ]
        assert len(body["words"]) == 9
        assert (hits('"fox jumps"'), hits('"dog and sleeps"')) == (1, 1)
        clip.refresh_from_db()
        assert clip.segment_id == lines[0].pk

    def test_what_was_heard_in_all_of_them_is_the_original(
        self, editor: APIClient, video: Video, lines: list[Segment]
    ) -> None:
        change(editor, lines[1], text="leaps")
        body = merge(editor, video, lines[0], Segment.objects.get(pk=lines[1].pk)).json()
        assert (body["text"], body["original"]) == (
            "the quick brown fox leaps",
            "the quick brown fox jumps over the lazy dog",
        )

    def test_line_that_somebody_merged_meanwhile_is_a_change(
        self, editor: APIClient, video: Video, lines: list[Segment]
    ) -> None:
        merge(editor, video, lines[0], lines[1])
        assert code_of(merge(editor, video, lines[1], lines[2])) == (409, "changed_meanwhile")

    def test_only_neighbours_of_this_video(self, editor: APIClient, video: Video, lines: list[Segment]) -> None:
        assert code_of(merge(editor, video, lines[0], lines[2])) == (400, "not_neighbours")
        assert code_of(merge(editor, video, lines[0], Segment())) == (404, "not_found")
        assert code_of(merge(editor, video, lines[0])) == (400, "min_length")

    def test_one_old_version_is_enough_to_refuse(self, editor: APIClient, video: Video, lines: list[Segment]) -> None:
        change(editor, lines[1], text="changed")
        assert code_of(merge(editor, video, lines[0], lines[1])) == (409, "changed_meanwhile")
        assert len(texts(video)) == 3


class TestPushes:
    def test_editor_owner_and_people_with_a_request_are_told(
        self,
        owner: User,
        video: Video,
        lines: list[Segment],
        pushed: list[Any],
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        staff, asker = make_user(is_staff=True), make_request(video=video, status="completed").user
        with django_capture_on_commit_callbacks(execute=True):
            change(client_of(staff), lines[0], text="news")
        words = [[0.0, 2.0, "news"]]
        line = {
            "id": str(lines[0].pk),
            "track": "original",
            "start": 0.0,
            "end": 2.0,
            "text": "news",
            "version": 2,
            "doubtful": None,
            "original": None,
            "is_corrected": True,
            "words": [{"start": start, "end": end, "text": text} for start, end, text in words],
        }
        message = {"type": "segments.changed", "video_id": str(video.pk), "segments": [line], "removed": []}
        assert {user_id for user_id, _ in pushed} == {owner.pk, staff.pk, asker.pk}
        assert [sent for _, sent in pushed] == [message] * 3

    def test_what_is_gone_is_named_and_many_lines_are_to_be_read(
        self,
        editor: APIClient,
        lines: list[Segment],
        pushed: list[Any],
        django_capture_on_commit_callbacks: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        video = lines[0].video
        with django_capture_on_commit_callbacks(execute=True):
            merge(editor, video, lines[0], lines[1])
        monkeypatch.setattr("segments.events.MOST_PUSHED", 1)
        with django_capture_on_commit_callbacks(execute=True):
            undo(editor, lines[0].pk)
        (_, merged), (_, undone) = pushed
        assert ([line["id"] for line in merged["segments"]], merged["removed"]) == (
            [str(lines[0].pk)],
            [str(lines[1].pk)],
        )
        assert (undone["segments"], undone["removed"]) == (None, [])

    def test_staff_who_corrected_it_before_are_told(
        self,
        owner: User,
        editor: APIClient,
        lines: list[Segment],
        pushed: list[Any],
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        staff = make_user(is_staff=True)
        change(client_of(staff), lines[0], text="news")
        with django_capture_on_commit_callbacks(execute=True):
            change(editor, lines[1], text="old hat")
        assert {user_id for user_id, _ in pushed} == {owner.pk, staff.pk}

    def test_those_who_may_not_read_it_any_more_are_not_told(
        self,
        owner: User,
        editor: APIClient,
        video: Video,
        lines: list[Segment],
        pushed: list[Any],
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        make_request(video=video, status="completed")
        Video.objects.update(visibility=Visibility.PRIVATE)
        with django_capture_on_commit_callbacks(execute=True):
            change(editor, lines[0], text="news")
        assert [user_id for user_id, _ in pushed] == [owner.pk]
