"""What the web process imports stays light, and engines know no web."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LIGHT = ["engines.transcribers", "engines.in_child", "engines.clips", "engines.host"]
HEAVY = {"faster_whisper", "ctranslate2", "pocketsphinx", "numpy", "onnxruntime", "huggingface_hub"}
WEB = {"django", "rest_framework", "channels", "celery"}


@pytest.mark.parametrize("module", LIGHT)
def test_import_is_light(module: str):
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    names = set(loaded.stdout.split())
    assert "engines" in names
    assert names & (HEAVY | WEB) == set()
