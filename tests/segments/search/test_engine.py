"""Searching what is stored, as the rest of the product sees it: segments.search."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import NotFound
from segments.models import Segment
from segments.search import SearchPage, SearchQuery, search, suggestions
from tests.factories import make_segments, make_user, make_video
from users.models import User
from videos.models import Video

pytestmark = pytest.mark.django_db


def find(text: str, viewer: User | AnonymousUser | None = None, **options: Any) -> SearchPage:
    return search(SearchQuery(text, **options), viewer or AnonymousUser())


def found_texts(text: str, **options: Any) -> list[str]:
    return [hit.text for hit in find(text, **options).hits]


@pytest.fixture
def video() -> Video:
    return make_video(visibility="public", title="A talk", published_at=datetime(2024, 5, 17, 12, tzinfo=UTC))


class TestMatching:
    def test_word_finds_its_lines_whatever_case_and_accents(self, video: Video) -> None:
        make_segments(video, "The Café opens", "nothing here", "a CAFE\u0301 again")
        assert sorted(found_texts("café")) == ["The Café opens", "a CAFE\u0301 again"]

    def test_part_of_a_word_is_not_the_word(self, video: Video) -> None:
        make_segments(video, "the cathedral", "the cat")
        assert found_texts("cat") == ["the cat"]

    def test_prefix_finds_longer_words(self, video: Video) -> None:
        make_segments(video, "the cathedral", "a dog")
        assert found_texts("cath*") == ["the cathedral"]

    def test_line_with_all_words_comes_before_a_run_that_holds_them(self, video: Video) -> None:
        make_segments(video, "the fox", "is quick", (100, 105, "something else"), (200, 205, "a quick brown fox"))
        assert found_texts("quick fox") == ["a quick brown fox", "the fox is quick"]

    def test_words_further_apart_than_a_minute_are_not_together(self, video: Video) -> None:
        make_segments(video, (0, 5, "fox"), (60.5, 65, "quick"))
        assert found_texts("quick fox") == []

    def test_words_a_minute_apart_are_together(self, video: Video) -> None:
        make_segments(video, (30, 35, "fox"), (90, 95, "quick"))
        assert found_texts("quick fox") == ["fox quick"]

    def test_words_of_two_videos_are_not_together(self, video: Video) -> None:
        make_segments(video, "fox")
        make_segments(make_video(visibility="public"), "quick")
        assert found_texts("quick fox") == []

    def test_run_is_the_smallest_that_holds_all_words(self, video: Video) -> None:
        make_segments(video, "fox one", "fox two", "middle", "quick three", "quick four")
        assert found_texts("quick fox") == ["fox two middle quick three"]

    def test_phrase_needs_its_order(self, video: Video) -> None:
        make_segments(video, "quick brown fox", "brown quick fox")
        assert found_texts('"quick brown"') == ["quick brown fox"]

    def test_phrase_runs_across_lines(self, video: Video) -> None:
        lines = make_segments(video, "It was the best", "of", "times, it was", "the worst of times")
        hits = find('"best of times"').hits
        assert [(hit.text, hit.segment_ids) for hit in hits] == [
            ("It was the best of times, it was", [line.pk for line in lines[:3]])
        ]
        assert (hits[0].start, hits[0].end, hits[0].before, hits[0].after) == (0.0, 15.0, "", "the worst of times")

    def test_phrase_longer_than_the_index_reaches_is_found_to_its_end(self, video: Video) -> None:
        words = [f"w{n}" for n in range(40)]
        make_segments(video, *(" ".join(words[n : n + 4]) for n in range(0, 40, 4)))
        assert find(f'"{" ".join(words)}"').count == 1
        assert find(f'"{" ".join([*words[:39], "other"])}"').count == 0

    def test_phrase_longer_than_the_index_reaches_is_found_where_it_begins_alone(self, video: Video) -> None:
        lines = make_segments(video, *["round and round and on we go"] * 4, "home")
        hits = find(f'"go {"round and round and on we go " * 2} home"').hits
        assert [hit.segment_ids for hit in hits] == [[line.pk for line in lines[1:]]]

    def test_exact_phrase_comes_first(self, video: Video) -> None:
        make_segments(
            video, "fox brown, brown fox fox", "the quick and lively brown old fox", "see the brown fox go by now"
        )
        assert found_texts("brown fox")[-1] == "the quick and lively brown old fox"
        assert found_texts("lively brown")[0] == "the quick and lively brown old fox"

    def test_line_that_is_the_quoted_phrase_comes_first(self, video: Video) -> None:
        make_segments(
            video, *["川の川が川、川と川"] * 10, *["川"] * 2, *["thank you, thank you all"] * 10, "Thank you."
        )
        assert found_texts('"川"')[:3] == ["川", "川", "川の川が川、川と川"]
        assert found_texts('"thank you"')[:2] == ["Thank you.", "thank you, thank you all"]

    def test_either_of_two_words(self, video: Video) -> None:
        make_segments(video, "a cat", "a dog", "a bird")
        assert sorted(found_texts("cat OR dog")) == ["a cat", "a dog"]

    def test_without_leaves_out_what_is_near_it(self, video: Video) -> None:
        make_segments(video, (0, 5, "red fox"), (20, 25, "in the snow"), (200, 205, "red dog"))
        assert found_texts("red -snow") == ["red dog"]

    def test_without_keeps_what_is_further_than_a_minute(self, video: Video) -> None:
        make_segments(video, (0, 5, "red fox"), (65.5, 70, "in the snow"))
        assert found_texts("red -snow") == ["red fox"]

    def test_without_counts_for_runs_too(self, video: Video) -> None:
        make_segments(video, "red", "fox", "snow", (300, 305, "red"), (305, 310, "fox"))
        assert [hit.start for hit in find("red fox -snow").hits] == [300]

    def test_only_without_finds_nothing(self, video: Video) -> None:
        make_segments(video, "something")
        assert found_texts("-else") == []

    @pytest.mark.parametrize("text", ["京都", "京", "都", "東", '"東京都"', "東京都"])
    def test_words_without_spaces_are_found(self, video: Video, text: str) -> None:
        make_segments(video, "私は東京都にいる", "大阪")
        assert found_texts(text) == ["私は東京都にいる"]

    def test_word_without_spaces_runs_across_lines(self, video: Video) -> None:
        make_segments(video, "私は東京", "都にいる")
        assert found_texts("東京都") == ["私は東京 都にいる"]

    def test_old_generations_are_not_searched(self, video: Video) -> None:
        make_segments(video, "new words")
        make_segments(video, "old words", generation=7)
        assert found_texts("words") == ["new words"]


class TestHighlight:
    def test_counts_as_javascript_does(self, video: Video) -> None:
        make_segments(video, "🎉🎉 party time")
        assert find("party").hits[0].highlight == [(5, 10)]

    def test_phrase_is_one_range_and_words_are_each_their_own(self, video: Video) -> None:
        make_segments(video, "don't stop, don't")
        assert find("don't").hits[0].highlight == [(0, 5), (12, 17)]

    def test_single_character_is_not_its_pair(self, video: Video) -> None:
        make_segments(video, "東京")
        assert find("東").hits[0].highlight == [(0, 1)]

    @given(
        before=st.text(max_size=20),
        word=st.sampled_from(["needle", "n\u00e9edle", "東京", "Иголка"]),
        after=st.text(max_size=20),
    )
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_highlighted_text_is_what_was_searched(self, video: Video, before: str, word: str, after: str) -> None:
        text = f"{before} . {word} . {after}".replace("\0", "")
        Segment.objects.all().delete()
        make_segments(video, text)
        hit = find(word).hits[0]
        units = hit.text.encode("utf-16-le")
        marked = [units[2 * begin : 2 * end].decode("utf-16-le") for begin, end in hit.highlight]
        assert word in marked


class TestCountsAndPages:
    def test_counts_hits_and_videos(self, video: Video) -> None:
        make_segments(video, "one fox", "two fox", "three fox")
        make_segments(make_video(visibility="public"), "four fox")
        page = find("fox", page_size=3)
        assert (page.count, page.count_exact, page.video_count, len(page.hits), page.has_next) == (4, True, 2, 3, True)
        assert sorted(hit.matches for hit in find("fox").hits) == [1, 3, 3, 3]

    def test_pages_follow_without_gap_or_repeat(self, video: Video) -> None:
        make_segments(video, *(f"fox {n}" for n in range(7)))
        texts = [hit.text for page in (1, 2, 3) for hit in find("fox", page=page, page_size=3).hits]
        assert sorted(texts) == [f"fox {n}" for n in range(7)]
        assert find("fox", page=4, page_size=3).hits == []

    def test_count_stops_being_exact_after_the_limit(self, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("segments.search.engine.MOST_HITS", 2)
        make_segments(video, "a fox", "b fox")
        assert (find("fox").count, find("fox").count_exact) == (2, True)
        make_segments(video, "c fox")
        assert (find("fox").count, find("fox").count_exact) == (2, False)

    def test_grouped_by_video_shows_its_best_three(self, video: Video) -> None:
        make_segments(video, *(f"fox {n}" for n in range(5)))
        make_segments(make_video(visibility="public", title="Other"), "fox")
        page = find("fox", by_video=True)
        assert sorted((group.matches, len(group.hits)) for group in page.groups) == [(1, 1), (5, 3)]
        assert (page.count, page.video_count) == (6, 2)

    def test_newest_sorts_by_publication(self, video: Video) -> None:
        newer = make_video(visibility="public", published_at=datetime(2025, 1, 1, tzinfo=UTC))
        make_segments(video, "fox fox fox")
        make_segments(newer, "a long line that has a fox")
        assert [hit.video for hit in find("fox", ordering="newest").hits] == [newer, video]

    def test_videos_by_title_and_channel_stand_on_the_first_page(self, video: Video) -> None:
        by_channel = make_video(visibility="public", title="Other", channel_name="Talking")
        make_video(visibility="private", title="Secret talk")
        assert set(find("talk").videos) == {video, by_channel}
        assert find("talk", page=2).videos == []

    def test_title_begins_with_what_is_long_enough_to_mean_something(self, video: Video) -> None:
        assert [find(text).videos for text in ("tal", "ta", "ta*", '"a tal"', "a")] == [
            [video],
            [],
            [video],
            [video],
            [video],
        ]

    def test_titles_come_newest_first_and_those_of_no_known_date_last(self, video: Video) -> None:
        undated = make_video(visibility="public", title="Talk of some day")
        newer = make_video(visibility="public", title="New talk", published_at=datetime(2025, 1, 1, tzinfo=UTC))
        assert find("talk").videos == [newer, video, undated]


class TestFilters:
    @pytest.fixture
    def other(self) -> Video:
        other = make_video(
            visibility="public",
            channel_id="UC1",
            channel_name="Foxes",
            platform="youtube",
            language="ja",
            duration=100,
            published_at=datetime(2024, 6, 1, tzinfo=UTC),
        )
        make_segments(other, "the other fox")
        return other

    @pytest.mark.parametrize(
        "options",
        [
            {"channel": "UC1"},
            {"channel": "foxes"},
            {"platform": "youtube"},
            {"language": "ja"},
            {"min_duration": 50},
            {"max_duration": 200},
            {"after": date(2024, 5, 18)},
        ],
    )
    def test_filter_keeps_what_fits(self, video: Video, other: Video, options: dict[str, Any]) -> None:
        make_segments(video, "a fox")
        assert len(found_texts("fox")) == 2
        assert found_texts("fox", **options) == ["the other fox"]

    @pytest.mark.parametrize("options", [{"before": date(2024, 5, 17)}, {"language": "uk"}])
    def test_filter_drops_the_rest(self, video: Video, other: Video, options: dict[str, Any]) -> None:
        video.language = "uk"
        video.save()
        make_segments(video, "a fox")
        assert found_texts("fox", **options) == ["a fox"]

    def test_filter_by_video(self, video: Video, other: Video) -> None:
        make_segments(video, "a fox")
        assert found_texts("fox", video=other.pk) == ["the other fox"]


class TestVisibility:
    @pytest.fixture
    def owner(self) -> User:
        return make_user()

    @pytest.fixture(params=["private", "unlisted"])
    def hidden(self, owner: User, request: pytest.FixtureRequest) -> Video:
        hidden = make_video(owner=owner, visibility=request.param, title="Secretive plans")
        make_segments(hidden, "secretive words")
        return hidden

    def test_hidden_lines_are_found_by_owner_and_staff_alone(self, hidden: Video, owner: User) -> None:
        assert [find("secretive", viewer).count for viewer in (owner, make_user(is_staff=True), make_user(), None)] == [
            1,
            1,
            0,
            0,
        ]

    def test_hidden_words_complete_and_correct_nobodys_query(self, hidden: Video, owner: User) -> None:
        assert suggestions("secr", owner) == (["secretive"], [hidden])
        assert suggestions("secr", make_user()) == ([], [])
        assert (find("secretiva", owner).did_you_mean, find("secretiva").did_you_mean) == ("secretive", None)

    def test_hidden_titles_are_not_listed(self, hidden: Video, owner: User) -> None:
        assert (find("plans", owner).videos, find("plans").videos) == ([hidden], [])

    def test_runs_of_hidden_lines_are_not_found(self, hidden: Video, owner: User) -> None:
        make_segments(hidden, "and more")
        assert (find("secretive more", owner).count, find("secretive more").count) == (1, 0)

    def test_unlisted_video_is_searched_by_whoever_has_its_id(self) -> None:
        unlisted = make_video(visibility="unlisted")
        make_segments(unlisted, "a fox")
        assert found_texts("fox", video=unlisted.pk) == ["a fox"]

    def test_private_video_named_by_a_stranger_is_not_found(self) -> None:
        private = make_video(visibility="private")
        make_segments(private, "a fox")
        with pytest.raises(NotFound):
            find("fox", video=private.pk)


class TestSpelling:
    def test_close_word_is_suggested_where_nothing_is_found(self, video: Video) -> None:
        make_segments(video, "the elephant walks")
        assert find("elephent walks").did_you_mean == "elephant walks"
        assert find("elephent").did_you_mean == "elephant"
        assert find("elephant").did_you_mean is None

    def test_words_complete_by_how_often_they_are_said(self, video: Video) -> None:
        make_segments(video, "a talk with talking", "talking heads", "nothing")
        assert suggestions("some tal", AnonymousUser())[0] == ["talking", "talk"]
        assert suggestions("talk ", AnonymousUser())[0] == []
        assert suggestions("", AnonymousUser()) == ([], [])


class TestOddInput:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "\0",
            "a\0b",
            "'",
            "\\",
            "a & | ! ( <-> :*",
            '"',
            '"" "',
            "🎉",
            "שלום \u202eabc",
            "*",
            "-",
            "OR",
            "%",
            "x" * 10_000,
            "x " * 5_000,
            '"' + "y " * 5000,
        ],
    )
    def test_is_never_an_error(self, video: Video, text: str) -> None:
        make_segments(video, "x y")
        assert find(text).count in {0, 1}

    @pytest.fixture
    def line(self, video: Video) -> Segment:
        (line,) = make_segments(video, "a ab é 東京 or b")
        return line

    @given(st.text() | st.text(alphabet="ab \"*-()|&!<>:'\\\0ORé東"))
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_any_text_is_answered(self, line: Segment, text: str) -> None:
        assert [hit.segment_ids for hit in find(text).hits] in ([], [[line.pk]])
        suggestions(text, AnonymousUser())


@pytest.mark.rest
@pytest.mark.timeout(1200)
@pytest.mark.django_db
def test_ten_thousand_random_texts_are_answered_in_time() -> None:
    """No error and, being statements below the timeout, no answer cut off."""
    make_segments(make_video(visibility="public"), "select the fox", "東京都 100% of it", "'; DROP TABLE x; --")
    chance = random.Random(11)
    pieces = ("fox", "SELECT * FROM x", "'; DROP TABLE", "<->", ":*", "&", "|", "!", "(", ")", '"', "-", "OR", "*",
              "東", "京都", "\0", "\\", "\u202e", "שלום", "🎉", "e\u0301", "\ud83c", "%", "_", "a" * 300, "\n", "@c1",
              "#2fox", "+of the")  # fmt: skip
    for n in range(10_000):
        text = "".join(chance.choice(pieces) + chance.choice(("", " ")) for _ in range(chance.randint(1, 12)))
        find(text if n % 500 else text * 200)
