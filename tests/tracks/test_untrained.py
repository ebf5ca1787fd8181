from babelix.tracks.untrained import RANDOM, remark


def test_only_random_weights_are_remarked_on():
    assert remark(f"x, {RANDOM} (seed 1)") == "x, random weights (seed 1): nothing here is a prediction"
    assert remark("spliceai") == ""
