import numpy as np
import pytest

from babelix.base.progress import silent
from babelix.genome.formats.bigwig.writer import BigWigWriter
from babelix.workflows.dna.learning import baselines
from babelix.workflows.dna.learning.baselines import known_on, replicates_on, ridge_on
from babelix.workflows.dna.learning.data import load, placing


@pytest.fixture
def learned(recipe, asked):
    """What is learned from I and IV, where a track's second file lacks II, and another track lacks IV."""
    draw = np.random.default_rng(3)
    for name, lengths in (
        ("few", {"I": 997, "III": 401, "IV": 307}),
        ("wide", {"I": 997, "II": 503, "III": 401, "IV": 307}),
        ("late", {"I": 997, "II": 503, "III": 401}),
    ):
        with BigWigWriter(recipe / f"{name}.bw", lengths) as writer:
            for chrom, length in lengths.items():
                writer.add(chrom, 0, 1, draw.poisson(2, length).astype(np.float32))
    (recipe / "targets.tsv").write_text(
        "identifier\tfile\nsum\twide.bw,few.bw\nlate\tlate.bw\ntwo\twide.bw,late.bw\n"
    )
    return load(asked().data, 4, recipe, silent)


def test_a_replicate_that_lacks_the_contig_held_out_has_no_figure(learned, recipe):
    place = placing(None, recipe)
    assert np.isnan(known_on(learned, learned.test, 4)[:, 0]).all()
    missing, single, two = replicates_on(learned, learned.test, 4, place)
    assert (missing, single) == (None, None)
    assert two is not None
    # On both contigs the pair is compared where both files are.
    both = replicates_on(learned, (*learned.test, *learned.val), 4, place)
    assert both[0] == replicates_on(learned, learned.val, 4, place)[0]


def test_words_are_not_told_that_what_is_missing_is_zero(learned, monkeypatch):
    taught = []

    class Mean:
        def __init__(self, X, Y, strength):
            taught.append(Y)
            self.level = np.nanmean(Y, axis=0)

        def __call__(self, X):
            return np.tile(self.level, (len(X), 1))

    monkeypatch.setattr(baselines, "Ridge", Mean)
    found = ridge_on(learned, learned.test, 4, 1, silent)
    own = learned.values[1]["I"]
    # All of I and IV are learned from, as the sample is larger; of IV the track knows nothing.
    assert np.isnan(taught[0][:, 1]).sum() == 307 // 4
    assert np.nanmin(taught[0][:249, 1]) == np.log1p(own.min())
    assert found[:, 1] == pytest.approx(np.full(125, np.expm1(np.log1p(own).mean())), rel=1e-5)
