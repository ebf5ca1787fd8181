import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.substitutions import read_substitutions

HEAD = "# tiny; g.fa, window 7\nchrom\tposition\tref\talt\ttrack\teffect\tgradient_x_input\n"
ROWS = (
    "c\t5\tA\tC\tone\t1\t0.5\nc\t5\tA\tG\tone\t-2\t0.5\nc\t5\tA\tT\tone\t-5\t0.5\n"
    "c\t6\tN\tA\tone\t1\t0\nc\t6\tN\tC\tone\t1\t0\nc\t6\tN\tG\tone\t1\t0\nc\t6\tN\tT\tone\t1\t0\n"
)


def test_what_each_base_adds_by_hand(tmp_path):
    (tmp_path / "e.tsv").write_text(HEAD + ROWS + ROWS.replace("one", "two").replace("-5", "-8"))
    one, two = read_substitutions(tmp_path / "e.tsv")
    assert (one.remark, one.track, one.chrom, one.start, one.letters) == (
        "tiny; g.fa, window 7",
        "one",
        "c",
        5,
        "AN",
    )
    assert one.added["by_substitution"].tolist() == [2.0, 0.0]
    assert one.added["by_gradient"].tolist() == [0.5, 0.0]
    assert (two.track, two.added["by_substitution"].tolist()) == ("two", [3.0, 0.0])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("chrom\t", "", "expected the table that mutagenesis writes"),
        ("c\t5\tA\tC\tone\t1", "c\t5\tA\tC\tone\tmuch", "line 3: expected 7 columns"),
        ("c\t5\tA\tC\tone\t1\t0.5", "c\t5\tA\tC", "line 3: expected 7 columns"),
        ("A\tC\tone\t1", "A\tX\tone\t1", r"line 3: expected a base A C G T and two numbers, got X"),
        ("c\t5\tA\tC\tone\t1\t0.5\n", "", r"the substitutions of c:5 A of one by all other bases"),
        ("c\t6", "c\t7", r"expected base c:6 of one next, got c:7"),
        (ROWS, "", "holds no substitution"),
    ],
)
def test_another_table_is_refused(tmp_path, old, new, said):
    (tmp_path / "e.tsv").write_text((HEAD + ROWS).replace(old, new))
    with pytest.raises(RequestError, match=said):
        read_substitutions(tmp_path / "e.tsv")
