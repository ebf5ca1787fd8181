from pathlib import Path

from babelix.enrichment.coverage.matrix import matrix
from babelix.enrichment.coverage.members import Member


def members(*known):
    return [Member("TF", Path(f"{n}.bed"), each) for n, each in enumerate(known)]


def test_factors_by_cells_most_studied_first(laid):
    stacked = laid("chr1\t0\t5\n", "chr1\t3\t9\n", "chr2\t0\t4\n", "chr1\t0\t7\n").stacked
    cells = [("K", "CTCF"), ("K", "CTCF"), ("G", "MAX"), ("K", "MAX")]
    found = matrix(members(*({"cell": c, "factor": f, "assay": "ChIP"} for c, f in cells)), stacked)
    assert (found.row, found.rows, found.columns) == ("factor", ("CTCF", "MAX"), ("K", "G"))
    assert found.bases.tolist() == [[9, -1], [7, 4]]
    assert found.files.tolist() == [[2, 0], [1, 1]]


def test_assays_where_factors_are_not_told_apart(laid):
    stacked = laid("chr1\t0\t5\n", "chr1\t3\t9\n").stacked
    known = [{"cell": "K", "factor": "-", "assay": each} for each in ("DNase", "RNA")]
    assert matrix(members(*known), stacked).rows == ("DNase", "RNA")
    assert matrix(members({"cell": "K"}, {"cell": "K"}), stacked) is None
    assert matrix(members({"assay": "x"}, {"assay": "y"}), stacked) is None
