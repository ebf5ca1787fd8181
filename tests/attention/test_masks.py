import torch

from babelix.attention import causal_mask, padding_mask


def test_padding_mask_is_true_on_real_tokens_and_broadcasts():
    tokens = torch.tensor([[7, 5, 3, 0, 0], [2, 0, 2, 2, 2]])
    mask = padding_mask(tokens, 0)
    assert mask.shape == (2, 1, 1, 5)
    assert mask[:, 0, 0].tolist() == [[True, True, True, False, False], [True, False, True, True, True]]
    assert padding_mask(tokens, 2)[1, 0, 0].tolist() == [False, True, False, False, False]


def test_causal_mask_sees_itself_and_the_past():
    assert causal_mask(3).tolist() == [[True, False, False], [True, True, False], [True, True, True]]
    mask = causal_mask(7)
    assert all(bool(mask[i, j]) == (j <= i) for i in range(7) for j in range(7))
