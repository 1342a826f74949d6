"""The jobs about forms as the child runs them: JSON values in, JSON values out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engines.forms.make import make_form
from engines.forms.poster import make_poster
from engines.forms.types import Form, Order
from engines.types import Progress, Speech, Word

Values = dict[str, Any]


def run_make_form(arguments: Values, progress: Progress) -> Iterator[Values]:
    source, target = Path(arguments["source"]), Path(arguments["target"])
    yield asdict(make_form(source, target, order_from(arguments["order"]), progress, threads=arguments["threads"]))


def run_make_poster(arguments: Values, _progress: Progress) -> Iterator[Values]:
    make_poster(Path(arguments["source"]), Path(arguments["target"]), arguments["at"], arguments["crop"])
    yield {}


def order_from(values: Values) -> Order:
    """The Order that asdict() took apart."""
    return Order(**{**values, "form": Form(**values["form"]), "speech": tuple(map(speech_from, values["speech"]))})


def speech_from(values: Values) -> Speech:
    """The Speech that asdict() took apart."""
    return Speech(**{**values, "words": tuple(Word(**word) for word in values["words"])})
