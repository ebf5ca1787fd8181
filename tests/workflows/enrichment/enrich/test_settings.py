import os
from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.enrichment.enrich.settings import Drawing, Files, Matching


def test_what_is_matched_on():
    assert Matching().names is None
    assert Matching("none").names == []
    assert Matching("maf, tss,maf").names == ["maf", "tss"]


def test_bins_of_each():
    assert Matching(bins="7").bins_of(3) == [7, 7, 7]
    assert Matching(bins="7,5").bins_of(2) == [7, 5]
    for bins, count in (("7,5", 3), ("0", 1), ("many", 1), ("1001", 1)):
        with pytest.raises(RequestError, match=f"`bins` '{bins}': expected one whole number from 1 to 1000"):
            Matching(bins=bins).bins_of(count)


def test_what_is_amiss_is_said_at_once():
    with pytest.raises(RequestError, match="`annotation`: expected one file or folder at least"):
        Files(Path("c"), [])
    with pytest.raises(RequestError, match="`tss` needs `pool`"):
        Files(Path("c"), ["A=a"], tss=Path("t"))
    with pytest.raises(RequestError, match="`draws` -1: expected at least 0"):
        Drawing(draws=-1)
    with pytest.raises(RequestError, match="`exclude_within` -1: expected at least 0"):
        Matching(exclude_within=-1)
    assert Drawing().collapsed.reach == 500_000


def test_what_is_read_twice_is_no_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RequestError, match=r"`snps` .*pipe: a pipe or device, which can be read but once"):
        Files(tmp_path / "pipe", ["A=a"])
