"""The captions of what is shared, on its own clock, as WebVTT."""

from __future__ import annotations

from engines.cues import cues_of
from segments import selectors
from segments.models import Clip
from segments.subtitles import vtt_of


def captions_of(clip: Clip) -> str:
    """What is said in a clip, times from its start."""
    lines = selectors.lines_between(clip.video, clip.start, clip.end)
    speech = selectors.speech_on_clock(lines, clip.start, clip.end)
    return vtt_of(cues_of(speech, clip.end - clip.start))
