"""Every code a failed request or clip can carry is in one list, docs/failures.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from engines.downloaders.failures import FAILURES

ROOT = Path(__file__).resolve().parent.parent
RAISED = re.compile(r"(Media|Caption|Transcription|Download|Clip|Ffmpeg|Host|Engine)Error$")


def raised_codes() -> Iterator[str]:
    """The codes of engine errors as they stand in the code, wherever one is made with a literal code."""
    for package in ("engines", "videos", "segments"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and is_engine_error(node.func) and node.args:
                    yield from literals(node.args[0])


def is_engine_error(called: ast.expr) -> bool:
    name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
    return bool(RAISED.search(name))


def literals(code: ast.expr) -> Iterator[str]:
    for node in ast.walk(code):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def test_every_code_is_documented_once() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "failures.md").read_text(), re.MULTILINE)
    elsewhere = {"worker_lost", "asked_already", "disk_full"}  # said by videos.lifecycle and twins, and core.errors

    assert sorted(listed) == sorted({*raised_codes(), *FAILURES, *elsewhere})
