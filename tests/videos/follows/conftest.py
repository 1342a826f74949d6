"""A channel with two videos and a premiere, looked at by the real yt-dlp on loopback."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.engines.downloaders.conftest import PLUGINS, folder
from tests.engines.servers import Site, serving
from tests.media import media
from tests.videos.follows.channel import premiere, show
from videos import sources

__all__ = ["folder", "media"]


@pytest.fixture
def site(folder: Any, settings: Any, sent: list[Any]) -> Iterator[Site]:
    """A channel with two videos and a premiere, newest first."""
    settings.ALLOW_PRIVATE_SOURCES = True
    settings.YTDLP_PLUGINS = [PLUGINS]
    settings.FOLLOW_PAUSE_SECONDS = 0
    with serving(folder) as site:
        show(site, premiere(), "b", "a")
        yield site
        cache.delete_many(["follows.turn", sources.cache_key(site.url("/watch/UC1"))])
