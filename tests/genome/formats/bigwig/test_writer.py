from pathlib import Path

import numpy as np
import pybigtools
import pyBigWig
import pytest

from babelix.base.errors import TaskError
from babelix.genome.formats.bigwig.writer import BigWigWriter, file_name


def test_what_is_written_reads_back_equal(tmp_path):
    values = np.random.default_rng(0).random(37, np.float32)
    with BigWigWriter(tmp_path / "x.bw", {"chr1": 71, "chr2": 5, "chr10": 7}) as writer:
        writer.add("chr1", 3, 1, values[:11])
        writer.add("chr1", 14, 1, values[11:])
        writer.add("chr10", 2, 1, values[:5])
    found = pyBigWig.open(str(tmp_path / "x.bw"))
    assert found.chroms() == {"chr1": 71, "chr2": 5, "chr10": 7}
    assert np.array_equal(np.array(found.values("chr1", 3, 40), np.float32), values)
    assert np.isnan(found.values("chr1", 0, 3)).all()
    assert found.intervals("chr2") is None
    assert np.array_equal(np.array(found.values("chr10", 2, 7), np.float32), values[:5])


@pytest.mark.parametrize(
    ("first", "length", "intervals"),
    [
        (3, 100, ((3, 7, 1.0), (7, 11, 2.0), (11, 15, 3.0))),
        (-2, 100, ((0, 2, 1.0), (2, 6, 2.0), (6, 10, 3.0))),
        (-6, 100, ((0, 2, 2.0), (2, 6, 3.0))),
        (3, 13, ((3, 7, 1.0), (7, 11, 2.0), (11, 13, 3.0))),
        (3, 11, ((3, 7, 1.0), (7, 11, 2.0))),
        (-2, 1, ((0, 1, 1.0),)),
    ],
)
def test_bins_are_cut_at_the_ends_of_the_contig(tmp_path, first, length, intervals):
    with BigWigWriter(tmp_path / "x.bw", {"c": length}) as writer:
        writer.add("c", first, 4, np.array([1, 2, 3], np.float32))
    assert pyBigWig.open(str(tmp_path / "x.bw")).intervals("c") == intervals


def test_names_of_files():
    assert file_name("donor+") == "donor+.bw"
    assert file_name("DNASE:a/b c_d.e-é") == "DNASE_a_b_c_d.e-_.bw"


def test_what_cannot_be_written_is_said(tmp_path, monkeypatch):
    with (
        BigWigWriter(tmp_path / "x.bw", {"c": 9}) as writer,
        pytest.raises(TaskError, match="a prediction on c is no finite number"),
    ):
        writer.add("c", 0, 1, np.array([np.nan], np.float32))
    with pytest.raises(TaskError, match=r"cannot write x.bw: No such file"):
        BigWigWriter(tmp_path / "none" / "x.bw", {"c": 9})


def test_a_full_disk_is_one_sentence(tmp_path):
    """/dev/full takes nothing: a block more than is buffered is refused, or the end of a small file."""
    for count in (9_000, 9):
        writer = BigWigWriter(tmp_path / "x.bw", {"c": 9_000})
        writer._file.close()
        writer._file = Path("/dev/full").open("wb")  # noqa: SIM115

        def fill(writer=writer, count=count):
            with writer:
                writer.add("c", 0, 1, np.random.default_rng(0).random(count, np.float32))

        with pytest.raises(TaskError, match=r"cannot write x.bw: No space left on device"):
            fill()


@pytest.mark.slow
def test_from_afar_it_is_the_mean_of_what_is_near(tmp_path):
    """Many contigs give both trees levels; oracles: pyBigWig by its summaries and by all values, pybigtools."""
    lengths = {f"c{number}": 40_009 if number == 611 else 7 + number for number in range(701)}
    values = np.random.default_rng(1).random(40_009, np.float32)
    with BigWigWriter(tmp_path / "x.bw", lengths) as writer:
        for number in range(611):
            writer.add(f"c{number}", 0, 1, np.full(7 + number, number, np.float32))
        for at in range(0, 40_009, 9_001):
            writer.add("c611", at, 1, values[at : at + 9_001])
    found = pyBigWig.open(str(tmp_path / "x.bw"))
    assert found.chroms() == lengths
    assert np.array_equal(np.array(found.values("c611", 0, 40_009), np.float32), values)
    assert found.values("c13", 0, 20) == [13.0] * 20
    header = found.header()
    assert (header["nBasesCovered"], header["nLevels"]) == (40_009 + sum(range(7, 618)), 7)
    for kind in ("mean", "min", "max", "std"):
        near, far = (
            found.stats("c611", 0, 32_768, type=kind, nBins=8, exact=exact) for exact in (True, False)
        )
        assert np.allclose(near, far, rtol=1e-5)
    theirs = pybigtools.open(str(tmp_path / "x.bw"))
    assert theirs.zooms() == [16, 64, 256, 1024, 4096, 16384, 65536]
    assert theirs.info()["summary"]["max"] == 610.0
