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


def test_a_folder_without_features_is_refused(tmp_path):
    with pytest.raises(RequestError, match="no such folder"):
        read_features(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RequestError, match=r"holds no \.bed or \.bed\.gz file"):
        read_features(tmp_path / "empty")
