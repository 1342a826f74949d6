"""What a machine has, and what speech engines do best with it. advice() is a pure function; look() looks."""

from __future__ import annotations

import logging
import math
import os
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engines.transcribers import cuda

GIB = 1024**3
MOST_THREADS = 8
"""More gain little: a decoder goes word by word."""

GPU_FILES = ("/dev/nvidiactl", "/dev/dxg")
"""Of NVIDIA's driver on Linux, and of a Windows that lends its GPU."""
NVIDIA = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
NVIDIA_SECONDS = 20.0
CGROUP = Path("/sys/fs/cgroup")

BY_SIZE = ("large-v3-turbo", "small", "base", "tiny")
"""Models that advice() chooses from, the best first. Weights: 1.6 GB, 480 MB, 150 MB, 75 MB."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gpu:
    """One that CTranslate2 can compute on; `memory_bytes` None where nobody knows."""

    name: str
    memory_bytes: int | None


@dataclass(frozen=True, slots=True)
class Machine:
    """What this process may use: cores and memory by the limits of its container, too.

    `gpu_lacks` says in a plain sentence why there is a GPU that cannot be computed on.
    """

    cores: int
    memory_bytes: int
    gpu: Gpu | None = None
    gpu_lacks: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """`device` "cpu" or "cuda", `compute_type` as CTranslate2 names it, `model` one of BY_SIZE."""

    device: str
    compute_type: str
    threads: int
    model: str


def advice(machine: Machine) -> Advice:
    """What suits a machine.

    A GPU of 3 GiB or more is used, with `large-v3-turbo` from 6 GiB on (2.5 GB in use). A processor gets `small` with
    six cores and 6 GiB (then it is several times faster than speech), `base` from 2 GiB on, else `tiny`.
    """
    threads = max(1, min(machine.cores, MOST_THREADS))
    memory = machine.gpu and (machine.gpu.memory_bytes or 6 * GIB)
    if memory and memory >= 3 * GIB:
        return Advice("cuda", "float16", threads, "large-v3-turbo" if memory >= 5.5 * GIB else "small")
    if machine.cores >= 6 and machine.memory_bytes >= 6 * GIB:
        return Advice("cpu", "int8", threads, "small")
    return Advice("cpu", "int8", threads, "base" if machine.memory_bytes >= 2 * GIB else "tiny")


def may_have_gpu() -> bool:
    """Whether it is worth asking CUDA, which is slow and takes memory."""
    return any(Path(file).exists() for file in GPU_FILES)


def look() -> Machine:
    """This machine. Opens CUDA where there may be a GPU: not for processes that stay."""
    found = gpu() if may_have_gpu() else None
    if found and not cuda.load_cublas():
        return replace(without_gpu(), gpu_lacks=cuda.LACKING)
    return replace(without_gpu(), gpu=found)


def without_gpu() -> Machine:
    """This machine's processor and memory."""
    group = own_group(CGROUP, Path("/proc/self/cgroup"))
    return Machine(cores(affinity(), group), memory(total_memory(), group))


def own_group(root: Path, told: Path) -> Path:
    """The folder of this process's limits (cgroups 2); in a container `root` itself."""
    for line in words_in(told):
        if line.startswith("0::/") and (root / line[4:]).is_dir():
            return root / line[4:]
    return root


def affinity() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cores(usable: int, cgroup: Path) -> int:
    """As many as are usable and the quota of the container pays for."""
    quota, period = (words_in(cgroup / "cpu.max") or ["max", "100000"])[:2]
    if quota == "max":
        quota = (words_in(cgroup / "cpu" / "cpu.cfs_quota_us") or ["-1"])[0]
        period = (words_in(cgroup / "cpu" / "cpu.cfs_period_us") or ["100000"])[0]
    return usable if int(quota) <= 0 else max(1, min(usable, math.ceil(int(quota) / int(period))))


def total_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def memory(total: int, cgroup: Path) -> int:
    """Bytes: all there are, or the limit of the container."""
    limits = (cgroup / "memory.max", cgroup / "memory" / "memory.limit_in_bytes")
    found = [int(words[0]) for words in map(words_in, limits) if words and words[0] != "max"]
    return min([total, *found])


def words_in(file: Path) -> list[str]:
    """Nothing where the file is not there: other systems, other versions of cgroups."""
    try:
        return file.read_text().split()
    except OSError:
        return []


def gpu() -> Gpu | None:
    """The first one that CTranslate2 sees."""
    try:
        import ctranslate2
    except ImportError:
        return None
    if not ctranslate2.get_cuda_device_count():
        return None
    try:
        told = subprocess.run(NVIDIA, capture_output=True, text=True, timeout=NVIDIA_SECONDS, check=True).stdout
    except (OSError, subprocess.SubprocessError) as error:
        logger.warning("nvidia-smi tells nothing: %s", error)
        told = ""
    return gpu_of(told)


def gpu_of(told: str) -> Gpu:
    """The first line of NVIDIA's answer: `NVIDIA H100 80GB HBM3, 81559` (MiB)."""
    name, _, mebibytes = (told.splitlines() or [""])[0].rpartition(",")
    amount = mebibytes.strip()
    return Gpu(name.strip() or "GPU", int(amount) * 1024**2 if amount.isdigit() else None)


def run_look(_arguments: dict[str, Any], _progress: Any) -> Any:
    """The job "look_at_machine"."""
    seen = look()
    device = {"name": seen.gpu.name, "memory_bytes": seen.gpu.memory_bytes} if seen.gpu else None
    yield {"cores": seen.cores, "memory_bytes": seen.memory_bytes, "gpu": device, "gpu_lacks": seen.gpu_lacks}


def unpack(values: dict[str, Any]) -> Machine:
    """What run_look() yields."""
    return Machine(**{**values, "gpu": Gpu(**values["gpu"]) if values["gpu"] else None})
