"""What must be true after the storm: nothing lost, nothing doubled, everything ended, and ended right."""

from __future__ import annotations

import io
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import httpx
import psycopg

from engines.display import displayed
from engines.transcribers import transcribe
from engines.types import TranscribeOptions
from segments.models import Segment
from segments.search.documents import windows_of, written
from tests.chaos.people import Asked, Person
from tests.chaos.stack import ChaosStack

END_SECONDS = 300
TIDY_SECONDS = 60
CUT_SECONDS = 90
BAD_MEDIA = {"not_media", "media_damaged", "no_streams", "source_missing"}
"""Codes for bad media; the last for a retry, since what is no media was thrown away."""
BAD_LUCK = {"worker_lost", "engine_crashed", "engine_silent", "ffmpeg_stalled", "ffmpeg_killed", "database_away"}
"""Codes of steps that were hit again and again until their tries were used up."""

LIVE = """
SELECT video.title, request.status AS request, session.status AS session, step.name, step.status, step.attempt,
       step.failures, step.heartbeat_at, step.retry_at, step.queued_at
  FROM videos_videorequest request JOIN videos_video video ON video.id = request.video_id
  LEFT JOIN videos_processingsession session ON session.id = request.session_id
  LEFT JOIN videos_processingstep step ON step.session_id = session.id AND step.status NOT IN ('done', 'cancelled')
 WHERE request.status IN ('queued', 'processing') ORDER BY video.title
"""
REQUESTS = """
SELECT request.id::text, request.status, request.error_code, video.id::text AS video_id, video.title, video.status AS
       video_status, video.generation, video.segment_count, video.media_path, video.processed_at
  FROM videos_videorequest request JOIN videos_video video ON video.id = request.video_id
"""
SESSIONS = """
SELECT video.title, session.status, request.status AS request,
       count(*) FILTER (WHERE step.status IN ('waiting', 'queued', 'running')) AS live,
       count(*) FILTER (WHERE step.status = 'done') AS done, count(*) AS steps
  FROM videos_processingsession session JOIN videos_video video ON video.id = session.video_id
  JOIN videos_videorequest request ON request.session_id = session.id
  JOIN videos_processingstep step ON step.session_id = session.id
 GROUP BY session.id, video.title, session.status, request.status
"""
SEGMENTS = """
SELECT id, video_id::text, generation, track, index, start, "end", text
  FROM segments_segment ORDER BY video_id, generation, track, index
"""
WINDOWS = "SELECT video_id::text, generation, first, words FROM segments_searchwindow"


def wait_for_end(stack: ChaosStack) -> None:
    """Until no request waits or is in work."""
    deadline = time.monotonic() + END_SECONDS
    while live := live_rows(stack):
        stuck = "\n".join(str({name: str(value) for name, value in row.items()}) for row in live)
        assert time.monotonic() < deadline, f"these never ended:\n{stuck}"
        time.sleep(1)


def live_rows(stack: ChaosStack) -> list[dict[str, Any]]:
    try:
        return stack.rows(LIVE)
    except psycopg.OperationalError as error:  # it may be recovering still
        return [{"database": error}]


def heard(clip: Path) -> list[str]:
    """What an undisturbed decoder hears in a clip, line by line."""
    passages = transcribe(clip, TranscribeOptions(engine="pocketsphinx", language="en"))
    lines = [displayed(speech.text) for passage in passages for speech in passage.speech]
    return [line for line in lines if line]


