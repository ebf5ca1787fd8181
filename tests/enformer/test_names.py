import pytest
import torch

from babelix.enformer.model import Enformer
from babelix.enformer.names import distinct, ours, published, published_name
from babelix.enformer.sizes import PUBLISHED
from babelix.training.tensors import Undrawn


@pytest.mark.slow  # a module of a thousand million bytes
def test_names_and_shapes_of_all_287_tensors(oracle):
    with Undrawn():  # no memory is touched
        found = published(Enformer(PUBLISHED))
    assert len(oracle.published) == 570
    kept = {name: oracle.published[name] for name in distinct(oracle.published)}
    assert len(kept) == 287
    assert {name: tuple(tensor.shape) for name, tensor in found.items()} == kept


def test_names_by_hand():
    assert published_name("heads.mouse.bias") == "_heads.mouse.0.bias"
    assert published_name("layers.10.attention.u") == "transformer.10.0.fn.1.rel_content_bias"
    assert published_name("tower.3.first.norm.running_var") == "conv_tower.3.0.0.running_var"


def test_there_and_back(small):
    back = ours(small, published(small))
    assert all(torch.equal(back[name], tensor) for name, tensor in small.state_dict().items())
