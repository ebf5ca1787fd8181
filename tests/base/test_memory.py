import os
from pathlib import Path

import pytest

from babelix.base import memory


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system whose files lie in an empty folder."""
    monkeypatch.setattr(memory, "_PROC", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "_GROUPS", ((tmp_path / "max", tmp_path / "current", tmp_path / "stat"),))
    return tmp_path


def write(system: Path, **files: str) -> None:
    for name, text in files.items():
        (system / name).write_text(text, encoding="ascii")


def test_what_is_available_and_what_the_container_may_have(system: Path) -> None:
    write(system, meminfo="MemTotal:  900 kB\nMemFree:  7 kB\nMemAvailable:     700 kB\n")
    assert memory.free_memory() == 700 * 1024
    write(system, max="max\n", current="5\n")
    assert memory.free_memory() == 700 * 1024
    write(system, max="1000\n", current="300\n")
    assert memory.free_memory() == 700
    write(system, current="1300\n")
    assert memory.free_memory() == 0


def test_what_a_container_holds_of_files_is_free(system: Path) -> None:
    write(system, max="1000\n", current="990\n", stat="anon 290\nactive_file 500\ninactive_file 150\n")
    assert memory.free_memory() == 1000 - (990 - 650)
    write(system, stat="active_file 1\ninactive_file 2\ntotal_active_file 500\ntotal_inactive_file 150\n")
    assert memory.free_memory() == 1000 - (990 - 650)


def test_where_nothing_says_what_is_free_it_is_all_there_is(
    system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = {"SC_PHYS_PAGES": 11, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__)
    assert memory.free_memory() == 11 * 4096
    monkeypatch.setattr(os, "sysconf", lambda name: int("?"))
    assert memory.free_memory() is None


def test_this_system_says_something() -> None:
    free = memory.free_memory()
    assert free is None or free > 1 << 20


def test_bytes_are_said_as_a_person_says_them() -> None:
    sizes = (1, 3 * 2**10, 2**20 - 1, 2**20, 31 * 2**20 + 2**18, 2**30, 5 * 2**40 + 2**29)
    assert [memory.told(size) for size in sizes] == [
        "1 KiB", "3 KiB", "1024 KiB", "1 MiB", "31 MiB", "1.00 GiB", "5,120.50 GiB"
    ]  # fmt: skip
