from dataclasses import replace

import numpy as np

from babelix.genome.variant import Variant
from babelix.tracks.model import Geometry
from babelix.workflows.dna.explaining.letters import letters_of, window_with


def test_an_insertion_has_its_own_letters(scored):
    scorer, _, _ = scored("chr1:14:A:AGG")
    found, why = letters_of(scorer, Variant("chr1", 14, "A", "AGG"), [0], 7)
    assert why == ""
    assert (found.start, found.before, found.summed, found.tracks) == (11, 3, 20, ("G+",))
    assert (found.reference.letters, found.alternative.letters) == ("ACATCT", "ACAGGTCT")
    assert found.alternative.gradient[:, 0].tolist() == [0, 0, 0, 1, 1, 0, 0, 0]


def test_windows_are_as_long_whatever_the_allele(scored):
    scorer, _, _ = scored("chr1:14:A:G")
    change = Variant("chr1", 14, "A", "GGG")
    assert window_with(scorer, change, "GGG", 9, 9).tobytes() == b"CTACGGGTC"
    assert window_with(scorer, change, "", 9, 9).tobytes() == b"CTACTCTAC"


def test_long_changes_have_no_letters(scored):
    scorer, _, _ = scored("chr1:14:A:G")
    found = letters_of(scorer, Variant("chr1", 14, "A", "A" + "G" * 41), [0], 7)
    assert found == (None, "letters are shown of changes of up to 40 bases")


def test_no_more_is_summed_than_says_something(scored, g_counter):
    """Of a model that reads more than it must, 201 bins around the variant."""
    g_counter.geometry = Geometry(window=2_800, bin=4, crop=1, multiple=4)
    scorer, _, _ = scored("chr1:14:A:G")
    found, _ = letters_of(scorer, Variant("chr1", 14, "A", "G"), [0], 7)
    assert found.summed == 804
    whole = replace(scorer.geometry, whole=True)
    found, _ = letters_of(replace(scorer, geometry=whole), Variant("chr1", 14, "A", "G"), [0], 7)
    assert found.summed == 2_792
    assert np.isfinite(found.reference.effects).all()
