"""TRANSCRIBER=openai-whisper: from an upload to a hit, with a model that says a script."""

from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Stack, running
from tests.e2e.person import Person

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("stacks"), pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    from tests.engines.tiny_openai_whisper import build

    model = build(tmp_path_factory.mktemp("models") / "tiny.pt", [("Alpha bravo charlie delta.", 3.0)])
    settings = {"TRANSCRIBER": "openai-whisper", "WHISPER_MODEL": str(model), "TRANSCRIBE_THREADS": "1"}
    with running(tmp_path_factory.mktemp("speaking"), **settings) as started:
        yield started


def test_upload_is_transcribed_and_found(speaking: Stack) -> None:
    person = Person(speaking)

    request = person.upload(title="A film", visibility="public")
    finished = person.wait_for(request["id"])

    assert (finished["status"], finished["error"]) == ("completed", None)
    video = person.get(f"videos/{request['video']['id']}")
    assert (video["language"], video["transcript"]["engine"]) == ("en", "openai-whisper")
    assert person.get("search", q='"bravo charlie"')["count"] >= 1


def test_engine_is_listed_as_ready(speaking: Stack) -> None:
    answer = speaking.client().get(f"{speaking.address}/readyz").json()

    assert answer["engines"]["openai-whisper"] == {"is_usable": True, "reason": ""}
