import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.annotation.features import (
    anchor_files,
    feature_files,
    read_anchors,
    read_annotation,
    read_features,
)


def test_a_folders_features_and_anchors(tmp_path):
    (tmp_path / "genes.bed").write_text("chr1\t100\t900\n")
    (tmp_path / "CpG.bed.gz").write_text("chr1\t5\t7\n")
    (tmp_path / "._genes.bed").write_bytes(b"\x00\x05")
    (tmp_path / "old.bed").mkdir()
    (tmp_path / "anchors.TSS.hg0.txt").write_text("chr1\t500\t+\n")
    (tmp_path / "readme.txt").write_text("not an anchor")
    found = read_annotation(tmp_path)
    assert [path.name for path in feature_files(tmp_path)] == ["CpG.bed.gz", "genes.bed"]
    assert {name: (int(each.start[0]), int(each.end[0])) for name, each in found.features.items()} == {
        "CpG.bed.gz": (5, 7),
        "genes.bed": (100, 900),
    }
    assert {name: each.start.tolist() for name, each in found.anchors.items()} == {"TSS": [500]}


def test_anchors_are_named_shortly_where_that_tells_them_apart(tmp_path):
    inside = tmp_path / "anchors"
    inside.mkdir()
    for path in (
        tmp_path / "anchors.TSS.hg18.txt.gz",
        tmp_path / "anchors_TES.txt",
        tmp_path / "anchors.TSS.hg19.txt",
        inside / "exon.txt",
        inside / ".hidden.txt",
        inside / "table.tsv",
    ):
        path.touch()
    assert {name: path.name for name, path in anchor_files(tmp_path).items()} == {
        "TSS": "anchors.TSS.hg18.txt.gz",
        "TSS.hg19": "anchors.TSS.hg19.txt",
        "TES": "anchors_TES.txt",
        "exon": "exon.txt",
    }


def test_bed_anchors_are_five_prime_ends(tmp_path):
    (tmp_path / "a.txt").write_text("# genes\nchr1\t500\t700\tg\t0\t+\nchr1\t500\t700\tg\t0\t-\n")
    assert read_anchors(tmp_path / "a.txt").start.tolist() == [500, 699]
    (tmp_path / "a.txt").write_text("chr1\t0\t0\tempty\t0\t-\n")
    assert read_anchors(tmp_path / "a.txt").start.tolist() == [0]


def test_chromhmms_anchors_are_a_position_and_a_strand(tmp_path):
    (tmp_path / "a.txt").write_text("chr1\t500\t+\nchr2\t700\t-\n")
    found = read_anchors(tmp_path / "a.txt")
    assert (found.start.tolist(), found.strand.tolist()) == ([500, 700], [1, -1])
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbftrack name=a\r\nchr1\t500\t+\r\n")
    found = read_anchors(tmp_path / "a.txt")
    assert (found.chroms, found.start.tolist(), found.strand.tolist()) == (("chr1",), [500], [1])


@pytest.mark.parametrize(
    ("text", "line", "place", "bare"),
    [
        ("chr1\t500\t700\nchr1\t800\t900\n", 1, "chr1:500", "2 of 2"),
        ("chr1\t500\t700\tg\t0\t+\n# g\nchr1\t800\t900\tg\t0\t.\n", 3, "chr1:800", "1 of 2"),
        ("track name=x\nchr1\t500\t+\nchr1\t700\t.\nchr1\t701\n", 3, "chr1:700", "2 of 3"),
        ("chr1\t500\t.\n", 1, "chr1:500", "1 of 1"),
        ("chr1\t500\n", 1, "chr1:500", "1 of 1"),
    ],
)
def test_anchors_without_a_strand_are_refused_or_taken_on_purpose(tmp_path, text, line, place, bare):
    path = tmp_path / "a.txt"
    path.write_text(text)
    said = rf"a\.txt, line {line}: no strand .* at {place}, and {bare} anchors lack one; .* `unstranded`"
    with pytest.raises(RequestError, match=said) as told:
        read_anchors(path)
    assert told.value.setting == ("unstranded",)
    found = read_anchors(path, unstranded=True)
    assert int((found.strand == 0).sum()) == int(bare.split()[0])
    assert found.start.tolist()[0] == 500


def test_a_folder_without_features_is_refused(tmp_path):
    with pytest.raises(RequestError, match="no such folder"):
        read_features(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RequestError, match=r"holds no \.bed or \.bed\.gz file"):
        read_features(tmp_path / "empty")
