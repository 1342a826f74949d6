"""Transcripts and search over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlencode
from uuid import uuid4

import pytest
from django.db import OperationalError
from rest_framework.test import APIClient

from segments.search import SearchTooSlow
from tests.factories import client_of, make_segments, make_user, make_video
from users.models import User
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["code"]


@pytest.fixture
def video() -> Video:
    video = make_video(visibility=Visibility.PUBLIC, title="A talk", channel_name="Talks", duration=60.0)
    make_segments(video, "The first line", "the second line", words=[[0.0, 1.0, "The"]])
    return video


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def private(owner: User) -> Video:
    video = make_video(owner=owner, visibility=Visibility.PRIVATE, title="Private talk")
    make_segments(video, "a private line")
    return video


class TestSegments:
    def test_lines_come_in_time_order(self, client: APIClient, video: Video) -> None:
        lines = client.get(f"/api/v1/videos/{video.pk}/segments").json()["results"]
        assert [line["text"] for line in lines] == ["The first line", "the second line"]
        assert set(lines[0]) == {
            "id",
            "track",
            "start",
            "end",
            "text",
            "version",
            "doubtful",
            "original",
            "is_corrected",
        }

    def test_after_gives_what_begins_later(self, client: APIClient, video: Video) -> None:
        url = f"/api/v1/videos/{video.pk}/segments"
        counts = [len(client.get(url, {"after": after}).json()["results"]) for after in ("0", "4.9", "5")]
        assert counts == [1, 1, 0]

    def test_words_come_when_asked_for(self, client: APIClient, video: Video) -> None:
        lines = client.get(f"/api/v1/videos/{video.pk}/segments?words=1").json()["results"]
        assert lines[0]["words"] == [{"start": 0.0, "end": 1.0, "text": "The"}]

    def test_track_without_lines_is_empty(self, client: APIClient, video: Video) -> None:
        assert client.get(f"/api/v1/videos/{video.pk}/segments?track=english").json() == {"results": []}

    @pytest.mark.parametrize("query", ["after=nan", "after=x", "after=-1", "track=klingon", "words=maybe"])
    def test_odd_choices_are_refused(self, client: APIClient, video: Video, query: str) -> None:
        assert client.get(f"/api/v1/videos/{video.pk}/segments?{query}").status_code == 400


class TestTranscript:
    def test_file_is_named_after_the_title(self, client: APIClient, video: Video) -> None:
        video.title = 'Київ: "東京"'
        video.save()
        answer = client.get(f"/api/v1/videos/{video.pk}/transcript?format=vtt")
        assert answer["Content-Type"] == "text/vtt; charset=utf-8"
        assert unquote(answer["Content-Disposition"]) == "attachment; filename*=utf-8''Київ 東京.vtt"
        assert answer.content.decode().count("-->") == 2

    @pytest.mark.parametrize("form", ["srt", "vtt", "txt", "json", "tsv"])
    def test_video_without_lines_has_an_empty_transcript(self, client: APIClient, form: str) -> None:
        video = make_video(visibility=Visibility.PUBLIC)
        assert client.get(f"/api/v1/videos/{video.pk}/transcript?format={form}").status_code == 200

    def test_odd_format_is_refused(self, client: APIClient, video: Video) -> None:
        answer = client.get(f"/api/v1/videos/{video.pk}/transcript?format=docx")
        assert code_of(answer) == (400, "format_not_supported")


class TestVisibility:
    @pytest.mark.parametrize("path", ["segments", "transcript?format=txt"])
    def test_private_lines_are_read_by_owner_and_staff_alone(
        self, client: APIClient, owner: User, private: Video, path: str
    ) -> None:
        url = f"/api/v1/videos/{private.pk}/{path}"
        readers = (client_of(owner), client_of(make_user(is_staff=True)), client_of(make_user()), client)
        answers = [reader.get(url) for reader in readers]
        assert [answer.status_code for answer in answers] == [200, 200, 404, 404]
        assert ["private" in answer.content.decode() for answer in answers] == [True, True, False, False]

    @pytest.mark.parametrize("path", ["segments", "transcript"])
    def test_unlisted_lines_are_read_by_whoever_has_the_id(self, client: APIClient, private: Video, path: str) -> None:
        private.visibility = Visibility.UNLISTED
        private.save()
        assert client.get(f"/api/v1/videos/{private.pk}/{path}").status_code == 200

    def test_search_and_suggestions_keep_to_what_is_visible(
        self, client: APIClient, owner: User, private: Video, video: Video
    ) -> None:
        def seen(reader: APIClient) -> tuple[int, list[str], list[str]]:
            found = reader.get("/api/v1/search?q=private").json()
            offered = reader.get("/api/v1/search/suggest?q=priv").json()
            return found["count"] + len(found["videos"]), offered["words"], [v["title"] for v in offered["videos"]]

        assert seen(client_of(owner)) == (2, ["private"], ["Private talk"])
        assert seen(client) == seen(client_of(make_user())) == (0, [], [])

    def test_search_in_a_video_one_may_not_read_is_not_found(self, client: APIClient, private: Video) -> None:
        assert code_of(client.get(f"/api/v1/search?q=line&video={private.pk}")) == (404, "not_found")


class TestSearch:
    def test_hit_has_everything_to_show_and_play_it(self, client: APIClient, video: Video) -> None:
        body = client.get("/api/v1/search", {"q": "first"}).json()
        took_ms = body.pop("took_ms")
        found = {
            "id": str(video.pk),
            "title": "A talk",
            "channel_name": "Talks",
            "thumbnail_url": None,
            "duration": 60.0,
        }
        line = video.segments.get(index=0)
        assert took_ms > 0
        assert body == {
            "count": 1,
            "count_exact": True,
            "video_count": 1,
            "next": None,
            "did_you_mean": None,
            "modes": ["text"],
            "videos": [],
            "results": [
                {
                    "segment_id": str(line.pk),
                    "segment_ids": [str(line.pk)],
                    "video": found,
                    "start": 0.0,
                    "end": 5.0,
                    "text": "The first line",
                    "highlight": [[4, 9]],
                    "before": "",
                    "after": "the second line",
                    "matches": 1,
                }
            ],
        }

    def test_next_leads_to_the_next_page(self, client: APIClient, video: Video) -> None:
        first = client.get("/api/v1/search?q=line&page_size=1").json()
        second = client.get(first["next"]).json()
        assert {hit["text"] for page in (first, second) for hit in page["results"]} == {
            "The first line",
            "the second line",
        }
        assert second["next"] is None

    def test_grouped_by_video(self, client: APIClient, video: Video) -> None:
        body = client.get("/api/v1/search?q=line&group=video").json()
        assert [(group["video"]["id"], group["matches"], len(group["hits"])) for group in body["results"]] == [
            (str(video.pk), 2, 2)
        ]
        assert client.get("/api/v1/search?q=nowhere&group=video").json()["results"] == []

    def test_title_match_is_listed(self, client: APIClient, video: Video) -> None:
        assert [found["title"] for found in client.get("/api/v1/search?q=talk").json()["videos"]] == ["A talk"]

    def test_page_size_is_bounded(self, client: APIClient, video: Video) -> None:
        make_segments(video, *(f"fox {n}" for n in range(101)))
        assert len(client.get("/api/v1/search?q=fox&page_size=5000").json()["results"]) == 100

    @pytest.mark.parametrize("text", ["", "\0", 'a"b" (c | d) & !e:*', "x" * 10_000, "🎉", "\u202eabc", "%00", "OR"])
    def test_odd_queries_are_answered(self, client: APIClient, video: Video, text: str) -> None:
        for path in ("search", "search/suggest"):
            assert client.get(f"/api/v1/{path}?{urlencode({'q': text})}").status_code == 200
        assert client.get("/api/v1/search").json()["count"] == 0

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("mode=semantic", "mode_not_supported"),
            ("mode=psychic", "invalid_choice"),
            ("after=yesterday", "invalid"),
            ("video=x", "invalid"),
            ("page=0", "min_value"),
            ("min_duration=nan", "invalid"),
            ("channel=%00", "null_characters_not_allowed"),
        ],
    )
    def test_odd_filters_are_refused(self, client: APIClient, video: Video, query: str, code: str) -> None:
        assert code_of(client.get(f"/api/v1/search?q=a&{query}")) == (400, code)

    @pytest.mark.parametrize(
        ("error", "code"),
        [(SearchTooSlow(), "search_too_slow"), (OperationalError("the connection is lost"), "overloaded")],
    )
    def test_search_that_takes_too_long_is_told_so(
        self, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
    ) -> None:
        def slow(*_args: Any) -> None:
            raise error

        monkeypatch.setattr("segments.views.search", slow)
        answer = APIClient(raise_request_exception=False).get("/api/v1/search?q=a")
        assert (code_of(answer), "Retry-After" in answer) == ((503, code), True)

    def test_video_that_is_not_there_is_not_found(self, client: APIClient) -> None:
        assert client.get(f"/api/v1/search?q=a&video={uuid4()}").status_code == 404
