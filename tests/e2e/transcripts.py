"""Transcripts that nobody has time to speak: written into the database of a running Soundbite."""

import json
import subprocess
import sys

from tests.e2e.conftest import ROOT, Stack

WRITE = """
import json, sys
from segments.models import Segment
from segments.search import index_segments
from videos.models import Video
asked = json.load(sys.stdin)
video = Video.objects.get(pk=asked["video"])
Segment.objects.filter(video=video).delete()
length = video.duration / len(asked["lines"])
Segment.objects.bulk_create(
    Segment(video=video, generation=video.generation, index=n, start=n * length, end=(n + 1) * length, text=line)
    for n, line in enumerate(asked["lines"])
)
index_segments(video.pk, video.generation, 0)
Video.objects.filter(pk=video.pk).update(segment_count=len(asked["lines"]))
"""

ENGLISH = """
import json, sys
from segments.models import Segment, Track
from videos.models import Video
asked = json.load(sys.stdin)
video = Video.objects.get(pk=asked["video"])
length = video.duration / len(asked["lines"])
times = [{"start": n * length, "end": (n + 1) * length} for n in range(len(asked["lines"]))]
Segment.objects.bulk_create(
    Segment(video=video, generation=video.generation, track=Track.ENGLISH, index=n, text=line, **times[n])
    for n, line in enumerate(asked["lines"])
)
Video.objects.filter(pk=video.pk).update(english_generation=video.generation)
"""


def write_lines(stack: Stack, video_id: str, lines: list[str]) -> None:
    """Make these lines the transcript of the video, spread over its length."""
    write(WRITE, stack, video_id, lines)


def write_english(stack: Stack, video_id: str, lines: list[str]) -> None:
    """Make these lines the English track of the video, spread over its length."""
    write(ENGLISH, stack, video_id, lines)


def write(script: str, stack: Stack, video_id: str, lines: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", script],
        cwd=ROOT,
        env=stack.environment,
        input=json.dumps({"video": video_id, "lines": lines}),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
