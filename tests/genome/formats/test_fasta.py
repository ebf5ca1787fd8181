import gzip
import os
import random

import pysam
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.fasta import open_fasta


def forms(path):
    """Write a FASTA in the two compressed forms beside the plain one."""
    packed, blocks = path.with_suffix(".zip.gz"), path.with_suffix(".fa.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    pysam.tabix_compress(str(path), str(blocks))
    return [path, packed, blocks]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_form_gives_the_bases_that_pysam_gives(write_fasta, chains, tmp_path, end):
    path = write_fasta(chains, end=end)
    oracle = pysam.FastaFile(str(write_fasta(chains, "oracle.fa")))
    opened = [open_fasta(each, tmp_path / "cache") for each in forms(path)]
    rng = random.Random(3)
    stretches = [(0, 211), (0, 0), (12, 13), (13, 14), (12, 14), (210, 211)]
    for _ in range(31):
        start, stop = sorted(rng.choices(range(212), k=2))
        stretches.append((start, stop))
    for fasta in opened:
        assert dict(fasta.lengths) == {"chr1": 211, "chr2": 97}
        for start, end_ in stretches:
            expected = oracle.fetch("chr1", start, end_) if end_ > start else ""
            assert (
                fasta.read("chr1", start, end_).tobytes().decode() == expected == chains["chr1"][start:end_]
            )
        assert fasta.read("chr2", 83, 97).tobytes().decode() == chains["chr2"][83:]


def test_a_last_line_without_end_is_read(tmp_path):
    (tmp_path / "x.fa").write_text(">a\nACGT\nGA")
    assert open_fasta(tmp_path / "x.fa", tmp_path).read("a", 2, 6).tobytes() == b"GTGA"


def test_a_bgzipped_file_in_a_folder_that_is_read_only(write_fasta, chains, tmp_path):
    blocks = forms(write_fasta(chains))[2]
    (tmp_path / "cache").mkdir()
    tmp_path.chmod(0o555)
    try:
        for _ in range(2):
            fasta = open_fasta(blocks, tmp_path / "cache")
            assert fasta.read("chr2", 5, 9).tobytes().decode() == chains["chr2"][5:9]
    finally:
        tmp_path.chmod(0o755)
    assert sorted(path.suffix for path in (tmp_path / "cache").iterdir()) == [".fai", ".gz", ".gzi"]
    assert not (tmp_path / "g.fa.gz.fai").exists()


def test_a_truncated_bgzip_is_refused(write_fasta, chains, tmp_path):
    blocks = forms(write_fasta(chains))[2]
    blocks.write_bytes(blocks.read_bytes()[:-28])
    with pytest.raises(RequestError, match="truncated bgzip file: its last block is missing; fetch it again"):
        open_fasta(blocks, tmp_path)


def test_a_damaged_or_exchanged_bgzip_is_one_sentence(tmp_path, capfd):
    """A block spoilt before the index is made, after it, and a file that is another one than its index is of."""
    text = "".join(random.Random(1).choices("ACGT", k=200_000))
    with pysam.BGZFile(str(tmp_path / "g.fa.gz"), "w") as file:
        file.write(f">chr1\n{text}\n".encode())
    whole = (tmp_path / "g.fa.gz").read_bytes()
    spoilt = whole[:30_000] + bytes(9) + whole[30_009:]
    (tmp_path / "spoilt.fa.gz").write_bytes(spoilt)
    with pytest.raises(RequestError, match=r"spoilt.fa.gz cannot be indexed: .*; fetch it again"):
        open_fasta(tmp_path / "spoilt.fa.gz", tmp_path)
    assert (
        open_fasta(tmp_path / "g.fa.gz", tmp_path).read("chr1", 199_990, 200_000).tobytes().decode()
        == text[-10:]
    )
    (tmp_path / "g.fa.gz").write_bytes(spoilt)
    for ending in ("fai", "gzi"):
        os.utime(tmp_path / f"g.fa.gz.{ending}")
    with pytest.raises(RequestError, match=r"g.fa.gz: chr1 cannot be read to its end; fetch the file again"):
        open_fasta(tmp_path / "g.fa.gz", tmp_path).read("chr1", 0, 200_000)
    with pysam.BGZFile(str(tmp_path / "g.fa.gz"), "w") as file:
        file.write(f">chr1\n{text[::-1].replace('A', 'N')}\n".encode())
    for ending in ("fai", "gzi"):
        os.utime(tmp_path / f"g.fa.gz.{ending}")
    with pytest.raises(
        RequestError, match=r"g.fa.gz.gzi is the index of another file than .*g.fa.gz; remove it and the .fai"
    ):
        open_fasta(tmp_path / "g.fa.gz", tmp_path)
    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(RequestError, match="no such file"):
        open_fasta(tmp_path / "none.fa", tmp_path)
    with pytest.raises(RequestError, match="cannot read"):
        open_fasta(tmp_path, tmp_path)
    for text, said in (
        (b"ACGT\n", "begin with '>'"),
        (b"", "no record"),
        (b">\nA\n>b\n", "names of their own"),
    ):
        (tmp_path / "x.gz").write_bytes(gzip.compress(text))
        with pytest.raises(RequestError, match=said):
            open_fasta(tmp_path / "x.gz", tmp_path)
