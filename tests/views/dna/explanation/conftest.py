from pathlib import Path

import numpy as np
import pytest

from babelix.genome.gene import Gene
from babelix.genome.region import Region
from babelix.genome.variant import Variant
from babelix.tracks.attribution import Attribution
from babelix.tracks.effects import Effect
from babelix.workflows.dna.explaining.results import Explained, Explanation, Letters, Reach
from babelix.workflows.dna.scoring.results import About, Scored

HOSTILE = "</script><b>\u2028\ud800"


def attribution(letters, tracks, seed):
    rng = np.random.default_rng(seed)
    size = len(letters)
    return Attribution(
        letters, np.ones(tracks), rng.normal(size=(size, 4, tracks)), rng.normal(size=(size, tracks))
    )


@pytest.fixture(scope="session")
def found():
    """An insertion in 1,301 bins of two tracks, names hostile, and a variant that was not scored."""
    rng = np.random.default_rng(1)
    reference = rng.uniform(0, 1, (1_301, 2))
    alternative = reference.copy()
    alternative[640:650, 0] += np.arange(10)
    effect = Effect(350, 1, reference, alternative, reference)
    scores = {"sad": 45.0, "l2": 16.9, "max": 9.0, "null_l2": 0.5, "l2_percentile": 99.5}
    names = ("t", HOSTILE)
    letters = Letters(names, 201, 996, 3, attribution("ACGTACA", 2, 2), attribution("ACGTGGACA", 2, 3))
    weights = rng.dirichlet(np.ones(5), (2, 3)).astype(np.float32)
    reach = Reach(256, np.arange(-2, 3) * 256, weights, weights[..., ::-1])
    gene = Gene(HOSTILE, Region("c", 900, 990), -1, (Region("c", 910, 930),))
    one = Explained(
        Scored("c:1000:T:TGG", "scored", dict.fromkeys(names, scores), {"SYMBOL": HOSTILE, "DS_AG": 0.25}),
        Variant("c", 1_000, "T", "TGG"),
        names,
        effect,
        (gene,),
        letters,
        "",
        reach,
    )
    about = About("m, random weights (seed 1)", Path("g.fa"), None, 2_000, 1_301, names, ranked=True)
    return Explanation(about, {"Model": HOSTILE}, (one, Explained(Scored("c:5:A:G", "ref_mismatch"))))
