"""Whatever was said is found by its own words, in every script, whether frequencies are counted or sampled."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from segments.models import Segment
from segments.search import SearchPage, SearchQuery, search, statistics
from segments.search.deadline import limited_time
from segments.search.tokens import tokens
from segments.search_models import SearchWindow
from tests.factories import make_segments, make_video

pytestmark = pytest.mark.django_db

ENGLISH = (
    "Good morning everyone, and welcome to the river walk.", "We'll start by the old mill, which is one of the",
    "oldest in the county.", "Mind the step; it's slippery after rain.", "So what do you see over there?",
    "A heron, that's right.", "It stands still until a fish comes by.", "Then it's all over in a second.",
    "Thank you.", "Let's go on to the bridge,", "the second one of the three we cross today.", "Thank you.",
    "Stay together, please, and don't feed the ducks!", "They've had bread enough for one year.",
    "In 1874 the water stood up to here.", "You can still read the mark on the wall.",
    "And of the houses behind us only two were left.", "Any questions?", "No? Then on we go.",
    "The naïve café-owner over there sells crème brûlée.", "It is not cheap, but it is the best.",
)  # fmt: skip
JAPANESE = (
    "おはようございます。", "今日は川に沿って歩きます。", "まず、古い水車小屋を見ましょう。", "足もとに気をつけて",
    "ください。", "あそこに何が見えますか。", "サギです。魚が来るまで動きません。", "ありがとうございます。",
    "次は東京都の橋です。", "一八七四年には水がここまで来ました。", "質問はありますか。",
    "ではＡＢＣホールへ行きましょう。", "川",
)  # fmt: skip
KOREAN = (
    "안녕하세요 여러분.", "오늘은 강을 따라 걷겠습니다.", "먼저 오래된 물레방아를 보겠습니다.", "발밑을 조심하세요.",
    "저기 무엇이 보입니까?", "왜가리입니다.", "감사합니다.", "다리로 갑시다.", "질문 있습니까?",
)  # fmt: skip
UKRAINIAN = (
    "Доброго ранку всім!", "Сьогодні ми підемо вздовж річки.", "Спочатку подивимося на старий млин, це один із",
    "найстаріших у Київській області.", "Обережно, тут слизько.", "Що ви там бачите?", "Чаплю, саме так.",
    "Дякую.", "П'ять хвилин до мосту, і пам’ятайте про їжу.", "Є запитання?", "Тоді ходімо далі.",
)  # fmt: skip
TRANSCRIPTS = {"en": ENGLISH, "ja": JAPANESE, "ko": KOREAN, "uk": UKRAINIAN}


@pytest.fixture(params=["counted", "sampled"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Both ways to know frequencies; call `analyse` when everything is stored."""
    if request.param == "sampled":
        monkeypatch.setattr(statistics, "SAMPLED_FROM", 1)
        monkeypatch.setattr("segments.search.candidates.LIKELY_MANY", 0)
        monkeypatch.setattr("segments.search.routing.ENOUGH", 1)
    statistics.sampled.cache_clear()
    yield request.param
    statistics.sampled.cache_clear()


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE segments_searchwindow")


def find(text: str, page: int = 1, page_size: int = 100) -> SearchPage:
    return search(SearchQuery(text, page=page, page_size=page_size), AnonymousUser())


def folded(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@pytest.fixture
def lines(way: str) -> list[Segment]:
    stored = []
    for language, texts in TRANSCRIPTS.items():
        stored += make_segments(make_video(visibility="public", language=language), *texts)
    analyse()
    return stored


def test_way_is_the_one_meant(way: str, lines: list[Segment]) -> None:
    with limited_time() as rows:
        assert statistics.frequencies(rows, [], {}).is_sampled == (way == "sampled")


def test_every_line_is_first_or_among_equals_for_its_own_words(lines: list[Segment]) -> None:
    for line in lines:
        hits = find(f'"{line.text}"').hits
        said = folded(line.text)
        equals = [hit for hit in hits if folded(hit.text) == said]
        assert line.pk in {pk for hit in equals for pk in hit.segment_ids}, line.text


def test_every_line_is_found_within_dates_that_hold_its_video(lines: list[Segment]) -> None:
    today = datetime.now(UTC).date()
    around = {"after": today - timedelta(days=1), "before": today + timedelta(days=1)}
    for line in lines[::3]:
        page = search(SearchQuery(f'"{line.text}"', **around), AnonymousUser())
        assert line.pk in {pk for hit in page.hits for pk in hit.segment_ids}, line.text
        assert search(SearchQuery(line.text, before=today - timedelta(days=2)), AnonymousUser()).count == 0


def test_every_line_is_found_by_its_words_without_quotes(lines: list[Segment]) -> None:
    for line in lines:
        found = {pk for hit in find(line.text).hits for pk in hit.segment_ids}
        assert line.pk in found, line.text


def test_phrases_across_borders_are_found(lines: list[Segment]) -> None:
    for left, right in pairwise(ENGLISH):
        phrase = " ".join([*folded(left)[-2:], *folded(right)[:2]])
        (hit, *_) = find(f'"{phrase}"').hits
        assert phrase in " ".join(folded(hit.text))
        assert len(hit.segment_ids) == 2


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("水車", "まず、古い水車小屋を見ましょう。"),
        ("鷺 OR サギ", "サギです。魚が来るまで動きません。"),
        ("魚", "サギです。魚が来るまで動きません。"),
        ("abcホール", "ではＡＢＣホールへ行きましょう。"),
        ("물레", "먼저 오래된 물레방아를 보겠습니다."),
        ("왜", "왜가리입니다."),
        ("КИІВ*", "найстаріших у Київській області."),
        ("пʼять", "П'ять хвилин до мосту, і пам’ятайте про їжу."),
        ("CREME brulee", "The naïve café-owner over there sells crème brûlée."),
    ],
)
def test_scripts_accents_and_widths_are_folded(lines: list[Segment], query: str, text: str) -> None:
    assert [hit.text for hit in find(query).hits] == [text]


