import builtins
import shutil

import numpy as np
import pyBigWig
import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.genome.formats.bigwig import BigWigWriter, file_name


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
    with pytest.raises(TaskError, match=r"cannot write .*none/x.bw: No such file"):
        BigWigWriter(tmp_path / "none" / "x.bw", {"c": 9})
    load = builtins.__import__

    def without(name, *rest):
        if name == "pyBigWig":
            raise ImportError(name)
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RequestError, match=r"writing BigWig needs pyBigWig.*babelix\[dna\]"):
        BigWigWriter(tmp_path / "x.bw", {"c": 9})


def test_a_disk_that_fills_up_is_said_while_there_is_room_to_end(tmp_path, monkeypatch):
    """Per value 4 bytes, and 2 for all so far; for two files; what was written before is whole."""
    free = 2 * (4 * 10_000 + 2 * 20_000 + (1 << 16))
    values = np.arange(10_000, dtype=np.float32)
    usage = shutil.disk_usage(tmp_path)
    with BigWigWriter(tmp_path / "x.bw", {"c": 90_000}, files=2) as writer:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=free))
        writer.add("c", 0, 1, values)
        writer.add("c", 10_000, 1, values)
        with pytest.raises(
            TaskError, match=r"no space left on the disk while writing x.bw: 0.3 MiB are needed"
        ):
            writer.add("c", 20_000, 1, values)
    assert pyBigWig.open(str(tmp_path / "x.bw")).values("c", 0, 20_000) == [*values, *values]


def test_a_file_that_is_not_whole_is_said(tmp_path):
    writer = BigWigWriter(tmp_path / "x.bw", {"c": 9})
    writer.add("c", 0, 1, np.ones(9, np.float32))
    close, writer._file = writer._file.close, type("File", (), {"close": lambda self: close_and_cut()})()

    def close_and_cut():
        close()
        whole = (tmp_path / "x.bw").read_bytes()
        (tmp_path / "x.bw").write_bytes(whole[:-1])

    with pytest.raises(TaskError, match=r"cannot write .*x.bw: not all of it came onto the disk"):
        writer.close()
