"""A transcript to correct: three lines with words, public, in search."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from segments.models import Segment, Transcription
from segments.search import index_segments
from tests.factories import client_of, make_user, make_video
from users.models import User
from videos.models import Video, Visibility

TEXTS = ("the quick brown fox", "jumps over the lazy dog", "and sleeps until noon")


def make_lines(video: Video, *texts: str, generation: int = 1, **fields: Any) -> list[Segment]:
    """Lines of four seconds each in a transcript of their own, a word every half second."""
    made = []
    for n, text in enumerate(texts):
        words = [[4.0 * n + w / 2, 4.0 * n + w / 2 + 0.5, word] for w, word in enumerate(text.split())]
        times = {"start": 4.0 * n, "end": words[-1][1]}
        line = Segment(video=video, generation=generation, index=n, text=text, words=words, **{**times, **fields})
        made.append(line)
    Segment.objects.bulk_create(made)
    Transcription.objects.create(video=video, generation=generation, segment_count=len(made), reached=4.0 * len(made))
    if not video.generation:
        video.generation, video.segment_count = generation, len(made)
        video.save(update_fields=["generation", "segment_count"])
    index_segments(video.pk, generation)
    return made


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def video(owner: User) -> Video:
    video = make_video(owner=owner, visibility=Visibility.PUBLIC, duration=60.0)
    make_lines(video, *TEXTS)
    return video


@pytest.fixture
def lines(video: Video) -> list[Segment]:
    return list(video.segments.order_by("index"))


@pytest.fixture
def editor(owner: User) -> APIClient:
    return client_of(owner)
