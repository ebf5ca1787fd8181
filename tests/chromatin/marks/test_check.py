import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.marks.check import SameMarks
from babelix.chromatin.marks.files import Marks


def marks(origin, names, *rows):
    """Marks of one bin a row."""
    count = len(rows)
    patterns, pattern = np.array(rows, np.uint8), np.arange(count, dtype=np.int32)
    return Marks("c", "chr1", names, patterns, pattern, np.ones(count, np.int32), origin)


def test_a_mark_may_be_present_in_any_of_the_files():
    same = SameMarks()
    same.add(marks("a.txt", ("A", "B", "C"), (1, 0, 0), (2, 1, 0)))
    same.add(marks("b.txt", ("A", "B", "C"), (0, 0, 1)))
    assert same.finish() == ("A", "B", "C")


def test_a_mark_that_is_nowhere_is_refused_by_name():
    same = SameMarks()
    same.add(marks("a.txt", ("A", "B", "C"), (1, 0, 2), (0, 0, 1)))
    same.add(marks("b.txt", ("A", "B", "C"), (0, 2, 1)))  # missing is not present
    with pytest.raises(
        RequestError,
        match=r"a.txt, line 2: mark B is present in no bin of 2 file\(s\), .*; leave the mark out",
    ):
        same.finish()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("A", "C"), "it lacks B; adds C; binarise all cells together"),
        (("B", "A"), "it has them in another order; binarise all"),
        (("A", "B", "C"), "it adds C; binarise all"),
    ],
)
def test_files_that_name_other_marks(names, said):
    same = SameMarks()
    same.add(marks("a.txt", ("A", "B"), (1, 1)))
    with pytest.raises(RequestError, match=rf"b.txt, line 2: marks differ from a.txt: {said}"):
        same.add(marks("b.txt", names, (1,) * len(names)))
