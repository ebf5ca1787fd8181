import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.annotation.features import read_anchors
from babelix.chromatin.annotation.neighbourhood import neighbourhood
from babelix.chromatin.annotation.profile import Profile
from babelix.chromatin.segments.segments import read_segments


def segments(tmp_path):
    (tmp_path / "x_segments.bed").write_text("chr1\t0\t600\tE1\nchr1\t600\t1000\tE2\n")
    return read_segments(tmp_path / "x_segments.bed")


def test_fold_by_hand_along_the_strand(tmp_path):
    (tmp_path / "a.txt").write_text("chr1\t500\t+\nchr1\t700\t-\nchr1\t900\t+\n")
    found = neighbourhood(segments(tmp_path), read_anchors(tmp_path / "a.txt"), left=1, right=1)
    assert found.offsets == (-200, 0, 200)
    # Positions -200: 300 900 700 (E1 E2 E2); 0: 500 700 900 (E1 E2 E2); 200: 700 500 and 1100, outside.
    assert found.fold[0].tolist() == pytest.approx([1 / 3 / 0.6, 1 / 3 / 0.6, 1 / 2 / 0.6])
    assert found.table().splitlines()[0] == "State (Emission order)\t-200\t0\t200"
    assert found.profile(0) == Profile(0.5556, 0.8333, 200)


def test_without_strands_a_profile_has_no_sides(tmp_path):
    (tmp_path / "a.bed").write_text("chr1\t500\t501\n")
    anchors = read_anchors(tmp_path / "a.bed", unstranded=True)
    found = neighbourhood(segments(tmp_path), anchors, left=1, right=1).profile(1)
    assert found is not None
    assert found.place() == "200 bases away from transcription starts"


@pytest.mark.figure
@pytest.mark.parametrize("states", [7, 10, 15])
@pytest.mark.parametrize("anchors", ["RefSeqTSS", "RefSeqTES"])
def test_chromhmm_prints_the_same_digits(dataset, states, anchors):
    expected, data = dataset("chromhmm-expected"), dataset("chromhmm-gm12878")
    found = neighbourhood(
        read_segments(expected[f"{states}_default/segments"]), read_anchors(data[f"anchors-{anchors}"])
    )
    assert found.table() == expected[f"{states}_default/{anchors}_neighborhood"].read_text()


def test_anchors_elsewhere_are_refused(tmp_path):
    (tmp_path / "a.txt").write_text("1\t500\t+\n")
    with pytest.raises(
        RequestError, match=r"no anchor of TSS lies in .*its chromosomes: chr1; those of the anchors: 1\)"
    ):
        neighbourhood(segments(tmp_path), read_anchors(tmp_path / "a.txt"), name="TSS")
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(RequestError, match="those of the anchors: none, the file is empty"):
        neighbourhood(segments(tmp_path), read_anchors(tmp_path / "a.txt"))


def test_positions_just_before_a_chromosome_fall_into_its_first_bin(tmp_path):
    (tmp_path / "a.txt").write_text("chr1\t150\t+\nchr1\t650\t+\n")
    found = neighbourhood(segments(tmp_path), read_anchors(tmp_path / "a.txt"), left=2, right=0)
    # 150 - 200 is in bin 0 (E1), 150 - 400 is outside; 650 - 400 and 650 - 200 are in E1.
    assert found.fold[:, 0].tolist() == pytest.approx([1 / 0.6, 0])
    assert found.fold[:, 1].tolist() == pytest.approx([1 / 0.6, 0])
    assert found.fold[:, 2].tolist() == pytest.approx([0.5 / 0.6, 0.5 / 0.4])


def test_anchors_without_strand_count_as_plus_and_are_counted(tmp_path):
    (tmp_path / "a.txt").write_text("chr1\t500\t.\nchr1\t700\t-\nchr2\t900\t.\n")
    anchors = read_anchors(tmp_path / "a.txt", unstranded=True)
    found = neighbourhood(segments(tmp_path), anchors, left=1, right=1)
    # Positions -200: 300 (E1), 900 (E2); 0: 500 (E1), 700 (E2); 200: 700 (E2), 500 (E1). chr2 is not segmented.
    assert found.fold[0].tolist() == pytest.approx([0.5 / 0.6] * 3)
    assert (found.anchors, found.unstranded) == (2, 1)
    assert found.caveat() == "1 of 2 anchors have no strand and count as if on the + strand"


def test_anchors_with_a_strand_need_no_caveat(tmp_path):
    (tmp_path / "a.txt").write_text("chr1\t500\t+\n")
    found = neighbourhood(segments(tmp_path), read_anchors(tmp_path / "a.txt"))
    assert (found.anchors, found.unstranded, found.caveat()) == (1, 0, "")


@pytest.mark.slow
def test_chromhmm_itself_prints_the_same_table(chromhmm, design, tmp_path):
    words = ["-b", design.bin_size, *design.words, design.segments, design.anchors]
    theirs = chromhmm("NeighborhoodEnrichment", *words, out=tmp_path / "theirs")
    found = neighbourhood(
        read_segments(design.segments), read_anchors(design.anchors), bin_size=design.bin_size
    )
    assert found.table() == theirs
    assert "NaN" in theirs
    assert found.offsets[-1] == 10 * design.bin_size


def test_chromhmms_table_of_bins_of_1000(samples):
    case = samples / "bin1000_neighbourhood"
    segments = read_segments(case / "m" / "A_2_segments.bed")
    found = neighbourhood(segments, read_anchors(case / "ann" / "anchors.t.txt"), bin_size=1000)
    assert found.table() == (case / "expected_neighborhood.txt").read_text()


def test_where_no_anchor_is_left_stands_what_chromhmm_prints(tmp_path):
    (tmp_path / "a.txt").write_text("chr1\t100\t+\n")
    found = neighbourhood(segments(tmp_path), read_anchors(tmp_path / "a.txt"), left=2, right=0)
    rows = found.table().splitlines()
    assert rows[1:] == ["1\tNaN\t1.66667\t1.66667", "2\tNaN\t0.00000\t0.00000"]