@dataclass
class Verdict:
    """The rows as they are after the end, against what people asked for and what clips say."""

    stack: ChaosStack
    people: list[Person]
    texts: dict[Path, list[str]]

    def __post_init__(self) -> None:
        self.requests: dict[str, dict[str, Any]] = {}
        self.rows = self.stack.rows(REQUESTS)
        self.requests = {row["title"]: row for row in self.rows}
        self.lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for line in self.stack.rows(SEGMENTS):
            self.lines[line["video_id"]].append(line)

    def asked(self) -> Iterator[tuple[Person, Asked]]:
        return ((person, asked) for person in self.people for asked in person.asked)

    def complaints(self) -> list[str]:
        """Everything that is wrong, in sentences."""
        judges: list[Callable[[], Iterator[str]]] = [
            self.wrong_answers, self.lost_and_doubled, self.wrong_ends, self.wrong_sessions, self.wrong_lines,
            self.wrong_index, self.unplayable, self.uncut, self.partial_files,
        ]  # fmt: skip
        return [complaint for judge in judges for complaint in judge()]

    def tally(self) -> Counter[str]:
        return Counter(f"{row['status']} {row['error_code']}".strip() for row in self.rows)

    def wrong_answers(self) -> Iterator[str]:
        for person in self.people:
            yield from person.wrongs

    def lost_and_doubled(self) -> Iterator[str]:
        titles = Counter(row["title"] for row in self.rows)
        wanted = {asked.title for _, asked in self.asked()}
        for title in titles.keys() - wanted:
            yield f"{title} was never asked for"
        yield from (f"{title} is there {count} times" for title, count in titles.items() if count > 1)
        for _, asked in self.asked():
            row = self.requests.get(asked.title)
            if asked.request_id and (row is None or row["id"] != asked.request_id):
                yield f"{asked.title} was accepted and is lost"
        (count,) = self.stack.rows("SELECT count(*) FROM videos_video")
        if count["count"] != len(self.rows):
            yield f"{count['count']} videos for {len(self.rows)} requests"

    def wrong_ends(self) -> Iterator[str]:
        for _, asked in self.asked():
            row = self.requests.get(asked.title)
            if row is None:
                continue
            end = (row["status"], row["error_code"])
            allowed = {("failed", code) for code in (BAD_MEDIA if asked.is_bad else BAD_LUCK)}
            allowed |= {("failed", code) for code in BAD_LUCK}
            allowed |= {("cancelled", "")} if asked.was_cancelled else set()
            allowed |= set() if asked.is_bad else {("completed", "")}
            if end not in allowed:
                yield f"{asked.title} ({asked.clip.name}) ended {end}"
            if (row["status"] == "completed") != (row["video_status"] == "ready"):
                yield f"{asked.title} is {row['status']}, its video {row['video_status']}"

    def wrong_sessions(self) -> Iterator[str]:
        for session in self.stack.rows(SESSIONS):
            if session["live"]:
                yield f"{session['title']} has live steps in a session that is {session['status']}"
            if session["status"] != session["request"]:
                yield f"{session['title']} is {session['request']}, its session {session['status']}"
            if session["status"] == "completed" and session["done"] != session["steps"]:
                yield f"{session['title']} is completed with {session['done']} of {session['steps']} steps done"
        for doubled in self.stack.rows(
            "SELECT video_id FROM videos_processingsession GROUP BY video_id HAVING count(*) > 1"
        ):
            yield f"video {doubled['video_id']} was run over more than once"

    def wrong_lines(self) -> Iterator[str]:
        for _, asked in self.asked():
            row = self.requests.get(asked.title)
            if row is None:
                continue
            lines = self.lines[row["video_id"]]
            if [line["index"] for line in lines] != list(range(len(lines))):
                yield f"{asked.title} has lines {[line['index'] for line in lines]}"
            if {line["generation"] for line in lines} - {row["generation"]}:
                yield f"{asked.title} has lines of another run"
            if row["segment_count"] != len(lines):
                yield f"{asked.title} counts {row['segment_count']} lines and has {len(lines)}"
            said = [line["text"] for line in lines]
            if row["status"] == "completed" and said != self.texts[asked.clip]:
                yield f"{asked.title} says {said}, its clip {self.texts[asked.clip]}"

    def wrong_index(self) -> Iterator[str]:
        """The index holds what it would if it were made anew from the lines."""
        stored: dict[str, dict[int, str]] = defaultdict(dict)
        for row in self.stack.rows(WINDOWS):
            stored[row["video_id"]][row["first"]] = row["words"]
        for video_id, rows in self.lines.items():
            lines = [Segment(index=row["index"], start=row["start"], text=row["text"]) for row in rows]
            windows = {window.first: written(window.words) for window in windows_of(lines)}
            if stored[video_id] != windows:
                yield f"the windows of video {video_id} are {stored[video_id]}, and should be {windows}"

    def unplayable(self) -> Iterator[str]:
        for person, asked in self.asked():
            row = self.requests.get(asked.title)
            if row is None or row["status"] != "completed":
                continue
            answer = person.ask("GET", f"videos/{row['video_id']}")
            assert answer is not None
            url = self.stack.address + answer.json()["media_url"]
            if not plays(httpx.get(url, timeout=60)):
                yield f"{asked.title} does not play"

    def uncut(self) -> Iterator[str]:
        """A clip of the first completed video can be cut: the clips' worker takes work again, too."""
        completed = ((person, self.requests.get(asked.title)) for person, asked in self.asked())
        for person, row in completed:
            if row and row["status"] == "completed":
                yield from cut_trouble(person, row["video_id"])
                return

    def partial_files(self) -> Iterator[str]:
        deadline = time.monotonic() + TIDY_SECONDS
        self.stack.tidy()
        while left := list(self.stack.content.rglob("*.part*")):
            if time.monotonic() > deadline:
                yield f"{[path.name for path in left]} are left"
                return
            time.sleep(0.5)


def cut_trouble(person: Person, video_id: str) -> Iterator[str]:
    wish = {"video_id": video_id, "start": 1, "end": 3, "snap": "none", "purpose": "file"}
    answer = person.ask("POST", "clips", json=wish)
    deadline = time.monotonic() + CUT_SECONDS
    while answer is not None and answer.json().get("status") == "working" and time.monotonic() < deadline:
        time.sleep(0.5)
        answer = person.ask("GET", f"clips/{answer.json()['id']}")
    if answer is None or answer.json().get("status") != "ready":
        yield f"a clip of video {video_id} was not cut: {answer and answer.text}"


def plays(answer: httpx.Response) -> bool:
    """Whether these are whole media: every picture and all of the sound decodes."""
    if answer.status_code != 200:
        return False
    with av.open(io.BytesIO(answer.content)) as container:
        return any(True for _ in container.decode(video=0))
