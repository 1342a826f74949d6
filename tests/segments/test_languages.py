"""Japanese, Korean and Ukrainian through the whole chain: heard by a scripted model, or read from captions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core import media as content
from segments.models import Segment, Transcription
from segments.steps import Index, Transcribe
from tests.engines.tiny_whisper import build
from tests.factories import make_run, make_video
from tests.media import SPOKEN, ffmpeg
from videos.models import CaptionPolicy, Video, Visibility

pytestmark = pytest.mark.django_db(transaction=True)

SAID = {
    "ja": (["今日は いい 天気です。", "電車で 町へ 行きます。"], "天気"),
    "ko": (["오늘은 날씨가 좋습니다.", "기차를 타고 갑니다."], "기차를 타고"),
    "uk": (["Сьогодні гарна погода.", "Їдемо поїздом додому."], "поїздом"),
}
"""What is said, word by word, and what is searched of it."""


def lines_of(language: str) -> list[str]:
    """What is said as it is written."""
    sentences, _ = SAID[language]
    return [sentence.replace(" ", "") if language == "ja" else sentence for sentence in sentences]


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds in which somebody speaks."""
    film = tmp_path_factory.mktemp("short") / "short.mp4"
    ffmpeg("-i", SPOKEN, "-t", "8", "-c", "copy", film)
    return film


@pytest.fixture
def video(short: Path) -> Video:
    made = make_video(visibility=Visibility.PUBLIC, has_audio=True, duration=8.0)
    path = content.content_path("video", f"{made.pk}.mp4")
    path.write_bytes(short.read_bytes())
    made.media_path = content.relative(path)
    made.save()
    return made


def found(client: Any, video: Video, language: str) -> None:
    """The lines are shown, found and written out."""
    lines, query = lines_of(language), SAID[language][1]
    assert list(Segment.objects.filter(video=video).order_by("index").values_list("text", flat=True)) == lines
    shown = client.get(f"/api/v1/videos/{video.pk}").json()
    assert (shown["language"], shown["transcript"]["language"]) == (language, language)
    hits = client.get("/api/v1/search", {"q": f'"{query}"', "language": language}).json()
    assert hits["count"] == 1
    written = client.get(f"/api/v1/videos/{video.pk}/transcript", {"format": "txt"}).content.decode()
    assert written.splitlines() == lines


@pytest.mark.parametrize("language", SAID)
def test_speech_is_detected_stored_and_found(
    video: Video, language: str, tmp_path: Path, settings: Any, client: Any
) -> None:
    sentences, _ = SAID[language]
    script = [(sentence, end) for sentence, end in zip(sentences, (3.4, 7.0), strict=True)]
    settings.WHISPER_MODEL, settings.TRANSCRIBE_THREADS = str(build(tmp_path / "tiny", script, language)), 1
    run = make_run(video, engine="faster-whisper")

    Transcribe().run(run)
    Index().run(run)

    found(client, video, language)
    assert Transcription.objects.get().language_probability == 1.0
    words = [word for line in Segment.objects.order_by("index") for word in line.words]
    assert [text for _, _, text in words] == [word for sentence in sentences for word in sentence.split()]


@pytest.mark.parametrize("language", SAID)
def test_captions_are_stored_and_found(video: Video, language: str, client: Any) -> None:
    path = content.content_path("captions", f"{video.pk}.captions")
    cues = zip(("00:01,000 --> 00:00:03", "00:03,500 --> 00:00:06"), lines_of(language), strict=True)
    path.write_text("".join(f"{n}\n00:{times},000\n{text}\n\n" for n, (times, text) in enumerate(cues, 1)))
    video.captions_path, video.captions_language = content.relative(path), language
    video.save()
    run = make_run(video, caption_policy=CaptionPolicy.PREFER)

    Transcribe().run(run)
    Index().run(run)

    found(client, video, language)
    assert Transcription.objects.get().language_probability is None
