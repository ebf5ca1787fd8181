import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.marks.cellmark import read_cellmark


@pytest.fixture
def folder(tmp_path):
    for name in ("a.bed", "b.bed.gz", "c.bam", "ctl.bed"):
        (tmp_path / name).write_text("")
    return tmp_path


def test_pooling_controls_and_gz(folder):
    (folder / "t").write_text("X\tm\ta.bed\tctl.bed\nX\tm\tb.bed\tctl.bed\n\nY\tm\tc.bam\n")
    first, second = read_cellmark(folder / "t", folder)
    assert (first.cell, first.mark) == ("X", "m")
    assert [path.name for path in first.files] == ["a.bed", "b.bed.gz"]
    assert [path.name for path in first.controls] == ["ctl.bed"]
    assert second.controls == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("X\tm\ta.bed\nX\tm\n", "line 2: expected cell, mark, file"),
        ("X\tm\tnone.bed\n", r"line 1: .*none\.bed does not exist \(nor with \.gz\)"),
        ("X/1\tm\ta.bed\n", "line 1: a cell or mark becomes part of a file's name"),
        ("\n", "names no file"),
    ],
)
def test_errors(folder, text, said):
    (folder / "t").write_text(text)
    with pytest.raises(RequestError, match=said):
        read_cellmark(folder / "t", folder)
