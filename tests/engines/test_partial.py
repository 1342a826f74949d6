"""engines.partial: whole or not at all."""

from pathlib import Path

import pytest

from engines.partial import SUFFIX, writing


def test_target_appears_whole(tmp_path: Path):
    target = tmp_path / "a.mp4"

    with writing(target) as partial:
        partial.write_text("new")
        assert not target.exists()
        assert partial.name.startswith("a.mp4.")
        assert partial.suffix == SUFFIX

    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
    assert target.read_text() == "new"


def test_failure_leaves_the_old_file(tmp_path: Path):
    target = tmp_path / "a.mp4"
    target.write_text("old")

    def fail() -> None:
        with writing(target) as partial:
            partial.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
    assert target.read_text() == "old"


def test_two_writers_do_not_meet(tmp_path: Path):
    with writing(tmp_path / "a") as one, writing(tmp_path / "a") as two:
        one.write_text("1")
        two.write_text("2")
        assert one != two
