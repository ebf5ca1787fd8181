import numpy as np
import pytest
import torch

from babelix.enformer.maps import attention_maps, group
from babelix.enformer.positions import basis
from babelix.enformer.predictor import EnformerTracks, Reading


@pytest.mark.parametrize(
    ("bins", "most", "expected"), [(17, 512, 1), (17, 17, 1), (17, 16, 2), (1536, 512, 3)]
)
def test_bins_shown_as_one(bins, most, expected):
    assert group(bins, most) == expected


def test_weights_are_the_plain_models_pooled(small, bases):
    model = EnformerTracks(small, Reading(), "x")
    with torch.no_grad():
        rows = model.tower(bases(16 * 17))[0]
        whole, pooled = (attention_maps(model, rows, most) for most in (17, 6))
        table = basis(17, 12)
        second = small.layers[0](rows[None], table)
        expected = small.layers[1].attention.weights(small.layers[1].attention_norm(second), table)[0]
    assert whole.shape == (2, 3, 17, 17)
    assert np.allclose(whole[1], expected, atol=1e-5)
    # Three bins as one: bins 3 to 5 as queries, 15 and 16, the last ones, as keys.
    assert pooled.shape == (2, 3, 6, 6)
    assert np.allclose(pooled[..., 1, 5], whole[..., 3:6, 15:17].sum(3).mean(2), atol=1e-6)
    assert np.allclose(pooled.sum(3), 1, atol=1e-5)
