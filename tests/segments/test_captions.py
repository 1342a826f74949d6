"""Captions that come with a video become its transcript, from the upload or the site to search and clip."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import media as content
from engines.errors import CaptionError, DownloadError
from segments.models import Transcription
from segments.steps import Index, Transcribe
from tests.engines.downloaders.conftest import PLUGINS, film, folder
from tests.engines.servers import Site, serving
from tests.factories import client_of, make_run, make_segments, make_user
from tests.media import Media, media
from users.models import User
from videos import services
from videos.models import Video, VideoRequest
from videos.pipeline import Step, StepRun
from videos.services import Choices
from videos.steps import Download, Prepare

__all__ = ["folder", "media"]

pytestmark = pytest.mark.django_db(transaction=True)

SRT = (
    "1\r\n00:00:01,000 --> 00:00:03,200\r\nWe <i>speak</i> of zanzibar.\r\n\r\n"
    "2\r\n00:00:03,500 --> 00:00:05,500\r\nAnd of rivers &amp; boats.\r\n"
)


@pytest.fixture(autouse=True)
def quiet(sent: list[Any], settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)


def upload(user: User, film: Path, captions: str | bytes | None = None, **fields: Any) -> Any:
    form: dict[str, Any] = {"file": SimpleUploadedFile("film.mp4", film.read_bytes()), **fields}
    if captions is not None:
        raw = captions if isinstance(captions, bytes) else captions.encode()
        form["captions"] = SimpleUploadedFile("captions.srt", raw)
    return client_of(user).post("/api/v1/videos", form, format="multipart")


def process(*steps: type[Step]) -> Video:
    """Run the steps over the one video, with the choices of its request."""
    video, request = Video.objects.get(), VideoRequest.objects.get()
    chosen = {"language": request.language, "caption_policy": request.caption_policy, "engine": request.engine}
    run = make_run(video, **chosen)
    for step in steps:
        step().run(StepRun(Video.objects.get(), run.session, run.step_id, run.attempt))
    return Video.objects.get()


ALL = (Download, Prepare, Transcribe, Index)


def lines(video: Video) -> list[tuple[float, float, str]]:
    rows = video.segments.order_by("index").values_list("start", "end", "text")
    return [(start, end, text) for start, end, text in rows]


SAID = [(1.0, 3.2, "We speak of zanzibar."), (3.5, 5.5, "And of rivers & boats.")]


def test_uploaded_captions_are_the_transcript_searched_and_cut(media: Media) -> None:
    user = make_user()
    assert upload(user, media.video, SRT, language="en").status_code == 201

    video = process(*ALL)
    Video.objects.update(status="ready")

    assert lines(video) == SAID
    client = client_of(user)
    assert client.get(f"/api/v1/videos/{video.pk}").json()["transcript"] == {
        "engine": "captions", "model": "manual", "language": "en", "source": "captions", "quality": "normal",
    }  # fmt: skip
    (hit,) = client.get("/api/v1/search", {"q": "zanzibar"}).json()["results"]
    assert (hit["text"], hit["start"]) == ("We speak of zanzibar.", 1.0)
    clip = client.post("/api/v1/clips", {"segment_id": hit["segment_id"]}, format="json").json()
    assert (clip["status"], clip["start"], clip["end"]) == ("ready", 1.0, 3.2)
    words = client.get(f"/api/v1/videos/{video.pk}/segments?words=1").json()["results"][0]["words"]
    assert [word["text"] for word in words] == ["We", "speak", "of", "zanzibar."]


def test_captions_go_with_their_video(media: Media) -> None:
    upload(make_user(), media.video, SRT)
    video = Video.objects.get()
    path = content.absolute(video.captions_path)
    assert path.read_bytes() == SRT.encode()

    services.remove_video(video)

    assert not path.exists()


@pytest.mark.parametrize(
    ("captions", "given", "policy"),
    [(None, None, "ignore"), (SRT, None, "prefer"), (SRT, "ignore", "ignore"), (None, "only", "only")],
)
def test_policy_prefers_captions_where_some_are_given(
    media: Media, captions: str | None, given: str | None, policy: str
) -> None:
    upload(make_user(), media.video, captions, **({"caption_policy": given} if given else {}))

    assert VideoRequest.objects.get().caption_policy == policy


def test_ignored_captions_leave_the_word_to_the_speech_engine(media: Media, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("segments.steps.transcribe", lambda _path, options, **_: asked.append(options.engine) or ())
    upload(make_user(), media.video, SRT, caption_policy="ignore", engine="pocketsphinx")

    process(*ALL)

    assert asked == ["pocketsphinx"]


@pytest.mark.parametrize("captions", [b"words", b"", bytes(100)])
def test_file_that_holds_no_captions_is_refused(media: Media, settings: Any, captions: bytes) -> None:
    response = upload(make_user(), media.video, captions)

    assert response.status_code == 400
    assert [error["attr"] for error in response.json()["errors"]] == ["captions"]
    assert (Video.objects.count(), [path for path in settings.CONTENT_DIR.rglob("*") if path.is_file()]) == (0, [])


def test_caption_file_that_is_too_large_is_refused(media: Media, settings: Any) -> None:
    settings.MAX_CAPTION_BYTES = 10

    response = upload(make_user(), media.video, SRT)

    assert [(error["code"], error["attr"]) for error in response.json()["errors"]] == [("body_too_large", "captions")]


def with_track(media: Media, folder: Path) -> Path:
    (folder / "x.srt").write_text(SRT)
    inputs = ("-i", media.video, "-i", folder / "x.srt")
    return media.made(f"{folder.name}.mkv", *inputs, "-c", "copy", "-metadata:s:s:0", "language=eng")


@pytest.mark.parametrize("policy", ["prefer", "only"])
def test_track_inside_the_file_is_the_transcript(media: Media, tmp_path: Path, policy: str) -> None:
    upload(make_user(), with_track(media, tmp_path), caption_policy=policy)

    video = process(*ALL)

    assert ([text for *_, text in lines(video)], video.language, video.transcript_source) == (
        [text for *_, text in SAID], "en", "captions",
    )  # fmt: skip
    # Older versions of ffmpeg put everything in the file later, by what the sound's coder needs before its beginning.
    begins = [start for start, *_ in lines(video)]
    assert begins == pytest.approx([start for start, *_ in SAID], abs=0.03)


def test_only_captions_without_any_fails_with_the_reason(media: Media) -> None:
    upload(make_user(), media.video, caption_policy="only")

    with pytest.raises(CaptionError) as caught:
        process(Download)

    assert caught.value.code == "captions_missing"


def test_preferred_captions_that_are_missing_leave_the_word_to_the_speech_engine(
    media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("segments.steps.transcribe", lambda _path, options, **_: asked.append(options.engine) or ())
    upload(make_user(), media.video, caption_policy="prefer", engine="pocketsphinx")

    process(*ALL)

    assert asked == ["pocketsphinx"]


def test_captions_of_a_silent_film_are_its_transcript(media: Media) -> None:
    upload(make_user(), media.silent_video, SRT)

    assert lines(process(*ALL)) == SAID


def test_interrupted_run_goes_on_and_stores_nothing_twice(media: Media) -> None:
    upload(make_user(), media.video, SRT)
    process(Download, Prepare)
    run = make_run(Video.objects.get(), caption_policy="prefer")

    for _ in range(2):
        Transcribe().run(StepRun(Video.objects.get(), run.session, run.step_id, run.attempt))

    assert lines(Video.objects.get()) == SAID


def test_captions_replace_an_older_transcript(media: Media) -> None:
    upload(make_user(), media.video, SRT)
    make_segments(Video.objects.get(), "What an engine heard")

    video = process(*ALL)
    process(Transcribe, Index)

    assert lines(video) != []
    assert Transcription.objects.get().source == "captions"


# From a site


@pytest.fixture
def site(folder: Any, settings: Any) -> Iterator[Site]:
    settings.ALLOW_PRIVATE_SOURCES = True
    settings.YTDLP_PLUGINS = [PLUGINS]
    with serving(folder) as site:
        site.pages["said.srt"] = SRT
        track = [{"ext": "srt", "url": site.url("/pages/said.srt")}]
        site.recorded["by-people"] = film(site, subtitles={"en": track}, automatic_captions={})
        site.recorded["by-machine"] = film(site, subtitles={}, automatic_captions={"en": track})
        site.recorded["silent"] = film(site, subtitles={}, automatic_captions={})
        yield site


def ask(site: Site, name: str, policy: str) -> None:
    services.request_url(make_user(), site.url(f"/watch/{name}"), choices=Choices(caption_policy=policy))


@pytest.mark.parametrize(
    ("name", "policy", "model", "quality"),
    [
        ("by-people", "prefer", "manual", "normal"),
        ("by-people", "only", "manual", "normal"),
        ("by-machine", "only", "automatic", "low"),
    ],
)
def test_captions_of_a_site_are_the_transcript(site: Site, name: str, policy: str, model: str, quality: str) -> None:
    ask(site, name, policy)

    video = process(*ALL)

    assert (lines(video), video.engine, video.model, video.language) == (SAID, "captions", model, "en")
    assert (video.transcript_source, video.transcript_quality) == ("captions", quality)


def test_site_without_captions_is_refused_where_nothing_else_is_wanted(site: Site) -> None:
    ask(site, "silent", "only")

    with pytest.raises(DownloadError) as caught:
        process(Download)

    assert caught.value.code == "captions_missing"
    assert [path for path, _ in site.requests if path.startswith("/files/")] == []
