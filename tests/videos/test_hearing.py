"""Which engines one is told that one may choose: those that are not refused."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from engines.transcribers import registry
from tests.factories import client_of, make_user, make_video
from videos.models import Video

SERVER = {"server_url": "http://127.0.0.1:1"}


@pytest.fixture(autouse=True)
def usual(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """All engines but openai-whisper, and no transcription server."""
    settings.TRANSCRIBER, settings.WHISPER_MODEL, settings.SPEECH_OPTIONS = "auto", "base", {}
    monkeypatch.setattr(registry, "is_installed", lambda name: name != "openai-whisper")


def told(client: APIClient) -> tuple[bool, dict[str, bool]]:
    """Whether the usual engine translates, and whether each of the others does."""
    answer = client.get("/api/v1/engines")
    assert answer.status_code == 200
    return answer.json()["translates"], {one["name"]: one["translates"] for one in answer.json()["engines"]}


def test_engines_are_those_that_can_work_here(client: APIClient, settings: Any) -> None:
    assert told(client) == (True, {"faster-whisper": True, "pocketsphinx": False})

    settings.SPEECH_OPTIONS = SERVER
    settings.WHISPER_MODEL = "large-v3-turbo"  # cannot translate; of a server's model nobody knows
    assert told(client) == (False, {"faster-whisper": False, "pocketsphinx": False, "speech-server": True})

    settings.TRANSCRIBER = "speech-server"
    assert told(client)[0] is True


@pytest.mark.django_db
@pytest.mark.parametrize("usual_engine", ["auto", "pocketsphinx"])
def test_translation_is_refused_where_it_was_not_offered(settings: Any, usual_engine: str) -> None:
    settings.TRANSCRIBER = usual_engine
    owner = make_user()
    client = client_of(owner)
    usual_translates, engines = told(client)

    for engine, translates in {"": usual_translates, **engines}.items():
        video = make_video(owner=owner, status=Video.Status.READY)
        body = {"translate": True, **({"engine": engine} if engine else {})}
        answer = client.post(f"/api/v1/videos/{video.pk}/transcribe", body, format="json")
        refused = [error["code"] for error in answer.json().get("errors", [])]
        assert ("translation_not_supported" not in refused) is translates
