import pytest

from engines.downloaders.places import direct_key, platform_of
from engines.errors import DownloadError

VIDEO = "dQw4w9WgXcQ"
LIST = "PLBB231211A4F62143"
CHANNEL = "UCYO_jab_esuFRV4b17AJtAw"

YOUTUBE_VIDEOS = (
    f"https://www.youtube.com/watch?v={VIDEO}",
    f"http://youtube.com/watch?v={VIDEO}&t=43s",
    f"https://www.youtube.com/watch?v={VIDEO}&list={LIST}&index=2",
    f"https://www.youtube.com/watch?list=RD{VIDEO}&v={VIDEO}&start_radio=1",
    f"https://m.youtube.com/watch?feature=share&v={VIDEO}",
    f"https://music.youtube.com/watch?v={VIDEO}",
    f"https://youtu.be/{VIDEO}",
    f"https://youtu.be/{VIDEO}?si=abc&t=3",
    f"https://youtu.be/{VIDEO}?list={LIST}",
    f"https://www.youtube.com/shorts/{VIDEO}",
    f"https://www.youtube.com/live/{VIDEO}?feature=share",
    f"https://www.youtube.com/embed/{VIDEO}?rel=0",
    f"https://www.youtube-nocookie.com/embed/{VIDEO}",
    f"https://www.youtube.com/v/{VIDEO}",
    f"  HTTPS://WWW.YouTube.com/watch?v={VIDEO}#t=9 ",
)

YOUTUBE_LISTS = (
    f"https://www.youtube.com/playlist?list={LIST}",
    f"https://music.youtube.com/playlist?list={LIST}",
    f"https://www.youtube.com/embed/videoseries?list={LIST}",
    f"https://m.youtube.com/playlist?list={LIST}&si=abc",
)

CHANNELS = (
    ("https://www.youtube.com/@3blue1brown", "https://www.youtube.com/@3blue1brown/videos"),
    ("https://www.youtube.com/@3blue1brown/featured", "https://www.youtube.com/@3blue1brown/videos"),
    ("https://www.youtube.com/@3blue1brown/live", "https://www.youtube.com/@3blue1brown/videos"),
    ("https://m.youtube.com/@3blue1brown/shorts", "https://www.youtube.com/@3blue1brown/shorts"),
    ("https://www.youtube.com/@3blue1brown/streams?view=0", "https://www.youtube.com/@3blue1brown/streams"),
    (f"https://www.youtube.com/channel/{CHANNEL}", f"https://www.youtube.com/channel/{CHANNEL}/videos"),
    ("https://www.youtube.com/c/3blue1brown/about", "https://www.youtube.com/c/3blue1brown/videos"),
    ("https://www.youtube.com/user/name", "https://www.youtube.com/user/name/videos"),
    ("https://www.twitch.tv/spamfish", "https://www.twitch.tv/spamfish/videos"),
    ("https://m.twitch.tv/spamfish/profile", "https://www.twitch.tv/spamfish/videos"),
    ("https://www.twitch.tv/spamfish/videos?filter=all&sort=views", "https://www.twitch.tv/spamfish/videos"),
    ("https://www.twitch.tv/spamfish/clips?range=7d", "https://www.twitch.tv/spamfish/clips"),
    (
        "https://www.twitch.tv/spamfish/videos?filter=collections",
        "https://www.twitch.tv/spamfish/videos?filter=collections",
    ),
)

TWITCH_VIDEOS = (
    "https://www.twitch.tv/videos/6528877",
    "https://m.twitch.tv/videos/6528877?t=1h2m",
    "https://www.twitch.tv/riotgames/v/6528877",
    "https://www.twitch.tv/riotgames/video/6528877",
    "https://player.twitch.tv/?t=5m10s&video=v6528877",
    "https://www.twitch.tv/riotgames/schedule?vodID=6528877",
)

TWITCH_CLIPS = (
    "https://clips.twitch.tv/StormyThankfulSprout",
    "https://clips.twitch.tv/rflegendary/StormyThankfulSprout",
    "https://clips.twitch.tv/embed?clip=StormyThankfulSprout",
    "https://www.twitch.tv/sergeynixon/clip/StormyThankfulSprout?filter=clips",
    "https://m.twitch.tv/clip/StormyThankfulSprout",
)


