import numpy as np

from babelix.enrichment.constraint.results import Constrained, Constraint, Diversity, Ratio


def test_the_interval_is_of_the_draws_that_have_a_value():
    sums = np.array([[1.0, 4.0], [3.0, 4.0], [2.0, 0.0], [2.0, 4.0]])
    ratio = Ratio.of(6, 12, sums, 0, 1)
    assert ratio.value == 0.5
    assert ratio.interval == (np.quantile([0.25, 0.5, 0.75], 0.025), np.quantile([0.25, 0.5, 0.75], 0.975))


def test_nothing_below_is_no_ratio():
    assert Ratio.of(0, 0, np.empty((0, 2)), 0, 1) == Ratio(None, None)
    assert Ratio.of(1, 2, np.empty((0, 2)), 0, 1) == Ratio(0.5, None)


def test_all_of_it_as_json():
    ratio = Ratio(0.5, (0.25, 0.75))
    share = Constrained("A", 10, 5, ratio, Ratio(2.0, None))
    people = Diversity("coding", 10, 3, ratio, ratio, Ratio(None, None), 0)
    found = Constraint(100, {"c": 100}, (share,), (people,), {"SNVs": 3}, {"c": 50}).as_json()
    assert found["annotations"][0]["share"] == {"value": 0.5, "interval": (0.25, 0.75)}
    assert found["diversity"][0]["derived"] == {"value": None, "interval": None}
    assert (found["bases"], found["variants"], found["span"]) == (100, {"SNVs": 3}, {"c": 50})
