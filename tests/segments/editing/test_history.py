"""The history of lines, and undoing it step by step."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from segments.models import Edit, Segment
from tests.factories import client_of, make_user, make_video
from tests.segments.asking import code_of
from tests.segments.editing.asking import API, change, hits, merge, replace, split, texts, transcript, undo
from tests.segments.editing.conftest import TEXTS, make_lines
from tests.segments.search.test_index import counted_anew, terms
from users.models import User
from videos.models import Video

pytestmark = pytest.mark.django_db


def again(line: Segment) -> Segment:
    return Segment.objects.get(pk=line.pk)


def test_history_tells_who_changed_what_newest_first(owner: User, editor: APIClient, lines: list[Segment]) -> None:
    change(editor, lines[0], text="one two")
    split(editor, again(lines[0]), word=1)
    undo(editor, lines[0].pk)

    (second, first) = editor.get(f"{API}/segments/{lines[0].pk}/history").json()["results"]

    assert first["editor"] == {"id": str(owner.pk), "full_name": owner.full_name}
    assert (first["kind"], first["undone_at"]) == ("change", None)
    assert ([line["text"] for line in first["before"]], [line["text"] for line in first["after"]]) == (
        ["the quick brown fox"],
        ["one two"],
    )
    assert (second["kind"], [line["text"] for line in second["after"]]) == ("split", ["one", "two"])
    assert second["undone_at"] is not None


def test_text_is_undone_step_by_step_down_to_what_was_heard(
    editor: APIClient, video: Video, lines: list[Segment]
) -> None:
    Segment.objects.update(doubtful="repeated")
    change(editor, again(lines[0]), text="first")
    change(editor, again(lines[0]), text="second")
    assert undo(editor, lines[0].pk).json()["results"][0]["text"] == "first"
    (line,) = undo(editor, lines[0].pk).json()["results"]
    assert (line["text"], line["original"], line["is_corrected"], line["doubtful"], line["version"]) == (
        "the quick brown fox",
        None,
        False,
        "repeated",
        5,
    )
    assert again(lines[0]).words == lines[0].words
    assert (hits("second"), hits("quick")) == (0, 1)
    assert code_of(undo(editor, lines[0].pk)) == (409, "nothing_to_undo")


def test_split_is_undone_from_either_half(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    before = transcript(video)
    for half in (0, 1):
        made = split(editor, again(lines[0]), word=2).json()["results"]
        (whole,) = undo(editor, made[half]["id"]).json()["results"]
        assert (whole["id"], transcript(video)) == (str(lines[0].pk), before)


def test_merge_is_undone_into_the_same_lines(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    before = transcript(video)
    merge(editor, video, *lines)
    assert texts(video) == [" ".join(TEXTS)]
    made = undo(editor, lines[0].pk).json()["results"]
    assert ([line["id"] for line in made], transcript(video)) == ([str(line.pk) for line in lines], before)


def test_half_that_was_changed_since_comes_first(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    _, second = split(editor, lines[0], word=2).json()["results"]
    change(editor, Segment.objects.get(pk=second["id"]), text="red fox")
    assert code_of(undo(editor, lines[0].pk)) == (409, "edited_since")
    assert undo(editor, second["id"]).status_code == undo(editor, lines[0].pk).status_code == 200
    assert texts(video) == list(TEXTS)


def test_times_are_not_put_back_over_a_line_that_was_moved_there_since(
    editor: APIClient, video: Video, lines: list[Segment]
) -> None:
    change(editor, lines[1], start=5, end=6)
    change(editor, lines[0], start=4.5, end=5)
    assert code_of(undo(editor, lines[1].pk)) == (409, "edited_since")
    assert undo(editor, lines[0].pk).status_code == undo(editor, lines[1].pk).status_code == 200
    assert [start for _, start, _, _ in transcript(video)] == [0.0, 4.0, 8.0]


def test_replacing_is_undone_in_all_videos_at_once_or_in_none(
    owner: User, editor: APIClient, video: Video, lines: list[Segment]
) -> None:
    other = make_video(owner=owner, visibility="public")
    make_lines(other, "the end", "no such animal")
    replaced = replace(editor, video, other, find="the", replace="a", preview=False).json()["results"]
    named = [{"id": found["segment_id"], "version": found["version"]} for found in replaced]
    assert len(named) == 3

    change(editor, again(lines[0]), text="changed since")
    answer = editor.post(f"{API}/segments/undo", {"segments": named}, format="json")
    assert code_of(answer) == (409, "changed_meanwhile")
    assert (texts(video)[1], texts(other)[0]) == ("jumps over a lazy dog", "a end")

    undo(editor, lines[0].pk)
    named = [{**line, "version": Segment.objects.get(pk=line["id"]).version} for line in named]
    body = editor.post(f"{API}/segments/undo", {"segments": named}, format="json").json()
    assert {line["id"] for line in body["results"]} == {line["id"] for line in named}
    assert (texts(video), texts(other)) == (list(TEXTS), ["the end", "no such animal"])
    assert terms() == counted_anew()


def test_others_may_undo_nothing(video: Video, editor: APIClient, lines: list[Segment]) -> None:
    change(editor, lines[0], text="one")
    named = [{"id": str(lines[0].pk), "version": 2}]
    answer = client_of(make_user()).post(f"{API}/segments/undo", {"segments": named}, format="json")
    assert (code_of(answer), texts(video)[0]) == ((403, "not_editor"), "one")


def test_old_version_is_refused(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    change(editor, lines[0], text="one")
    answer = editor.post(f"{API}/segments/{lines[0].pk}/undo", {"version": 1}, format="json")
    assert (code_of(answer), texts(video)[0]) == ((409, "changed_meanwhile"), "one")


def test_correction_outlives_the_account_of_its_editor(editor: APIClient, lines: list[Segment]) -> None:
    staff = make_user(is_staff=True)
    change(client_of(staff), lines[0], text="one")
    staff.delete()
    (edit,) = editor.get(f"{API}/segments/{lines[0].pk}/history").json()["results"]
    assert (edit["editor"], edit["after"][0]["text"]) == (None, "one")


def test_what_was_split_and_merged_since_is_undone_first(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    split(editor, lines[0], word=1)
    second = Segment.objects.get(video=video, index=1)
    split(editor, second, word=1)
    merge(editor, video, *Segment.objects.filter(video=video, index__in=[1, 2]).order_by("index"))

    refused = undo(editor, lines[0].pk)
    taken_back = [undo(editor, second.pk).status_code for _ in range(2)] + [undo(editor, lines[0].pk).status_code]

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "edited_since")
    assert taken_back == [200] * 3
    assert [text for *_, text in transcript(video)] == list(TEXTS)


STEPS = st.lists(st.tuples(st.sampled_from(["change", "split", "merge", "undo"]), st.integers(0, 9)), max_size=8)


@given(STEPS)
@example([("split", 0), ("split", 1), ("merge", 1), ("undo", 0)])
@settings(max_examples=25)
def test_whatever_was_done_can_all_be_undone(steps: list[tuple[str, int]]) -> None:
    owner = make_user()
    video, editor = make_video(owner=owner, visibility="public", duration=60.0), client_of(owner)
    make_lines(video, *TEXTS)
    before = transcript(video)
    for step, number in steps:
        shown = list(Segment.objects.filter(video=video).order_by("index"))
        line = shown[number % len(shown)]
        if step == "change":
            change(editor, line, text=f"changed {number} times")
        elif step == "split":
            split(editor, line, word=1)
        elif step == "merge":
            merge(editor, video, *shown[line.index : line.index + 2])
        else:
            undo(editor, line.pk)
        assert [index for index, *_ in transcript(video)] == list(range(len(transcript(video))))
    while edit := Edit.objects.filter(video=video, undone_at=None).first():
        assert undo(editor, edit.after[0]["id"]).status_code == 200
    assert transcript(video) == before
    assert terms() == counted_anew()
