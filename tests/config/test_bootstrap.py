import ensurepip
import hashlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))

import find_pip  # noqa: E402 -- a script beside, found by the line above
from find_pip import Environment  # noqa: E402 -- as above

PIP_WHEEL = next(Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with a space in its path that requires nothing."""
    root = tmp_path / "sound bite"
    shutil.copytree(SCRIPTS, root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "requirements").mkdir()
    for name in ("base.txt", "constraints.txt", "dev.txt", "bench.txt", "rest.txt"):
        (root / "requirements" / name).write_text("# nothing\n")
    (root / "requirements.txt").write_text("# nothing\n")
    return root


@pytest.fixture
def bare(tmp_path: Path) -> Environment:
    """A virtual environment without pip."""
    folder = tmp_path / "bare environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    environment = Environment(folder, {"HOME": str(tmp_path), "PATH": os.environ["PATH"]})
    assert not environment.has_pip()
    return environment


@pytest.fixture
def index(tmp_path: Path) -> Iterator[str]:
    """A package index that has pip."""
    page = tmp_path / "simple" / "pip"
    page.mkdir(parents=True)
    shutil.copy(PIP_WHEEL, page)
    digest = hashlib.sha256(PIP_WHEEL.read_bytes()).hexdigest()
    old = "pip-1.0-py3-none-any.whl"
    (page / "index.html").write_text(
        f'<a href="{old}">{old}</a><a href="{PIP_WHEEL.name}#sha256={digest}">{PIP_WHEEL.name}</a>'
    )
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple"
        server.shutdown()


def bootstrap(root: Path, name: str = "base", **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHON": sys.executable, **variables}
    command = ["sh", str(root / "scripts" / "bootstrap"), name]
    return subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, check=False)


def pip_of(root: Path) -> Path:
    return next((root / ".venv" / "lib").glob("python3*")) / "site-packages" / "pip"


def test_bootstrap_installs_once_and_again_when_the_requirements_change(project: Path) -> None:
    first = bootstrap(project)
    assert (first.returncode, "Installing base.txt" in first.stderr) == (0, True)
    shutil.rmtree(pip_of(project))

    second = bootstrap(project)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert not pip_of(project).exists()  # nothing was installed, so nothing was needed for it

    (project / "requirements" / "base.txt").write_text("# something else\n")
    third = bootstrap(project)
    assert (third.returncode, "Installing base.txt" in third.stderr) == (0, True)


@pytest.mark.rest
def test_bootstrap_of_everything_takes_the_file_people_know(project: Path) -> None:
    (project / "requirements.txt").write_text("./missing-0-py3-none-any.whl\n")

    for name in ("all", "rest"):
        done = bootstrap(project, name)
        assert (done.returncode, "missing-0" in done.stderr) == ((1, True) if name == "all" else (0, False))

    (project / "requirements" / "rest.txt").write_text("-r ../requirements.txt\n")
    assert bootstrap(project, "rest").returncode == 1


@pytest.mark.rest
def test_bootstrap_repeats_an_install_that_failed(project: Path) -> None:
    requirements = project / "requirements" / "base.txt"
    requirements.write_text("./missing-0-py3-none-any.whl\n")
    failed = bootstrap(project)
    assert failed.returncode == 1
    assert failed.stderr.endswith(
        "The requirements could not be installed. The reason stands above; please run it again.\n"
    )
    assert not list((project / ".venv").glob("installed-*"))

    requirements.write_text("# nothing\n")

    assert bootstrap(project).returncode == 0


@pytest.mark.rest
def test_bootstrap_makes_an_environment_again_whose_python_is_gone(project: Path) -> None:
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to("/no/such/python")

    done = bootstrap(project, "dev")

    assert done.returncode == 0
    assert (project / ".venv" / "installed-dev").exists()


def test_bootstrap_ignores_variables_that_lead_pip_elsewhere(project: Path, tmp_path: Path) -> None:
    elsewhere = {"PIP_TARGET": str(tmp_path / "x"), "PIP_USER": "1", "PYTHONPATH": str(tmp_path), "PYTHONHOME": "/no"}

    assert bootstrap(project, **elsewhere).returncode == 0
    assert not (tmp_path / "x").exists()


def test_bootstrap_without_a_python_is_a_plain_sentence(project: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname"):
        (tools / name).symlink_to(str(shutil.which(name)))
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python3").chmod(0o755)

    done = bootstrap(project, PATH=str(tools), PYTHON="")

    needs = "Soundbite needs Python 3.11, 3.12, 3.13 or 3.14, and none was found."
    assert (done.returncode, done.stderr) == (1, f"{needs} Install one, or set PYTHON to its path.\n")


def test_bootstrap_without_any_way_to_pip_is_a_plain_sentence(project: Path) -> None:
    (project / "scripts" / "find_pip.py").write_text(
        (SCRIPTS / "find_pip.py").read_text().replace("(by_ensurepip, by_wheel_on_disk, by_other_pip, by_index)", "()")
    )

    done = bootstrap(project)

    assert done.returncode == 1
    assert "Install python3-venv, or python3-pip, or uv, and start again" in done.stderr


@pytest.mark.rest
def test_pip_comes_from_ensurepip(bare: Environment) -> None:
    assert find_pip.by_ensurepip(bare)
    assert bare.has_pip()


@pytest.mark.rest
def test_pip_comes_from_a_wheel_on_disk(bare: Environment) -> None:
    bare.variables["PIP_FIND_LINKS"] = f"http://127.0.0.1:9/ {PIP_WHEEL.parent}"

    assert find_pip.by_wheel_on_disk(bare)
    assert bare.has_pip()


@pytest.mark.rest
def test_pip_comes_from_the_pip_of_another_python(bare: Environment) -> None:
    bare.variables |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(PIP_WHEEL.parent)}

    assert find_pip.by_other_pip(bare)
    assert bare.has_pip()


@pytest.mark.rest
def test_pip_comes_from_the_index_of_a_variable(bare: Environment, index: str) -> None:
    bare.variables["PIP_INDEX_URL"] = index

    assert find_pip.by_index(bare)
    assert bare.has_pip()


@pytest.mark.rest
def test_pip_comes_from_the_index_of_a_configuration(bare: Environment, index: str, tmp_path: Path) -> None:
    config = tmp_path / "pip.conf"
    folder = (tmp_path / "simple").as_uri()
    config.write_text(f"[global]\nindex-url = http://127.0.0.1:9/simple\nextra-index-url = {folder}\n")
    bare.variables["PIP_CONFIG_FILE"] = str(config)

    assert find_pip.by_index(bare)
    assert bare.has_pip()


def test_pip_with_another_hash_than_stated_is_refused(bare: Environment, index: str, tmp_path: Path) -> None:
    page = tmp_path / "simple" / "pip" / "index.html"
    page.write_text(f'<a href="{PIP_WHEEL.name}#sha256={"0" * 64}">pip</a>')
    bare.variables["PIP_INDEX_URL"] = index

    assert not find_pip.by_index(bare)
    assert not bare.has_pip()


def test_only_addresses_are_fetched() -> None:
    with pytest.raises(ValueError, match="is no address of an index"):
        find_pip.fetch("/etc/passwd")
