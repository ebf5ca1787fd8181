import zlib
from pathlib import Path

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.chromatin.marks.errors import damaged, describe_bad_row, differing_marks


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (
            b"0\t1\t2\n0\t1\n",
            "m.txt, line 8: expected 3 tab-separated values, one for each mark of line 2, got 2 ('0\\t1')",
        ),
        (b"0\t1\t2\n0\t3\t1\n", "m.txt, line 8: expected 0, 1 or 2 (missing), got '3'; binarise again"),
        (b"0\t1\t2\n0\t1\t2", "m.txt: not a table of 0, 1 and 2 from line 7 on; binarise again"),
    ],
)
def test_the_first_bad_row_is_described(block, said):
    assert str(describe_bad_row(block, 3, Path("m.txt"), 7)).startswith(said)


def test_marks_that_differ():
    found = differing_marks(("A", "B", "C"), "model_5.txt", ("A", "D"), "m.txt")
    assert str(found) == (
        "m.txt, line 2: marks differ from model_5.txt: it lacks B, C; adds D; binarise all cells together, with one "
        "cell mark table"
    )


@pytest.mark.parametrize("error", [EOFError("ended"), zlib.error("ended")])
def test_damaged_gzip_is_the_files_fault(error):
    found = damaged(Path("m.gz"), 7, error)
    assert isinstance(found, RequestError)
    assert (
        str(found) == "m.gz, after line 7: truncated or damaged gzip file (ended); fetch it or binarise again"
    )


def test_a_disk_that_fails_is_no_wrong_request():
    found = damaged(Path("m.txt"), 7, OSError(5, "Input/output error"))
    assert isinstance(found, TaskError)
    assert str(found) == "cannot read m.txt: [Errno 5] Input/output error; check the disk and run again"
