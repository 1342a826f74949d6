"""Can the requirements be installed where we say so, without a compiler?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLATFORMS = ("x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "aarch64-apple-darwin")


@pytest.mark.rest
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("requirements", ["requirements/base.txt", "requirements.txt"])
def test_wheels_resolve(version: str, platform: str, requirements: str) -> None:
    uv = Path(sys.executable).with_name("uv")
    target = ["--python-version", version, "--python-platform", platform, "--only-binary", ":all:"]
    target += ["--no-binary", "openai-whisper"]  # pure Python, but not published as a wheel

    result = subprocess.run(
        [uv, "pip", "compile", "--quiet", "--no-annotate", *target, requirements],
        cwd=ROOT,
        env={**os.environ, "MACOSX_DEPLOYMENT_TARGET": "14.0"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert result.returncode == 0, result.stderr
    assert ("pocketsphinx==" in result.stdout) == (version in {"3.11", "3.13"})
    assert ("torch==2.13.0" in result.stdout) == (requirements == "requirements.txt")
