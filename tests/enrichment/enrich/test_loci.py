import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.loci import by_row, collapse, collapse_by_proxies, parse_loci, read_proxies

CHROM = np.array([0, 0, 0, 0, 1], np.int32)
POSITION = np.array([100, 600, 1100, 1101, 600], np.int64)


def test_the_surest_takes_those_within_reach_with_it():
    assert collapse(CHROM, POSITION, np.array([1.0, 5.0, 2.0, 3.0, 1.0]), 500).tolist() == [
        False,
        True,
        False,
        True,
        True,
    ]
    assert collapse(CHROM, POSITION, np.array([5.0, 5.0, 9.0, np.nan, 1.0]), 500).tolist() == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_rows_may_come_in_any_order():
    order = np.array([4, 2, 0, 3, 1])
    strength = np.array([1.0, 5.0, 2.0, 3.0, 1.0])
    leads = collapse(CHROM[order], POSITION[order], strength[order], 500)
    assert sorted(order[leads].tolist()) == [1, 3, 4]


def test_proxies_stand_for_each_other(tmp_path):
    (tmp_path / "p").write_text("snp proxy r2\nrs1 rs2 0.9\n# none\nrs3 rs9 1.0\n")
    pairs = read_proxies(tmp_path / "p")
    assert pairs == [("rs1", "rs2"), ("rs3", "rs9")]
    proxies = by_row(pairs, {"rs1": 7, "rs2": 3, "rs3": 11})
    assert proxies == {7: {3}, 3: {7}}
    assert collapse_by_proxies(np.array([3, 7, 11]), np.array([1.0, 2.0, np.nan]), proxies).tolist() == [
        False,
        True,
        True,
    ]


def test_how_cases_are_collapsed_in_words(tmp_path):
    assert parse_loci("500kb").reach == 500_000
    assert parse_loci("0.5Mb").reach == 500_000
    assert parse_loci("1000").reach == 1000
    assert not parse_loci("none").any
    (tmp_path / "p").write_text("")
    assert parse_loci(str(tmp_path / "p")).proxies == tmp_path / "p"
    with pytest.raises(
        RequestError, match="`loci` '5 miles': expected a distance such as 500kb, none, or a file"
    ):
        parse_loci("5 miles")
    with pytest.raises(RequestError, match="holds no pair of SNPs"):
        read_proxies(tmp_path / "p")
    (tmp_path / "p").write_text("rs1 rs2\nrs1\n")
    with pytest.raises(RequestError, match="line 2: expected the names of two SNPs"):
        read_proxies(tmp_path / "p")
