import pytest

from engines.captions.languages import short_code


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("en-orig", "en"),
        ("zh_Hans", "zh"),
        ("eng", "en"),
        ("ger", "de"),
        ("deu", "de"),
        ("JPN", "ja"),
        ("ukr", "uk"),
        ("haw", "haw"),
        ("und", ""),
        ("", ""),
    ],
)
def test_codes_become_short_where_they_can(code: str, short: str) -> None:
    assert short_code(code) == short
