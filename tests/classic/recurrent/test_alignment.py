import pytest
import torch

from babelix.classic.recurrent.alignment import Alignment


def test_two_annotations_by_hand():
    """e_j = tanh(s + 2 h_j): with s = 0.5 and h = 0, 1 it is tanh 0.5 and tanh 2.5."""
    alignment = Alignment(1, 1, 1)
    for each, value in ((alignment.W_a.weight, 1.0), (alignment.W_a.bias, 0.0), (alignment.U_a.weight, 2.0)):
        torch.nn.init.constant_(each, value)
    torch.nn.init.constant_(alignment.v_a, 1.0)
    h = torch.tensor([[[0.0], [1.0], [7.0]]])
    mask = torch.tensor([[True, True, False]])
    c, alpha = alignment(torch.tensor([[0.5]]), h, alignment.U_a(h), mask)
    e = torch.tanh(torch.tensor([0.5, 2.5])).exp()
    assert alpha[0].tolist() == pytest.approx([*(e / e.sum()).tolist(), 0.0])
    assert c.item() == pytest.approx((e[1] / e.sum()).item())
