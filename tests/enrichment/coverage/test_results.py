import numpy as np

from babelix.enrichment.coverage.blocks import Draws
from babelix.enrichment.coverage.patterns import Patterns
from babelix.enrichment.coverage.results import Class, Coverage, Share


def test_tables_are_numbers_apart_by_tabs():
    patterns = Patterns(("A", "B"), np.array([[True, False], [True, True]]), np.array([160, 30]))
    share = Share("my TF", 3, 4, 3, 290, 0.29, None, 290, {"chr1": 290}, (Class("E", 2, 7),))
    found = Coverage(
        1000, {"chr1": 1000}, {"chr2": "no element in A"}, share, (share,), "cell", patterns, (), (), None, Draws(),
        {}, {}, 0, 0, 0,
    )  # fmt: skip
    tables = {name: [line.split("\t") for line in text.splitlines()] for name, text in found.tables().items()}
    assert set(tables) == {
        "coverage.tsv",
        "chromosomes.tsv",
        "overlaps.tsv",
        "intersections.tsv",
        "classes.tsv",
    }
    assert tables["coverage.tsv"][1] == ["my TF", "3", "4", "3", "290", "0.29", "", "", "290", "0.29"]
    assert tables["chromosomes.tsv"][0] == ["chromosome", "counted_bases", "my_TF", "union", "left_out"]
    assert tables["chromosomes.tsv"][1:] == [
        ["chr1", "1000", "290", "290", ""],
        ["chr2", "", "", "", "no element in A"],
    ]
    assert tables["overlaps.tsv"][1] == ["A", "B", "30", "0.157895", "1", "0.157895"]
    assert tables["intersections.tsv"][1:] == [["160", "0.16", "A"], ["30", "0.03", "A,B"]]
    assert tables["classes.tsv"][1] == ["my TF", "E", "2", "7", "0.007"]
