"""Text tracks inside media files."""

from pathlib import Path

import pytest

from engines.captions.cleaning import cleaned
from engines.captions.in_child import check, extract
from engines.captions.reading import read_cues
from engines.errors import CaptionError, MediaError
from tests.media import Media

ENGLISH = "1\n00:00:01,000 --> 00:00:02,500\nAn <i>English</i> line.\n"
GERMAN = "1\n00:00:01,000 --> 00:00:02,500\nEine deutsche Zeile.\n"
SIGNS = "1\n00:00:06,000 --> 00:00:07,000\nEXIT\n"


@pytest.fixture
def film(media: Media, tmp_path: Path) -> Path:
    """A film with a track of signs alone, a German and an English one; the English one is the file's choice."""
    texts = {"signs.srt": SIGNS, "de.srt": GERMAN, "en.srt": ENGLISH}
    inputs: list[str | Path] = ["-i", media.video]
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        inputs += ["-i", tmp_path / name]
    maps = ["-map", "0", "-map", "1", "-map", "2", "-map", "3", "-c", "copy"]
    languages = [
        word for n, name in enumerate(("eng", "ger", "eng")) for word in (f"-metadata:s:s:{n}", f"language={name}")
    ]
    flags = ["-disposition:s:0", "forced", "-disposition:s:1", "0", "-disposition:s:2", "default"]
    return media.made(f"{tmp_path.name}.mkv", *inputs, *maps, *languages, *flags)


def texts(path: Path) -> list[str]:
    return [" ".join(word for line in cue.texts for word in line) for cue in cleaned(read_cues(path))]


@pytest.mark.parametrize(
    ("language", "found"), [("", ("en", ["An English line."])), ("de", ("de", ["Eine deutsche Zeile."]))]
)
def test_the_best_track_is_written_out(film: Path, tmp_path: Path, language: str, found: tuple[str, list[str]]) -> None:
    captions = extract(film, tmp_path / "out.ass", language)

    assert captions is not None
    assert (captions.language, texts(captions.path), captions.is_automatic) == (*found, False)


def test_a_track_in_another_language_is_no_transcript(film: Path, tmp_path: Path) -> None:
    assert extract(film, tmp_path / "out.ass", "uk") is None
    assert not (tmp_path / "out.ass").exists()


@pytest.mark.parametrize(("suffix", "codec"), [("mp4", "mov_text"), ("mkv", "ass"), ("webm", "webvtt")])
def test_every_kind_of_text_track_is_read(media: Media, tmp_path: Path, suffix: str, codec: str) -> None:
    (tmp_path / "x.srt").write_text(ENGLISH)
    source = media.vp9 if suffix == "webm" else media.video
    made = media.made(f"{tmp_path.name}.{suffix}", "-i", source, "-i", tmp_path / "x.srt", "-c", "copy", "-c:s", codec)

    captions = extract(made, tmp_path / "out.ass")

    assert captions is not None
    (cue,) = cleaned(read_cues(captions.path))
    assert texts(captions.path) == ["An English line."]
    # Older versions of ffmpeg put everything in the file later, by what the sound's coder needs before its beginning.
    assert (cue.start, cue.end) == pytest.approx((1.0, 2.5), abs=0.03)


def test_times_count_from_the_first_sample(media: Media, tmp_path: Path) -> None:
    (tmp_path / "x.srt").write_text(ENGLISH)
    inputs = ("-i", media.video, "-i", tmp_path / "x.srt")
    late = media.made(f"{tmp_path.name}.mkv", *inputs, "-c", "copy", "-output_ts_offset", "100")

    captions = extract(late, tmp_path / "out.ass")

    assert captions is not None
    assert [cue.start for cue in cleaned(read_cues(captions.path))] == [pytest.approx(1.0, abs=0.05)]


def test_a_film_without_text_has_none(media: Media, tmp_path: Path) -> None:
    assert extract(media.video, tmp_path / "out.ass") is None
    assert not (tmp_path / "out.ass").exists()


def test_what_is_no_film_is_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"words")

    with pytest.raises(MediaError) as caught:
        extract(tmp_path / "x", tmp_path / "out.ass")

    assert caught.value.code == "not_media"


def test_files_are_checked_in_a_child(tmp_path: Path) -> None:
    (tmp_path / "good").write_text(ENGLISH)
    (tmp_path / "bad").write_text("words")

    check(tmp_path / "good")
    with pytest.raises(CaptionError):
        check(tmp_path / "bad")
