"""Videos' files: their addresses, and who gets them."""

import pytest
from rest_framework.test import APIClient

from core import media
from tests.factories import client_of, make_video
from videos.models import Video

pytestmark = pytest.mark.django_db


def with_files(visibility: str) -> Video:
    video = make_video(visibility=visibility)
    video.media_path, video.thumbnail_path = f"video/{video.pk}.mp4", f"thumbnail/{video.pk}.jpg"
    video.save()
    for stored in (video.media_path, video.thumbnail_path):
        path = media.absolute(stored)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return video


@pytest.mark.parametrize("field", ["media_url", "thumbnail_url"])
@pytest.mark.parametrize(("visibility", "is_plain"), [("public", True), ("unlisted", True), ("private", False)])
def test_files_have_addresses_that_work_without_a_header(
    client: APIClient, field: str, visibility: str, is_plain: bool
) -> None:
    video = with_files(visibility)
    url = client_of(video.owner).get(f"/api/v1/videos/{video.pk}").json()[field]

    assert ("signature=" not in url) == is_plain
    response = client.get(url)
    assert response.status_code == 200
    assert response["X-Accel-Redirect"].endswith(url.partition("?")[0].removeprefix("/content/"))
    assert client.get(url.partition("?")[0]).status_code == (200 if is_plain else 404)


def test_files_of_a_video_gone_private_stop_working_at_once(client: APIClient) -> None:
    video = with_files("public")
    assert client.get(f"/content/{video.media_path}").status_code == 200

    Video.objects.update(visibility="private")

    assert client.get(f"/content/{video.media_path}").status_code == 404
    assert client_of(video.owner).get(f"/content/{video.media_path}").status_code == 200


def test_download_gets_the_title_as_its_name(client: APIClient) -> None:
    video = with_files("public")
    Video.objects.update(title='A "title" / 日本')

    response = client.get(f"/content/{video.media_path}?download=1")

    assert response["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("name", ["x.mp4", "..%2f..%2fetc%2fpasswd", "%00.mp4", ".env"])
def test_files_that_are_not_there_are_not_found(client: APIClient, name: str) -> None:
    assert client.get(f"/content/video/{name}").status_code == 404
