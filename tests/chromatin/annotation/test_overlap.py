import math

import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.annotation.features import read_features
from babelix.chromatin.annotation.overlap import overlap
from babelix.chromatin.segments.segments import read_segments
from babelix.genome.interval import Intervals


def segments(tmp_path, text="chr1\t0\t600\tE1\nchr1\t600\t1000\tE2\n"):
    (tmp_path / "x_segments.bed").write_text(text)
    return read_segments(tmp_path / "x_segments.bed")


def test_fold_by_hand(tmp_path):
    # 100 bases of the feature in E1 (twice the same, counted once), 300 in E2, 50 beyond the segmentation.
    feature = Intervals.of([("chr1", 500, 600), ("chr1", 550, 900), ("chr1", 1000, 1050), ("chr9", 0, 7)])
    found = overlap(segments(tmp_path), {"f": feature, "none": Intervals.of([])})
    assert found.genome.tolist() == [60, 40]
    assert found.base.tolist() == [40, 0]
    assert found.fold[:, 0].tolist() == pytest.approx([(100 / 600) / 0.4, (300 / 400) / 0.4])
    assert all(math.isnan(value) for value in found.fold[:, 1])
    assert found.table().splitlines()[1] == "1\t60.00000\t0.41667\tNaN"
    assert found.table().splitlines()[3] == "Base\t100\t40.0000000000\t0.0000000000"


@pytest.mark.slow
@pytest.mark.figure
@pytest.mark.parametrize("states", [7, 10, 15])
def test_chromhmm_prints_the_same_digits(dataset, states):
    expected, data = dataset("chromhmm-expected"), dataset("chromhmm-gm12878")
    features = read_features(data["CpGIsland"].parent)
    found = overlap(read_segments(expected[f"{states}_default/segments"]), features)
    assert found.table() == expected[f"{states}_default/overlap"].read_text()


def test_features_of_another_assembly_are_refused(tmp_path):
    with pytest.raises(RequestError, match=r"genes\.bed is on chromosomes 1 and .*x_segments\.bed on chr1"):
        overlap(segments(tmp_path), {"genes.bed": Intervals.of([("1", 0, 9)])})


def test_a_chromosomes_last_segment_is_read_in_whole_bins(tmp_path):
    found = overlap(
        segments(tmp_path, "chr1\t0\t600\tE1\nchr1\t600\t930\tE2\n"),
        {"f": Intervals.of([("chr1", 900, 990)])},
    )
    assert found.genome.tolist() == [60, 40]
    assert found.base.tolist() == [9]


@pytest.mark.slow
def test_chromhmm_itself_prints_the_same_table(chromhmm, design, tmp_path):
    words = ["-b", design.bin_size, *design.words, design.segments, design.features]
    theirs = chromhmm("OverlapEnrichment", *words, out=tmp_path / "theirs")
    found = overlap(read_segments(design.segments), read_features(design.features), design.bin_size)
    assert found.table() == theirs
