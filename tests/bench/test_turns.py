"""Two checkouts in turns."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.corpus import Corpus
from bench.measure import Cost
from bench.queries import Asked, Draw, kinds
from bench.report import ROOT
from bench.turns import Side, table, take_turns


def side(answers: str) -> Side:
    """One that answers every line with the same, or what `answers` computes of it."""
    script = f"import sys\nfor n, line in enumerate(sys.stdin): print({answers}, flush=True)"
    pipe = subprocess.PIPE
    return Side(subprocess.Popen([sys.executable, "-c", script], stdin=pipe, stdout=pipe, text=True))


def end(*sides: Side) -> None:
    for each in sides:
        each.process.communicate(timeout=30)


def test_each_query_is_asked_of_both_and_the_first_round_is_not_counted() -> None:
    sides = {"before": side("[200, n, 2, 3]"), "after": side("[200, 10 + n, 2, 3]")}
    asked = [(Asked("rare", "words", text=word), {"q": word}) for word in ("one", "two")]

    costs = take_turns(sides, asked, rounds=2)
    end(*sides.values())

    servers = {name: [cost.server for cost in found] for name, found in costs["rare"].items()}
    assert servers == {"before": [2, 3, 4, 5], "after": [12, 13, 14, 15]}


@pytest.mark.parametrize("answers", ["[503, 1, 1, 1]", "[0] and sys.exit()"])
def test_what_is_no_answer_ends_the_comparison(answers: str) -> None:
    broken = side(answers)

    with pytest.raises(RuntimeError, match="one"):
        broken.ask({"q": "one"})
    end(broken)


def test_table_has_both_sides_and_all_together() -> None:
    costs = {kind: {"before": [Cost(1, 2, 3)] * 2, "after": [Cost(4, 5, 6)] * 2} for kind in ("rare", "mid")}

    last = table(costs).splitlines()[-1]

    assert last == "| all | 1.00 / 1.00 | 4.00 / 4.00 | 2.00 / 2.00 | 5.00 / 5.00 | 3.00 / 3.00 | 6.00 / 6.00 |"


@pytest.mark.rest
def test_command_compares_a_checkout_with_itself(corpus: Corpus, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "bench.turns", "--before", str(ROOT)]
    command += ["--segments", "2000", "--queries", "1", "--rounds", "1", "--folder", str(tmp_path)]
    clean = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}

    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, timeout=240, check=False)

    assert done.returncode == 0, done.stderr
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")]
    assert [row[0].removeprefix("| ") for row in rows[2:]] == [*kinds(Draw(corpus)), "all"]
