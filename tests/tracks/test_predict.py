import numpy as np
import pytest

from babelix.genome.contigs import Genome
from babelix.genome.region import Region
from babelix.tracks.predict import predict
from babelix.tracks.windows import windows_on_grid, windows_over

BASES = "GGCATTCGGGGATCAACCCGTGACTGACGGTACCGTAGCATCGGGCATCCAGTACG"


@pytest.fixture
def genome(tmp_path):
    (tmp_path / "g.fa").write_text(f">c\n{BASES}\n")
    return Genome.open(tmp_path / "g.fa", tmp_path)


def counted(first, bins, letter):
    return [BASES[max(at, 0) : at + 4].count(letter) for at in range(first, first + 4 * bins, 4)]


@pytest.mark.parametrize(("start", "end"), [(0, len(BASES)), (7, 12), (5, 48), (53, 56)])
@pytest.mark.parametrize("crop", [1, 2])
def test_bins_are_counted_where_they_stand(g_counter, genome, start, end, crop):
    geometry = g_counter.geometry.resized(None, crop)
    for windows in (
        windows_over(Region("c", start, end), geometry),
        windows_on_grid([Region("c", start, end)], geometry),
    ):
        stretches = list(predict(g_counter, genome, windows, geometry, [1, 0]))
        found = np.concatenate([each.values for each in stretches])
        first = stretches[0].first
        assert found[:, 0].tolist() == counted(first, len(found), "C")
        assert found[:, 1].tolist() == counted(first, len(found), "G")
        assert found.dtype == np.float32


def test_only_the_tracks_chosen_are_kept(g_counter, genome):
    windows = windows_over(Region("c", 8, 16), g_counter.geometry)
    (stretch,) = predict(g_counter, genome, windows, g_counter.geometry, [0])
    assert (stretch.chrom, stretch.first, stretch.bin) == ("c", 8, 4)
    assert stretch.values.tolist() == [[3.0], [0.0]]


def test_a_model_that_can_computes_the_tracks_chosen_alone(g_counter, genome):
    asked, forward = [], g_counter.forward
    g_counter.forward_tracks = lambda rows, chosen: (
        asked.append(list(chosen)) or forward(rows)[:, :, list(chosen)]
    )
    g_counter.needs = g_counter.recropped = lambda *asked: None
    windows = windows_over(Region("c", 8, 16), g_counter.geometry)
    (stretch,) = predict(g_counter, genome, windows, g_counter.geometry, [1])
    assert asked == [[1]]
    assert stretch.values.tolist() == [[0.0], [1.0]]
