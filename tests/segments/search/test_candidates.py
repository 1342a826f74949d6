"""How a part of the index is asked, by what was asked of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from segments.search import SearchQuery, search, statistics
from segments.search.candidates import LOOKED_AT, MATCHING, NARROWED, Candidate, Finder, Ranked
from segments.search.query import parse
from segments.search.routing import Router, Try
from segments.search.scope import EVERYONES, Part
from segments.search.statistics import Frequencies
from segments.search.tsquery import Compiler
from tests.factories import make_segments, make_video

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The tsqueries put to the windows of a sampled index of 200 windows, of which 20 may be looked through."""
    for name in ("candidates.MOST_WINDOWS", "candidates.LIKELY_MANY", "candidates.SURELY_MANY"):
        monkeypatch.setattr(f"segments.search.{name}", 20)
    monkeypatch.setattr(statistics, "SAMPLED_FROM", 1)
    monkeypatch.setattr("segments.search.routing.ENOUGH", 1)
    statistics.sampled.cache_clear()
    video = make_video(visibility="public", channel_id="c1")
    make_segments(video, *(f"both often{' often' * (n % 7 == 0)} w{n // 10}" for n in range(2000)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE segments_searchwindow")
    found: list[str] = []

    def listen(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        if "segments_searchwindow w WHERE" in sql and not sql.startswith("EXPLAIN"):
            kind = "count" if sql.startswith("SELECT count") else "newest" if "0.0 AS score" in sql else "best"
            found.append(f"{kind} {values[-2] if kind != 'best' else values[-4]}")
        return execute(sql, values, many, context)

    with connection.execute_wrapper(listen):
        yield found
    statistics.sampled.cache_clear()


def find(text: str, **options: Any) -> None:
    search(SearchQuery(text, page_size=2, **options), AnonymousUser())


def test_few_windows_are_found_by_one_question(asked: list[str]) -> None:
    find("w7")
    assert asked == ["best (('w7'))"]


def test_word_that_is_surely_in_many_is_asked_for_where_it_stands_often_and_not_counted(asked: list[str]) -> None:
    find("often")
    assert {question.split(" ")[0] for question in asked} == {"best"}
    assert all("'#" in question for question in asked)


def windows(*scores: float, first: int = 0) -> list[Candidate]:
    """Windows of such scores."""
    return [Candidate(first + n, "v", 1, n, 10, 0.0, "", score) for n, score in enumerate(scores)]


@pytest.mark.parametrize(
    ("higher", "asked", "best"),
    [
        ({"#4": Ranked(windows(9, 8, 7), 3)}, ["#3", "#4"], [9, 8, 7]),
        ({"#4": Ranked(windows(9, 8, first=50), 2)}, ["#3", "#4"], [9, 8, 5]),
        ({"#4": Ranked(windows(6, 6, 6), 1001), "#6": Ranked(windows(9, first=50), 1)}, ["#3", "#4", "#6"], [9, 6, 6]),
        ({"#4": Ranked()}, ["#3", "#4"], [5, 4, 3]),
    ],
)
def test_of_more_than_can_be_ranked_those_in_which_the_word_stands_more_often_come_first(
    higher: dict[str, Ranked], asked: list[str], best: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {"#3": Ranked(windows(5, 4, 3, first=100), 1001), **higher}
    questions: list[str] = []

    def answer(_: Finder, __: Part, tsquery: str, *___: Any, **____: Any) -> Ranked:
        questions.append(tsquery[3:5])
        return held[questions[-1]]

    monkeypatch.setattr(Finder, "best", answer)
    words = Frequencies(5000, {"said": 0.5, "#2said": 0.1, "#3said": 0.01}, floor=0.002)
    finder = Finder(Router(Compiler(parse("said")), words), newest_first=False)

    found = finder.find_in(EVERYONES, 3)

    assert questions == asked
    assert [window.score for window in found.windows] == best
    assert not found.is_complete


def test_newest_are_read_in_their_order(asked: list[str]) -> None:
    find("often", ordering="newest")
    assert asked == ["newest (('often'))"]


def test_several_words_that_are_surely_in_many_are_asked_for_where_they_stand_often(asked: list[str]) -> None:
    find("often both")
    assert asked == ["best (('#12often')) & (('#12both'))"]


def test_search_within_limits_goes_by_how_much_these_hold(asked: list[str]) -> None:
    find("often", before=date(2000, 1, 1))
    assert asked == ["best (('often'))"], "it is looked first whether all can be ranked"
    asked.clear()
    find("often", after=date(2000, 1, 1))
    assert asked[0].startswith("best (('#")
    asked.clear()
    find("often", after=date(2000, 1, 1), ordering="newest")
    assert asked == ["newest (('often'))"]


def test_what_a_tier_holds_tells_how_many_there_are_where_words_are_not_independent() -> None:
    words = Frequencies(100_000, {"know": 0.2, "he": 0.3, "#2he": 0.15}, floor=0.001)
    finder = Finder(Router(Compiler(parse("know he")), words), newest_first=False)
    twice = Try("(('know')) & (('#2he'))", 3000.0)
    assert finder.are_surely_many(twice, 2000)  # about 4,000
    assert not finder.are_surely_many(twice, 1400)  # about 2,800: counted
    assert not finder.are_surely_many(twice, 100)  # too few to tell
    assert not finder.are_surely_many(None, 0)


@pytest.mark.parametrize(("held", "counted"), [(2000, ["wide"]), (900, ["wide", "(('know')) & (('he'))"])])
def test_all_are_counted_only_where_a_tier_likely_to_have_enough_has_not(
    held: int, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def count(_: Finder, __: Part, tried: Try) -> int:
        asked.append(tried.tsquery)
        return held

    monkeypatch.setattr(Finder, "count", count)
    finder = Finder(Router(Compiler(parse("know he")), Frequencies(100_000, floor=0.001)), newest_first=False)
    tries = [Try("narrow", 500.0), Try("wide", 3000.0), Try("wider", 9000.0)]
    assert finder.are_many(EVERYONES, tries) is (held > 1000)
    assert asked == counted


def test_windows_within_dates_are_looked_at_where_they_are_fewer_than_those_with_the_word() -> None:
    def matching(part: Part, share: float) -> str:
        words = Frequencies(1_000_000, {"said": 0.2}, floor=0.001)
        router = Router(Compiler(parse("said")), words, share)
        return Finder(router, newest_first=False).matching_for(part, router.expected)

    in_a_month = EVERYONES.narrowed([("w.published >= %s", date(2022, 1, 1))])
    assert [matching(in_a_month, share) for share in (0.5, 0.02)] == [NARROWED, LOOKED_AT]
    assert [matching(part, 1.0) for part in (EVERYONES, Part("w.video_id = %s", ("1",)))] == [MATCHING, NARROWED]
