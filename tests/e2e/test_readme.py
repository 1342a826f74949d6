"""The README's walk through the API works as it is printed."""

import os
import re
import subprocess
from pathlib import Path

import av
import pytest

from tests.e2e.conftest import ROOT, Stack

pytestmark = pytest.mark.xdist_group("e2e")


def test_walk_works_as_printed(stack: Stack, tmp_path: Path) -> None:
    walk = re.search(r"<!-- walk:.*?-->\n```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert walk is not None
    (tmp_path / "demo").symlink_to(ROOT / "demo")
    script = walk[1].replace("127.0.0.1:8000", f"127.0.0.1:{stack.port}")

    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr
    with av.open(str(tmp_path / "clip.mp4")) as clip:
        assert clip.duration is not None
        assert 1 < clip.duration / av.time_base < 20
