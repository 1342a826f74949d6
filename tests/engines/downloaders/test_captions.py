"""Captions that a site offers, brought along by the real yt-dlp."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engines.captions.reading import read_cues
from engines.downloaders import in_child
from engines.downloaders.captions import choose
from engines.downloaders.types import FetchOptions
from engines.types import CaptionFile
from tests.engines.downloaders.conftest import stream
from tests.engines.servers import Site

Failing = Callable[..., tuple[str, bool]]

VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nWords of {name}.\n"


def tell(site: Site, **captions: Any) -> str:
    """A short film with these captions."""
    for name in ("en", "de", "auto"):
        site.pages[f"{name}.vtt"] = VTT.format(name=name)
    site.recorded["short"] = {"title": "Short", "formats": [stream("1", "/files/whole.mp4")], **captions}
    return site.url("/watch/short")


def track(site: Site, name: str, ext: str = "vtt") -> list[dict[str, Any]]:
    return [{"ext": ext, "url": site.url(f"/pages/{name}.{ext}")}]


def both(site: Site) -> dict[str, Any]:
    return {"subtitles": {"en-GB": track(site, "en")}, "automatic_captions": {"en-orig": track(site, "auto")}}


def text_of(captions: CaptionFile | None) -> str:
    assert captions is not None
    return " ".join(word for cue in read_cues(captions.path) for line in cue.texts for word in line)


@pytest.mark.parametrize("policy", ["prefer", "only"])
def test_captions_by_people_come_along(site: Site, options: FetchOptions, tmp_path: Path, policy: Any) -> None:
    url = tell(site, **both(site))

    got = in_child.download(url, tmp_path / "got", replace(options, captions=policy))

    assert got.captions == CaptionFile(tmp_path / "got" / "captions.vtt", "en", is_automatic=False)
    assert text_of(got.captions) == "Words of en."
    assert sorted(path.name for path in (tmp_path / "got").iterdir()) == ["captions.vtt", "source.mp4"]


def test_captions_are_left_where_nobody_wants_them(site: Site, options: FetchOptions, tmp_path: Path) -> None:
    got = in_child.download(tell(site, **both(site)), tmp_path / "got", options)

    assert got.captions is None
    assert "/pages/en.vtt" not in [path for path, _ in site.requests]


def test_automatic_captions_come_only_where_nothing_else_is_wanted(
    site: Site, options: FetchOptions, tmp_path: Path
) -> None:
    url = tell(site, automatic_captions={"en-orig": track(site, "auto"), "de": track(site, "de")})

    preferred = in_child.download(url, tmp_path / "a", replace(options, captions="prefer"))
    alone = in_child.download(url, tmp_path / "b", replace(options, captions="only"))

    assert preferred.captions is None
    assert alone.captions == CaptionFile(tmp_path / "b" / "captions.vtt", "en", is_automatic=True)


def test_missing_captions_fail_before_anything_large_is_fetched(site: Site, options: FetchOptions, code_of: Failing,
    tmp_path: Path) -> None:  # fmt: skip
    wanting = replace(options, captions="only")

    assert code_of(in_child.download, tell(site), tmp_path / "got", wanting) == ("captions_missing", False)
    assert "/files/whole.mp4" not in [path for path, _ in site.requests]


@pytest.mark.parametrize("name", ["gone", "odd"])
def test_captions_that_cannot_be_had_are_done_without_where_they_are_only_preferred(
    site: Site, options: FetchOptions, code_of: Failing, tmp_path: Path, name: str
) -> None:
    url = tell(site, subtitles={"en": track(site, name)})
    site.pages["odd.vtt"] = "no captions"

    got = in_child.download(url, tmp_path / "a", replace(options, captions="prefer"))
    failed = code_of(in_child.download, url, tmp_path / "b", replace(options, captions="only"))

    assert (got.captions, got.path.name) == (None, "source.mp4")
    assert failed == ("not_found" if name == "gone" else "captions_unreadable", False)


def test_captions_in_parts_become_one_file(site: Site, options: FetchOptions, tmp_path: Path) -> None:
    parts = "".join(f"#EXTINF:4,\n{name}.vtt\n" for name in ("en", "de"))
    site.pages["list.m3u8"] = f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n{parts}#EXT-X-ENDLIST\n"
    form = {"ext": "vtt", "url": site.url("/pages/list.m3u8"), "protocol": "m3u8_native"}

    got = in_child.download(tell(site, subtitles={"en": [form]}), tmp_path / "got", replace(options, captions="only"))

    assert text_of(got.captions).startswith("Words of en.")


def forms(*names: str) -> list[dict[str, Any]]:
    return [{"ext": name, "url": f"https://example.org/{name}"} for name in names]


@pytest.mark.parametrize(
    ("info", "wanted", "chosen"),
    [
        ({"subtitles": {"en": forms("vtt"), "de": forms("vtt")}, "language": "de"}, "", ("de", False)),
        ({"subtitles": {"en": forms("vtt"), "de": forms("vtt")}, "language": "de"}, "en", ("en", False)),
        ({"subtitles": {"de": forms("vtt")}}, "", ("de", False)),
        ({"subtitles": {"de": forms("vtt"), "uk": forms("vtt")}}, "", None),
        ({"subtitles": {"de": forms("vtt"), "en-US": forms("vtt")}}, "", ("en-US", False)),
        ({"subtitles": {"de": forms("vtt")}, "language": "en"}, "", None),
        ({"subtitles": {"live_chat": forms("json3")}}, "", None),
        ({"subtitles": {"en": forms("srv1")}}, "", None),
        ({"automatic_captions": {"de": forms("vtt"), "uk-orig": forms("vtt")}}, "", ("uk-orig", True)),
        ({"automatic_captions": {"de": forms("vtt"), "uk-orig": forms("vtt")}}, "de", None),
        ({"automatic_captions": {"de": forms("vtt"), "en": forms("vtt")}, "language": "de-DE"}, "", ("de", True)),
    ],
)
def test_the_language_of_the_speech_decides(info: dict[str, Any], wanted: str, chosen: tuple[str, bool] | None) -> None:
    found = choose(info, FetchOptions(captions="only", caption_language=wanted))

    assert (found and (found.language, found.is_automatic)) == chosen


def test_the_most_exact_form_is_fetched() -> None:
    found = choose({"subtitles": {"en": forms("srv3", "ttml", "srt", "vtt", "json3")}}, FetchOptions(captions="prefer"))

    assert found is not None
    assert found.form["ext"] == "json3"
