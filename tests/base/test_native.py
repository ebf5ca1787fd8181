import subprocess
import sys
import threading

import numpy as np
import pytest

from babelix.base.native import Native

SOURCE = """from babelix.base.native import signature


@signature("float64* int64 float64 -> float64")
def weighted(values, count, factor):
    total = 0.0
    for i in range(count):
        total += factor * values[i]
    return total


@signature(
    "int64 "
    "-> int64"
)
def fails(count):
    if count > 3:
        raise ValueError
    return count


def bare(count):
    return count
"""


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A module of a name that no other test has imported, in a folder of its own, and its cache."""
    (tmp_path / f"kernel_{tmp_path.name}.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    return f"kernel_{tmp_path.name}"


def weighted(module):
    return Native(module, "weighted")


@pytest.mark.slow
def test_the_result_is_the_functions(made):
    assert weighted(made)(np.array([1.0, 2.0, 4.0]), 3, 0.5) == 3.5


@pytest.mark.slow
def test_kept_code_runs_without_numba(made, tmp_path):
    weighted(made)(np.ones(1), 1, 1.0)
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".o"]
    program = (
        "import sys, numpy as np; from babelix.base.native import Native; "
        f"f = Native({made!r}, 'weighted'); "
        f"print(f(np.arange(5.0), 5, 3.0), 'numba' in sys.modules, {made!r} in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["30.0", "False", "False"]


def test_changed_sources_are_compiled_anew(made, tmp_path):
    before = weighted(made).object_file()
    source = tmp_path / f"{made}.py"
    source.write_text(source.read_text().replace("factor *", "2 * factor *"))
    assert before is not None
    assert before != weighted(made).object_file()


@pytest.mark.slow
def test_damaged_code_is_compiled_anew(made, tmp_path):
    first = weighted(made)
    first(np.ones(1), 1, 1.0)
    path = first.object_file()
    path.write_bytes(path.read_bytes()[:200])
    assert weighted(made)(np.ones(2), 2, 1.0) == 2.0
    assert len(path.read_bytes()) > 200


@pytest.mark.slow
def test_nowhere_to_keep_it(made, tmp_path, monkeypatch):
    monkeypatch.setattr("babelix.base.native._folder", lambda beside: None)
    assert weighted(made)(np.ones(2), 2, 1.0) == 2.0
    assert not (tmp_path / "cache").exists()


def test_threads_may_call_it_first_at_once(made):
    kernel, found = weighted(made), []
    threads = [threading.Thread(target=lambda: found.append(kernel(np.ones(7), 7, 1.0))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [7.0] * 4


def test_wrong_arguments(made):
    kernel = weighted(made)
    with pytest.raises(TypeError, match="weighted takes 3 arguments, got 1"):
        kernel(np.ones(2))
    with pytest.raises(TypeError, match="expected a C-contiguous array of float64, got int64"):
        kernel(np.ones(2, np.int64), 2, 1.0)
    with pytest.raises(TypeError, match="expected a C-contiguous array of float64"):
        kernel(np.ones(4)[::2], 2, 1.0)


def test_a_function_says_above_itself_what_it_takes(made):
    with pytest.raises(TypeError, match=rf"{made}: no @signature\(.*\) stands above bare"):
        Native(made, "bare")(3)


def test_an_exception_is_told_of(made):
    kernel = Native(made, "fails")
    assert kernel(3) == 3
    with pytest.raises(AssertionError, match="fails raised an exception"):
        kernel(4)


def test_how_often_code_that_is_not_there_was_wanted_is_known_on_a_machine(made, tmp_path, monkeypatch):
    assert [weighted(made).wanted(more) for more in (1, 3, 60)] == [1, 4, 64]
    (note,) = (tmp_path / "cache").iterdir()
    note.write_bytes(b"\xff no number")
    assert weighted(made).wanted(5) == 5
    assert weighted(made).wanted(2) == 7
    source = tmp_path / f"{made}.py"
    source.write_text(source.read_text().replace("factor *", "2 * factor *"))
    assert weighted(made).wanted(1) == 1, "of other sources anew"
    monkeypatch.setattr(Native, "object_file", lambda self: None)
    assert weighted(made).wanted(9) == 9
