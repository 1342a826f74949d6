import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engines.downloaders.jobs import options_from, options_values, source_from, source_values
from engines.downloaders.types import FetchOptions, SourceEntry, SourceInfo
from engines.host import JOBS

PLAIN = FetchOptions()
FULL = FetchOptions(
    allow_private=True,
    proxy="http://proxy:3128",
    cookie_file=Path("/cookies.txt"),
    plugin_dirs=(Path("/plugins"),),
    allowed=(("127.0.0.1", 80),),
    max_bytes=1,
    captions="only",
    caption_language="uk",
)
BARE = SourceInfo("video", "direct", "direct:1", "https://example.com/", "Untitled")
LIST = replace(
    BARE,
    kind="playlist",
    published_at=datetime(2024, 2, 29, 12, tzinfo=UTC),
    caption_languages=("de", "en"),
    entries=(SourceEntry("https://example.com/1", None, "One", 1.5, None, "removed"),),
    entry_count=7,
)


@pytest.mark.parametrize("options", [PLAIN, FULL])
def test_options_survive_the_way_to_the_child(options: FetchOptions) -> None:
    assert options_from(json.loads(json.dumps(options_values(options)))) == options


@pytest.mark.parametrize("info", [BARE, LIST])
def test_what_was_found_survives_the_way_back(info: SourceInfo) -> None:
    assert source_from(json.loads(json.dumps(source_values(info)))) == info


def test_the_host_knows_the_jobs() -> None:
    assert JOBS["lookup"] == "engines.downloaders.jobs:run_lookup"
    assert JOBS["diagnose"] == "engines.downloaders.jobs:run_diagnose"
    assert JOBS["download"] == "engines.downloaders.jobs:run_download"
