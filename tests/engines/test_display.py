"""engines.display: text as it is shown."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from engines.display import HIDDEN, displayed, stored


def test_letters_are_composed_and_hidden_marks_go():
    assert displayed("cafe\u0301 \u202eab\u00adc\ufeff\u2060") == "café abc"
    assert displayed("two\nlines\x07here\0") == "two lines here"


def test_joiners_that_letters_need_stay():
    for text in ("می\u200cخواهم", "👨\u200d👩", "\u200fשלום", "ไทย\u200bคำ"):
        assert displayed(text) == text


def test_half_a_surrogate_pair_is_no_text():
    assert stored("a\ud800b") == displayed("a\ud800b") == "ab"


@given(st.text(st.characters(codec=None, categories=None)))
def test_shown_text_is_on_one_line_in_one_form_and_stays_as_it_is(text: str):
    shown = displayed(text)

    assert shown.encode().decode() == shown
    assert shown == " ".join(shown.split()) == displayed(shown)
    assert unicodedata.is_normalized("NFC", shown)
    assert not HIDDEN.search(shown)
