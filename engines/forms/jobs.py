"""The jobs about forms as the child runs them: JSON values in, JSON values out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engines.forms.poster import make_poster
from engines.types import Progress

Values = dict[str, Any]


def run_make_poster(arguments: Values, _progress: Progress) -> Iterator[Values]:
    make_poster(Path(arguments["source"]), Path(arguments["target"]), arguments["at"], arguments["crop"])
    yield {}
