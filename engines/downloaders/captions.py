"""The captions that a site offers with a video: which of them are its transcript, and bringing them here."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, NamedTuple

from engines.captions.languages import short_code
from engines.captions.reading import read_cues
from engines.downloaders.failures import failure, read_failure
from engines.downloaders.information import Info
from engines.downloaders.limits import time_limit
from engines.downloaders.session import Ydl
from engines.downloaders.types import FetchOptions
from engines.types import CaptionFile

FORMS = ("json3", "vtt", "srt", "ass", "ssa", "sbv")
"""What can be read, the most exact first: json3 has the times of words."""

ORIGINAL = "-orig"
"""How YouTube marks the automatic captions that are no machine translation."""

MAX_BYTES = 20 * 1024**2
Tracks = dict[str, list[Info]]

logger = logging.getLogger(__name__)


class Chosen(NamedTuple):
    """A track: its language as the site writes it, whether a machine made it, and the form to fetch."""

    language: str
    is_automatic: bool
    form: Info


def fetch_captions(ydl: Ydl, info: Info, folder: Path, options: FetchOptions) -> CaptionFile | None:
    """Bring the captions that are the transcript of a video into its folder; None where there are none.

    Where captions are only preferred, those that cannot be had are done without.

    Raises:
        DownloadError: captions_missing and whatever fetching raises; only where nothing but captions is wanted.
        CaptionError: captions_unreadable, the same.
    """
    chosen = choose(info, options) if options.captions != "ignore" else None
    if chosen is None:
        if options.captions == "only" and not info.get("direct"):  # a file may still hold a track
            raise failure("captions_missing")
        return None
    path = folder / f"captions.{chosen.form['ext']}"
    try:
        with time_limit(options.lookup_limit, "source_timeout"):
            _bring(ydl, info, chosen.form, path)
        read_cues(path)
    except Exception as error:  # the boundary to yt-dlp, which raises anything; logged, and raised where it matters
        path.unlink(missing_ok=True)
        if options.captions == "only":
            raise
        logger.warning("captions are done without: %s", read_failure(error))
        return None
    return CaptionFile(path, short_code(chosen.language), chosen.is_automatic)


def choose(info: Info, options: FetchOptions) -> Chosen | None:
    """Captions made by people in the language of the speech; where nothing else is wanted, else automatic ones."""
    wanted = options.caption_language or str(info.get("language") or "")
    manual = _readable(info.get("subtitles"))
    if language := _match(manual, wanted):
        return Chosen(language, False, manual[language][0])
    automatic = _readable(info.get("automatic_captions")) if options.captions == "only" else {}
    originals = {language: forms for language, forms in automatic.items() if language.endswith(ORIGINAL)}
    if language := _match(originals or automatic, wanted):
        return Chosen(language, True, automatic[language][0])
    return None


def _readable(tracks: Tracks | None) -> Tracks:
    """The tracks there is a reader for, the best form of each first."""
    found: Tracks = {}
    for language, forms in (tracks or {}).items():
        usable = [form for form in forms if form.get("ext") in FORMS and (form.get("url") or form.get("data"))]
        if usable and language != "live_chat":
            found[language] = sorted(usable, key=lambda form: FORMS.index(form["ext"]))
    return found


def _match(tracks: Tracks, wanted: str) -> str | None:
    """The track in the wanted language. Where that is not known: the only one, else English, else none."""
    if not wanted and len(tracks) == 1:
        return next(iter(tracks))
    if wanted in tracks:
        return wanted
    short = short_code(wanted) or "en"
    return next((language for language in sorted(tracks, key=len) if short_code(language) == short), None)


def _bring(ydl: Ydl, info: Info, form: Info, path: Path) -> None:
    if form.get("data"):
        path.write_text(str(form["data"]), encoding="utf-8")
    elif str(form.get("protocol", "")).startswith("m3u8"):
        ydl.dl(str(path), {**form, "http_headers": info.get("http_headers") or {}}, subtitle=True)
    else:
        path.write_bytes(_page(ydl, info, form["url"]))


def _page(ydl: Ydl, info: Info, url: str) -> bytes:
    from yt_dlp.networking import Request

    headers: dict[str, Any] = info.get("http_headers") or {}
    with ydl.urlopen(Request(url, headers=headers)) as response:
        page = bytes(response.read(MAX_BYTES + 1))
    if len(page) > MAX_BYTES:
        raise failure("too_large", "The captions of this video are too large.")
    return page
