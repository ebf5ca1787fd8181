import gzip

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.files import stream
from babelix.genome.formats import bed
from babelix.genome.formats.bed import Columns, blocks, read_bed

TEXT = b"""track name=x
# a remark
chr1\t0\t5\tone\t0\t+
chr2\t7\t11\ttwo\t0\t-\r

chr1\t5\t5\tone\t0\t.
browser position
chr1 13 17 one 0 +"""


@pytest.mark.parametrize("packed", [False, True])
def test_reading(tmp_path, packed):
    path = tmp_path / "a.bed"
    path.write_bytes(gzip.compress(TEXT) if packed else TEXT)
    found = read_bed(path, names=True)
    assert found.chroms == ("chr1", "chr2")
    assert found.chrom.tolist() == [0, 1, 0, 0]
    assert found.start.tolist() == [0, 7, 5, 13]
    assert found.end.tolist() == [5, 11, 5, 17]
    assert found.strand.tolist() == [1, -1, 0, 1]
    assert [found.labels[code] for code in found.label] == ["one", "two", "one", "one"]


def test_blocks_of_any_size_give_the_same(tmp_path, monkeypatch):
    path = tmp_path / "a.bed"
    rows = [(f"chr{i % 3}", 7 * i, 7 * i + 5) for i in range(101)]
    path.write_text("".join(f"{c}\t{s}\t{e}\n" for c, s, e in rows))
    whole = read_bed(path)
    monkeypatch.setattr(bed, "stream", lambda p: stream(p, 23))
    pieces = list(blocks(path))
    assert len(pieces) > 20
    assert np.concatenate([piece.line for piece in pieces]).tolist() == list(range(1, 102))
    joined = read_bed(path)
    assert joined.start.tolist() == whole.start.tolist()
    assert [joined.chroms[c] for c in joined.chrom] == [c for c, _, _ in rows]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("chr1\t3", "line 3: expected at least 3 columns separated by tabs, got 'chr1"),
        ("chr1\t3\tx", "line 3: start and end must be whole numbers"),
        ("chr1\t3.5\t7", "line 3: start and end must be whole numbers"),
        ("chr1\t\t7", "line 3: start and end must be whole numbers"),
        ("chr1\t-3\t7", "line 3: a position is below 0"),
        ("chr1\t9\t7", "line 3: the end is before the start"),
        ("chr1\t99999999999999999999\t7", "line 3: start and end must be whole numbers"),
    ],
)
def test_errors_name_file_line_and_remedy(tmp_path, line, said):
    path = tmp_path / "bad.bed"
    path.write_text(f"chr1\t0\t5\n# remark\n{line}\nchr1\t7\t9\n")
    with pytest.raises(RequestError, match=r"bad\.bed, " + said):
        read_bed(path)


def test_a_missing_strand_is_refused_only_when_asked_for(tmp_path):
    (tmp_path / "a.bed").write_text("chr1\t0\t5\tx\t0\t+\nchr1\t0\t5\n")
    assert len(read_bed(tmp_path / "a.bed")) == 2
    with pytest.raises(RequestError, match=r"line 2: no strand .*; give one, or ask for `center`") as caught:
        read_bed(tmp_path / "a.bed", strands=True)
    assert caught.value.setting == ("center",)


def test_the_fourth_column_is_the_strand_of_a_short_line(tmp_path):
    (tmp_path / "a.bed").write_text("chr1\t0\t5\t-\n")
    assert read_bed(tmp_path / "a.bed", strands=True).strand.tolist() == [-1]


def test_columns_can_be_chosen(tmp_path):
    (tmp_path / "a.txt").write_text("x\t+\tchr7\t3\t5\n")
    found = read_bed(tmp_path / "a.txt", Columns(2, 3, 4, name=0, strand=1), strands=True, names=True)
    assert (found.chroms, found.labels, found.strand.tolist()) == (("chr7",), ("x",), [1])


def test_columns_are_read_from_a_text():
    assert Columns.of("2,3,4") == Columns(2, 3, 4)
    assert Columns.of("0, 1,2,5") == Columns(0, 1, 2, strand=5)
    for text in ("0,1", "0,1,x", "0,1,-2", "0,1,2,3,4", ""):
        with pytest.raises(
            RequestError, match=rf"`columns` '{text}': expected chrom,start,end or .* counted"
        ) as caught:
            Columns.of(text)
        assert caught.value.setting == ("columns",)


def test_values(tmp_path):
    (tmp_path / "a.bg").write_text("chr1\t0\t5\t1.5\nchr1\t5\t7\t-2e-3\n")
    assert next(iter(blocks(tmp_path / "a.bg", values=True))).value.tolist() == [1.5, -0.002]
    (tmp_path / "b.bg").write_text("chr1\t0\t5\t1.5\nchr1\t5\t7\thigh\n")
    with pytest.raises(RequestError, match="line 2: expected a number in column 4, got 'high'"):
        list(blocks(tmp_path / "b.bg", values=True))


def test_damaged_and_missing_files(tmp_path):
    (tmp_path / "a.bed.gz").write_bytes(gzip.compress(TEXT * 99)[:-9])
    with pytest.raises(RequestError, match=r"a\.bed\.gz, after line 0: truncated or damaged gzip file"):
        read_bed(tmp_path / "a.bed.gz")
    with pytest.raises(RequestError, match="no such file"):
        read_bed(tmp_path / "none.bed")
    with pytest.raises(RequestError, match="cannot read"):
        read_bed(tmp_path)


def test_an_empty_file_has_no_intervals(tmp_path):
    (tmp_path / "a.bed").write_text("# nothing\n")
    assert len(read_bed(tmp_path / "a.bed", names=True)) == 0
    (tmp_path / "b.bed").write_text("")
    assert len(read_bed(tmp_path / "b.bed")) == 0


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path):
    (tmp_path / "a.bed").write_bytes(b"\xef\xbb\xbfchr1\t3\t9\nchr1\t13\t19\n")
    found = read_bed(tmp_path / "a.bed")
    assert (found.chroms, found.start.tolist()) == (("chr1",), [3, 13])
