"""What engines compute with: a table of machines, what is read of one, and what settings overrule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engines.transcribers import cuda, equipment, machine
from engines.transcribers.equipment import equipped, used
from engines.transcribers.machine import GIB, Advice, Gpu, Machine, advice, cores, gpu_of, memory, own_group
from engines.types import TranscribeOptions

H100 = Gpu("NVIDIA H100", 80 * GIB)


@pytest.mark.parametrize(
    ("seen", "advised"),
    [
        (Machine(1, 1 * GIB), Advice("cpu", "int8", 1, "tiny")),
        (Machine(2, 2 * GIB), Advice("cpu", "int8", 2, "base")),
        (Machine(4, 64 * GIB), Advice("cpu", "int8", 4, "base")),
        (Machine(6, 4 * GIB), Advice("cpu", "int8", 6, "base")),
        (Machine(6, 6 * GIB), Advice("cpu", "int8", 6, "small")),
        (Machine(64, 256 * GIB), Advice("cpu", "int8", 8, "small")),
        (Machine(16, 128 * GIB, H100), Advice("cuda", "float16", 8, "large-v3-turbo")),
        (
            Machine(2, 4 * GIB, Gpu("a laptop's", 6 * GIB - 100 * 1024**2)),
            Advice("cuda", "float16", 2, "large-v3-turbo"),
        ),
        (Machine(2, 4 * GIB, Gpu("an older one", 4 * GIB)), Advice("cuda", "float16", 2, "small")),
        (Machine(8, 16 * GIB, Gpu("a small one", 2 * GIB)), Advice("cpu", "int8", 8, "small")),
        (Machine(8, 16 * GIB, Gpu("GPU", None)), Advice("cuda", "float16", 8, "large-v3-turbo")),
    ],
)
def test_advice(seen: Machine, advised: Advice) -> None:
    assert advice(seen) == advised


def test_cores_are_those_that_a_container_pays_for(tmp_path: Path) -> None:
    assert cores(8, tmp_path) == 8

    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert cores(8, tmp_path) == 8

    (tmp_path / "cpu.max").write_text("150000 100000\n")
    assert (cores(8, tmp_path), cores(1, tmp_path)) == (2, 1)


def test_cores_by_the_first_version_of_cgroups(tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("-1\n")
    assert cores(8, tmp_path) == 8

    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("300000\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    assert cores(8, tmp_path) == 3


def test_memory_is_what_a_container_may_use(tmp_path: Path) -> None:
    assert memory(16 * GIB, tmp_path) == 16 * GIB

    (tmp_path / "memory.max").write_text("max\n")
    assert memory(16 * GIB, tmp_path) == 16 * GIB

    (tmp_path / "memory.max").write_text(f"{2 * GIB}\n")
    assert memory(16 * GIB, tmp_path) == 2 * GIB

    (tmp_path / "memory").mkdir()
    (tmp_path / "memory" / "memory.limit_in_bytes").write_text(f"{GIB}\n")
    assert memory(16 * GIB, tmp_path) == GIB


def test_limits_of_a_process_are_those_of_its_group(tmp_path: Path) -> None:
    told = tmp_path / "told"
    assert own_group(tmp_path, told) == tmp_path

    told.write_text("4:memory:/elsewhere\n0::/user.slice/one\n")
    assert own_group(tmp_path, told) == tmp_path
    (tmp_path / "user.slice" / "one").mkdir(parents=True)
    assert own_group(tmp_path, told) == tmp_path / "user.slice" / "one"


@pytest.mark.parametrize(
    ("told", "gpu"),
    [
        ("NVIDIA H100 80GB HBM3, 81559\nNVIDIA H100 80GB HBM3, 81559\n", Gpu("NVIDIA H100 80GB HBM3", 81559 * 1024**2)),
        ("Orin (nvgpu), [N/A]\n", Gpu("Orin (nvgpu)", None)),
        ("", Gpu("GPU", None)),
    ],
)
def test_what_nvidia_tells(told: str, gpu: Gpu) -> None:
    assert gpu_of(told) == gpu


def test_this_machine_is_looked_at() -> None:
    seen = machine.look()

    assert seen.cores >= 1
    assert seen.memory_bytes > 256 * 1024**2
    assert machine.unpack(next(iter(machine.run_look({}, None)))) == seen


@pytest.mark.parametrize(("has_cublas", "seen"), [(True, (H100, "")), (False, (None, cuda.LACKING))])
def test_gpu_is_one_with_the_libraries_to_compute_on_it(
    monkeypatch: pytest.MonkeyPatch, has_cublas: bool, seen: tuple[Gpu | None, str]
) -> None:
    monkeypatch.setattr(machine, "may_have_gpu", lambda: True)
    monkeypatch.setattr(machine, "gpu", lambda: H100)
    monkeypatch.setattr(cuda, "load_cublas", lambda: has_cublas)

    looked = machine.look()

    assert (looked.gpu, looked.gpu_lacks) == seen
    assert machine.unpack(next(iter(machine.run_look({}, None)))) == looked


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch):
    """Be another machine."""

    def become(seen: Machine) -> None:
        monkeypatch.setattr(equipment, "this_machine", lambda: seen)

    return become


@pytest.fixture
def maybe_gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A driver's file is here, so that somebody has to look."""
    monkeypatch.setattr(machine, "GPU_FILES", ("/dev/null",))
    equipment.this_machine.cache_clear()
    yield
    equipment.this_machine.cache_clear()


