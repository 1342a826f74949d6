"""`manage.py up`: the whole of Soundbite in one terminal, until Ctrl-C."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config import health
from config.stack import Stack
from engines.transcribers import needs_fetch
from engines.transcribers.equipment import this_machine, used
from engines.transcribers.faster_whisper import FasterWhisper
from engines.transcribers.pocketsphinx import PocketSphinx
from engines.transcribers.registry import AUTO
from engines.transcribers.speech_server import SpeechServer


class Command(BaseCommand):
    help = "Starts everything Soundbite needs, keeps it running, and ends it on Ctrl-C."
    requires_system_checks = ()  # the web server and the workers make them

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Becomes the supervisor, so that Django's memory is given back."""
        settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)  # a check of Django wants it
        words = [json.dumps(asdict(stack_of_settings())), json.dumps(notes())]
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "config.running", *words])  # noqa: S606 -- a list, no shell


def stack_of_settings() -> Stack:
    return Stack(
        root=str(settings.BASE_DIR),
        data=str(settings.DATA_DIR),
        content=str(settings.CONTENT_DIR),
        host=settings.HOST,
        port=settings.PORT,
        host_header=admitted_host(settings.ALLOWED_HOSTS),
        slots=settings.SLOTS,
        embedded_postgres=settings.EMBEDDED_POSTGRES,
        embedded_redis=settings.EMBEDDED_REDIS,
    )


def admitted_host(allowed: list[str]) -> str:
    """A Host header that Django does not refuse."""
    named = [host.lstrip(".") for host in allowed if host != "*"]
    return named[0] if named else "localhost"


def notes() -> list[str]:
    """Further lines of the start-up text."""
    is_built = (settings.WEB_DIR / "index.html").exists()
    lines = [] if is_built else ["The web app has not been built: only the API answers. `make web` builds it."]
    if lacks := this_machine().gpu_lacks:
        lines.append(f"faster-whisper leaves the GPU alone. {lacks}")
    return [*lines, f"speech   {speech_line()}"]


def speech_line() -> str:
    """Which engine listens where a request says nothing, and what it computes with."""
    engine, options = settings.TRANSCRIBER, health.speech_options()
    if engine in {PocketSphinx.name, SpeechServer.name}:
        return engine
    found, gpu = used(options), this_machine().gpu
    name = FasterWhisper.name if engine == AUTO else engine
    place = gpu.name if gpu and found.device == "cuda" else f"{found.threads} threads of the processor"
    model = f"{Path(found.model).name}{' (not fetched yet)' if needs_fetch(options) else ''}"
    return f"{name}, model {model}, {found.compute_type} on {place}"
