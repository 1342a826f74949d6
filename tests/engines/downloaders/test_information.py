from datetime import UTC, datetime
from typing import Any

import pytest

from engines.downloaders.information import read_source, require_ended
from engines.downloaders.places import direct_key, platform_of
from engines.errors import DownloadError

YOUTUBE = {
    "id": "dQw4w9WgXcQ",
    "extractor_key": "Youtube",
    "webpage_url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "title": "A song",
    "channel": "The Singer",
    "channel_id": "UC1",
    "uploader": "Somebody else",
    "duration": 212,
    "upload_date": "20091025",
    "thumbnail": "https://i.ytimg.com/vi/dQw4w9WgXcQ/maxresdefault.jpg",
    "subtitles": {"en": [], "live_chat": []},
    "automatic_captions": {"de": []},
}


def found(info: dict[str, Any], url: str) -> Any:
    return read_source(info, platform_of(url), 200)


def test_a_youtube_video_keeps_the_key_that_its_address_had() -> None:
    source = found(YOUTUBE, "https://youtu.be/dQw4w9WgXcQ?t=3")

    assert (source.platform, source.source_key) == ("youtube", "youtube:dQw4w9WgXcQ")
    assert (source.source_url, source.channel_name) == (YOUTUBE["webpage_url"], "The Singer")
    assert (source.published_at, source.caption_languages) == (datetime(2009, 10, 25, tzinfo=UTC), ("en",))


@pytest.mark.parametrize("odd", [{"timestamp": 1e18}, {"timestamp": float("nan"), "upload_date": "20261332"}])
def test_numbers_that_cannot_be_are_passed_over(odd: dict[str, Any]) -> None:
    source = found({**YOUTUBE, "duration": float("nan"), **odd}, "https://youtu.be/dQw4w9WgXcQ")

    assert (source.duration, source.published_at, source.title) == (None, None, "A song")


def test_a_page_that_embeds_a_youtube_video_is_that_video() -> None:
    source = found(YOUTUBE, "https://blog.example/post")

    assert (source.platform, source.source_key, source.source_url) == (
        "youtube",
        "youtube:dQw4w9WgXcQ",
        YOUTUBE["webpage_url"],
    )


def test_a_twitch_video_and_clip_keep_the_keys_that_their_addresses_had() -> None:
    video = {"id": "v12", "extractor_key": "TwitchVod", "webpage_url": "https://www.twitch.tv/videos/12", "title": "V"}
    clip = {"id": "99", "extractor_key": "TwitchClips", "webpage_url": "https://clips.twitch.tv/Abc", "title": "C"}

    assert found(video, "https://www.twitch.tv/videos/12").source_key == "twitch:v12"
    assert found(clip, "https://www.twitch.tv/x/clip/Abc").source_key == "twitch:clip:Abc"


def test_a_channel_lists_its_videos_with_their_keys() -> None:
    entries = [
        {"id": "dQw4w9WgXcQ", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "A song", "duration": 212},
        None,
        {
            "url": "https://www.youtube.com/shorts/aaaaaaaaaaa",
            "thumbnails": [{"url": "https://a/1"}, {"url": "https://a/2"}],
        },
        {"title": "No address"},
    ]
    info = {"_type": "playlist", "id": "UC1", "extractor_key": "YoutubeTab", "title": "Singer - Videos"}

    source = found({**info, "channel": "Singer", "entries": entries}, "https://www.youtube.com/@singer")

    assert (source.kind, source.source_key, source.entry_count) == ("channel", "youtube:UC1", 3)
    assert source.source_url == "https://www.youtube.com/@singer/videos"
    assert [entry.source_key for entry in source.entries] == ["youtube:dQw4w9WgXcQ", "youtube:aaaaaaaaaaa"]
    assert [entry.thumbnail_url for entry in source.entries] == [None, "https://a/2"]
    assert [entry.duration for entry in source.entries] == [212.0, None]


def test_a_playlist_is_as_long_as_its_site_says() -> None:
    info = {"_type": "playlist", "id": "PL1", "extractor_key": "YoutubeTab", "playlist_count": 900, "entries": []}

    source = found(info, "https://www.youtube.com/playlist?list=PLBB231211A4F62143")

    assert (source.kind, source.entry_count, source.title) == ("playlist", 900, "PL1")
    assert source.source_key == "youtube:PLBB231211A4F62143"


def test_another_site_is_named_after_its_extractor() -> None:
    info = {"id": "56015672", "extractor_key": "Vimeo", "webpage_url": "https://vimeo.com/56015672", "title": "V"}

    source = found(info, "https://vimeo.com/56015672?share=copy")

    assert (source.platform, source.source_key) == ("vimeo", "vimeo:56015672")
    assert source.source_url == "https://vimeo.com/56015672"


@pytest.mark.parametrize("extractor", ["Generic", "HTML5MediaEmbed"])
def test_two_pages_with_films_of_the_same_name_are_two_sources(extractor: str) -> None:
    """The name of a film that was found in a page says nothing outside of it."""
    keys = set()
    for host in ("one.example", "two.example"):
        url = f"https://{host}/film"
        source = found({"id": "film-1", "extractor_key": extractor, "webpage_url": url}, url)
        keys.add(source.source_key)
        assert (source.platform, source.source_key, source.source_url) == ("web", direct_key(url), url)

    assert len(keys) == 2


def test_an_odd_thumbnail_is_left_out() -> None:
    assert found({**YOUTUBE, "thumbnail": "javascript:alert(1)"}, "https://youtu.be/dQw4w9WgXcQ").thumbnail_url is None


@pytest.mark.parametrize(
    ("info", "code"),
    [
        ({"is_live": True}, "is_live"),
        ({"live_status": "is_live"}, "is_live"),
        ({"live_status": "post_live"}, "is_live"),
        ({"live_status": "is_upcoming"}, "not_yet_live"),
    ],
)
def test_what_has_not_ended_is_refused(info: dict[str, Any], code: str) -> None:
    with pytest.raises(DownloadError) as caught:
        require_ended(info)

    assert caught.value.code == code


@pytest.mark.parametrize("info", [{}, {"live_status": "was_live"}, {"live_status": "not_live", "is_live": False}])
def test_what_has_ended_is_not(info: dict[str, Any]) -> None:
    require_ended(info)
