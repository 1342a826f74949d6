"""What the tests of supercuts share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from engines.supercuts import in_child, joining, parts
from engines.supercuts.types import Joined
from segments import tasks
from segments.models import Supercut
from tests.factories import client_of
from tests.media import Media
from tests.segments.conftest import make_playable
from users.models import User
from videos.models import Video

URL = "/api/v1/supercuts"


@dataclass
class Engine:
    """The real engine in this process, and how many parts it has encoded in all."""

    encoded: list[float] = field(default_factory=list)
    joins: int = 0

    def make_parts(self, wanted: Any, *, picture: bool, progress: Any = None, stop: Any = None) -> None:
        self.encoded += [piece.start for piece, _target in wanted]
        parts.make_parts(wanted, progress, picture=picture)

    def join(self, made: Any, target: Path, form: Any, *, progress: Any = None, stop: Any = None) -> Joined:
        self.joins += 1
        return joining.join([part for part, _ in made], [frames for _, frames in made], target, form, progress)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = Engine()
    monkeypatch.setattr(in_child, "make_parts", engine.make_parts)
    monkeypatch.setattr(in_child, "join", engine.join)
    return engine


@pytest.fixture
def asking(asker: User) -> APIClient:
    return client_of(asker)


@pytest.fixture
def other_video(media: Media) -> Video:
    return make_playable(media, title="Another talk")


def piece(video: Video, start: float, end: float) -> dict[str, Any]:
    return {"video_id": str(video.pk), "start": start, "end": end}


@pytest.fixture
def make(asking: APIClient, sent: list[Any], engine: Engine) -> Callable[..., dict[str, Any]]:
    """Ask for a supercut and have the tasks that were sent done; its row as the API shows it then."""

    def made(**wish: Any) -> dict[str, Any]:
        answer = asking.post(URL, wish, format="json")
        assert answer.status_code in {200, 202}, answer.json()
        work_off(sent)
        shown: dict[str, Any] = asking.get(f"{URL}/{answer.json()['id']}").json()
        return shown

    return made


def work_off(sent: list[Any]) -> None:
    """Do the tasks that were sent."""
    while sent:
        _name, supercut_id, attempt = sent.pop(0)
        tasks.make_supercut(supercut_id, attempt)


def only() -> Supercut:
    return Supercut.objects.get()
