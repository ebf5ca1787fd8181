import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.evaluation.multiple_testing import benjamini_hochberg

P_VALUES = st.lists(st.integers(0, 101).map(lambda k: k / 101), min_size=1, max_size=30)
LEVELS = st.sampled_from([0.0123457, 0.0512347, 0.2345671])  # no p m / i lies on them


def test_by_hand():
    result = benjamini_hochberg([0.01, 0.04, 0.03, 0.5, 0.02], level=0.05)
    np.testing.assert_allclose(result.q_values, [0.05, 0.05, 0.05, 0.5, 0.05])
    assert result.rejected.tolist() == [True, True, True, False, True]


@given(P_VALUES, LEVELS)
def test_rejects_what_the_step_up_rule_rejects(p_values, level):
    # Benjamini and Hochberg 1995: the k smallest, k the largest i with p_(i) <= i / m * level.
    m, ordered = len(p_values), sorted(p_values)
    passing = [i for i in range(1, m + 1) if ordered[i - 1] * m / i <= level]
    assert int(benjamini_hochberg(p_values, level).rejected.sum()) == sum(
        p <= (ordered[passing[-1] - 1] if passing else -1) for p in p_values
    )


@given(P_VALUES)
def test_adjusting_keeps_the_order_and_never_lowers(p_values):
    q = benjamini_hochberg(p_values).q_values
    assert (q >= np.array(p_values) - 1e-12).all()
    assert (np.diff(q[np.argsort(p_values, kind="stable")]) >= -1e-12).all()
    assert q.max() <= 1


def test_no_tests_no_discoveries():
    assert benjamini_hochberg([]).q_values.shape == (0,)


@pytest.mark.parametrize("p_values", [[0.1, 1.1], [-0.1], [float("nan")]])
def test_what_is_no_p_value_is_refused(p_values):
    with pytest.raises(RequestError, match="P values between 0 and 1; leave out tests that gave none"):
        benjamini_hochberg(p_values)


def test_a_table_is_refused():
    with pytest.raises(RequestError, match=r"a vector of P values, got shape \(2, 1\)"):
        benjamini_hochberg([[0.1], [0.2]])
