"""Where the library comes from that CTranslate2 computes with on a GPU."""

from __future__ import annotations

import shutil
from pathlib import Path

import psutil
import pytest

from engines.transcribers import cuda

NOWHERE = "libnowhere.so.12"


@pytest.fixture(autouse=True)
def unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name under which no system has a library."""
    monkeypatch.setattr(cuda, "CUBLAS", NOWHERE)
    monkeypatch.setattr(cuda, "NEEDED", (f"Lt{NOWHERE}", NOWHERE))


def test_library_that_is_nowhere_is_not_loaded() -> None:
    assert not cuda.load_cublas()


def test_library_of_a_wheel_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "nvidia_cublas_cu12-12.9.dist-info" / "METADATA"
    told.parent.mkdir()
    told.write_text("Metadata-Version: 2.1\nName: nvidia-cublas-cu12\nVersion: 12.9\n")
    folder = tmp_path / "nvidia" / "cublas" / "lib"
    folder.mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path)
    assert cuda.folder_of_wheel() == folder
    assert not cuda.load_cublas()

    for name in cuda.NEEDED:
        shutil.copy(psutil._psplatform.cext.__file__, folder / name)  # any library does
    assert cuda.load_cublas()
