"""The words of messages: all of them in every language, and compiled as they are written."""

import ast
import gettext
import re
from pathlib import Path

import pytest

USERS = Path(__file__).resolve().parents[2] / "users"
ENTRY = re.compile(r'^msgid (".+")\nmsgstr (".+")$', re.MULTILINE)
USED = re.compile(r"""\{% blocktranslate %\}(.+?)\{% endblocktranslate %\}|gettext\("(.+?)"\)""")


@pytest.mark.parametrize("language", ["ja", "ko", "uk"])
def test_messages_are_translated_and_compiled(language: str) -> None:
    folder = USERS / "locale" / language / "LC_MESSAGES"
    text = (folder / "django.po").read_text()
    written = {ast.literal_eval(words): ast.literal_eval(said) for words, said in ENTRY.findall(text)}
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    sources = [*(USERS / "templates").rglob("*.txt"), USERS / "tasks.py"]
    used = {first or second for path in sources for first, second in USED.findall(path.read_text())}

    assert {re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", words) for words in used} == set(written)
    assert {words: compiled.gettext(words) for words in written} == written
    for words, said in written.items():
        assert re.findall(r"%\(\w+\)s", words) == re.findall(r"%\(\w+\)s", said)
