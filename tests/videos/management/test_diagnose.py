"""`manage.py diagnose`, with the settings of the server."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.engines.downloaders.conftest import PLUGINS, film, folder
from tests.engines.servers import Site, serving
from tests.media import media

__all__ = ["folder", "media"]


@pytest.fixture
def site(folder: Any, settings: Any) -> Iterator[Site]:
    settings.ALLOW_PRIVATE_SOURCES = True
    settings.YTDLP_PLUGINS = [PLUGINS]
    with serving(folder) as site:
        site.recorded["film"] = film(site)
        yield site


def test_diagnose_prints_every_step(site: Site) -> None:
    said = StringIO()

    call_command("diagnose", site.url("/watch/film"), stdout=said)

    lines = said.getvalue().splitlines()
    assert [line[:3] for line in lines] == ["ok "] * 9
    assert lines[-1].split(maxsplit=3)[1:] == ["first", "bytes", "127.0.0.1 answers 206 with 4096 bytes of media"]


def test_diagnose_ends_with_an_error_where_something_is_wrong(site: Site) -> None:
    said = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("diagnose", site.url("/watch/film").replace("film", "none"), stdout=said)

    assert ended.value.code == 1
    assert said.getvalue().splitlines()[-1].startswith("NO  refused      network_error")
