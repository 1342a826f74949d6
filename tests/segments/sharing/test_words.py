"""The words of the pages: all of them in every language, and compiled as they are written."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest

SEGMENTS = Path(__file__).resolve().parents[3] / "segments"
ENTRY = re.compile(r'^msgid (".+")\nmsgstr (".+")$', re.MULTILINE)
SENTENCES = re.compile(r"\{% blocktranslate [^%]*%\}(.+?)\{% endblocktranslate %\}")
WORDS = re.compile(r"""\{% translate ["'](.+?)["'] %\}|\b_\("(.+?)"\)""")

in_every_language = pytest.mark.parametrize("language", ["ja", "ko", "uk"])


def written(language: str) -> dict[str, str]:
    text = (SEGMENTS / "locale" / language / "LC_MESSAGES" / "django.po").read_text()
    return {ast.literal_eval(words): ast.literal_eval(said) for words, said in ENTRY.findall(text)}


def compiled(language: str) -> gettext.GNUTranslations:
    with (SEGMENTS / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


@in_every_language
def test_everything_on_the_pages_is_translated(language: str) -> None:
    sources = [*(SEGMENTS / "templates").rglob("*.html"), *(SEGMENTS / "sharing").glob("*.py")]
    texts = [path.read_text() for path in sources]
    used = {first or second for text in texts for first, second in WORDS.findall(text)}
    used |= {re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", words) for text in texts for words in SENTENCES.findall(text)}

    assert len(used) > 20
    assert used - written(language).keys() == set()


@in_every_language
def test_compiled_words_are_the_written_ones(language: str) -> None:
    catalog = compiled(language)

    assert {words: catalog.gettext(words) for words in written(language)} == written(language)


@in_every_language
def test_names_inside_words_are_kept(language: str) -> None:
    for words, said in written(language).items():
        assert sorted(re.findall(r"%\(\w+\)s|<[^>]+>", words)) == sorted(re.findall(r"%\(\w+\)s|<[^>]+>", said))
