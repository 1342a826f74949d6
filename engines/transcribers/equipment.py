"""What a run computes with on this machine: what was asked for, and for the rest what suits."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import cache

from engines import host
from engines.errors import HostError
from engines.transcribers import machine
from engines.transcribers.faster_whisper import FasterWhisper
from engines.transcribers.machine import BY_SIZE, Advice, Machine, advice
from engines.transcribers.models import translates
from engines.transcribers.registry import AUTO, lacks_model
from engines.types import TranscribeOptions

LOOK, LOOK_SECONDS = "look_at_machine", 120.0
BEST_TRANSLATING = "medium"
"""In place of large-v3-turbo, which cannot translate; 1.5 GB, and as much memory as that one has room for."""

logger = logging.getLogger(__name__)


@cache
def this_machine() -> Machine:
    """Looked at once; where there may be a GPU by a child, so that no server keeps CUDA open.

    A GPU whose driver breaks the child is left alone.
    """
    if not machine.may_have_gpu():
        return machine.without_gpu()
    try:
        return machine.unpack(host.call(LOOK, {}, silent_after=LOOK_SECONDS))
    except HostError as error:
        logger.warning("the GPU cannot be looked at and is left alone: %s", error)
        return machine.without_gpu()


def equipped(options: TranscribeOptions) -> TranscribeOptions:
    """The options with everything that was left to us."""
    seen = this_machine()
    advised = advice(seen)
    extra = dict(options.extra)
    if seen.gpu and advised.device == "cpu":
        extra.setdefault("device", "cpu")  # the GPU is too small
    model = suitable_model(options) if options.model == AUTO else options.model
    return replace(options, model=model, threads=options.threads or advised.threads, extra=extra)


def suitable_model(options: TranscribeOptions) -> str:
    """The model that suits this machine, or in its absence the best smaller one that is here; else it is fetched."""
    best = advice(this_machine()).model
    engine = FasterWhisper.name if options.engine == AUTO else options.engine
    sizes = list(BY_SIZE[BY_SIZE.index(best) :])
    if options.translate:
        sizes = [size if translates(size) else BEST_TRANSLATING for size in sizes]
    return next((model for model in sizes if not lacks_model(engine, replace(options, model=model))), sizes[0])


def used(options: TranscribeOptions) -> Advice:
    """What faster-whisper computes with under these options, as far as can be told before it runs."""
    made = equipped(options)
    device = made.extra.get("device") or advice(this_machine()).device
    usual = "float16" if device == "cuda" else "int8"
    return Advice(device, made.extra.get("compute_type") or usual, made.threads, made.model)
