"""The jobs of supercuts as the child runs them: JSON values in, JSON values out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engines.supercuts.joining import join
from engines.supercuts.parts import make_parts
from engines.supercuts.types import Piece
from engines.types import Progress

Values = dict[str, Any]


def piece_values(piece: Piece) -> Values:
    """A piece as JSON knows it."""
    return {**asdict(piece), "source": str(piece.source)}


def run_parts(arguments: Values, progress: Progress) -> Iterator[Values]:
    wanted = [(Piece(**{**values, "source": Path(values["source"])}), Path(to)) for values, to in arguments["wanted"]]
    make_parts(wanted, progress, picture=arguments["picture"], threads=arguments["threads"])
    yield {}


def run_join(arguments: Values, progress: Progress) -> Iterator[Values]:
    parts = [Path(part) for part in arguments["parts"]]
    yield asdict(join(parts, arguments["frames"], Path(arguments["target"]), arguments["form"], progress))
