"""The whole command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.corpus import Corpus
from bench.queries import Draw, kinds
from bench.search import arguments

ROOT = Path(__file__).resolve().parent.parent.parent


def test_too_small_a_corpus_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        arguments().parse_args(["--segments", "999"])

    assert "at least 1000" in capsys.readouterr().err
    assert arguments().parse_args(["--segments", "1000"]).segments == 1000


@pytest.mark.rest
def test_command_measures_two_thousand_segments(corpus: Corpus, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "bench.search"]
    command += ["--segments", "2000", "--queries", "1", "--rounds", "1", "--folder", str(tmp_path)]
    clean = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}

    first = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, timeout=240, check=False)
    again = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, timeout=240, check=False)

    assert first.returncode == 0, first.stderr
    assert again.returncode == 0, again.stderr
    assert "indexed 40 videos" in first.stdout
    assert "indexed" not in again.stdout
    rows = [line.split(" | ") for line in again.stdout.splitlines() if line.startswith("| ")]
    assert [row[0].removeprefix("| ") for row in rows[2:]] == [*kinds(Draw(corpus)), "all"]
