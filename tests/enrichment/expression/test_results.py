import numpy as np

from babelix.enrichment.expression.results import Expression, Score, Weight


def test_all_but_the_genes_as_json():
    score = Score(0.5, (0.25, 0.75), 3)
    found = Expression(
        "cell", "A", {"1": 3}, 2, {"r": score, "rho": score, "auroc": score, "r_on": Score(None, None, 1)},
        (Weight("K", 0.5, 1.0, (0.5, 2.0)),), (1.0, 2.0), np.zeros(3), np.ones(3), left_out={"why": 7},
    )  # fmt: skip
    told = found.as_json()
    assert (told["genes"], told["on"], told["blocks"], told["left_out"]) == (3, 1, 2, {"why": 7})
    assert told["r"] == {"value": 0.5, "interval": (0.25, 0.75), "genes": 3}
    assert told["r_on"]["value"] is None
    assert told["weights"][0]["around_folds"] == (0.5, 2.0)
    assert told["weights"][0]["body"] is None
