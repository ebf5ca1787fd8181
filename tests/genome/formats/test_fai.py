import os

import pysam
import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.genome.formats import fai
from babelix.genome.formats.fai import Record, index_places, indexed, is_fresh, read_index, scan


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_index_is_samtools_own(write_fasta, chains, tmp_path, end):
    path = write_fasta({**chains, "empty": "", "full": "ACGT" * 13}, end=end)
    records = indexed(path, tmp_path / "cache")
    ours = (tmp_path / "g.fa.fai").read_bytes()
    (tmp_path / "g.fa.fai").unlink()
    pysam.faidx(str(path))
    theirs = read_index(tmp_path / "g.fa.fai", path.stat().st_size)
    assert {name: each for name, each in theirs.items() if each.bases} == {
        name: each for name, each in records.items() if each.bases
    }
    assert ours.startswith(b"chr1\t211\t")


def test_a_byte_is_found_by_arithmetic():
    record = Record("a", 29, 7, 13, 14)
    assert [record.byte(base) for base in (0, 12, 13, 28)] == [7, 19, 21, 37]


def test_a_stale_index_is_made_anew_and_a_fresh_one_kept(write_fasta, chains, tmp_path):
    path = write_fasta({"chr1": "ACGTA"})
    indexed(path, tmp_path)
    write_fasta(chains)
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 5_000_000_000))
    assert indexed(path, tmp_path)["chr2"].bases == 97
    beside, _ = index_places(path, tmp_path)
    assert not is_fresh(tmp_path / "none", path)
    made = beside.read_text()
    beside.write_text("\n".join(made.splitlines()[::-1]) + "\n")
    os.utime(beside, ns=(1, path.stat().st_mtime_ns))
    assert is_fresh(beside, path)
    assert list(indexed(path, tmp_path)) == ["chr2", "chr1"]


@pytest.mark.parametrize(
    ("index", "line"),
    [
        ("b\t5\t3\t5\t6\n", 1),  # another name
        ("a\t4\t3\t4\t6\n", 1),  # a base less
        ("a\t5\t2\t5\t6\n", 1),  # a byte early
        ("a\t5\t3\t5\t6\nc\t2\t13\t2\t3\n", 2),  # a part of the name
        ("a\t5\t3\t5\t6\nb\t2\t12\t2\t3\n", 2),
    ],
)
def test_an_index_of_another_file_is_refused_however_new(tmp_path, index, line):
    (tmp_path / "g.fa").write_text(">a\nACGTA\n>bc\nAC\n")
    (tmp_path / "g.fa.fai").write_text(index)
    with pytest.raises(RequestError, match=rf"g.fa.fai, line {line}: .*g.fa has no record .*remove it"):
        indexed(tmp_path / "g.fa", tmp_path)
    (tmp_path / "g.fa.fai").write_text("a\t5\t3\t5\t6\nbc\t2\t13\t2\t3\n")
    assert list(indexed(tmp_path / "g.fa", tmp_path)) == ["a", "bc"]


def test_a_folder_that_is_read_only_has_its_index_in_the_cache(write_fasta, chains, tmp_path, monkeypatch):
    path = write_fasta(chains)
    cache = tmp_path / "cache"
    cache.mkdir()
    tmp_path.chmod(0o555)  # root could write nevertheless
    try:
        made = indexed(path, cache)
        (kept,) = cache.iterdir()
        assert kept.name.endswith("-g.fa.fai")
        assert not (tmp_path / "g.fa.fai").exists()
        monkeypatch.setattr(fai, "scan", None)
        assert indexed(path, cache) == made
    finally:
        tmp_path.chmod(0o755)


def test_a_disk_without_room_costs_the_index_alone(write_fasta, chains, tmp_path, monkeypatch):
    def refuse(path, text):
        raise TaskError("no space left")

    monkeypatch.setattr(fai, "write_text", refuse)
    assert indexed(write_fasta(chains), tmp_path / "cache")["chr2"].bases == 97


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ACGT\n", "line 1: expected a record that begins with '>'"),
        (">a\nAC\n>a\nAC\n", "line 3: expected a record with a name of its own"),
        (">\nAC\n", "line 1: expected a record with a name of its own, got '>'"),
        (">a\nACG\nAC\nACG\n", "line 4: the lines of a differ in length"),
        (">a\nACG\nACGT\n", "line 3: the lines of a differ in length"),
        ("", "holds no record"),
    ],
)
def test_what_is_no_fasta_is_refused(tmp_path, text, said):
    (tmp_path / "x.fa").write_text(text)
    with pytest.raises(RequestError, match=said):
        scan(tmp_path / "x.fa")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\t3\t1\n", "line 1: expected name, length, offset"),
        ("a\t3\t1\t3\t4\na\t3\t1\t3\t4\n", "line 2: expected name"),
        ("a\t300\t1\t3\t4\n", "line 1: a would end behind the FASTA's end; the index is of another file"),
    ],
)
def test_what_is_no_index_is_refused(tmp_path, text, said):
    (tmp_path / "x.fai").write_text(text)
    with pytest.raises(RequestError, match=said):
        read_index(tmp_path / "x.fai", 29)
