"""Settings of speech engines that only they understand: `extra` of engines.types.TranscribeOptions."""

from environs import Env, validate

WINDOWS = validate.Regexp(r"^([1-9][0-9]{0,2})?$")
LONGEST_ANSWER = 540
"""Seconds, for an engine that is silent for ten minutes is taken for hung (engines.host)."""


def options(env: Env) -> dict[str, str]:
    """What is set, by the engines' names for it."""
    values = {
        "device": env.str("SPEECH_DEVICE", "", validate=validate.OneOf(["", "cpu", "cuda"])),
        "compute_type": env.str("SPEECH_COMPUTE_TYPE", ""),
        "batch_size": env.str("SPEECH_BATCH_SIZE", "", validate=WINDOWS),
        "server_url": env.str("SPEECH_SERVER_URL", ""),
        "server_key": env.str("SPEECH_SERVER_KEY", "").strip(),
        "server_seconds": str(env.int("SPEECH_SERVER_SECONDS", 300, validate=validate.Range(1, LONGEST_ANSWER))),
    }
    return {name: value for name, value in values.items() if value}
