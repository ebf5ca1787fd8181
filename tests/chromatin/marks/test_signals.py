import numpy as np
import pybigtools
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.marks.cellmark import read_cellmark
from babelix.chromatin.marks.signals import read_sequences

SIZES = {"chr1": 1009, "chr2": 503, "chr3": 7}


def write(folder):
    pybigtools.open(str(folder / "a.bw"), "w").write(SIZES, [("chr1", 0, 400, 2.0), ("chr2", 0, 500, 3.0)])
    (folder / "b.bg").write_text("chr1\t0\t100\t4\nchr1\t200\t300\t6\n")
    (folder / "t").write_text("X\tm\ta.bw\nX\tm\tb.bg\nX\tn\tb.bg\nY\tn\tb.bg\n")
    return read_cellmark(folder / "t", folder)


def test_cells_chromosomes_and_tracks(tmp_path):
    sequences, tracks = read_sequences(write(tmp_path), SIZES, 100, "none")
    assert tracks == ("m", "n")
    assert [(each.cell, each.chrom, each.values.shape) for each in sequences] == [
        ("X", "chr1", (10, 2)),
        ("X", "chr2", (5, 2)),
        ("Y", "chr1", (10, 2)),
    ]
    # Two files of a mark are averaged where both have data.
    np.testing.assert_array_equal(sequences[0].values[:5, 0], [3, 2, 4, 2, np.nan])
    np.testing.assert_array_equal(sequences[0].values[:3, 1], [4, np.nan, 6])
    assert np.isnan(sequences[2].values[:, 0]).all()
    assert np.isnan(sequences[1].values[:, 1]).all()


def test_asinh_is_the_default(tmp_path):
    sequences, _ = read_sequences(write(tmp_path), SIZES, 100)
    assert sequences[0].values[1, 0] == pytest.approx(np.arcsinh(2.0), rel=1e-6)


def test_reads_and_controls_are_refused(tmp_path):
    write(tmp_path)
    (tmp_path / "r.bed").write_text("")
    (tmp_path / "u").write_text("X\tm\tr.bed\n")
    with pytest.raises(RequestError, match=r"r\.bed: expected a BigWig or bedGraph signal"):
        read_sequences(read_cellmark(tmp_path / "u", tmp_path), SIZES, 100)