@pytest.mark.usefixtures("maybe_gpu")
def test_child_looks_where_there_may_be_a_gpu() -> None:
    assert equipment.this_machine() == machine.look()


@pytest.mark.usefixtures("maybe_gpu")
def test_gpu_that_breaks_whoever_looks_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(equipment, "LOOK", "tests.engines.jobs:raise_bug")

    assert equipment.this_machine() == machine.without_gpu()
    assert "is left alone: engine_crashed" in caplog.text


def test_what_is_left_to_us_suits_the_machine(on, tmp_path: Path) -> None:
    on(Machine(16, 128 * GIB, H100))

    options = TranscribeOptions(model="auto", model_dir=tmp_path)

    assert equipped(options) == replace(options, model="large-v3-turbo", threads=8)
    assert used(options) == Advice("cuda", "float16", 8, "large-v3-turbo")


def test_what_was_asked_for_stays(on, tmp_path: Path) -> None:
    on(Machine(16, 128 * GIB, H100))
    extra = {"device": "cpu", "compute_type": "float32"}

    options = TranscribeOptions(model="small", model_dir=tmp_path, threads=3, extra=extra)

    assert equipped(options) == options
    assert used(options) == Advice("cpu", "float32", 3, "small")


def test_gpu_that_is_too_small_is_left_alone(on, tmp_path: Path) -> None:
    on(Machine(2, 8 * GIB, Gpu("a small one", GIB)))

    assert equipped(TranscribeOptions(model_dir=tmp_path)).extra == {"device": "cpu"}
    assert used(TranscribeOptions(model="auto", model_dir=tmp_path)) == Advice("cpu", "int8", 2, "base")


def test_smaller_model_that_is_here_is_taken_before_the_network_is_asked(on, tmp_path: Path) -> None:
    on(Machine(16, 128 * GIB, H100))
    options = TranscribeOptions(engine="openai-whisper", model="auto", model_dir=tmp_path)

    (tmp_path / "tiny.pt").touch()
    assert equipped(options).model == "tiny"
    (tmp_path / "base.pt").touch()
    assert equipped(options).model == "base"
    (tmp_path / "large-v3.pt").touch()  # not one that we choose
    assert equipped(options).model == "base"
    (tmp_path / "large-v3-turbo.pt").touch()
    assert equipped(options).model == "large-v3-turbo"
