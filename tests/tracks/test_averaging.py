from dataclasses import replace

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.contigs import Genome
from babelix.genome.region import Region
from babelix.genome.sequence import one_hot, reverse_complement
from babelix.genome.variant import Variant
from babelix.tracks.averaging import (
    OtherStrand,
    View,
    mean_scores,
    parse_shifts,
    seen_by,
    turned,
    views,
    with_room,
)
from babelix.tracks.effects import effect, fits
from babelix.tracks.model import Geometry, Track
from babelix.tracks.predict import predict, predict_window
from babelix.tracks.windows import windows_over

BASES = "GGCATTCGGGGATCAACCCGTGACTGACGGTACCGTAGCATCGGGCATCCAGTACG"


@pytest.fixture
def genome(tmp_path):
    (tmp_path / "g.fa").write_text(f">c\n{BASES}\n")
    return Genome.open(tmp_path / "g.fa", tmp_path)


@pytest.fixture
def one_sided(g_counter):
    """The counter of G with a track that has no strand: not the same on both."""
    g_counter.tracks = (Track("G"), Track("C"))
    return g_counter


def counted(first, bins, letter):
    return [BASES[max(at, 0) : max(at + 4, 0)].count(letter) for at in range(first, first + 4 * bins, 4)]


def test_moves_by_hand():
    assert parse_shifts("1,-1") == (1, -1)
    assert parse_shifts("0, 3,-2") == (0, 3, -2)
    assert parse_shifts("2") == (-2, -1, 0, 1, 2)
    assert parse_shifts("0") == (0,)
    assert views() == (View(),)
    assert views(True, "1,-1") == (View(1), View(1, True), View(-1), View(-1, True))


@pytest.mark.parametrize("text", ["", "x", "1,", "-1", "1.5", "1;2", "9999999999"])
def test_what_is_no_move(text):
    with pytest.raises(
        RequestError, match=r"`shifts` .*: expected bases to move by, such as 1,-1, or a number"
    ):
        parse_shifts(text)


def test_a_move_given_twice():
    with pytest.raises(RequestError, match="`shifts` '1,-1,1': 1 is given twice"):
        parse_shifts("1,-1,1")


def test_a_number_too_large_to_list_its_moves():
    assert len(parse_shifts("10000")) == 20_001
    with pytest.raises(
        RequestError,
        match=r"is 20,003 predictions of each window; give 10,000 at most, or name the moves, such",
    ):
        parse_shifts("10001")


def test_the_bins_that_a_move_crosses():
    assert [View(shift).bins(4) for shift in (-7, -3, -1, 0, 1, 3, 4, 7)] == [-2, -1, 0, 0, 0, 1, 1, 2]
    own = Geometry(window=28, bin=4, crop=1, multiple=4)
    assert with_room(own, views(True, "1,-1")) == own
    assert with_room(own, views(False, "3,-7")) == replace(own, crop=3)
    with pytest.raises(
        RequestError, match="`shifts`: a move of 11 bases leaves none of the 20 that a window"
    ):
        with_room(own, views(False, "1,-11"))


def test_pairs_stand_for_each_other():
    assert turned((Track("a+", 1, "", 2), Track("b"), Track("a-", -1, "", 0))) == [2, 1, 0]
    for tracks in (
        (Track("a+", 1),),
        (Track("a+", 1, "", 1), Track("b-", -1, "", 2), Track("c+", 1, "", 1)),
        (Track("a+", 1, "", 1), Track("b+", 1, "", 0)),
        (Track("a+", 1, "", 3),),
    ):
        with pytest.raises(RequestError, match=r"`both_strands`: the model's track a\+ is of one strand"):
            turned(tracks)


def test_the_other_strand_of_an_equivariant_model_is_the_same_to_the_bit(g_counter, genome):
    bases = genome.read("c", 5, 33)
    both = [predict_window(model, bases, [0, 1]) for model in (g_counter, OtherStrand(g_counter))]
    assert both[0].tobytes() == both[1].tobytes()
    assert both[0].any()
    geometry = g_counter.geometry
    region = Region("c", 3, 50)
    plain, averaged = (
        list(predict(g_counter, genome, windows_over(region, geometry), geometry, [1, 0], None, seen))
        for seen in (views(), views(True))
    )
    assert [each.values.tobytes() for each in plain] == [each.values.tobytes() for each in averaged]
    for variant in (Variant("c", 26, "G", "T"), Variant("c", 25, "TG", "T"), Variant("c", 25, "T", "TCAG")):
        one, other = (
            effect(model, genome, variant, geometry, [0, 1]).scores()
            for model in seen_by(g_counter, views(True))
        )
        mean = mean_scores([one, other])
        assert {name: each.tobytes() for name, each in mean.items()} == {
            name: each.tobytes() for name, each in one.items()
        }


def test_the_other_strand_reads_the_reverse_complement_and_flips_the_bins(one_sided, genome):
    bases = genome.read("c", 5, 33)
    found = predict_window(OtherStrand(one_sided), bases, [0, 1])
    turned_round = one_hot(reverse_complement(bases))
    by_hand = [[row[:, letter].sum() for letter in (2, 1)] for row in turned_round.reshape(7, 4, 4)[::-1]]
    assert found.tolist() == by_hand[1:-1]
    assert found[:, 0].tolist() == counted(9, 5, "C")


def test_strands_and_shifts_are_averaged_where_the_bins_stand(one_sided, genome):
    geometry = with_room(one_sided.geometry, views(True, "-1,7"))
    (first, *_) = found = list(
        predict(
            one_sided,
            genome,
            windows_over(Region("c", 16, 40), geometry),
            geometry,
            [0],
            None,
            views(True, "-1,7"),
        )
    )
    values = np.concatenate([each.values for each in found])[:, 0]
    # Moved by 7 a bin stands nearest to where it stood two bins on: a base to the left.
    beside = [counted(first.first - 1, 6, letter) for letter in "GC"]
    assert first.first == 16
    assert values.tolist() == (np.sum(beside + beside, 0) / 4).tolist()


def test_a_variant_keeps_its_bins_when_the_window_is_moved(g_counter, genome):
    """Moved by whole bins an equivariant model says the same; by less the bins move, and the effect with them."""
    seen = views(False, "4,-8")
    geometry = with_room(g_counter.geometry, seen)
    variant = Variant("c", 26, "G", "T")
    plain = effect(g_counter, genome, variant, geometry, [0])
    for view in seen:
        moved = effect(g_counter, genome, variant, geometry, [0], None, view)
        assert moved.first == plain.first == 25 - 13 + 12
        assert moved.reference.tolist() == plain.reference.tolist() == [[1.0]]
        assert moved.alternative.tolist() == [[0.0]]
    aside = effect(g_counter, genome, variant, geometry, [0], None, View(-1))
    assert (aside.first, aside.reference.tolist()) == (23, [[1.0]])  # CTGA, before it TGAC


def test_an_insertion_fits_in_a_window_moved_towards_it(g_counter):
    variant = Variant("c", 26, "G", "G" + "C" * 14)
    assert fits(variant, g_counter.geometry)
    assert not fits(variant, g_counter.geometry, 1)


def test_scores_are_averaged_and_not_their_differences():
    one, two = {"max": np.array([2.0]), "sar": np.array([1.0])}, {"max": np.array([-1.0])}
    assert {name: each.tolist() for name, each in mean_scores([one, two]).items()} == {"max": [0.5]}
