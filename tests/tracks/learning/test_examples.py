import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.contigs import Genome
from babelix.genome.region import Region
from babelix.genome.sequence import one_hot, reverse_complement
from babelix.tracks.learning.examples import Examples, Kept, Moves
from babelix.tracks.learning.targets import Target
from babelix.tracks.model import Geometry, Track

GEOMETRY = Geometry(28, 4, 2)
TARGETS = [
    Target(track=Track("a+", 1, pair=1), files=("f",)),
    Target(track=Track("a-", -1, pair=0), files=("f",)),
    Target(track=Track("p"), files=("f",)),
]


@pytest.fixture
def genome(tmp_path):
    draw = np.random.default_rng(5)
    path = tmp_path / "g.fa"
    path.write_text(
        "".join(f">{c}\n{''.join(draw.choice(list('ACGT'), n))}\n" for c, n in (("I", 211), ("II", 97)))
    )
    return Genome.open(path, tmp_path / "cache")


@pytest.fixture
def values(genome):
    """Numbers that tell bin and track; the third track lacks contig II."""
    found = []
    for track in range(3):
        found.append(
            {c: 100.0 * track + np.arange(n // 4, dtype=np.float32) for c, n in genome.lengths.items()}
        )
    del found[2]["II"]
    return found


def made(genome, values, regions=None, kept=Kept()):
    regions = regions or [Region(c, 0, n) for c, n in genome.lengths.items()]
    return Examples(genome, regions, GEOMETRY, TARGETS, values, kept)


def test_windows_lie_side_by_side_inside_and_begin_elsewhere_each_epoch(genome, values):
    examples = made(genome, values)
    begins = set()
    for epoch in range(7):
        places = sorted(examples.places(3, epoch))
        firsts = [at for chrom, at in places if chrom == "I"]
        begins.add(firsts[0])
        assert np.diff(firsts).tolist() == [3] * (len(firsts) - 1)
        assert firsts[0] >= 2
        assert firsts[-1] + 3 + 2 <= 211 // 4 < firsts[-1] + 3 + 2 + 3
    assert len(begins) > 1
    assert examples.places(3, 1) == examples.places(3, 1) != sorted(examples.places(3, 1))


def test_targets_stand_over_the_bases_that_are_read(genome, values):
    examples = made(genome, values)
    found = examples.example("I", 5)
    assert np.array_equal(found.one_hot, one_hot(genome.read("I", 12, 40)))
    assert found.targets.tolist() == [[5, 105, 205], [6, 106, 206], [7, 107, 207]]
    moved = examples.example("I", 5, shift=-3)
    assert np.array_equal(moved.one_hot, one_hot(genome.read("I", 9, 37)))
    assert np.array_equal(moved.targets, found.targets)


def test_the_other_strand_swaps_paired_tracks_and_turns_the_bins(genome, values):
    found = made(genome, values).example("I", 5, other=True)
    assert np.array_equal(found.one_hot, one_hot(reverse_complement(genome.read("I", 12, 40))))
    assert found.targets.tolist() == [[107, 7, 207], [106, 6, 206], [105, 5, 205]]


def test_a_contig_that_a_track_lacks_is_unknown_there(genome, values):
    found = made(genome, values).example("II", 2)
    assert np.isnan(found.targets).tolist() == [[False, False, True]] * 3


def test_chance_moves_and_turns(genome, values):
    examples = made(genome, values)
    plain = [examples.example("I", 5, shift, other) for shift in (-1, 0, 1) for other in (False, True)]
    drawn = [examples.drawn(3, 0, number, ("I", 5), Moves(1)) for number in range(40)]
    met = [next(i for i, p in enumerate(plain) if np.array_equal(p.one_hot, d.one_hot)) for d in drawn]
    assert set(met) == set(range(6))
    still = [examples.drawn(3, 0, number, ("I", 5), Moves(0, strands=False)) for number in range(5)]
    assert all(np.array_equal(each.one_hot, plain[2].one_hot) for each in still)


def test_windows_of_n_and_of_the_blacklist_are_dropped(genome, values, tmp_path):
    path = tmp_path / "n.fa"
    text = genome.path.read_text().splitlines()
    text[1] = text[1][:96] + "N" * 100 + text[1][196:]
    path.write_text("\n".join(text) + "\n")
    known = Genome.open(path, tmp_path / "cache")
    bases = [(at - 2) * 4 for chrom, at in made(known, values).places(3, 0) if chrom == "I"]
    assert all(known.read("I", at, at + 28).tolist().count(ord("N")) <= 0.35 * 28 for at in bases)
    assert 0 < len(bases) < 11
    shunned = made(genome, values, kept=Kept(shunned=(Region("I", 40, 60),)))
    for epoch in range(5):
        assert all(chrom == "II" or at >= 15 or at + 3 <= 10 for chrom, at in shunned.places(3, epoch))


def test_short_intervals_are_left_out_and_none_but_short_ones_refused(genome, values):
    examples = made(genome, values, [Region("I", 3, 60), Region("I", 70, 99)])
    assert (len(examples.regions), examples.too_short) == (1, 1)
    assert all(at - 2 >= 1 and (at + 5) * 4 <= 60 for _, at in examples.places(3, 0))
    with pytest.raises(RequestError, match=r"I:71-90, has 20 bases: expected at least 31"):
        made(genome, values, [Region("I", 70, 90), Region("II", 3, 9)])


def test_the_mean_of_a_track_is_over_what_is_known_of_it(genome, values):
    values[1]["I"][:3] = np.nan
    values[2] = {}
    both = [np.concatenate([each["I"], each["II"]]) for each in values[:2]]
    assert made(genome, values).means() == pytest.approx([*(np.nanmean(each) for each in both), 0])
