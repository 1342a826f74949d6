"""How much earlier the first line is searchable when speech is recognised while the picture still comes.

    python -m bench.audio_first [--picture-seconds 60] [--out bench/results/audio-first.json]

A site on loopback offers the spoken sample as two streams and sends the picture so slowly that it takes as long as
said. A whole Soundbite, as `make run` starts it, is asked for it twice: with AUDIO_FIRST=0 and with 1. PocketSphinx
listens, since it needs no download. Seconds of the clock, from the request on.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.e2e.conftest import running
from tests.e2e.person import SAMPLE, Person
from tests.engines.downloaders.conftest import PLUGINS, stream
from tests.engines.servers import Site, serving
from tests.media import ffmpeg
from tests.waiting import wait_until

PATIENCE = 900.0
WORD = "bridge"
"""Said in the sample."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--picture-seconds", type=float, default=60.0)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        results = measure(Path(folder), asked.picture_seconds)
    text = json.dumps(results, indent=2) + "\n"
    print(text)
    if asked.out:
        asked.out.write_text(text)


def measure(folder: Path, picture_seconds: float) -> dict[str, Any]:
    ffmpeg("-i", SAMPLE, "-an", "-c", "copy", folder / "picture.mp4")
    ffmpeg("-i", SAMPLE, "-vn", "-c", "copy", folder / "sound.m4a")
    rate = round((folder / "picture.mp4").stat().st_size / picture_seconds)
    with serving(folder) as site:
        formats = [
            stream("picture", f"/slow/picture.mp4?rate={rate}", ext="mp4", vcodec="avc1", acodec="none", height=720),
            stream("sound", "/files/sound.m4a", vcodec="none", acodec="mp4a.40.2"),
        ]
        site.recorded["film"] = {"title": "A film", "duration": 44, "formats": formats}
        seconds = {
            name: timed(site, folder / name.partition(" ")[0], name) for name in ("picture first", "audio first")
        }
    return {"picture_seconds": picture_seconds, "processors": os.cpu_count(), "load": os.getloadavg()[0], **seconds}


def timed(site: Site, folder: Path, name: str) -> dict[str, float]:
    """Seconds until the first line is there, until a word of the speech is found, and until all is done."""
    folder.mkdir()
    settings = {"AUDIO_FIRST": str(int(name == "audio first")), "YTDLP_PLUGINS": str(PLUGINS)}
    with running(folder, **settings) as stack:
        person = Person(stack)
        began = time.monotonic()
        made = person.http.post(
            "requests", json={"url": site.url("/watch/film"), "engine": "pocketsphinx", "language": "en"}
        ).json()
        video = made["video"]["id"]
        wait_until(lambda: person.get(f"videos/{video}/segments")["results"], "the first line", PATIENCE)
        first = time.monotonic() - began
        wait_until(lambda: person.get("search", q=WORD)["count"], "the word", PATIENCE)
        found = time.monotonic() - began
        ended = person.wait_for(made["id"], PATIENCE)
        assert ended["status"] == "completed", ended
        done = time.monotonic() - began
        return {"first line": round(first, 1), "word found": round(found, 1), "completed": round(done, 1)}


if __name__ == "__main__":
    main()
