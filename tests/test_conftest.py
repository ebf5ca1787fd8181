import pytest
import torch
from jaxtyping import TypeCheckError

from babelix.attention import scaled_dot_product_attention


def test_shapes_are_checked_while_tests_run():
    Q, K = torch.zeros(2, 5, 7), torch.zeros(2, 3, 11)
    with pytest.raises(TypeCheckError, match="K"):
        scaled_dot_product_attention(Q, K, K)


def test_one_thread_a_process():
    assert torch.get_num_threads() == 1
