"""The channels of videos, and lists of videos by length."""

import pytest
from rest_framework.test import APIClient

from tests.factories import client_of, make_user, make_video

pytestmark = pytest.mark.django_db


def channels(client: APIClient, **query: str) -> list[tuple[str, int]]:
    answer = client.get("/api/v1/channels", query)
    assert answer.status_code == 200
    return [(channel["channel_name"], channel["video_count"]) for channel in answer.json()["results"]]


def test_channels_are_those_of_the_videos_one_may_see(client: APIClient) -> None:
    owner = make_user()
    for title in ("one", "two"):
        make_video(title=title, channel_id="b", channel_name="Bread and butter", visibility="public")
    make_video(channel_id="r", channel_name="Rivers", visibility="public", platform="youtube")
    make_video(channel_id="s", channel_name="Secrets", visibility="private", owner=owner)
    make_video(channel_name="", visibility="public")

    assert channels(client) == [("Bread and butter", 2), ("Rivers", 1)]
    assert channels(client_of(owner)) == [("Bread and butter", 2), ("Rivers", 1), ("Secrets", 1)]
    assert channels(client, search="BUTTER bread") == [("Bread and butter", 2)]
    assert channels(client, search="secrets") == []
    assert client.get("/api/v1/channels?search=riv").json()["results"] == [
        {"channel_id": "r", "channel_name": "Rivers", "platform": "youtube", "video_count": 1}
    ]
    assert client.get("/api/v1/channels", {"search": "a\x00"}).status_code == 400


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"min_duration": "60"}, ["long", "middle"]),
        ({"max_duration": "60"}, ["middle", "short"]),
        ({"min_duration": "20", "max_duration": "100"}, ["middle"]),
        ({"min_duration": "odd", "max_duration": "nan"}, ["long", "middle", "short", "unknown"]),
    ],
)
def test_videos_are_listed_by_length(client: APIClient, query: dict[str, str], expected: list[str]) -> None:
    for title, duration in (("short", 10.0), ("middle", 60.0), ("long", 600.0), ("unknown", None)):
        make_video(title=title, duration=duration, visibility="public")

    found = client.get("/api/v1/videos", {**query, "ordering": "title"}).json()["results"]

    assert [video["title"] for video in found] == expected
