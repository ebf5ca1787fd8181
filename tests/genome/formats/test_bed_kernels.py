import numpy as np
import pytest

from babelix.genome.formats import bed_kernels
from babelix.genome.formats.bed import _SKIPPED, _parse_lines
from babelix.genome.formats.bed_kernels import FINE, parse

TEXT = b"track x\nchr1\t3\t7\ta b\t0\t-\n\nchr22 5 11 z\n"


@pytest.fixture(params=["compiled", "python"])
def parser(request, monkeypatch):
    if request.param == "compiled":
        return _parse_lines
    for name in ("_starts_with_any", "_whole_number", "_fields"):
        monkeypatch.setattr(bed_kernels, name, getattr(bed_kernels, name).py_func)
    return parse


def test_rows_spans_and_hashes(parser):
    data, columns = np.frombuffer(TEXT, np.uint8), np.array([0, 1, 2, 3, -1])
    numbers, spans = np.zeros(15, np.int64), np.zeros(20, np.int64)
    strands, hashes = np.zeros(5, np.int8), np.zeros(10, np.uint64)
    fields, outcome = np.empty(32, np.int64), np.empty(3, np.int64)
    with np.errstate(over="ignore"):
        rows = parser(data, len(data), columns, 0, _SKIPPED, fields, numbers, strands, hashes, spans, outcome)
    assert (rows, *outcome) == (2, 4, FINE, -1)
    assert numbers.reshape(5, 3)[:2].tolist() == [[1, 3, 7], [3, 5, 11]]
    assert strands[:2].tolist() == [-1, 0]
    assert [TEXT[b:e] for b, e in spans.reshape(5, 4)[:2, 2:]] == [b"a b", b"z"]
    assert hashes[0] != hashes[2]
    # FNV-1a of "z", from its definition.
    assert int(hashes[3]) == ((14695981039346656037 ^ ord("z")) * 1099511628211) % 2**64
