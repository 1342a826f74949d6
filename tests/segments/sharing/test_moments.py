"""Moments as people and other sites write them."""

import pytest

from segments.sharing.moments import iso_duration, source_moment, timecode, watch_url
from videos.models import Video, Visibility


@pytest.mark.parametrize(
    ("key", "seconds", "url"),
    [
        ("youtube:dQw4w9WgXcQ", 221.9, "https://youtu.be/dQw4w9WgXcQ?t=221"),
        ("twitch:v123456", 3729.0, "https://www.twitch.tv/videos/123456?t=1h2m9s"),
    ],
)
def test_source_plays_on_from_the_second(key: str, seconds: float, url: str) -> None:
    moment = source_moment(Video(source_key=key, visibility=Visibility.PUBLIC), seconds)

    assert moment is not None
    assert moment.url == url


@pytest.mark.parametrize(
    "key", ["upload:1", "youtube:short", "youtube:dQw4w9WgXcQ\n", "twitch:clip:Name", "twitch:v1/x"]
)
def test_other_sources_have_no_address_of_a_second(key: str) -> None:
    assert source_moment(Video(source_key=key, visibility=Visibility.PUBLIC), 1.0) is None


def test_what_is_private_does_not_tell_where_it_is_from() -> None:
    private = Video(source_key="youtube:dQw4w9WgXcQ", visibility=Visibility.PRIVATE)

    assert (source_moment(private, 1.0), watch_url("", private, 1.0)) == (None, None)


@pytest.mark.parametrize(("seconds", "written"), [(0.9, "0:00"), (221.5, "3:41"), (3729.0, "1:02:09")])
def test_timecode(seconds: float, written: str) -> None:
    assert timecode(seconds) == written


@pytest.mark.parametrize(("seconds", "written"), [(8.5, "PT8.5S"), (10.0, "PT10S"), (600.0, "PT600S")])
def test_iso_duration(seconds: float, written: str) -> None:
    assert iso_duration(seconds) == written
