"""`manage.py serve`: one program alone, with the words of `up`."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config.management.commands.up import stack_of_settings

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["migrate", "web", "steps", "clips", "beat"]


class Became(Exception):
    """What the process would have become."""


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> None:
    def execve(program: str, words: list[str], environment: dict[str, str]) -> None:
        raise Became(program, words, environment)

    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.setenv("MALLOC_ARENA_MAX", "7")
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)


def test_commands_are_those_that_up_starts() -> None:
    stack = stack_of_settings()

    assert list(stack.commands()) == NAMES
    assert {"migrate", *(program.name for program in stack.programs())} == set(NAMES)


@pytest.mark.usefixtures("became")
@pytest.mark.parametrize("name", NAMES)
def test_serve_becomes_the_program(name: str) -> None:
    with pytest.raises(Became) as caught:
        call_command("serve", name)

    program, words, environment = caught.value.args
    assert program == sys.executable
    assert words == [sys.executable, *stack_of_settings().commands()[name]]
    assert environment["PYTHONUNBUFFERED"] == "1"
    assert environment["MALLOC_ARENA_MAX"] == "7"  # who sets it knows why


def test_serve_knows_no_other_program() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("serve", "everything")


def test_web_listens_where_the_settings_say() -> None:
    stack = replace(stack_of_settings(), host="192.0.2.1", port=1234)

    assert "--host 192.0.2.1 --port 1234" in " ".join(stack.commands()["web"])


def test_served_migrate_ends_well() -> None:
    """In a process of its own: the words lead to a program that runs."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "manage.py", "serve", "migrate"]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)

    assert (done.returncode, "Running migrations" in done.stdout) == (0, True), done.stderr
