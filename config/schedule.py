"""What happens by itself, and every how many seconds. What nobody took until it is due again is dropped."""

from typing import Any

DAY = 86400.0


def every(seconds: float, task: str, *, expires: float | None = None) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": expires or seconds}}


BEAT = {
    "dispatch": every(5.0, "videos.tasks.dispatch"),
    "sweep": every(5.0, "videos.tasks.sweep"),
    "follows": every(60.0, "videos.tasks.look_at_follows"),
    "watch": every(30.0, "videos.tasks.watch"),
    "retain": every(3600.0, "videos.tasks.retain"),
    "tidy": every(300.0, "videos.tasks.tidy"),
    "sweep clips": every(10.0, "segments.tasks.sweep_clips"),
    "evict clips": every(600.0, "segments.tasks.evict_clips"),
    "rebuild index": every(120.0, "segments.tasks.rebuild_index"),
    "learn meanings": every(30.0, "segments.tasks.learn_window_meanings"),
    "forget tokens": every(DAY, "users.tasks.forget_expired_tokens", expires=3600.0),
}
