import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.bigwig.reader import BigWigReader, is_bigwig
from babelix.genome.formats.bigwig.writer import BigWigWriter


def test_bases_without_data_are_no_numbers(tmp_path):
    path = tmp_path / "x.bw"
    with BigWigWriter(path, {"chr1": 23, "chr2": 7}) as writer:
        writer.add("chr1", 3, 2, np.array([5, 6], np.float32))
    reader = BigWigReader(path)
    assert dict(reader.lengths)["chr1"] == 23
    found = reader.values("chr1", 0, 11)
    assert np.isnan(found).tolist() == [True] * 3 + [False] * 4 + [True] * 4
    assert found[3:7].tolist() == [5, 5, 6, 6]
    assert reader.values("chr1", 4, 7).tolist() == [5, 6, 6]


def test_what_is_no_bigwig_is_refused(tmp_path):
    path = tmp_path / "x.bw"
    with pytest.raises(RequestError, match=r"cannot read .*No such file"):
        BigWigReader(path)
    path.write_bytes(b"chr1\t3\t5")
    with pytest.raises(RequestError, match="begins with b'chr1'"):
        BigWigReader(path)
    path.write_bytes(b"\x26\xfc\x8f\x88")
    with pytest.raises(RequestError, match="not a readable BigWig file"):
        BigWigReader(path)


@pytest.mark.parametrize(("name", "is_one"), [("a.bw", True), ("a.BigWig", True), ("a.bed.gz", False)])
def test_names_tell(tmp_path, name, is_one):
    assert is_bigwig(tmp_path / name) is is_one
