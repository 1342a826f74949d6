"""The files for Docker, checked without an engine: against the compose schema, by hadolint, and by their own steps."""

import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.management.commands.up import stack_of_settings
from tests.test_house import ROOT

COMPOSE = ROOT / "docker-compose.local.yaml"
DOCKERFILE = ROOT / "Dockerfile"
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()
TOOLS = Path(sys.executable).parent


def run(*words: str | Path, cwd: Path = ROOT, **variables: str) -> "subprocess.CompletedProcess[str]":
    bare = {"PATH": f"{TOOLS}:/usr/local/bin:/usr/bin:/bin", "HOME": str(Path.home()), **variables}
    return subprocess.run(list(words), cwd=cwd, env=bare, capture_output=True, text=True, timeout=1500, check=False)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    from ruamel.yaml import YAML

    made: dict[str, Any] = YAML(typ="safe").load(COMPOSE)
    return made


def ours(compose: dict[str, Any]) -> dict[str, Any]:
    """The services that run our image."""
    return {name: service for name, service in compose["services"].items() if service["image"] == "soundbite:local"}


@pytest.mark.rest
def test_compose_file_follows_the_specification() -> None:
    done = run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE)

    assert done.returncode == 0, done.stdout


@pytest.mark.rest
@pytest.mark.skipif(
    sys.platform == "linux" and platform.machine() != "x86_64", reason="hadolint has no wheel for this machine"
)
def test_dockerfile_is_well_made() -> None:
    done = run(TOOLS / "hadolint", DOCKERFILE)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.rest
def test_watched_folder_is_mounted_where_the_settings_look(compose: dict[str, Any]) -> None:
    for service in ours(compose).values():
        assert service["environment"]["WATCH_FOLDER"] == "${WATCH_FOLDER:+/watch}"
        assert "${WATCH_FOLDER:-watch}:/watch:ro" in service["volumes"]
    assert "watch" in compose["volumes"]


@pytest.mark.rest
def test_services_are_the_programs_of_the_stack(compose: dict[str, Any]) -> None:
    commands = {name: service["command"] for name, service in ours(compose).items()}

    assert commands == {name: [name] for name in stack_of_settings().commands()}


@pytest.mark.rest
def test_everything_waits_for_the_migrations_and_comes_back(compose: dict[str, Any]) -> None:
    services = ours(compose)
    migrate = services.pop("migrate")

    assert migrate["restart"] == "no"
    assert migrate["depends_on"] == {"db": {"condition": "service_healthy"}}
    for name, service in services.items():
        assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}, name
    for name, service in compose["services"].items():
        if name != "migrate":
            assert service["restart"] == "unless-stopped", name
            assert service["healthcheck"]["test"][0] == "CMD", name


@pytest.mark.rest
def test_health_checks_ask_for_their_own_program(compose: dict[str, Any]) -> None:
    asked = {name: service["healthcheck"]["test"] for name, service in ours(compose).items() if name != "migrate"}

    assert asked == {name: ["CMD", "/app/.venv/bin/python", "scripts/healthy.py", name] for name in asked}


def test_no_secret_stands_in_the_files_or_goes_into_the_image() -> None:
    passwords = re.findall(r"PASSWORD: *(.*)|://\w+:([^@]*)@", COMPOSE.read_text())

    assert passwords
    assert all("".join(found).startswith("${POSTGRES_PASSWORD") for found in passwords)
    assert {".env", ".data", "content", ".git"} <= set(IGNORED)


def test_image_names_its_licence_and_is_no_ones_root() -> None:
    text = DOCKERFILE.read_text()

    assert 'org.opencontainers.image.licenses="GPL-3.0-or-later"' in text
    assert re.findall(r"^USER (.*)", text, re.MULTILINE) == ["1000:1000"]


@pytest.mark.rest
@pytest.mark.timeout(1800)
def test_steps_of_the_image_make_a_soundbite(tmp_path: Path) -> None:
    """COPY and RUN as the Dockerfile has them, into an empty folder instead of /app."""
    root = tmp_path / "app"
    root.mkdir()
    text = DOCKERFILE.read_text()
    steps = re.findall(
        r"^(?:COPY --chown=\S+ (\S+) (\S+)|RUN ((?:PIP_NO_CACHE_DIR=1|\.venv/bin/python) .*))$", text, re.MULTILINE
    )
    assert [bool(command) for *_paths, command in steps] == [False, False, False, True, False, True]

    for source, target, command in steps:
        if command:
            done = run("sh", "-c", command, cwd=root, REQUIREMENTS="base")
            assert done.returncode == 0, done.stderr
        else:
            copy(source, root / target)

    entry = re.search(r'^ENTRYPOINT \["/app/(.*?)", "(.*?)", "(.*?)"\]$', text, re.MULTILINE)
    assert entry is not None
    program, *words = entry.groups()
    where = {"DATA_DIR": str(tmp_path / "data"), "CONTENT_DIR": str(tmp_path / "content")}
    helped = run(root / program, *words, "--help", cwd=root, **where)
    assert (helped.returncode, "{migrate,web,steps,clips,beat}" in helped.stdout) == (0, True), helped.stderr
    checked = run(root / program, words[0], "check", cwd=root, **where)
    assert (checked.returncode, "no issues" in checked.stdout) == (0, True), checked.stderr


def copy(source: str, target: Path) -> None:
    """What COPY copies of the tracked files; from the whole project all that `.dockerignore` leaves."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", source],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if source == "." and Path(name).parts[0] in IGNORED:
            continue
        place = target / (name if source in {".", name} else Path(name).relative_to(source))
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place)
