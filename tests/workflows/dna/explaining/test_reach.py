import numpy as np
import pytest

from babelix.genome.variant import Variant
from babelix.training.machine import computing
from babelix.workflows.dna.explaining.reach import reach_of
from babelix.workflows.dna.models import enformer_settings
from babelix.workflows.dna.scoring.score import Scoring


def test_a_model_without_attention_has_none(scored):
    scorer, _, _ = scored("chr1:14:A:G")
    assert reach_of(scorer, Variant("chr1", 14, "A", "G")) is None


@pytest.mark.slow  # a network of sixteen bins, both alleles
def test_what_the_variants_bin_attends_to(scored, tmp_path, monkeypatch):
    monkeypatch.setattr("babelix.workflows.dna.explaining.reach._PLACES", 6)
    letters = "".join(np.random.default_rng(1).choice(list("ACGT"), 3_000))
    (tmp_path / "h.fa").write_text(f">c\n{letters}\n")
    other = "CA"[letters[1_499] == "C"]
    with computing(device="cpu"), enformer_settings(random_weights=True):
        scoring = Scoring(("human-1",), window=2_048)
        scorer, _, _ = scored(
            f"c:1500:{letters[1_499]}:{other}",
            scoring=scoring,
            model="enformer-tiny",
            genome=tmp_path / "h.fa",
        )
        found = reach_of(scorer, Variant("c", 1_500, letters[1_499], other))
    # Sixteen bins, three in one; the variant lies in the eighth.
    assert (found.bases, found.reference.shape) == (384, (2, 2, 6))
    assert found.distances.tolist() == [-768, -384, 0, 384, 768, 1_024]
    np.testing.assert_allclose(found.reference.sum(2), 1, rtol=1e-5)
    np.testing.assert_allclose(found.alternative.sum(2), 1, rtol=1e-5)
    assert not np.array_equal(found.reference, found.alternative)
