import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.contig_names import ContigNames
from babelix.tracks.learning.binned import Grid, binned
from babelix.tracks.learning.targets import Target
from babelix.tracks.model import Track

ONE = {"I": [(3, 2), (4, 5), (11, 1)], "II": [(0, 7)]}
OTHER = {"I": [(4, 6)], "II": [(2, 1)]}
SHORT = {"I": 47, "II": 29}


def of(files, **settings):
    return Target(track=Track("t"), files=tuple(files), **settings)


@pytest.mark.parametrize(
    ("statistic", "first"),
    [
        ("sum", [2, 11, 1]),
        ("mean", [0.5, 2.75, 0.25]),
        ("max", [2, 11, 1]),
        ("sum_sqrt", [3**0.5 - 1, 12**0.5 - 1, 2**0.5 - 1]),
    ],
)
def test_files_are_summed_base_by_base_and_a_lacking_contig_is_no_zero(
    grid, bigwig, tmp_path, statistic, first
):
    files = [bigwig("a.bw", ONE, SHORT), bigwig("b.bw", OTHER, SHORT)]
    found = binned(of(files, statistic=statistic), grid, tmp_path.joinpath)
    assert list(found) == ["I", "II"]
    assert found["I"].tolist() == pytest.approx([*first, *[0] * 8])
    assert len(found["II"]) == 7


def test_a_contig_is_read_in_stretches_of_whole_bins(grid, bigwig, tmp_path, monkeypatch):
    files = [bigwig("a.bw", ONE, SHORT), bigwig("b.bw", OTHER, SHORT)]
    whole = binned(of(files), grid, tmp_path.joinpath)
    monkeypatch.setattr("babelix.tracks.learning.binned._TOGETHER", 11)
    assert all((found == whole[c]).all() for c, found in binned(of(files), grid, tmp_path.joinpath).items())


def test_bases_without_data_may_be_unknown(grid, bigwig, tmp_path):
    found = binned(of([bigwig("a.bw", ONE, SHORT)], masked=True, statistic="mean"), grid, tmp_path.joinpath)
    assert found["I"][:3].tolist() == [2, 5, 1]
    assert np.isnan(found["I"][3:]).all()


def test_a_contig_in_one_file_only_is_unknown(grid, bigwig, tmp_path):
    files = [bigwig("a.bw", ONE, SHORT), bigwig("b.bw", {"I": [(4, 6)]}, {"I": 47})]
    assert list(binned(of(files), grid, tmp_path.joinpath)) == ["I"]


def test_bins_within_reach_of_a_peak(tmp_path):
    lengths = {"I": 47, "II": 29}
    (tmp_path / "names.tsv").write_text("I\tchr1\nII\tchr2\n")
    grid = Grid(lengths, 4, ContigNames(lengths, tmp_path / "names.tsv", "g.fa"))
    (tmp_path / "p.bed").write_text("chr1\t13\t14\nchr1\t0\t1\nplasmid\t3\t5\n")
    found = binned(of(["p.bed"], within=2), grid, tmp_path.joinpath)
    assert list(found) == ["I"]
    # 13 and two bases either side are 11 to 15: bins 2 and 3.
    assert found["I"].tolist() == [1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("lengths", "said"),
    [
        ({"I": 53}, "I has 53 bases there and 47 in the genome"),
        ({"chrI": 47}, "contig 'chrI' is not in g.fa"),
    ],
)
def test_a_track_of_another_assembly_is_refused(grid, bigwig, tmp_path, lengths, said):
    files = [bigwig("a.bw", {next(iter(lengths)): [(3, 1)]}, lengths)]
    with pytest.raises(RequestError, match=said):
        binned(of(files), grid, tmp_path.joinpath)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I\t43\t53\n", "an interval of I ends at 53, and the genome's has 47 bases"),
        ("chr1\t3\t5\n", "contig 'chr1' is not in g.fa"),
        ("# none\n", "holds no interval"),
    ],
)
def test_peaks_of_another_assembly_are_refused(grid, tmp_path, text, said):
    (tmp_path / "p.bed").write_text(text)
    with pytest.raises(RequestError, match=said):
        binned(of(["p.bed"]), grid, tmp_path.joinpath)


@pytest.mark.parametrize("value", [-0.5, 1e13])
@pytest.mark.parametrize("masked", [False, True])
def test_what_is_no_count_is_refused(grid, bigwig, tmp_path, value, masked):
    files = [bigwig("a.bw", ONE), bigwig("minus.bw", {"I": [(4, 2), (30, value)]})]
    with pytest.raises(RequestError, match=r"minus.bw: I has [-+0-9.e]+ at base 31; expected counts, from 0"):
        binned(of(files, masked=masked), grid, tmp_path.joinpath)


def test_one_track_is_of_signals_or_of_intervals(grid, bigwig, tmp_path):
    (tmp_path / "p.bed").write_text("I\t3\t5\n")
    with pytest.raises(RequestError, match="expected BigWig files or intervals, got both"):
        binned(of([bigwig("a.bw", ONE), "p.bed"]), grid, tmp_path.joinpath)