def test_one_character_is_found_wherever_it_stands(lines: list[Segment]) -> None:
    assert {hit.text for hit in find("川").hits} == {"今日は川に沿って歩きます。", "川"}


@pytest.fixture
def many(way: str) -> list[str]:
    """2,000 lines; "often" is in all of them, "both" in every fourth, "once" in one of those."""
    chance = random.Random(7)
    words = [f"w{n}" for n in range(50)]
    texts = []
    for n in range(2000):
        said = [*chance.choices(words, k=4), *["often"] * chance.choice((1, 1, 1, 2))]
        texts.append(" ".join([*said, *["both"] * (n % 4 == 0), *["once"] * (n == 1236)]))
    day = datetime(2024, 1, 1, tzinfo=UTC)
    for n in range(20):
        video = make_video(visibility="public", channel_id=f"c{n % 4}", published_at=day + timedelta(days=n))
        make_segments(video, *texts[100 * n : 100 * n + 100])
    analyse()
    return texts


def test_counts_are_exact_to_a_thousand(many: list[str]) -> None:
    counts = {
        text: (find(text).count, find(text).count_exact) for text in ("often", "both", "once", "both once", "w1 -w2")
    }
    assert counts["often"] == (1000, False)
    assert counts["both"] == (500, True)
    assert counts["once"] == counts["both once"] == (1, True)
    assert counts["w1 -w2"][1] is True


def test_pages_reach_a_thousand_hits_without_gap_or_repeat(many: list[str]) -> None:
    pages = [find("often", page=page) for page in range(1, 12)]
    found = [pk for page in pages for hit in page.hits for pk in hit.segment_ids]
    assert (len(found), len(set(found))) == (1000, 1000)
    assert [page.has_next for page in pages] == [True] * 9 + [False, False]


def test_newest_grouped_and_narrowed_agree(many: list[str]) -> None:
    def options(**more: object) -> SearchPage:
        return search(SearchQuery("often", **more), AnonymousUser())  # type: ignore[arg-type]

    dates = [hit.video.published_at for hit in options(ordering="newest").hits]
    assert dates[0] == datetime(2024, 1, 20, tzinfo=UTC)
    assert dates == sorted(dates, reverse=True)
    groups = options(by_video=True).groups
    assert {(len(group.hits), group.hits[0].video == group.video) for group in groups} == {(3, True)}
    assert {hit.video.channel_id for hit in options(channel="c3").hits} == {"c3"}
    assert options(channel="c3").count == 500
    assert {hit.video.published_at for hit in options(after=datetime(2024, 1, 20, tzinfo=UTC).date()).hits} == {
        datetime(2024, 1, 20, tzinfo=UTC)
    }


def test_best_of_more_than_can_be_looked_through_come_first(many: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segments.search.candidates.MOST_WINDOWS", 20)
    monkeypatch.setattr("segments.search.candidates.SURELY_MANY", 20)
    page = find("often", page_size=20)
    (hit, *_) = page.hits
    holding = {
        (window.video_id, window.first): window.words.split().count("often") for window in SearchWindow.objects.all()
    }
    index = Segment.objects.get(pk=hit.segment_ids[0]).index
    assert holding[hit.video.pk, index - index % 10] == max(holding.values())
    assert (page.count, page.count_exact, page.has_next, len(page.hits)) == (1000, False, True, 20)
    assert find("often both", page_size=20).count_exact is False
    assert find("often once").count == 1


def test_beginning_stands_for_all_its_words_however_few_are_looked_up(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("segments.search.words.COMPLETIONS", 1)
    make_segments(make_video(visibility="public"), "apple apple apple", (300, 305, "apron zebra"), (600, 605, "zebra"))
    analyse()
    assert [hit.text for hit in find("ap* zebra").hits] == ["apron zebra"]
    assert [hit.text for hit in find("zebra -ap*").hits] == ["zebra"]
    assert {hit.text for hit in find("ap*").hits} == {"apple apple apple", "apron zebra"}


def test_excluded_beginning_hides_all_its_words_from_whoever_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segments.search.words.COMPLETIONS", 1)
    for visibility in ("public", "private"):
        video = make_video(visibility=visibility)
        make_segments(video, "apple apple apple", (300, 305, "apron zebra"), (600, 605, "zebra"))
        for by_video in (False, True):
            page = search(SearchQuery("zebra -ap*", by_video=by_video), video.owner)
            hits = [hit for group in page.groups for hit in group.hits] if by_video else page.hits
            assert {(hit.start, hit.text) for hit in hits} == {(600, "zebra")}


def test_groups_count_every_hit_of_their_videos(many: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segments.search.candidates.MOST_WINDOWS", 20)
    monkeypatch.setattr("segments.search.engine.MOST_WINDOWS", 20)
    page = search(SearchQuery("often", by_video=True, page_size=3), AnonymousUser())
    assert [(group.matches, len(group.hits)) for group in page.groups] == [(100, 3)] * 3
    assert (page.count_exact, page.has_next) == (False, True)


def test_newest_of_more_than_can_be_ranked_come_first(many: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segments.search.candidates.MOST_WINDOWS", 20)
    for text in ("often", '"often often"'):
        page = search(SearchQuery(text, ordering="newest"), AnonymousUser())
        assert {hit.video.published_at for hit in page.hits} == {datetime(2024, 1, 20, tzinfo=UTC)}
