"""Which queries are asked for a page: those in which words stand often, then wider ones."""

from __future__ import annotations

import pytest

from segments.search.query import parse
from segments.search.routing import Router
from segments.search.statistics import Frequencies
from segments.search.tsquery import Compiler, Completions

SHARES = {"often": 0.5, "#2often": 0.1, "#3often": 0.01, "both": 0.3, "#2both": 0.05, "#3both": 0.004, "seldom": 0.002}
SAMPLE = Frequencies(100_000, SHARES, floor=0.002)


def router(text: str, known: Frequencies = SAMPLE, **options: object) -> Router:
    return Router(Compiler(parse(text), **options), known)  # type: ignore[arg-type]


def tried(asked: Router, need: int) -> list[str]:
    return [each.tsquery for each in asked.tries(need)]


def test_each_try_says_how_many_windows_it_expects() -> None:
    (most, least) = router("often").tries(600)
    assert (most.expected, least.expected) == (pytest.approx(1000), pytest.approx(10_000))
    (both,) = router("often both").tries(27)
    assert both.expected == pytest.approx(100_000 * 0.1 * 0.05)


def test_nothing_is_narrowed_without_a_sample() -> None:
    assert tried(router("often", Frequencies(1000, {"often": 0.9})), 27) == []


def test_one_word_begins_with_the_highest_tier_that_likely_fills_the_page() -> None:
    assert tried(router("often"), 27) == ["(('#4often'))", "(('#3often'))", "(('#2often'))"]
    assert tried(router("often"), 600) == ["(('#3often'))", "(('#2often'))"]


def test_higher_tiers_of_one_word_follow_where_the_first_holds_too_many() -> None:
    def higher(text: str, need: int, known: Frequencies = SAMPLE) -> list[str]:
        return [each.tsquery for each in router(text, known).higher(need)]

    assert higher("often", 27) == [f"(('#{tier}often'))" for tier in (6, 8, 12, 16)]
    assert higher("often", 100) == [f"(('#{tier}often'))" for tier in (4, 6, 8, 12, 16)]
    assert higher("often", 600) == [], "far pages"
    assert higher("often both", 27) == higher("often", 27, Frequencies(1000, {"often": 0.9})) == []


def test_tier_below_the_sample_is_guessed_from_the_one_above_and_never_above_the_floor() -> None:
    asked = router("often")
    assert asked.word_share("often", 3) == 0.01
    assert asked.word_share("often", 4) == pytest.approx(0.0005)
    assert asked.word_share("often", 6) == pytest.approx(0.000025)
    assert router("often", Frequencies(100_000, {"often": 0.5}, floor=0.002)).word_share("often", 2) == 0.002


def test_several_words_begin_where_enough_are_expected_to_rank_well() -> None:
    assert tried(router("often both"), 27) == ["(('#2often')) & (('#2both'))"]


def test_most_frequent_of_several_words_alone_stands_often_where_all_of_them_are_too_few() -> None:
    assert tried(router("often seldom"), 27) == []
    assert tried(router("both often", Frequencies(10_000, SHARES, floor=0.002)), 27) == ["(('both')) & (('#2often'))"]


def test_facets_count_as_words() -> None:
    known = Frequencies(100_000, SHARES | {"@cfew": 0.001, "@cmany": 0.5}, floor=0.002)
    assert tried(router("often", known, facets=["@cmany"]), 27) == [
        "(('#3often')) & '@cmany'",
        "(('#2often')) & '@cmany'",
    ]
    assert tried(router("often", known, facets=["@cfew"]), 27) == []


def test_beginning_is_first_looked_up_by_the_words_most_said() -> None:
    some = Completions({"often": 50_000, "oft": 10}, is_complete=False)
    asked = router("of*", SAMPLE.refined(some.windows), completions={"of": some})
    assert tried(asked, 600)[-1] == "(('often' | 'oft'))"
    assert asked.compiler.plain() == "((('of':*)))"
    every = Completions(some.windows)
    assert router("of*", completions={"of": every}).compiler.plain() == "(('often' | 'oft'))"
    assert router("both -of*", completions={"of": some}).compiler.plain() == "(('both')) & !('often' | 'oft')"


@pytest.mark.parametrize(
    ("text", "surely"), [("often", 50_000), ("often OR both", 50_000), ("often both", 0), ("often -both", 0)]
)
def test_sample_is_sure_of_what_one_word_alone_brings(text: str, surely: float) -> None:
    assert router(text).surely == surely
