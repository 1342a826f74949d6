"""Settings of speech engines that only they understand: `extra` of engines.types.TranscribeOptions."""

from environs import Env, validate

SECONDS = validate.Regexp(r"^[0-9]+(\.[0-9]+)?$")


def options(env: Env) -> dict[str, str]:
    """What is set, by the engines' names for it."""
    values = {
        "device": env.str("SPEECH_DEVICE", "", validate=validate.OneOf(["", "cpu", "cuda"])),
        "compute_type": env.str("SPEECH_COMPUTE_TYPE", ""),
        "server_url": env.str("SPEECH_SERVER_URL", ""),
        "server_key": env.str("SPEECH_SERVER_KEY", "").strip(),
        "server_seconds": env.str("SPEECH_SERVER_SECONDS", "300", validate=SECONDS),
    }
    return {name: value for name, value in values.items() if value}
