import numpy as np
import pytest

from babelix.base.compiled import team
from babelix.base.compiled.team import Pieces

SOURCE = """from babelix.base.native import signature
from babelix.base.compiled.sums import floats, real


@signature("int64* int64 -> int64")
def scale(arguments, piece):
    x, factor = floats(arguments[0]), real(arguments[1])
    for j in range(piece * 3, piece * 3 + 3):
        x[j] = x[j] * factor + piece
    return 0


@signature("int64* int64 -> int64")
def broken(arguments, piece):
    return unknown(piece)
"""


@pytest.fixture
def made(tmp_path, monkeypatch):
    (tmp_path / f"kernel_{tmp_path.name}.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    return f"kernel_{tmp_path.name}"


@pytest.mark.slow
def test_every_piece_is_taken_once_on_any_threads_and_without_openmp(made, monkeypatch):
    scale = Pieces(made, "scale")
    assert scale.usable

    def found(threads):
        x = np.arange(33, dtype=np.float32)
        scale(11, (x.ctypes.data, 0.5), threads)
        return x.tolist()

    expected = [j * 0.5 + j // 3 for j in range(33)]
    assert [found(threads) for threads in (1, 2, 50)] == [expected] * 3
    where, _ = team._take()
    monkeypatch.setattr(team, "_take", lambda: (where, None))
    assert found(2) == expected


@pytest.mark.slow
def test_what_does_not_compile_is_said_to_be_unusable(made):
    assert not Pieces(made, "broken").usable
    assert not Pieces(made, "absent").usable
