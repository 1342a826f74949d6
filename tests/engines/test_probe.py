"""engines.probe: what files hold, and what is refused before anything else is opened."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from engines.errors import MediaError
from engines.probe import open_media, probe
from engines.types import AudioStream, VideoStream
from tests.media import Media


def test_probe_reads_video(media: Media):
    info = probe(media.video)

    assert info.container == "mov,mp4,m4a,3gp,3g2,mj2"
    assert info.duration == pytest.approx(8, abs=0.05)
    assert info.size_bytes == media.video.stat().st_size
    assert info.video == VideoStream("h264", 160, 48, 25.0, "yuv420p", 0)
    assert info.audio == AudioStream("aac", 44100, 1)
    assert info.start == 0


def test_probe_tells_webm_from_matroska(media: Media):
    webm, matroska = probe(media.vp9), probe(media.matroska)

    assert (webm.container, webm.video.codec, webm.audio.codec) == ("webm", "vp9", "opus")
    assert (matroska.container, matroska.video.codec) == ("matroska", "h264")


def test_probe_shows_turned_video_upright(media: Media):
    video = probe(media.turned).video

    assert (video.rotation % 180, video.width, video.height) == (90, 90, 160)


def test_probe_takes_pixel_shape_into_account(media: Media):
    wide = media.made("wide.mp4", *media.pictures(1), "-vf", "scale=160:48,setsar=2", "-c:v", "mpeg4")

    assert (probe(wide).video.width, probe(wide).video.height) == (320, 48)


def test_probe_takes_cover_art_for_no_picture(media: Media):
    info = probe(media.mp3_with_cover)

    assert info.video is None
    assert info.audio == AudioStream("mp3", 44100, 1)
    assert info.duration == pytest.approx(6, abs=0.1)


def test_probe_reads_late_start(media: Media):
    info = probe(media.late)

    assert info.start == pytest.approx(5, abs=0.1)
    assert info.duration == pytest.approx(8, abs=0.1)


def test_probe_measures_what_no_header_tells(media: Media):
    live = media.made("live.webm", "-i", media.vp9, "-c", "copy", "-live", "1", "-f", "webm")

    assert probe(live).duration == pytest.approx(8, abs=0.1)


PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:8\n#EXTINF:8,\n{other}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{other}'\n",
    "dash": '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet>'
    '<Representation id="1"><BaseURL>{other}</BaseURL></Representation></AdaptationSet></Period></MPD>\n',
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
}


@pytest.mark.parametrize("kind", PLAYLISTS)
def test_probe_refuses_playlist_named_like_video(media: Media, kind: str):
    other = media.transport_stream.name  # beside it: the kind of reference that a demuxer calls safe
    playlist = media.written(f"{kind}.mp4", PLAYLISTS[kind].format(other=other).encode())

    with pytest.raises(MediaError) as caught:
        probe(playlist)

    assert caught.value.code == "not_media"


def test_probe_asks_no_server(media: Media):
    asked: list[str] = []

    class Recorder(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/part.ts"
    try:
        for kind, text in PLAYLISTS.items():
            with pytest.raises(MediaError):
                probe(media.written(f"remote-{kind}.mp4", text.format(other=address).encode()))
    finally:
        server.shutdown()
        server.server_close()

    assert asked == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.mp4", b"", "not_media"),
        ("noise.mp4", bytes(range(256)) * 40, "not_media"),
        ("text.mp3", b"just words\n" * 50, "not_media"),
        ("picture.jpg", b"\xff\xd8\xff\xe0" + bytes(400), "not_media"),
        ("header.mkv", b"\x1aE\xdf\xa3" + bytes(100), "media_damaged"),
    ],
)
def test_probe_names_what_is_wrong(media: Media, name: str, content: bytes, code: str):
    with pytest.raises(MediaError) as caught:
        probe(media.written(name, content))

    assert caught.value.code == code
    assert not caught.value.retryable


def test_probe_knows_mp4_without_its_end(media: Media):
    whole = media.made("tail.mp4", "-i", media.video, "-c", "copy", "-movflags", "-faststart")
    torn = media.written("torn.mp4", whole.read_bytes()[:-3000])

    with pytest.raises(MediaError) as caught:
        probe(torn)

    assert caught.value.code == "media_damaged"


def test_probe_wants_picture_or_sound(media: Media):
    with pytest.raises(MediaError) as caught:
        probe(media.subtitles_alone)

    assert caught.value.code == "no_streams"


def test_open_media_leaves_missing_file_to_the_system(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        open_media(tmp_path / "nothing.mp4")
