"""engines.forms.poster: the picture that stands for a clip."""

from pathlib import Path

import av
import pytest

from engines.errors import ClipError
from engines.forms.poster import make_poster
from tests.media import Media, number_of


def pictured(path: Path) -> av.VideoFrame:
    with av.open(str(path)) as container:
        return next(container.decode(video=0))


@pytest.mark.parametrize(("at", "number"), [(0.0, 0), (3.345, 83), (7.99, 199)])
def test_poster_is_the_frame_on_the_screen(media: Media, tmp_path: Path, at: float, number: int):
    make_poster(media.video, tmp_path / "a.jpg", at)

    frame = pictured(tmp_path / "a.jpg")
    assert (frame.width, frame.height, number_of(frame)) == (160, 48, number)
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]


def test_poster_of_a_vertical_clip_is_cropped(media: Media, tmp_path: Path):
    make_poster(media.video, tmp_path / "a.jpg", 1.0, "vertical")

    frame = pictured(tmp_path / "a.jpg")
    assert (frame.width, frame.height) == (26, 48)


def test_turned_video_has_an_upright_poster(media: Media, tmp_path: Path):
    make_poster(media.turned, tmp_path / "a.jpg", 0.5)

    frame = pictured(tmp_path / "a.jpg")
    assert (frame.width, frame.height) == (90, 160)


def test_sound_alone_has_no_poster(media: Media, tmp_path: Path):
    with pytest.raises(ClipError) as caught:
        make_poster(media.tone, tmp_path / "a.jpg", 1.0)

    assert caught.value.code == "no_picture"
    assert list(tmp_path.iterdir()) == []
