import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.sequence import one_hot, reverse_complement


def as_bases(text):
    return np.frombuffer(text.encode(), np.uint8)


def test_one_hot_by_hand():
    rows = one_hot(as_bases("AcGTN-"))
    assert rows.dtype == np.float32
    assert rows.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0] * 4, [0] * 4]
    small = one_hot(as_bases("AcGTN-"), np.int8)
    assert small.dtype == np.int8
    assert small.tolist() == rows.tolist()
    assert one_hot(as_bases("NA"), unknown="quarter").tolist() == [[0.25] * 4, [1, 0, 0, 0]]
    assert one_hot(as_bases("ACGT")[::-2]).tolist() == [[0, 0, 0, 1], [0, 1, 0, 0]]


def test_the_other_strand():
    assert reverse_complement(as_bases("AACGTNrT")).tobytes() == b"AyNACGTT"
    bases = as_bases("ACGGT")
    assert (one_hot(reverse_complement(bases)) == one_hot(bases)[::-1, ::-1]).all()
    assert (reverse_complement(reverse_complement(bases)) == bases).all()


def test_other_wishes_are_refused():
    with pytest.raises(RequestError, match=r"`dtype`.*expected numpy's float32 or int8"):
        one_hot(as_bases("A"), np.float64)  # type: ignore[arg-type]
    with pytest.raises(RequestError, match="`unknown` 'quarter': expected 'zeros'"):
        one_hot(as_bases("A"), np.int8, "quarter")
