"""The library of CUDA 12 that CTranslate2 needs and does not bring: cuBLAS, found where pip puts it, too."""

from __future__ import annotations

import ctypes
import logging
from importlib import metadata
from pathlib import Path

CUBLAS = "libcublas.so.12"
NEEDED = ("libcublasLt.so.12", CUBLAS)
"""In the order in which they need each other."""
WHEEL = "nvidia-cublas-cu12"
LACKING = f"CUDA 12's cuBLAS ({CUBLAS}) is not on this machine; `.venv/bin/pip install {WHEEL}` brings it."

logger = logging.getLogger(__name__)


def load_cublas() -> bool:
    """Load cuBLAS into this process; whether it is there.

    CTranslate2 asks the system's loader for it by name, which finds nothing among Python's packages, but takes what is
    loaded already.
    """
    return _loads(CUBLAS) or all(_loads(str(folder_of_wheel() / name)) for name in NEEDED)


def folder_of_wheel() -> Path:
    """Where NVIDIA's wheel puts its libraries, also while it is not installed."""
    try:
        return Path(str(metadata.distribution(WHEEL).locate_file("nvidia/cublas/lib")))
    except metadata.PackageNotFoundError:
        return Path("nvidia/cublas/lib")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError as error:
        logger.info("%s", error)
        return False
    return True
