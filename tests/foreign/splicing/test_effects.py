import random
from dataclasses import replace

import numpy as np
import pytest

from babelix.foreign.spliceai import SpliceAI
from babelix.foreign.splicing.effects import MOST_CHANGED, SpliceEffects
from babelix.genome.contigs import Genome
from babelix.genome.variant import Variant
from babelix.tracks.effects import effect

MIDDLE = 5_171


@pytest.fixture(scope="module")
def bases():
    return "".join(random.Random(8).choices("ACGT", k=10_501))


@pytest.fixture(scope="module")
def model(trained_like):
    return SpliceAI("random", [trained_like])


@pytest.fixture(scope="module")
def genome(bases, tmp_path_factory):
    folder = tmp_path_factory.mktemp("genome")
    (folder / "g.fa").write_text(f">c\n{bases}\n")
    return Genome.open(folder / "g.fa", folder)


@pytest.mark.slow  # 10,000 bases through a network, several times on both strands
@pytest.mark.parametrize(
    ("at", "gone", "added", "kept"),
    [(MIDDLE, 1, "other", 37), (MIDDLE + 5, 7, "", 37), (MIDDLE + 11, 1, "TTGCA", 38), (61, 1, "other", 37)],
)
def test_the_same_as_whole_windows(model, genome, bases, at, gone, added, kept):
    """Also beside the contig's end, where N is read."""
    ref = bases[at - 1 : at - 1 + gone]
    alt = "CA"[ref == "C"] if added == "other" else ref[0] + added
    variant, geometry = Variant("c", at, ref, alt), replace(model.geometry, window=kept + 10_000)
    ours = SpliceEffects(model, genome, geometry).effect(variant)
    full = effect(model, genome, variant, geometry, [0, 1, 2, 3])
    assert ours.first == full.first
    for name in ("reference", "alternative", "moved"):
        assert getattr(ours, name).shape == (kept, 4)
        assert np.abs(getattr(ours, name) - getattr(full, name)).max() < 1e-5
    assert np.abs(full.difference).max() > 1e-3


@pytest.mark.slow
def test_no_effect_depends_on_what_was_asked_before(model, genome, bases):
    found = SpliceEffects(model, genome, replace(model.geometry, window=10_037))
    variant = Variant("c", MIDDLE, bases[MIDDLE - 1], "CA"[bases[MIDDLE - 1] == "C"])
    alone = found.effect(variant)
    other = Variant("c", MIDDLE + 3, bases[MIDDLE + 2], bases[MIDDLE + 2] + "G")
    found.effect(other)
    assert np.array_equal(found.effect(variant).alternative, alone.alternative)


def test_long_changes_and_wide_comparisons_are_left_to_windows(model, genome):
    near = SpliceEffects(model, genome, replace(model.geometry, window=10_037))
    assert near.takes(Variant("c", 9, "A" * (MOST_CHANGED + 1), "A"))
    assert not near.takes(Variant("c", 9, "A" * (MOST_CHANGED + 2), "A"))
    assert not near.takes(Variant("c", 9, "A", "A" * (MOST_CHANGED + 2)))
    assert not SpliceEffects(model, genome, model.geometry).takes(Variant("c", 9, "A", "C"))
