import os

import pytest

from babelix.base.processors import processors


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(7)), raising=False)


@pytest.mark.parametrize(
    ("quota", "count"),
    [
        ("max 100000", 7),
        ("200000 100000", 2),
        ("250000 100000", 3),
        ("5000 100000", 1),
        ("1100000 100000", 7),
        ("", 7),
        ("200000", 7),
        ("1 0", 7),
    ],
)
def test_a_quota_of_either_version_of_control_groups_is_read(tmp_path, quota, count):
    (tmp_path / "cpu.max").write_text(quota + "\n")
    assert processors(tmp_path) == count
    (tmp_path / "cpu.max").unlink()
    (tmp_path / "cpu").mkdir()
    for name, word in zip(("quota", "period"), quota.replace("max", "-1").split(), strict=False):
        (tmp_path / "cpu" / f"cpu.cfs_{name}_us").write_text(word + "\n")
    assert processors(tmp_path) == count


def test_without_control_groups_it_is_where_the_process_may_run(tmp_path, monkeypatch):
    assert processors(tmp_path) == 7
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert processors(tmp_path) == 1
