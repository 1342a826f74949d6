"""The kept parts: what is encoded again and what is not, and how parts and results go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from core import media as content
from segments import cache, tasks
from segments.models import Supercut, SupercutPart
from segments.supercuts import parts
from tests.segments.asking import path_of
from tests.segments.supercuts.conftest import URL, Engine, only, piece, work_off
from videos import orphans
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., dict[str, Any]]


def folder() -> list[str]:
    """The names of all files and folders of supercuts."""
    return sorted(path.name for path in content.content_path("supercut", "x.x").parent.iterdir())


@pytest.fixture
def items(video: Video, other_video: Video) -> list[dict[str, Any]]:
    return [piece(video, 1, 2), piece(other_video, 1, 2), piece(video, 4, 5)]


def test_new_order_is_joined_without_encoding_a_picture(make: Make, engine: Engine, items: list[Any]) -> None:
    make(items=items)
    assert len(engine.encoded) == 3
    turned = make(items=items[::-1])
    assert (len(engine.encoded), engine.joins) == (3, 2)
    assert [item["video_id"] for item in turned["items"]] == [item["video_id"] for item in items[::-1]]


def test_trimming_one_piece_encodes_that_piece_alone(make: Make, engine: Engine, items: list[Any]) -> None:
    make(items=items)
    make(items=[items[0], {**items[1], "start": 1.2}, items[2]])
    assert engine.encoded[3:] == [pytest.approx(1.2)]


def test_piece_that_stands_twice_is_encoded_once(make: Make, engine: Engine, video: Video) -> None:
    shown = make(items=[piece(video, 1, 2)] * 3)
    assert (len(engine.encoded), shown["duration"]) == (1, pytest.approx(3, abs=0.01))


def test_damaged_part_is_made_anew(make: Make, engine: Engine, items: list[Any]) -> None:
    make(items=items)
    broken = content.absolute(SupercutPart.objects.order_by("key")[0].path)
    broken.write_bytes(broken.read_bytes()[:2000])
    assert make(items=items[::-1])["status"] == "ready"
    assert len(engine.encoded) == 6


def test_part_whose_file_is_gone_is_made_anew(make: Make, engine: Engine, items: list[Any]) -> None:
    make(items=items)
    content.absolute(SupercutPart.objects.order_by("key")[0].path).unlink()
    assert make(items=items[::-1])["status"] == "ready"
    assert len(engine.encoded) == 4


def test_nothing_but_parts_and_results_is_left(make: Make, items: list[Any]) -> None:
    shown = make(items=items, titles=True)
    parts = [f"part-{key}.mkv" for key in SupercutPart.objects.values_list("key", flat=True)]
    assert folder() == sorted([f"{shown['id']}.mp4", *parts])


def test_least_recently_used_goes_first_parts_and_results_alike(
    make: Make, asking: APIClient, items: list[Any], settings: Any
) -> None:
    shown = make(items=items)
    result = path_of(shown["url"])
    now = timezone.now()
    old, young = SupercutPart.objects.order_by("key")[:2]
    SupercutPart.objects.update(last_used_at=now)
    SupercutPart.objects.filter(pk=old.pk).update(last_used_at=now - timedelta(hours=3))
    Supercut.objects.update(last_used_at=now - timedelta(hours=2))
    settings.CLIP_CACHE_BYTES = 2 * (cache.held_bytes(cache.SUPERCUTS) - old.size_bytes - 1)
    tasks.evict_clips()
    assert (SupercutPart.objects.filter(pk=old.pk).exists(), content.absolute(old.path).exists()) == (False, False)
    assert (result.exists(), content.absolute(young.path).exists()) == (False, True)
    assert SupercutPart.objects.count() == 2


@pytest.mark.parametrize("by", ["row", "file"])
def test_evicted_result_is_made_again_when_asked_for(
    make: Make, asking: APIClient, engine: Engine, items: list[Any], sent: list[Any], by: str
) -> None:
    shown = make(items=items)
    cache.evict(cache.SUPERCUTS, 0)
    assert (folder(), SupercutPart.objects.count(), only().path) == ([], 0, "")
    patient = APIClient(raise_request_exception=False)
    answer = asking.get(f"{URL}/{shown['id']}") if by == "row" else patient.get(shown["url"])
    assert answer.status_code == (200 if by == "row" else 503)
    work_off(sent)
    assert patient.get(shown["url"]).status_code == 200


def test_result_that_cannot_be_made_again_is_kept(make: Make, video: Video) -> None:
    shown = make(items=[piece(video, 1, 2)])
    content.absolute(video.media_path).unlink()
    cache.evict(cache.SUPERCUTS, 0)
    assert folder() == [f"{shown['id']}.mp4"]


def test_what_no_row_knows_is_removed_when_old(make: Make, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    make(items=[piece(video, 1, 2)])
    known = folder()
    content.content_path("supercut", "stray.mkv").touch()
    work = content.content_path("supercut", "left.3.work")
    work.mkdir()
    (work / "part").write_bytes(bytes(7))
    orphans.remove()
    assert len(folder()) == len(known) + 2
    monkeypatch.setattr(cache, "ORPHAN_SECONDS", -1)
    assert [(one.path, one.size_bytes) for one in orphans.find()] == [
        ("supercut/left.3.work", 7),
        ("supercut/stray.mkv", 0),
    ]
    orphans.remove()
    assert folder() == known


def test_part_of_a_video_deleted_meanwhile_is_let_go(video: Video, tmp_path: Any) -> None:
    gone = str(video.pk)
    video.delete()
    (tmp_path / "made.mkv").write_bytes(b"x")
    parts.keep("key", gone, tmp_path / "made.mkv")
    assert (folder(), SupercutPart.objects.exists()) == ([], False)
