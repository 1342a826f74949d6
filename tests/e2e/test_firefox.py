"""The page that drives Firefox, without one."""

import queue

import pytest

from tests.e2e import firefox
from tests.e2e.firefox import Firefox


def test_late_answer_is_not_that_of_the_next_call(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Firefox()
    monkeypatch.setattr(firefox, "ANSWER_SECONDS", 0.01)
    with pytest.raises(queue.Empty):
        page.evaluate("(n) => n", 1)
    late = page.calls.get()[0]
    page.answers.put({"call": late, "value": 1})
    page.answers.put({"call": late + 1, "value": 2})

    assert page.evaluate("(n) => n", 2) == 2
