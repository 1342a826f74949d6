"""The tokeniser of the index and of queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments.search.tokens import MAX_TOKEN_CHARACTERS, tokens


def texts(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, World!", ["hello", "world"]),
        ("don't", ["don", "t"]),
        ("don\u2019t", ["don", "t"]),
        ("п\u02bcять п'ять", ["п", "ять", "п", "ять"]),
        ("l'homme", ["l", "homme"]),
        ("Crème BRÛLÉE", ["creme", "brulee"]),
        ("Cre\u0300me", ["creme"]),
        ("Straße Łódź", ["strasse", "lodz"]),
        ("Київ ЁЛКА", ["киів", "елка"]),
        ("\ufb01ne \uff21\uff22", ["fine", "ab"]),
        ("co\u00adop zero\u200bwidth", ["coop", "zerowidth"]),
        ("snake_case 3.14", ["snake", "case", "3", "14"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("שָׁלוֹם سَلام", ["שלום", "سلام"]),
        ("🎉 ♪ -- \0", []),
        ("", []),
        ("東京都", ["東京", "京都", "都"]),
        ("東 京", ["東京", "京"]),
        ("東", ["東"]),
        ("안녕하세요", ["안녕", "녕하", "하세", "세요", "요"]),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", ["한글", "글"]),
        ("ｶﾞｽ", ["ガス", "ス"]),
        ("か\u3099", ["が"]),
        ("iPhoneを買う", ["iphone", "を買", "買う", "う"]),
        ("กี่คน", ["กี่ค", "คน", "น"]),
    ],
)
def test_text_becomes_tokens(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_tokens_know_where_they_lie_in_the_original() -> None:
    text = "Un CAFE\u0301 \ufb01n 東京"
    assert [text[token.start : token.end] for token in tokens(text)] == ["Un", "CAFE\u0301", "\ufb01n", "東京", "京"]


def test_pair_knows_where_its_first_character_ends() -> None:
    pair = tokens("東京")[0]
    assert (pair.start, pair.first_end, pair.end) == (0, 1, 2)


def test_long_word_is_clipped_as_in_the_index() -> None:
    assert texts("a" * 5000) == ["a" * MAX_TOKEN_CHARACTERS]


@given(st.text())
def test_tokens_of_any_text_lie_inside_it_in_order(text: str) -> None:
    found = tokens(text)
    assert all(0 <= token.start < token.first_end <= token.end <= len(text) for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)
    assert all(token.text and "\0" not in token.text for token in found)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_ascii_needs_no_fold_to_mean_the_same(text: str) -> None:
    beside = tokens(f"{text} é")
    assert [(t.text, t.start, t.end) for t in tokens(text)] == [(t.text, t.start, t.end) for t in beside[:-1]]


@given(st.text(min_size=1))
def test_case_and_composition_do_not_matter(text: str) -> None:
    assert texts(text.upper().lower()) == texts(text.upper())
