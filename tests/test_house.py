"""The house itself: lengths, places, the way imports run, and whether `.env.example` tells the truth."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "core", "users", "videos", "segments", "reuvplay", "engines")
SOURCES = sorted(
    path
    for package in (*PACKAGES, "bench")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
MOST_LINES = 400
MOST_FUNCTION_LINES = 60
DEEPEST = 3
NESTING = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
HEAVY = ("torch", "whisper", "faster_whisper", "ctranslate2", "pocketsphinx", "yt_dlp")

by_name = pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))


def functions(source: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def depth(node: ast.AST) -> int:
    """How deep blocks stand in each other; an `elif` stands beside its `if`."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and node.orelse == [child] and isinstance(child, ast.If)
        own = 1 if isinstance(child, NESTING) and not is_elif else 0
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            deepest = max(deepest, own + depth(child))
    return deepest


@by_name
def test_file_is_short_and_says_what_it_is(source: Path) -> None:
    text = source.read_text()

    assert len(text.splitlines()) <= MOST_LINES
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "begin with one line that says what this module is"


def test_files_of_tests_are_short() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in (ROOT / "tests").rglob("*.py")}

    assert len(lengths) > len(SOURCES) / 2
    assert [path for path, length in lengths.items() if length > MOST_LINES] == []


@by_name
def test_functions_are_short_and_flat(source: Path) -> None:
    for function in functions(source):
        assert function.end_lineno is not None
        assert function.end_lineno - function.lineno + 1 <= MOST_FUNCTION_LINES, function.name
        assert depth(function) <= DEEPEST, function.name


def test_every_top_level_package_has_its_place() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(c["layers"] for c in contracts["contracts"] if c["name"] == "Apps import one way")
    placed = {name.strip(" ()") for layer in layers for name in layer.split("|")}

    assert found == set(contracts["root_packages"]) == placed == set(PACKAGES)


def test_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert result.returncode == 0, result.stdout


def test_web_process_loads_no_speech_model_and_keeps_what_it_loads_from_the_collector() -> None:
    code = (
        "import gc, sys; import config.asgi; "
        f"print([name for name in {HEAVY!r} if name in sys.modules], gc.get_freeze_count() > len(gc.get_objects()))"
    )
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )

    assert result.stdout.strip() == "[] True", result.stdout + result.stderr


def test_env_example_lists_every_setting_with_its_default() -> None:
    sources = "".join((ROOT / "config" / name).read_text() for name in ("settings.py", "speech.py"))
    read = set(re.findall(r'(?:env\.\w+|folder)\(\s*"([A-Z_]+)"', sources))
    with_docker = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.local.yaml").read_text()))
    listed = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(listed) == sorted(read | with_docker)


def test_docs_and_code_name_no_machine() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    ).stdout.split("\0")
    here = [str(ROOT.parent) + "/", str(Path.home()) + "/"]
    texts = [
        ROOT / name for name in tracked if Path(name).suffix in {".py", ".md", ".toml", ".sh", ".txt", ".yaml", ""}
    ]
    for path in texts:
        if path.is_file():
            text = path.read_text(errors="replace")
            assert not [place for place in here if len(place) > 5 and place in text], path


@pytest.mark.xdist_group("house")
def test_groups_of_tests_stay_together(request: pytest.FixtureRequest) -> None:
    """pytest-xdist hands groups on in the names of tests, which a new pytest may no longer let it change. Then every
    worker starts a stack of its own, and those that must not meet do."""
    is_worker = hasattr(request.config, "workerinput")
    assert not is_worker or request.node.nodeid.endswith("@house")
