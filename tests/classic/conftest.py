import numpy as np
import pytest

from babelix.classic.net import Net


@pytest.fixture
def small_net():
    """A net 2-3-5-2 with drawn weights."""
    rng = np.random.default_rng(2)
    W = tuple(rng.normal(size=shape) for shape in ((3, 2), (5, 3), (2, 5)))
    b = tuple(rng.normal(size=n) for n in (3, 5, 2))
    return Net(W, b, "tanh", np.array([0.5, -1.0]), np.array([2.0, 3.0]))
