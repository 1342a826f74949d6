"""Files of this machine taken in: once each, by link or copy, and what is refused is told and left alone."""

import errno
import os
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core import media
from engines.errors import HostError
from tests.factories import make_request, make_user, make_video
from tests.media import SPOKEN
from users.models import User
from videos import fetching, tasks, watching
from videos.models import IngestedFile, Video, VideoRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(sent: list[Any]) -> None:
    """No task is sent."""


@pytest.fixture
def owner() -> User:
    return make_user(email="archive@example.org")


def film(path: Path, mark: str = "") -> Path:
    """A spoken film, its content different for each mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SPOKEN.read_bytes() + mark.encode())
    path.chmod(0o644)
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two films, one of them twice, something that is none, an empty one, and what is passed over."""
    folder = tmp_path / "archive"
    film(folder / "first.mp4")
    film(folder / "year" / "2024" / "Zweiter Film.mp4", "2")
    film(folder / "year" / "copy of first.mp4")
    (folder / "notes.txt").write_text("no film")
    (folder / "empty.mp4").touch()
    film(folder / ".hidden.mp4", "hidden")
    film(folder / ".cache" / "x.mp4", "hidden too")
    (folder / "link.mp4").symlink_to(folder / "first.mp4")
    return folder


def ingest(*places: object, **options: Any) -> list[str]:
    out = StringIO()
    call_command("ingest", *map(str, places), owner="Archive@example.org", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.mark.django_db(transaction=True)
def test_folder_is_taken_in_and_told(archive: Path, owner: User) -> None:
    told = ingest(archive, visibility="unlisted", language="en")

    assert told == [
        f"refused  {archive}/empty.mp4: The file is empty.",
        f"taken    {archive}/first.mp4",
        f"refused  {archive}/notes.txt: {IngestedFile.objects.get(path__endswith='notes.txt').error_detail}",
        f"known    {archive}/year/copy of first.mp4",
        f"taken    {archive}/year/2024/Zweiter Film.mp4",
        "1 known, 2 refused, 2 taken",
    ]
    assert sorted(Video.objects.values_list("title", "visibility", "owner")) == [
        ("Zweiter Film", "unlisted", owner.pk),
        ("first", "unlisted", owner.pk),
    ]
    assert set(VideoRequest.objects.values_list("user", "language", "status")) == {(owner.pk, "en", "queued")}
    codes = dict(IngestedFile.objects.filter(status="refused").values_list("path", "error_code"))
    assert {Path(path).name: code for path, code in codes.items()} == {"notes.txt": "not_media", "empty.mp4": "empty"}


def test_again_takes_in_only_what_is_new(archive: Path, owner: User) -> None:
    ingest(archive)
    film(archive / "third.mp4", "3")
    film(archive / "notes.txt", "now a film")

    told = ingest(archive)

    assert told[-1] == "3 known, 1 refused, 2 taken"
    assert Video.objects.count() == 4


def test_files_share_their_bytes_or_are_copied(tmp_path: Path, owner: User) -> None:
    linked, copied, closed = (film(tmp_path / f"{name}.mp4", name) for name in ("linked", "copied", "closed"))
    closed.chmod(0o600)
    ingest(linked, closed)
    ingest(copied, copy=True)

    kept = {video.title: media.absolute(video.source_path) for video in Video.objects.all()}

    assert {title: path.samefile(tmp_path / f"{title}.mp4") for title, path in kept.items()} == {
        "linked": True,
        "copied": False,
        "closed": False,
    }
    assert all(path.read_bytes().endswith(title.encode()) for title, path in kept.items())
    assert kept["closed"].stat().st_mode & 0o777 == 0o644
    assert closed.stat().st_mode & 0o777 == 0o600


def test_content_of_somebody_else_is_taken_in(tmp_path: Path, owner: User) -> None:
    path = film(tmp_path / "a.mp4")
    make_video(content_sha256=media.sha256_of(path))

    assert ingest(path)[-1] == "1 taken"


def test_addresses_are_asked_for(owner: User) -> None:
    told = ingest("https://example.org/talk.mp4", "https://[bad")
    again = ingest("https://example.org/talk.mp4")

    assert told[0] == "taken    https://example.org/talk.mp4"
    assert told[1].startswith("refused  https://[bad: ")
    assert (told[-1], again[-1]) == ("1 refused, 1 taken", "1 known")
    assert VideoRequest.objects.get().user == owner


def test_what_cannot_be(tmp_path: Path, owner: User, settings: Any) -> None:
    with pytest.raises(CommandError, match="does not exist"):
        ingest(tmp_path / "nothing")
    with pytest.raises(CommandError, match="There is no account"):
        call_command("ingest", str(tmp_path), owner="nobody@example.org")
    assert ingest(tmp_path) == ["There was nothing."]
    settings.MAX_UPLOAD_BYTES = 10
    assert "larger" in ingest(film(tmp_path / "a.mp4"))[0]
    settings.MAX_UPLOAD_BYTES, settings.MIN_FREE_BYTES = 10**9, 10**18
    with pytest.raises(CommandError, match="too little free disk"):
        ingest(film(tmp_path / "b.mp4"))
    assert Video.objects.count() == 0


def test_refusal_leaves_no_file(tmp_path: Path, owner: User, settings: Any) -> None:
    make_request(user=owner)
    settings.MAX_LIVE_REQUESTS = 1

    with pytest.raises(CommandError, match="on the way already"):
        ingest(film(tmp_path / "a.mp4"))

    assert list((settings.CONTENT_DIR / "incoming").iterdir()) == []
    assert IngestedFile.objects.get().status == "seen"


# The watched folder


@pytest.fixture
def watched(tmp_path: Path, owner: User, settings: Any) -> Path:
    settings.WATCH_FOLDER = tmp_path / "watched"
    settings.WATCH_FOLDER.mkdir()
    settings.WATCH_OWNER = "ARCHIVE@example.org"
    return Path(settings.WATCH_FOLDER)


def statuses() -> dict[str, str]:
    return {Path(row.path).name: row.status for row in IngestedFile.objects.all()}


def test_file_is_taken_in_once_it_stopped_growing(watched: Path, owner: User) -> None:
    path = film(watched / "deep" / "film.mp4")
    tasks.watch()
    with path.open("ab") as file:
        file.write(b"more")
    tasks.watch()
    growing = Video.objects.count()

    for _ in range(3):
        tasks.watch()

    assert (growing, statuses()) == (0, {"film.mp4": "taken"})
    video = Video.objects.get()
    assert (video.owner, video.title, video.visibility) == (owner, "film", "private")
    assert IngestedFile.objects.get().video == video


def test_watched_file_is_not_taken_twice(watched: Path) -> None:
    film(watched / "film.mp4")
    tasks.watch()
    tasks.watch()
    shutil.copyfile(watched / "film.mp4", watched / "again.mp4")
    os.utime(watched / "film.mp4", (1, 1))
    for _ in range(2):
        tasks.watch()

    assert statuses() == {"film.mp4": "known", "again.mp4": "known"}
    assert Video.objects.count() == 1


def test_refused_file_is_looked_into_once_and_again_when_it_changed(watched: Path, monkeypatch: Any) -> None:
    looked: list[str] = []
    probe = watching.ingest.in_child.probe

    def count(path: Path) -> Any:
        looked.append(path.name)
        return probe(path)

    monkeypatch.setattr(watching.ingest.in_child, "probe", count)
    (watched / "film.mp4").write_text("no film")
    for _ in range(4):
        tasks.watch()
    refused = statuses()
    film(watched / "film.mp4")
    for _ in range(2):
        tasks.watch()

    assert (refused, statuses()) == ({"film.mp4": "refused"}, {"film.mp4": "taken"})
    assert looked == ["film.mp4", "film.mp4"]


def test_file_that_breaks_the_engine_holds_up_no_other(watched: Path, owner: User, monkeypatch: Any) -> None:
    probe = watching.ingest.in_child.probe

    def break_on_one(path: Path) -> Any:
        if path.name == "a.mp4":
            raise HostError("engine_crashed", "The engine ended unexpectedly.", retryable=True)
        return probe(path)

    monkeypatch.setattr(watching.ingest.in_child, "probe", break_on_one)
    film(watched / "a.mp4")
    film(watched / "b.mp4", "b")

    for _ in range(2):
        tasks.watch()
    told = ingest(watched)

    assert statuses() == {"a.mp4": "seen", "b.mp4": "taken"}
    assert told[0] == f"seen     {watched / 'a.mp4'}: The engine ended unexpectedly."
    assert told[-1] == "1 known, 1 seen"


def test_file_that_the_disk_does_not_give_holds_up_no_other(watched: Path, owner: User, monkeypatch: Any) -> None:
    sha256_of, lstat = media.sha256_of, Path.lstat

    def fail_on_one(path: Path) -> str:
        if path.name == "a.mp4":
            raise OSError(errno.EIO, "Input/output error")
        return sha256_of(path)

    def refuse_another(path: Path) -> os.stat_result:
        if path.name == "closed.mp4":
            raise PermissionError
        return lstat(path)

    monkeypatch.setattr(media, "sha256_of", fail_on_one)
    monkeypatch.setattr(Path, "lstat", refuse_another)
    for name in ("a", "b", "closed"):
        film(watched / f"{name}.mp4", name)

    for _ in range(2):
        tasks.watch()
    told = ingest(watched)

    assert statuses() == {"a.mp4": "seen", "b.mp4": "taken"}
    assert told[0] == f"seen     {watched / 'a.mp4'}: The server cannot read or keep the file: Input/output error."


def test_full_disk_lets_files_wait(watched: Path, settings: Any) -> None:
    film(watched / "film.mp4")
    settings.MIN_FREE_BYTES = 10**18
    for _ in range(3):
        tasks.watch()
    waiting = statuses()
    settings.MIN_FREE_BYTES = 0

    tasks.watch()

    assert (waiting, statuses()) == ({"film.mp4": "seen"}, {"film.mp4": "taken"})


def test_one_worker_watches_at_a_time(watched: Path) -> None:
    film(watched / "film.mp4")
    lock = fetching.try_lock(watched)
    assert lock is not None

    tasks.watch()
    os.close(lock)

    assert statuses() == {}


@pytest.mark.parametrize("setting", [{"WATCH_OWNER": "nobody@example.org"}, {"WATCH_FOLDER": "content"}])
def test_watching_needs_an_owner_and_a_folder_of_its_own(
    watched: Path, settings: Any, setting: Any, caplog: Any
) -> None:
    film(watched / "film.mp4")
    settings.CONTENT_DIR.mkdir(exist_ok=True)
    settings.WATCH_OWNER = setting.get("WATCH_OWNER", settings.WATCH_OWNER)
    settings.WATCH_FOLDER = settings.CONTENT_DIR if "WATCH_FOLDER" in setting else watched

    tasks.watch()
    tasks.watch()

    assert statuses() == {}
    assert "WATCH_FOLDER needs WATCH_OWNER" in caplog.text


def test_nothing_is_watched_unless_wanted(settings: Any) -> None:
    settings.WATCH_FOLDER = ""

    tasks.watch()

    assert statuses() == {}
