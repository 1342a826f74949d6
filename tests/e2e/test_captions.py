"""A caption file beside an upload, through a running Soundbite."""

import pytest

from tests.e2e.conftest import Stack
from tests.e2e.person import SAMPLE, Person

pytestmark = pytest.mark.xdist_group("e2e")

SRT = "1\n00:00:03,000 --> 00:00:06,500\nNobody says <b>quetzalcoatl</b> in this film.\n"


def test_captions_are_the_transcript_without_any_listening(stack: Stack) -> None:
    person = Person(stack)
    files = {"file": ("film.mp4", SAMPLE.read_bytes(), "video/mp4"), "captions": ("film.srt", SRT.encode())}

    made = person.http.post("videos", files=files, data={"title": "With captions", "language": "en"})
    assert made.status_code == 201, made.text
    ended = person.wait_for(made.json()["id"])

    assert (ended["status"], ended["error"]) == ("completed", None)
    video = ended["video"]["id"]
    assert person.get(f"videos/{video}")["transcript"]["source"] == "captions"
    (hit,) = person.get("search", q="quetzalcoatl", video=video)["results"]
    assert (hit["text"], hit["start"]) == ("Nobody says quetzalcoatl in this film.", 3.0)
    clip = person.http.post("clips", json={"segment_id": hit["segment_id"]}).json()
    assert (clip["status"], clip["start"], clip["end"]) == ("ready", 3.0, 6.5)
