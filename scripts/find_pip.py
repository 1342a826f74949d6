"""Ways to a pip for a virtual environment that was made without one. Standard library only.

Debian's Python has no ensurepip, and often no pip. Each way returns False where it does not apply or fails; only the
index is one the user has configured.
"""

import configparser
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

WHEEL = re.compile(r"pip-(\d+(?:\.\d+)*)-py\d?[^/]*-none-any\.whl$")
LINK = re.compile(r"""href\s*=\s*["']([^"']+)["']""")
INDEX_NAMES = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL")
WHEEL_FOLDERS = (
    "/usr/share/python-wheels",
    "/usr/lib/python3*/ensurepip/_bundled",
    "/usr/lib64/python3*/ensurepip/_bundled",
)
TIMEOUT_SECONDS = 60


class Environment:
    """A virtual environment, and the variables its programs run with."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.variables = variables

    def run(self, *words: str, quiet: bool = False) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run([self.python, *words], env=self.variables, capture_output=quiet, check=False)

    def is_working(self) -> bool:
        check = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14) or sys.prefix == sys.base_prefix)"
        return self.python.exists() and self.run("-c", check, quiet=True).returncode == 0

    def has_pip(self) -> bool:
        return self.run("-m", "pip", "--version", quiet=True).returncode == 0


def by_ensurepip(environment: Environment) -> bool:
    return environment.run("-m", "ensurepip", "--default-pip", quiet=True).returncode == 0


def by_other_pip(environment: Environment) -> bool:
    """A pip or uv that is there for another Python can install pip into this one."""
    target = ["--python", str(environment.python)]
    commands = [[sys.executable, "-m", "pip", *target, "install", "pip"]]
    commands += [[name, *target, "install", "pip"] for name in ("pip3", "pip") if shutil.which(name)]
    if shutil.which("uv"):
        commands.append(["uv", "pip", "install", *target, "pip"])
    return any(
        subprocess.run(command, env=environment.variables, capture_output=True, check=False).returncode == 0
        for command in commands
    )


def by_wheel_on_disk(environment: Environment) -> bool:
    """Distributions ship pip's wheel with other packages."""
    local = [Path(link) for link in environment.variables.get("PIP_FIND_LINKS", "").split() if "://" not in link]
    folders = [*local, *(found for pattern in WHEEL_FOLDERS for found in Path("/").glob(pattern.lstrip("/")))]
    wheels = [wheel for folder in folders if folder.is_dir() for wheel in folder.iterdir() if WHEEL.search(wheel.name)]
    return any(install_wheel(environment, wheel) for wheel in sorted(wheels, key=version, reverse=True))


def by_index(environment: Environment) -> bool:
    """pip's own wheel from an index that the user has configured for pip or uv."""
    for index in configured_indexes(environment.variables):
        try:
            address = newest_wheel(f"{index.rstrip('/')}/pip/")
            with tempfile.TemporaryDirectory() as folder:
                if address and install_wheel(environment, download(address, Path(folder))):
                    return True
        except (OSError, ValueError) as error:
            print(f"{index} cannot be used: {error}", file=sys.stderr)  # noqa: T201 -- a program for the terminal
    return False


def install_wheel(environment: Environment, wheel: Path) -> bool:
    """pip can install itself out of its own wheel."""
    command = [f"{wheel}/pip", "install", "--no-index", "--quiet", str(wheel)]
    return environment.run(*command, quiet=True).returncode == 0


def version(wheel: Path) -> tuple[int, ...]:
    found = WHEEL.search(wheel.name)
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def configured_indexes(variables: dict[str, str]) -> Iterator[str]:
    for name in INDEX_NAMES:
        yield from variables.get(name, "").split()
    home = Path(variables.get("HOME", "/"))
    config_home = Path(variables.get("XDG_CONFIG_HOME") or home / ".config")
    parser = configparser.RawConfigParser()
    given = [Path(variables["PIP_CONFIG_FILE"])] if variables.get("PIP_CONFIG_FILE") else []
    parser.read([Path("/etc/pip.conf"), home / ".pip" / "pip.conf", config_home / "pip" / "pip.conf", *given])
    for section in ("global", "install"):
        for option in ("index-url", "extra-index-url"):
            yield from parser.get(section, option, fallback="").split()


def newest_wheel(page: str) -> str:
    """The address of the newest release of pip that an index page lists; empty for none."""
    found = [link for link in links(page) if WHEEL.search(urllib.parse.urlsplit(link).path)]
    return max(found, key=lambda link: version(Path(urllib.parse.urlsplit(link).path)), default="")


def links(page: str) -> list[str]:
    folder = Path(urllib.request.url2pathname(urllib.parse.urlsplit(page).path))
    if page.startswith("file:") and not (folder / "index.html").exists():
        return [entry.as_uri() for entry in folder.iterdir()]
    if page.startswith("file:"):
        page += "index.html"
    text = fetch(page).decode(errors="replace")
    return [urllib.parse.urljoin(page, link.replace("&amp;", "&")) for link in LINK.findall(text)]


def download(address: str, folder: Path) -> Path:
    """Into folder, checked against the hash in the address where there is one. Raises OSError, ValueError."""
    plain, _, fragment = address.partition("#")
    content = fetch(plain)
    if fragment.startswith("sha256=") and hashlib.sha256(content).hexdigest() != fragment.removeprefix("sha256="):
        raise ValueError(f"{plain} does not have the hash its index states")
    wheel = folder / os.path.basename(urllib.parse.urlsplit(plain).path)  # noqa: PTH119 -- an address, not a path
    wheel.write_bytes(content)
    return wheel


def fetch(address: str) -> bytes:
    if not address.startswith(("https://", "http://", "file://")):
        raise ValueError(f"{address} is no address of an index")
    with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 -- checked above; the user's own index
        return bytes(answer.read())


WAYS: tuple[Callable[[Environment], bool], ...] = (by_ensurepip, by_wheel_on_disk, by_other_pip, by_index)
