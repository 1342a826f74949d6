"""Search by meaning, by the real model and the real pgvector."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from segments import tasks
from segments.search import SearchPage, SearchQuery, index_segments, search
from segments.search import meaning as meanings
from segments.search.candidates import Candidate
from segments.search.fusion import fused
from segments.search_models import SearchWindow, WindowMeaning
from tests.factories import make_segments, make_user, make_video
from users.models import User
from videos.models import Video

BIKE = "then you pull the inner tube out of the wheel and look for the puncture"
MONEY = "the shares of the company fell by a tenth on the stock market"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


def find(text: str, viewer: User | AnonymousUser | None = None, **options: Any) -> SearchPage:
    return search(SearchQuery(text, by_meaning=True, **options), viewer or AnonymousUser())


def found_texts(text: str, viewer: User | AnonymousUser | None = None, **options: Any) -> list[str]:
    return [hit.text for hit in find(text, viewer, **options).hits]


def test_windows_high_in_both_lists_come_first() -> None:
    def window(pk: int) -> Candidate:
        return Candidate(pk, None, 1, 0, 1, None, "", 0.0)  # type: ignore[arg-type]

    one, two, three, four = map(window, range(4))
    assert fused([one, two, three], [two, four]) == [two, one, four, three]
    assert fused([], []) == []


def test_nothing_is_learnt_and_nothing_is_offered_where_it_is_off(settings: Any) -> None:
    settings.SEMANTIC_SEARCH = False
    make_segments(make_video(visibility="public", language="en"), BIKE)
    tasks.learn_window_meanings()
    assert (WindowMeaning.objects.count(), meanings.is_available()) == (0, False)


def test_database_without_the_extension_is_no_error(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SEMANTIC_SEARCH = True
    monkeypatch.setattr("engines.meaning.is_available", lambda: True)
    monkeypatch.setattr(meanings, "INSTALLABLE", "SELECT WHERE false")
    make_segments(make_video(visibility="public", language="en"), BIKE)
    assert (meanings.learn(60), meanings.is_available()) == (0, False)


@pytest.mark.rest
class TestWithTheModel:
    @pytest.fixture(autouse=True)
    def on(self, settings: Any, model_dir: Path) -> None:
        settings.SEMANTIC_SEARCH, settings.MODEL_DIR = True, model_dir

    @pytest.fixture
    def video(self) -> Video:
        video = make_video(visibility="public", language="en", channel_name="Cycling")
        make_segments(video, BIKE, (300, 305, MONEY))
        tasks.learn_window_meanings()
        return video

    def test_passage_is_found_by_what_it_means(self, video: Video) -> None:
        assert search(SearchQuery("repairing a flat bicycle tyre"), AnonymousUser()).count == 0
        page = find("repairing a flat bicycle tyre")
        assert [(hit.text, hit.start, hit.end, hit.highlight) for hit in page.hits] == [(BIKE, 0.0, 5.0, [])]
        assert (page.count, page.count_exact, page.video_count) == (1, True, 1)

    def test_what_is_said_and_what_is_meant_are_one_list(self, video: Video) -> None:
        other = make_video(visibility="public", language="uk")
        make_segments(other, "puncture")
        hits = find("puncture").hits
        assert {hit.text for hit in hits} == {BIKE, "puncture"}
        assert hits[0].text == BIKE
        assert all(hit.highlight for hit in hits)

    def test_more_than_are_looked_for_are_not_counted(self, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(meanings, "NEAREST", 1)
        assert find("repairing a flat bicycle tyre").count_exact is False

    def test_newest_come_first_where_that_is_wanted(self, video: Video) -> None:
        text, now = "repairing a flat bicycle tyre", timezone.now()
        newer = make_video(visibility="public", language="en", published_at=now)
        make_segments(newer, "my bicycle")
        tasks.learn_window_meanings()
        assert find(text).hits[0].video == video
        assert find(text, ordering="newest").hits[0].video == newer

    def test_hidden_passages_are_found_by_owner_alone(self, video: Video) -> None:
        owner = make_user()
        hidden = make_video(owner=owner, visibility="private", language="en")
        make_segments(hidden, "mending the tyre of a bicycle at home")
        tasks.learn_window_meanings()
        counts = [find("repairing a flat bicycle tyre", viewer).count for viewer in (owner, make_user(), None)]
        assert counts == [2, 1, 1]

    def test_filters_and_groups_hold(self, video: Video) -> None:
        text = "repairing a flat bicycle tyre"
        assert [found_texts(text, channel=channel) for channel in ("cycling", "other")] == [[BIKE], []]
        assert found_texts(f"{text} -puncture") == []
        assert [group.video for group in find(text, by_video=True).groups] == [video]

    def test_edited_passage_is_learnt_anew_and_the_old_one_forgotten(self, video: Video) -> None:
        before = set(WindowMeaning.objects.values_list("pk", flat=True))
        video.segments.filter(index=0).update(text="bees make honey from flowers")
        index_segments(video.pk, video.generation)
        assert found_texts("repairing a flat bicycle tyre") == []
        tasks.learn_window_meanings()
        now = set(WindowMeaning.objects.values_list("pk", flat=True))
        assert (now & before, now) == (set(), set(SearchWindow.objects.values_list("pk", flat=True)))
        assert found_texts("insects collect nectar") == ["bees make honey from flowers"]

    def test_other_languages_are_not_learnt(self) -> None:
        make_segments(make_video(visibility="public", language="uk"), "про велосипед")
        tasks.learn_window_meanings()
        assert WindowMeaning.objects.count() == 0

    def test_api_answers_in_this_mode(self, video: Video) -> None:
        answer = APIClient().get("/api/v1/search?q=repairing+a+flat+bicycle+tyre&mode=semantic")
        assert ([hit["text"] for hit in answer.json()["results"]], answer.json()["modes"]) == (
            [BIKE],
            ["text", "semantic"],
        )

    def test_index_over_vectors_is_used(self, video: Video) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute(
                "EXPLAIN SELECT window_id FROM segments_windowmeaning m ORDER BY m.vector::halfvec(384)"
                " <#> (SELECT vector::halfvec(384) FROM segments_windowmeaning LIMIT 1) LIMIT 3"
            )
            assert "meaning_near" in str(cursor.fetchall())
