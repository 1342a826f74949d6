"""bench.onsets: where a sentence begins, by how loud it has to be."""

import numpy as np
import pytest

pytest.importorskip("jiwer")  # comes with requirements/bench.txt

from bench.onsets import begun
from bench.talks import RATE, Said


def test_a_breath_before_the_voice_counts_as_loud_as_it_is() -> None:
    parts = [(0.5, 0), (0.3, 50), (0.2, 400), (1.0, 8000)]  # seconds, and how loud: 5 % is the breath
    samples = np.concatenate([np.full(round(seconds * RATE), level, np.int16) for seconds, level in parts])
    said = Said(0.5, 2.0, "He")

    starts = [begun(said, samples, share).start for share in (0.03, 0.06)]

    assert starts == pytest.approx([0.8, 1.0])
