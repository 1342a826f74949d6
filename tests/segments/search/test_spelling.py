"""Edit distance, and other forms of English words."""

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from segments.search import SearchPage, SearchQuery, search, suggestions
from segments.search.spelling import LOOKED_UP, MOST_WORDS, distance
from tests.factories import make_segments, make_video

WORD = st.text(alphabet="abc", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("", "", 0),
        ("fox", "fox", 0),
        ("fox", "fix", 1),
        ("fox", "fo", 1),
        ("fox", "ofx", 1),
        ("abc", "ca", 3),
        ("", "ab", 2),
    ],
)
def test_distance_counts_edits(one: str, other: str, edits: int) -> None:
    assert distance(one, other) == edits


@given(WORD, WORD)
def test_distance_is_the_same_both_ways_and_no_more_than_the_longer_word(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
    assert (distance(one, other) == 0) == (one == other)


def find(text: str) -> SearchPage:
    return search(SearchQuery(text), AnonymousUser())


@pytest.mark.django_db
class TestForms:
    def test_inflected_forms_stand_below_exact_ones(self) -> None:
        make_segments(make_video(visibility="public"), "she runs", "they run and run", "running late", "the runner")
        page = find("running")
        assert [hit.text for hit in page.hits] == ["running late", "she runs", "they run and run"]
        assert (page.count, page.count_exact) == (3, True)
        assert page.hits[1].highlight == [(4, 8)]

    @pytest.mark.parametrize(
        "family", ["make makes making", "study studies studied studying", "city cities", "walk walked"]
    )
    def test_every_form_finds_all_others(self, family: str) -> None:
        forms = family.split()
        make_segments(make_video(visibility="public"), *forms, "student", "maker", "citizen", "walker")
        for form in forms:
            hits = [hit.text for hit in find(form).hits]
            assert (hits[0], sorted(hits)) == (form, sorted(forms))

    def test_phrases_and_beginnings_are_taken_at_their_word(self) -> None:
        make_segments(make_video(visibility="public"), "she runs home")
        assert (find('"running home"').count, find("running*").count, find("running home").count) == (0, 0, 1)

    def test_words_of_hidden_videos_are_no_forms(self) -> None:
        make_segments(make_video(visibility="private"), "she runs")
        page = find("running")
        assert (page.count, page.did_you_mean) == (0, None)


@pytest.mark.django_db
def test_letters_left_out_put_in_and_swapped_are_mended() -> None:
    make_segments(make_video(visibility="public"), "the transcript of a lecture")
    assert [find(text).did_you_mean for text in ("transcirpt", "transcrpt", "lecturre of", "xyzzy")] == [
        "transcript",
        "transcript",
        "lecture of",
        None,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("brid bridge", "bird bridge"),
        ("brid, of a bridge", "bird of a bridge"),
        ("brid -brid", "bird -brid"),
        ('brid "brid"', 'bird "brid"'),
    ],
)
def test_only_the_words_themselves_are_mended(typed: str, meant: str) -> None:
    make_segments(make_video(visibility="public"), "a bird below the bridge")
    assert find(typed).did_you_mean == meant


@pytest.mark.django_db
def test_of_many_words_that_begin_alike_those_most_said_complete_it() -> None:
    words = [f"talk{n:02}" for n in range(LOOKED_UP + 8)]
    make_segments(make_video(visibility="public"), " ".join(" ".join(words[n:]) for n in range(len(words))))
    assert suggestions("tal", AnonymousUser())[0] == words[-1 : -1 - MOST_WORDS : -1]


@pytest.mark.django_db
def test_what_was_typed_last_is_completed_be_it_wanted_or_not() -> None:
    make_segments(make_video(visibility="public"), "bread and cake, or oranges")
    typed = ("bread -ca", "-ca", "bread OR", "bread OR ca", "bread !", 'bread "ca', "bread", "bread -")
    found = [suggestions(text, AnonymousUser())[0] for text in typed]
    assert found == [["cake"], ["cake"], ["or", "oranges"], ["cake"], [], ["cake"], ["bread"], []]
