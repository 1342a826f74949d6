"""The videos that are shown beside what was found in them."""

import pytest

from segments.search.shelf import SHOWN, Shelf
from tests.factories import make_video

pytestmark = pytest.mark.django_db


def test_a_video_on_the_shelf_is_the_one_in_the_database() -> None:
    video = make_video(
        title="Bread", channel_name="Bakers", thumbnail_path="thumbnail/1.jpg", media_path="video/1.mp4", duration=12.5
    )

    read = Shelf().videos([str(video.pk)])[str(video.pk)]

    assert {name: getattr(read, name) for name in SHOWN} == {name: getattr(video, name) for name in SHOWN}
    assert read.get_deferred_fields().isdisjoint(SHOWN)
