"""`manage.py models`: the speech models on this machine: which there are, fetching them, and whether they are whole."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from engines.errors import EngineError
from engines.transcribers import available, fetch
from engines.transcribers.equipment import this_machine
from engines.transcribers.faster_whisper import FasterWhisper
from engines.transcribers.inventory import StoredModel, check, known_models, place_of, stored_models
from engines.transcribers.machine import advice
from engines.transcribers.registry import AUTO, FETCHED
from engines.types import TranscribeOptions


class Command(BaseCommand):
    help = "Speech models on this machine: list them, fetch one, check what is there."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="engines, and models that are here or can be fetched")
        fetching = actions.add_parser("fetch", help="fetch a model, also one that is broken")
        fetching.add_argument("name", help='as `models list` shows it; "auto": the one that suits this machine')
        fetching.add_argument("--engine", choices=list(FETCHED), default=usual_engine())
        checking = actions.add_parser("check", help="read all of the models and compare them with what was fetched")
        checking.add_argument("name", nargs="?", help="one of them; left out: all")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exits with 1 where a model is broken or cannot be fetched."""
        match options["action"]:
            case "list":
                self.list_models()
            case "fetch":
                self.fetch_model(options["name"], options["engine"])
            case _:
                self.check_models(options["name"])

    def list_models(self) -> None:
        self.stdout.write("Engines")
        for name, found in available(model_options(usual_engine(), settings.WHISPER_MODEL)).items():
            self.stdout.write(f"  {name:<16}{'can be used' if found.is_usable else found.reason}")
        stored = {(model.engine, model.name): model for model in stored_models(settings.MODEL_DIR)}
        suits = advice(this_machine()).model
        self.stdout.write(f"Models in {settings.MODEL_DIR} ({suits} suits this machine)")
        for engine, name in dict.fromkeys([*stored, *known_models()]):
            model = stored.get((engine, name))
            size = f"{model.size_bytes / 1e6:>8.0f} MB" if model else " " * 7 + "not here"
            self.stdout.write(f"  {engine:<16}{name:<20}{size}")

    def fetch_model(self, name: str, engine: str) -> None:
        wanted = model_options(engine, advice(this_machine()).model if name == AUTO else name)
        self.stdout.write(f"Fetching {wanted.model} for {engine} into {settings.MODEL_DIR} ...")
        place = place_of(engine, wanted)
        if any(check(model).broken for model in here(None) if model.place == place):
            self.stdout.write("What is here of it is broken.")
            wanted = replace(wanted, extra={"anew": "1"})
        try:
            fetch(wanted, progress=shown(self.stdout.write))
        except EngineError as error:
            raise CommandError(f"{error.code}: {error.detail}") from error
        self.stdout.write(f"{wanted.model} is here.")

    def check_models(self, name: str | None) -> None:
        found = here(name)
        if not found:
            self.stdout.write("There is no model here." if name is None else f"There is no model {name} here.")
        broken = [model for model in found if not self.is_whole(model)]
        if broken:
            names = ", ".join(f"`manage.py models fetch {model.name} --engine {model.engine}`" for model in broken)
            raise CommandError(f"Broken. To fetch them anew: {names}")
        if name is not None and not found:
            sys.exit(1)

    def is_whole(self, model: StoredModel) -> bool:
        finding = check(model)
        state = "whole" if finding.is_known else "here; nobody tells what it should be"
        told = f"broken: {', '.join(finding.broken)}" if finding.broken else state
        self.stdout.write(f"{model.engine} {model.name}: {told}")
        return not finding.broken


def usual_engine() -> str:
    return settings.TRANSCRIBER if settings.TRANSCRIBER in FETCHED else FasterWhisper.name


def model_options(engine: str, model: str) -> TranscribeOptions:
    return TranscribeOptions(engine=engine, model=model, model_dir=settings.MODEL_DIR, extra=settings.SPEECH_OPTIONS)


def here(name: str | None) -> list[StoredModel]:
    """The stored models, or those of one name."""
    return [model for model in stored_models(Path(settings.MODEL_DIR)) if name in {None, model.name}]


def shown(write: Callable[[str], None]) -> Callable[[float], None]:
    """Writes a line for every ten percent."""
    told = -1

    def tell(fraction: float) -> None:
        nonlocal told
        if (tenth := int(fraction * 10)) > told:
            told = tenth
            write(f"{tenth * 10:>4} %")

    return tell
