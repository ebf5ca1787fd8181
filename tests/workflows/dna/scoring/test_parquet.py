import sys
from dataclasses import replace
from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.dna.scoring import parquet
from babelix.workflows.dna.scoring.results import About, AtStart, Scored

ABOUT = About("counter", Path("g.fa"), "hg38", 28, 20, ("a", "b"), ("symbol",))
ROWS = [
    Scored("c:7:A:G", "scored", {"a": {"sad": 1 / 3, "sar": 2.0}, "b": {"sad": -2.0}}, {"symbol": "G"}),
    Scored("c:8:A:*", "star"),
]


@pytest.mark.slow  # loads pyarrow
@pytest.mark.parametrize("group", [2, 16_384])
def test_a_line_an_allele_and_track(tmp_path, monkeypatch, group):
    from pyarrow.parquet import ParquetFile

    monkeypatch.setattr(parquet, "_GROUP", group)
    writer = parquet.ParquetWriter(tmp_path / "x", ABOUT)
    for row in ROWS:
        writer.add(row)
    writer.close()
    with ParquetFile(tmp_path / "x") as file:
        found = file.read()
    assert found.to_pylist()[0] == {
        "variant": "c:7:A:G", "fate": "scored", "track": "a", "sad": 1 / 3, "sar": 2.0, "l2": None, "max": None,
        "null_l2": None, "symbol": "G",
    }  # fmt: skip
    assert found["track"].to_pylist() == ["a", "b", None]
    assert found["fate"].to_pylist() == ["scored", "scored", "star"]
    assert found.schema.metadata[b"genome"] == b"g.fa"


@pytest.mark.slow  # loads pyarrow
def test_starts_have_columns_of_their_own(tmp_path):
    from pyarrow.parquet import ParquetFile

    writer = parquet.ParquetWriter(tmp_path / "x", replace(ABOUT, at_starts=True, numbers=("symbol",)))
    writer.add(Scored("x", "scored", {}, {"symbol": 2.5}, starts=(AtStart("A", "c:7", {"a": {"sad": 0.5}}),)))
    writer.close()
    with ParquetFile(tmp_path / "x") as file:
        found = file.read()
        assert found.column_names[:5] == ["variant", "fate", "gene", "start", "track"]
        assert found["symbol"].to_pylist() == [2.5]  # a number among what the model adds


def test_without_pyarrow_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(RequestError, match=r"needs pyarrow, .* run pip install 'babelix\[parquet\]'"):
        parquet.library()
