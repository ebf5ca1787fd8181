from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.members import (
    Member,
    annotations,
    bare_annotations,
    by_name,
    by_table,
    columns_of,
)

PEAKS = [
    Member("TF", Path(f"x/ChIP.{cell}.{factor}.narrowPeak.gz")) for cell, factor in (("A", "P"), ("B", "P"))
]


def test_a_file_and_a_folder(tmp_path):
    for name in ("b.bed.gz", "a.narrowPeak", "README.md", ".hidden.bed"):
        (tmp_path / name).write_text("")
    one = tmp_path / "b.bed.gz"
    found = annotations([f"TF={tmp_path}", f"other={one}"])
    assert [(each.annotation, each.path.name) for each in found] == [
        ("TF", "a.narrowPeak"), ("TF", "b.bed.gz"), ("other", "b.bed.gz"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["peaks.bed"], "`annotation` 'peaks.bed': expected NAME=FILE or NAME=FOLDER"),
        (["TF=/dev/null"], "`annotation` /dev/null: a pipe or device, which can be read but once"),
        (["TF=gone.bed"], "`annotation` TF: no such file or folder: gone.bed"),
        (["TF=.", "TF=."], "holds no file of intervals"),
    ],
)
def test_what_is_no_annotation_is_told(tmp_path, monkeypatch, texts, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError, match=said):
        annotations(texts)


def test_a_name_given_twice_is_told(tmp_path):
    (tmp_path / "a.bed").write_text("")
    with pytest.raises(RequestError, match="`annotation` TF is given twice"):
        annotations([f"TF={tmp_path}", f"TF={tmp_path}"])


def test_what_a_name_says():
    found = by_name(PEAKS, "assay.cell.factor")
    assert [each.known for each in found][1] == {"assay": "ChIP", "cell": "B", "factor": "P"}
    assert columns_of(found, None) == ["cell"]
    assert columns_of(found, "factor") == ["factor"]
    with pytest.raises(
        RequestError, match=r"its name has 5 parts between points, a\.b\.c\.d\.e\.f asks for 6"
    ):
        by_name(PEAKS, "a.b.c.d.e.f")
    with pytest.raises(RequestError, match=r"`name_fields` 'a\.\.b': expected names"):
        by_name(PEAKS, "a..b")
    with pytest.raises(
        RequestError, match=r"`group` 'cells': expected one of assay, cell, factor; did you mean 'cell'"
    ):
        columns_of(found, "cells")
    with pytest.raises(RequestError, match="`group` 'cell': expected one of none: give `samples` or"):
        columns_of(PEAKS, "cell")


def test_what_a_table_says(tmp_path):
    table = tmp_path / "samples.tsv"
    rows = ["file\tcell\tlab", *(f"{each.path}\tK{n}\tx" for n, each in enumerate(PEAKS)), "other.bed\tK\tx"]
    table.write_text("\n".join(rows) + "\n")
    found, unused = by_table(PEAKS, table)
    assert ([each.known for each in found], unused) == (
        [{"cell": "K0", "lab": "x"}, {"cell": "K1", "lab": "x"}],
        1,
    )
    assert columns_of(found, None) == ["cell"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: expected a header with file and cell, assay or factor, apart by tabs, got ''"),
        ("name\tcell\n", "line 1: expected a header with file"),
        ("file\tcell\na.bed\n", "line 2: expected 2 columns as in the header, got 1"),
        ("file\tcell\na.bed\tK\nx/a.bed\tL\n", r"line 3: a\.bed is given twice"),
        (
            "file\tcell\nChIP.A.P.narrowPeak\tK\n",
            r"has no row of ChIP\.A\.P\.narrowPeak\.gz \(TF\); add one; did you mean",
        ),
    ],
)
def test_a_wrong_table_is_told(tmp_path, text, said):
    (tmp_path / "s.tsv").write_text(text)
    with pytest.raises(RequestError, match=said):
        by_table(PEAKS, tmp_path / "s.tsv")


def test_a_table_in_another_encoding_is_told(tmp_path):
    (tmp_path / "s.tsv").write_bytes("file\tcell\na.bed\tZürich\n".encode("latin-1"))
    with pytest.raises(RequestError, match=r"s\.tsv, line 2: not UTF-8 .*; convert the text to UTF-8 first"):
        by_table(PEAKS, tmp_path / "s.tsv")


def test_a_path_without_a_name_gives_each_of_its_files(tmp_path):
    (tmp_path / "peaks").mkdir()
    for name in ("K562.CTCF.narrowPeak.gz", "b.bed"):
        (tmp_path / "peaks" / name).write_text("")
    (tmp_path / "x.gtf").write_text("")
    found = bare_annotations([str(tmp_path / "peaks"), f"all={tmp_path / 'peaks'}", str(tmp_path / "x.gtf")])
    assert [[each.annotation for each in members] for members in found] == [
        ["K562.CTCF", "b"],
        ["all", "all"],
        ["x"],
    ]
    with pytest.raises(
        RequestError, match=r"`annotation` b is both .*b\.bed and .*b\.bed; name one of them otherwise"
    ):
        bare_annotations([str(tmp_path / "peaks"), f"b={tmp_path / 'peaks' / 'b.bed'}"])
    with pytest.raises(RequestError, match="`annotation` nowhere: no such file or folder"):
        bare_annotations(["nowhere"])
