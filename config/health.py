"""Is the process up, and can it do its work?"""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core.api import error_body
from engines.transcribers import available
from engines.transcribers.equipment import this_machine, used
from engines.types import TranscribeOptions


def only_read(view: Callable[[HttpRequest], JsonResponse]) -> Callable[[HttpRequest], JsonResponse]:
    """Refuse all methods but GET and HEAD, in the one error shape."""

    @csrf_exempt
    @wraps(view)
    def refusing(request: HttpRequest) -> JsonResponse:
        if request.method in {"GET", "HEAD"}:
            return view(request)
        body = error_body(405, "method_not_allowed", f'Method "{request.method}" not allowed.')
        return JsonResponse(body, status=405, headers={"Allow": "GET, HEAD"})

    return refusing


@only_read
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@only_read
def readyz(_request: HttpRequest) -> JsonResponse:
    """Database, broker, a worker, and which engines are usable; 503 where one of the first three is missing."""
    checks = {"database": has_database(), "broker": has_broker(), "worker": has_worker()}
    ready = all(checks.values())
    body: dict[str, Any] = {
        "status": "ready" if ready else "not ready",
        **checks,
        "engines": engines(),
        "speech": speech(),
    }
    return JsonResponse(body, status=200 if ready else 503, headers={} if ready else {"Retry-After": "5"})


def has_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def has_broker() -> bool:
    try:
        cache.get("readyz")
    except RedisError:
        return False
    return True


def has_worker() -> bool:
    try:
        return bool(current_app.control.ping(timeout=1, limit=1))
    except (OperationalError, RedisError, OSError):
        return False


def engines() -> dict[str, Any]:
    return {name: asdict(found) for name, found in available(speech_options()).items()}


def speech() -> dict[str, Any]:
    """What this machine computes speech with; `gpu` is null where there is none that can be used."""
    gpu = this_machine().gpu
    return {**asdict(used(speech_options())), "gpu": gpu.name if gpu else None}


def speech_options() -> TranscribeOptions:
    """What is used where a request says nothing."""
    return TranscribeOptions(
        engine=settings.TRANSCRIBER,
        model=settings.WHISPER_MODEL,
        model_dir=settings.MODEL_DIR,
        threads=settings.TRANSCRIBE_THREADS,
        extra=settings.SPEECH_OPTIONS,
    )
