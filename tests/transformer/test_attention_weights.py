from typing import Any

import pytest
import torch

from babelix.transformer import Transformer
from babelix.transformer.attention_weights import encoder_weights

ROWS = [[5, 6, 7, 2], [8, 2], [9, 10, 11, 2], [12, 2], [13, 14, 15, 2], [2]]


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(3)
    sizes: dict[str, Any] = {"d_model": 14, "d_ff": 17, "heads": 3, "encoder_layers": 2, "decoder_layers": 1}
    return Transformer(31, **sizes, dropout=0.1, d_k=4, d_v=5).eval()


@pytest.mark.parametrize("batch_size", [1, 2, 64])
def test_every_row_comes_once_with_the_weights_it_has_alone(model, batch_size):
    seen = []
    for part, weights in encoder_weights(model, ROWS, batch_size):
        assert len(part) <= batch_size
        for i, one in zip(part, weights, strict=True):
            alone: list[torch.Tensor] = []
            with torch.no_grad():
                model.encode(torch.tensor([ROWS[i]]), alone)
            torch.testing.assert_close(torch.from_numpy(one), torch.stack(alone, dim=1)[0])
            assert one.shape == (2, 3, len(ROWS[i]), len(ROWS[i]))
            seen.append(i)
    assert sorted(seen) == list(range(len(ROWS)))


def test_rows_of_equal_length_share_a_batch_short_ones_first(model):
    assert [part for part, _ in encoder_weights(model, ROWS)] == [[5], [1, 3], [0, 2, 4]]
    assert [part for part, _ in encoder_weights(model, ROWS, 2)] == [[5], [1, 3], [0, 2], [4]]
