import signal
import time
from pathlib import Path
from typing import Any

import pytest

from engines.downloaders.limits import LOOKS_EVERY, DownloadWatch, Part, StallWatch, time_limit
from engines.downloaders.types import FetchOptions
from engines.errors import DownloadError

EVER = 3600.0


class Watched:
    """A watch over parts of these sizes, and what it told."""

    def __init__(self, *totals: int | None, max_bytes: int = 10**9) -> None:
        self.parts = [Part(Path(str(number)), total) for number, total in enumerate(totals)]
        self.told: list[float] = []
        self.watch = DownloadWatch(self.parts, FetchOptions(max_bytes=max_bytes), self.told.append)

    def hear(self, part: int, **status: Any) -> float:
        self.watch.part = self.parts[part]
        self.watch.hook({"status": "downloading", **status})
        return self.told[-1]


def test_parts_are_weighed_by_their_bytes() -> None:
    watched = Watched(300, 100)

    assert watched.hear(0, downloaded_bytes=150, total_bytes=300) == 0.375
    assert watched.hear(0, status="finished", downloaded_bytes=300, total_bytes=300) == 0.75
    assert watched.hear(1, downloaded_bytes=50, total_bytes=100) == 0.875
    assert watched.hear(1, status="finished", downloaded_bytes=100, total_bytes=100) == 1.0


def test_a_part_of_unknown_size_weighs_like_the_others() -> None:
    watched = Watched(300, None)

    assert watched.hear(0, status="finished", total_bytes=300) == 0.5
    assert watched.hear(1, downloaded_bytes=10) == 0.5
    assert watched.hear(1, status="finished", downloaded_bytes=20) == 1.0


def test_a_download_of_unknown_size_tells_nothing_before_its_end() -> None:
    watched = Watched(None)

    assert [watched.hear(0, downloaded_bytes=10), watched.hear(0, downloaded_bytes=20)] == [0.0, 0.0]
    assert watched.hear(0, status="finished", downloaded_bytes=30) == 1.0


def test_progress_never_falls_when_a_size_is_corrected() -> None:
    watched = Watched(None)
    watched.hear(0, downloaded_bytes=50, total_bytes_estimate=100.5)

    assert watched.hear(0, downloaded_bytes=60, total_bytes_estimate=600.0) == 0.5
    assert watched.told == sorted(watched.told)


def test_a_size_that_was_a_lie_is_not_more_than_all() -> None:
    assert Watched(10).hear(0, downloaded_bytes=50) == 1.0


def test_a_part_that_is_here_already_counts_whole() -> None:
    assert Watched(None).hear(0, status="finished", total_bytes=70) == 1.0


@pytest.mark.parametrize("status", [{"downloaded_bytes": 101}, {"downloaded_bytes": 1, "total_bytes": 101}])
def test_too_many_bytes_end_the_download_whether_here_or_promised(status: dict[str, int]) -> None:
    with pytest.raises(DownloadError) as caught:
        Watched(None, max_bytes=100).hear(0, **status)

    assert caught.value.code == "too_large"


def test_an_estimate_alone_ends_nothing() -> None:
    assert Watched(None, max_bytes=100).hear(0, downloaded_bytes=10, total_bytes_estimate=1000) == 0.01


def test_bytes_are_a_sign_of_life_and_words_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 0.0
    monkeypatch.setattr("engines.downloaders.limits.time.monotonic", lambda: clock)
    watched = Watched(1000)
    stall = watched.watch.stall
    clock = 50.0
    watched.hear(0, downloaded_bytes=10)
    clock = 100.0
    watched.hear(0, downloaded_bytes=10)
    assert not stall.is_over()
    clock = 111.0

    assert stall.is_over()


def test_time_runs_out_in_the_middle_of_waiting() -> None:
    with pytest.raises(DownloadError) as caught, time_limit(0.2):
        time.sleep(EVER)

    assert (caught.value.code, caught.value.retryable) == ("download_timeout", True)


def test_time_runs_out_whoever_catches_it_first() -> None:
    caught = 0
    with pytest.raises(DownloadError), time_limit(0.2):  # noqa: PT012 -- the loop is what is tested
        while True:
            try:
                time.sleep(EVER)
            except DownloadError:
                caught += 1
                if caught == 2:
                    raise

    assert caught == 2


def test_a_stall_ends_waiting() -> None:
    with pytest.raises(DownloadError) as caught, time_limit(EVER, stalled=StallWatch(0.2)):
        time.sleep(EVER)

    assert caught.value.code == "download_stalled"


@pytest.mark.parametrize(("outer", "inner", "code"), [(0.2, EVER, "source_timeout"), (EVER, 0.2, "too_long")])
def test_limits_hold_inside_each_other(outer: float, inner: float, code: str) -> None:
    with pytest.raises(DownloadError) as caught, time_limit(outer, "source_timeout"), time_limit(inner, "too_long"):
        time.sleep(EVER)

    assert caught.value.code == code


def test_an_outer_limit_goes_on_after_an_inner_one() -> None:
    with pytest.raises(DownloadError) as caught, time_limit(0.2, "source_timeout"):  # noqa: PT012 -- one after the other
        with time_limit(EVER):
            pass
        time.sleep(EVER)

    assert caught.value.code == "source_timeout"


def test_the_alarm_is_as_before_afterwards() -> None:
    """Whatever was set before is set again: pytest-timeout uses the same alarm."""
    handler, (seconds, every) = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)

    with time_limit(EVER):
        assert signal.getitimer(signal.ITIMER_REAL)[1] == LOOKS_EVERY

    assert signal.getsignal(signal.SIGALRM) is handler
    assert signal.getitimer(signal.ITIMER_REAL) == (pytest.approx(seconds, abs=60), every)
