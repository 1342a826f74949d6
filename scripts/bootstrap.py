"""Makes .venv and installs the pinned requirements into it when they changed. Standard library only.

`python bootstrap.py base|dev|all|bench|rest`: for `make run`, for `make test`, for every speech engine, for
`make bench-search`, for `make test-rest`.
Run again with nothing changed it costs milliseconds and needs no network.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from find_pip import WAYS, Environment

ROOT = Path(__file__).resolve().parent.parent
BASE = ("requirements/base.txt", "requirements/constraints.txt")
DEV = ("requirements/dev.txt", *BASE)
ALL = ("requirements.txt", *BASE)
BENCH = ("requirements/bench.txt", *BASE)
SETS = {"base": BASE, "dev": DEV, "all": ALL, "bench": BENCH, "rest": ("requirements/rest.txt", *DEV, *ALL, *BENCH)}
"""The files that make up each set; the first one names the others."""
UNWANTED = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "PYTHONPATH")


def main(name: str, root: Path = ROOT) -> None:
    with Path(__file__).open() as lock:  # two at once would install into each other
        fcntl.flock(lock, fcntl.LOCK_EX)
        environment = Environment(root / ".venv", clean_environment())
        make_environment(environment)
        stamp = environment.folder / f"installed-{name}"
        files = [root / file for file in SETS[name]]
        wanted = fingerprint(files)
        if not stamp.exists() or stamp.read_text() != wanted:
            install(environment, files[0])
            stamp.write_text(wanted)


def clean_environment() -> dict[str, str]:
    """Ours without what would make pip install elsewhere."""
    kept = {key: value for key, value in os.environ.items() if key not in UNWANTED}
    return kept | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def fingerprint(files: list[Path]) -> str:
    texts = b"\0".join(file.read_bytes() for file in files)
    return hashlib.sha256(texts).hexdigest()


def make_environment(environment: Environment) -> None:
    """Keeps a working one; makes one where it is missing, or of a Python that is gone or not supported."""
    if environment.is_working():
        return
    say(f"Making the virtual environment with {sys.executable} ...")
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", environment.folder], check=False)
    if done.returncode != 0:
        sys.exit("The virtual environment could not be made. The reason stands above.")


def install(environment: Environment, requirements: Path) -> None:
    if not environment.has_pip():
        give_pip(environment)
    say(f"Installing {requirements.name}; this takes a minute or two, once ...")
    command = ["-m", "pip", "install", "--quiet", "--progress-bar", "off", "--prefer-binary", "-r", str(requirements)]
    if environment.run(*command).returncode != 0:
        sys.exit("The requirements could not be installed. The reason stands above; please run it again.")


def give_pip(environment: Environment) -> None:
    if not any(way(environment) and environment.has_pip() for way in WAYS):
        sys.exit(
            "This Python comes without pip (on Debian and Ubuntu ensurepip is a package of its own). "
            "Install python3-venv, or python3-pip, or uv, and start again; or set PIP_INDEX_URL to a package index."
        )


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 -- a program for the terminal


if __name__ == "__main__":
    main(sys.argv[1])
