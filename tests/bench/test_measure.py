"""What is measured."""

import math
import os
import sys
from pathlib import Path

import pytest

from bench.measure import Cost, measured, percentile, server_ms


@pytest.mark.parametrize(("share", "value"), [(0.5, 5), (0.95, 10), (0.9, 9), (0.0, 1), (1.0, 10)])
def test_percentile_is_the_nearest_rank(share: float, value: float) -> None:
    assert percentile([3, 1, 2, 10, 9, 8, 7, 6, 5, 4], share) == value


def test_cost_adds_both_processes() -> None:
    assert Cost(server=1.5, own=2.0, wall=9.0).cpu == 3.5


def test_measured_gives_the_answer_and_what_it_cost() -> None:
    answer, cost = measured(lambda: sum(range(1_000_000)))

    assert answer == 499999500000
    assert cost.own > 0
    assert cost.wall > 0
    assert cost.server == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_processor_time_of_a_process_grows() -> None:
    before = server_ms(os.getpid())
    sum(range(1_000_000))

    assert server_ms(os.getpid()) > before > 0


def test_unknown_process_has_no_number() -> None:
    assert not Path("/proc/0").exists()
    assert math.isnan(server_ms(0))
