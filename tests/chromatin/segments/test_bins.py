import pytest

from babelix.chromatin.segments.bins import Bins, settle_bins
from babelix.chromatin.segments.segments import read_segments


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "x_2_segments.bed"
    path.write_text("".join(f"chr1\t{1000 * i}\t{1000 * i + 1000}\tE{1 + i % 2}\n" for i in range(9)))
    return path


def test_what_is_asked_for_goes_before_the_record_and_that_before_the_borders(path):
    segments = read_segments(path)
    assert settle_bins(path, segments) == Bins(1000, known=False)
    path.with_name("model_2.json").write_text('{"bin": 500}')
    assert settle_bins(path, segments) == Bins(500)
    assert settle_bins(path, segments, 250) == Bins(250)


@pytest.mark.parametrize(
    ("bins", "spacing", "caveat"),
    [
        (Bins(), 200, ""),
        (Bins(200, known=False), 200, ""),
        (Bins(1000), 1000, ""),
        (Bins(1000, known=False), 1000, "bins of 1,000 bases, going by the borders of the segments"),
        (Bins(1), 1, ""),
        (Bins(1, known=False), 200, "the borders of the segments follow no bins"),
    ],
)
def test_spacing_is_a_bin_and_a_guess_is_told(bins, spacing, caveat):
    assert bins.spacing == spacing
    assert bins.caveat().startswith(caveat)
    assert bool(bins.caveat()) == bool(caveat)