@pytest.mark.parametrize("url", YOUTUBE_VIDEOS)
def test_every_form_of_a_youtube_video_is_one_source(url: str) -> None:
    place = platform_of(url)

    assert (place.platform, place.kind, place.source_key) == ("youtube", "video", f"youtube:{VIDEO}")
    assert place.url == f"https://www.youtube.com/watch?v={VIDEO}"


@pytest.mark.parametrize("url", YOUTUBE_LISTS)
def test_every_form_of_a_youtube_playlist_is_one_source(url: str) -> None:
    place = platform_of(url)

    assert (place.platform, place.kind, place.source_key) == ("youtube", "playlist", f"youtube:{LIST}")
    assert place.url == f"https://www.youtube.com/playlist?list={LIST}"


@pytest.mark.parametrize(("url", "canonical"), CHANNELS)
def test_a_channel_is_its_list_of_videos(url: str, canonical: str) -> None:
    place = platform_of(url)

    assert (place.kind, place.url, place.source_key) == ("channel", canonical, None)


@pytest.mark.parametrize("url", TWITCH_VIDEOS)
def test_every_form_of_a_twitch_video_is_one_source(url: str) -> None:
    place = platform_of(url)

    assert (place.platform, place.kind, place.source_key) == ("twitch", "video", "twitch:v6528877")
    assert place.url == "https://www.twitch.tv/videos/6528877"


@pytest.mark.parametrize("url", TWITCH_CLIPS)
def test_every_form_of_a_twitch_clip_is_one_source(url: str) -> None:
    place = platform_of(url)

    assert (place.platform, place.kind, place.source_key) == ("twitch", "video", "twitch:clip:StormyThankfulSprout")


def test_a_twitch_collection_is_a_playlist() -> None:
    place = platform_of("https://www.twitch.tv/collections/wlDCoH0zEBZZbQ?x=1")

    assert (place.kind, place.url) == ("playlist", "https://www.twitch.tv/collections/wlDCoH0zEBZZbQ")


@pytest.mark.parametrize(
    "url", [place for forms in (YOUTUBE_VIDEOS, YOUTUBE_LISTS, TWITCH_VIDEOS, TWITCH_CLIPS) for place in forms]
)
def test_a_canonical_address_stays_as_it_is(url: str) -> None:
    place = platform_of(url)

    assert platform_of(place.url) == place


@pytest.mark.parametrize(
    "url",
    [
        "https://vimeo.com/56015672",
        "https://example.com/watch?v=dQw4w9WgXcQ",
        "https://notyoutube.com/film.mp4",
        "https://youtube.com.example.com/film.mp4",
    ],
)
def test_other_addresses_are_left_to_a_look_up(url: str) -> None:
    place = platform_of(url)

    assert (place.platform, place.kind, place.source_key, place.url) == (None, None, None, url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/results?search_query=cats",
        "https://www.youtube.com/feed/trending",
        "https://www.youtube.com/hashtag/cats",
        "https://www.youtube.com/clip/UgytZKpehg-hEMBSn3F4AaABCQ",
        "https://www.youtube.com/watch?v=abc",
    ],
)
def test_pages_of_youtube_without_a_video_of_their_own_are_refused(url: str) -> None:
    with pytest.raises(DownloadError) as caught:
        platform_of(url)

    assert caught.value.code == "url_unsupported"


def test_a_private_address_is_refused_unless_allowed() -> None:
    with pytest.raises(DownloadError) as caught:
        platform_of("http://10.0.0.1/film.mp4")

    assert caught.value.code == "address_not_allowed"
    assert platform_of("http://10.0.0.1/film.mp4", allow_private=True).url == "http://10.0.0.1/film.mp4"


def test_a_direct_key_names_one_address() -> None:
    assert direct_key("https://example.com/a") == direct_key("https://example.com/a")
    assert direct_key("https://example.com/a") != direct_key("https://example.com/b")
    assert len(direct_key("https://example.com/" + "a" * 2000)) < 60
