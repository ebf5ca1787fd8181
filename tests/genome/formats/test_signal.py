import numpy as np
import pybigtools
import pytest

from babelix.base.errors import RequestError
from babelix.base.files import stream
from babelix.genome.formats import bed
from babelix.genome.formats.signal import is_signal, open_signal

SIZES = {"chr1": 1009, "chr2": 503}
ROWS = [("chr1", 3, 27, 1.5), ("chr1", 27, 31, -2.0), ("chr1", 190, 450, 0.25), ("chr2", 0, 7, 4.0)]


def by_hand(chrom, size):
    line = np.full(SIZES[chrom], np.nan)
    for name, start, end, value in ROWS:
        if name == chrom:
            line[start:end] = value
    bins = [line[at : at + size] for at in range(0, SIZES[chrom] // size * size, size)]
    return np.array([np.nanmean(each) if np.isfinite(each).any() else np.nan for each in bins])


def write(path, rows=ROWS):
    if path.suffix == ".bw":
        pybigtools.open(str(path), "w").write(SIZES, rows)
    else:
        path.write_text("track type=bedGraph\n" + "".join(f"{c}\t{s}\t{e}\t{v}\n" for c, s, e, v in rows))
    return path


@pytest.mark.parametrize("name", ["a.bw", "a.bedGraph"])
@pytest.mark.parametrize("size", [10, 37, 200])
def test_bins_are_means_over_bases_with_data(tmp_path, name, size):
    with open_signal(write(tmp_path / name), SIZES, size) as track:
        assert track.chroms == ("chr1", "chr2")
        for chrom in SIZES:
            np.testing.assert_allclose(track.bins(chrom), by_hand(chrom, size), rtol=1e-12)


def test_bedgraph_in_small_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(bed, "stream", lambda path: stream(path, 11))
    with open_signal(write(tmp_path / "a.bg"), SIZES, 37) as track:
        np.testing.assert_allclose(track.bins("chr1"), by_hand("chr1", 37))


def test_a_chromosome_without_data_is_missing(tmp_path):
    with open_signal(write(tmp_path / "a.bw", ROWS[:2]), SIZES, 100) as track:
        assert np.isnan(track.bins("chr2")).all()
    with open_signal(write(tmp_path / "a.bdg", ROWS[:2]), SIZES, 100) as track:
        assert np.isnan(track.bins("chr2")).all()
        assert len(track.bins("chr2")) == 5


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("chr1", 5, 9, 1), ("chr1", 7, 11, 1)], "line 3: the interval starts before the line above ends"),
        ([("chr1", 5, 9, 1), ("chr2", 7, 11, 1), ("chr1", 20, 21, 1)], "line 4: chr1 comes a second time"),
        ([("chr2", 500, 511, 1)], "line 2: the interval ends after chr2, which has 503 bases"),
        ([("chr3", 5, 9, 1)], "line 2: chromosome 'chr3' is not in the sizes file, which has chr1, chr2"),
    ],
)
def test_bedgraph_errors(tmp_path, rows, said):
    path = write(tmp_path / "a.bedgraph", rows)
    with pytest.raises(RequestError, match=said), open_signal(path, SIZES, 10):
        pass


def test_bigwig_errors(tmp_path):
    path = write(tmp_path / "a.bw")
    with (
        pytest.raises(RequestError, match="chr1 has 1009 bases there and 2003"),
        open_signal(path, {"chr1": 2003}, 10),
    ):
        pass
    with (
        pytest.raises(RequestError, match="'chr1' is not in the sizes file"),
        open_signal(path, {"1": 1009}, 10),
    ):
        pass
    (tmp_path / "b.bw").write_bytes(b"nothing")
    with (
        pytest.raises(RequestError, match="not a readable BigWig"),
        open_signal(tmp_path / "b.bw", SIZES, 10),
    ):
        pass
    with pytest.raises(RequestError, match="No such file"), open_signal(tmp_path / "c.bw", SIZES, 10):
        pass
    with pytest.raises(RequestError, match="name ends in"), open_signal(tmp_path / "b.wig", SIZES, 10):
        pass
    assert is_signal("x.bigWig")
    assert not is_signal("x.bed")
