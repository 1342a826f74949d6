"""A storm over a whole stack: processes die and hang at random, and still nothing is lost, stuck or doubled."""

import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from engines.ffmpeg import executable
from tests.chaos.monkey import Monkey
from tests.chaos.people import Asked, Person, watch_queue
from tests.chaos.stack import ChaosStack
from tests.chaos.verdict import Verdict, heard, wait_for_end
from tests.media import SPOKEN

SEED = int(os.environ.get("CHAOS_SEED") or 3)
SECONDS = float(os.environ.get("CHAOS_SECONDS") or 20)
PEOPLE = 4
UPLOADS_A_SECOND = 0.35
SCENES = {"river.mp4": (0, 6), "train.mp4": (12, 8), "bread.mp4": (24, 6), "all.mp4": (0, 42)}
"""Clips of the sample, from a keyframe on: (start, duration) in seconds. The last is heard in two passages."""

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("stacks"), pytest.mark.timeout(1200)]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[ChaosStack]:
    started = ChaosStack(tmp_path)
    try:
        started.wait_until_ready()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("clips")
    return [cut(folder / name, *place) for name, place in SCENES.items()]


def cut(target: Path, start: float, seconds: float) -> Path:
    """A piece of the sample by stream copy."""
    place = ["-ss", str(start), "-i", str(SPOKEN), "-t", str(seconds), "-c", "copy", str(target)]
    subprocess.run([executable(), "-v", "error", *place], check=True)
    return target


def bad_clip(folder: Path) -> Path:
    path = folder / "bad.mp4"
    path.write_text("just words")
    return path


def test_nothing_is_lost_stuck_or_doubled_in_a_storm(stack: ChaosStack, clips: list[Path], tmp_path: Path) -> None:
    sys.stdout.write(f"\nchaos: SEED={SEED} SECONDS={SECONDS:g}\n")
    texts = {clip: heard(clip) for clip in clips}
    people = crowd(stack, clips, bad_clip(tmp_path), round(SECONDS * UPLOADS_A_SECOND / PEOPLE) + 1)
    monkey = Monkey(stack, random.Random(SEED))

    stack.start_helper()
    rage_among(people, admin_of(stack), monkey)
    wait_for_end(stack)
    verdict = Verdict(stack, people, texts)
    complaints = verdict.complaints()
    tell(monkey, people, verdict)
    stack.stop()

    assert complaints == []
    assert [asked for _, asked in verdict.asked() if asked.request_id]
    assert monkey.log
    assert ended(stack) == []


def crowd(stack: ChaosStack, clips: list[Path], bad: Path, uploads: int) -> list[Person]:
    people = [
        Person(stack, f"person{number}", random.Random(f"{SEED} {number}"), clips, bad, uploads)
        for number in range(PEOPLE)
    ]
    for person in people:
        person.sign_up()
    return people


def admin_of(stack: ChaosStack) -> Person:
    stack.make_admin()
    admin = Person(stack, "admin", random.Random(SEED), [], Path(), 0)
    admin.log_in_as_admin()
    return admin


def rage_among(people: list[Person], admin: Person, monkey: Monkey) -> None:
    """Let the monkey rage while people act; their last uploads are made in the calm after it."""
    calm = threading.Event()
    with ThreadPoolExecutor(len(people) + 1) as pool:
        acting = [pool.submit(person.act_until, calm) for person in people]
        acting.append(pool.submit(watch_queue, admin, calm))
        try:
            monkey.rage(SECONDS)
        finally:
            calm.set()
        for act in acting:
            act.result()
    people.append(admin)


def tell(monkey: Monkey, people: list[Person], verdict: Verdict) -> None:
    answers = sum((person.statuses for person in people), Counter[str]())
    sys.stdout.write("\n".join([*monkey.log, f"answers: {dict(answers)}", f"ends: {dict(verdict.tally())}", ""]))


def ended(stack: ChaosStack) -> list[psutil.Process]:
    """Processes of the stack that still run though it has ended."""
    _gone, alive = psutil.wait_procs(stack.remains(), timeout=10)
    return alive


def test_stack_that_was_killed_whole_goes_on_where_it_was(stack: ChaosStack, clips: list[Path], tmp_path: Path) -> None:
    texts = {clip: heard(clip) for clip in clips[:3]}
    (person, *_) = crowd(stack, clips, bad_clip(tmp_path), 0)
    for clip in clips[:3]:
        answer = person.ask(
            "POST",
            "videos",
            files={"file": (clip.name, clip.read_bytes(), "video/mp4")},
            data={"title": clip.name, "engine": "pocketsphinx", "language": "en"},
        )
        assert answer is not None
        assert answer.status_code == 201
        request = answer.json()
        person.asked.append(Asked(clip.name, clip, False, request["id"], request["video"]["id"]))

    stack.kill_everything()
    assert ended(stack) == []
    stack.start()
    stack.wait_until_ready()
    wait_for_end(stack)

    verdict = Verdict(stack, [person], texts)
    assert verdict.complaints() == []
    assert verdict.tally() == {"completed": 3}
