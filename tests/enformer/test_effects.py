import numpy as np
import pytest

from babelix.enformer.effects import EnformerEffects
from babelix.enformer.predictor import EnformerTracks, Reading
from babelix.genome.contigs import Genome
from babelix.genome.variant import Variant
from babelix.tracks.effects import FastEffects, effect

BASES = 16 * 61


@pytest.fixture
def genome(tmp_path):
    letters = np.random.default_rng(1).choice(list("ACGTN"), BASES)
    (tmp_path / "g.fa").write_text(">c\n" + "".join(letters) + "\n")
    return Genome.open(tmp_path / "g.fa", tmp_path)


@pytest.mark.parametrize(("at", "length"), [(500, 1), (501, 3), (7, 1), (BASES - 1, 1)])
@pytest.mark.parametrize("crop", [None, 11])
def test_effects_are_those_of_whole_windows(small, genome, at, length, crop):
    model = EnformerTracks(small, Reading(), "small")
    geometry = model.geometry.resized(16 * 29, crop)
    ref = genome.read("c", at, at + length).tobytes().decode()
    variant = Variant("c", at, ref, "".join("CAAAA"["ACGTN".index(base)] for base in ref))
    fast = EnformerEffects(model, genome, geometry)
    assert isinstance(fast, FastEffects)
    assert fast.takes(variant)
    found, expected = fast.effect(variant), effect(model, genome, variant, geometry, range(7))
    assert found.first == expected.first
    for name in ("reference", "alternative", "moved"):
        values = getattr(found, name)
        assert np.allclose(values, getattr(expected, name), rtol=1e-5, atol=4e-5)
    assert np.abs(found.difference).max() > 1e-3
    # The same digits whatever was asked for before.
    assert np.array_equal(fast.effect(variant).alternative, found.alternative)


def test_indels_and_long_changes_are_left_to_windows(small, genome):
    model = EnformerTracks(small, Reading(), "small")
    fast = EnformerEffects(model, genome, model.geometry)
    assert not fast.takes(Variant("c", 10, "A", "AC"))
    assert not fast.takes(Variant("c", 10, "A" * 129, "C" * 129))
    assert fast.takes(Variant("c", 10, "A" * 128, "C" * 128))
