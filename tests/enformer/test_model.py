from dataclasses import replace

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.enformer.model import Enformer, check_length
from babelix.enformer.sizes import PUBLISHED, Sizes
from babelix.enformer.weights import from_state
from babelix.training.tensors import Undrawn


@pytest.mark.parametrize("scale", [1, 4, 12])
@pytest.mark.parametrize("bins", [17, 29])
def test_it_is_enformer_pytorch(small, oracle, bins, scale):
    for head in small.heads.values():
        head.weight.mul_(scale)
    found = small(oracle.one_hot(bins), crop=(bins - 11) // 2)
    assert set(found) == {"human", "mouse"}
    for head, values in found.items():
        theirs = oracle.outputs(head, bins, scale)
        assert values.shape == theirs.shape == (2, 11, {"human": 7, "mouse": 5}[head])
        # float32 beside float32 of another order of sums; with this state its digits grow by the logits' size.
        assert torch.allclose(values, theirs, rtol=1e-5, atol=4e-5 * scale)


def test_its_embeddings_are_the_same(small, oracle):
    theirs = torch.from_numpy(oracle.file["embeddings_17"])
    assert torch.allclose(small.embeddings(oracle.one_hot(17)), theirs, rtol=1e-5, atol=1e-5)


def test_the_modes_differ(small, bases):
    x = bases(17 * 16)
    one = small(x)["human"]
    small.positions = "trained"
    assert float((small(x)["human"] - one).abs().max()) > 1e-3


@pytest.mark.slow  # a module of a thousand million bytes
def test_the_published_size():
    with Undrawn():  # no memory is touched
        model = Enformer(replace(PUBLISHED, layers=1))
    rest = 10 * sum(one.numel() for one in model.layers.parameters())
    assert rest + sum(one.numel() for one in model.parameters()) == 251_221_292


@pytest.mark.slow  # torch's checkpointing brings its compiler in
def test_it_can_be_trained_and_checkpointing_changes_nothing(oracle, bases):
    sizes = Sizes(channels=(6, 6), layers=1, heads=1, key=5, crop=1, outputs={"human": 3})
    torch.manual_seed(1)
    model = Enformer(sizes)
    x = bases(4 * 7)
    gradients = []
    for checkpointing in (False, True):
        model.checkpointing = checkpointing
        model.zero_grad()
        torch.manual_seed(2)  # of what is dropped
        model(x)["human"].sum().backward()
        gradients.append(
            torch.cat([one.grad.flatten() for one in model.parameters() if one.grad is not None])
        )
    assert torch.allclose(gradients[0], gradients[1], atol=1e-6)
    assert gradients[0].abs().max() > 0


def test_lengths_that_do_not_fit(small, bases):
    with pytest.raises(RequestError, match="`window` 100: expected a multiple of 16 bases"):
        small(bases(100))
    with pytest.raises(
        RequestError, match=r"`window` 96: .*at least 112: one bin between 3 bins at either end"
    ):
        check_length(96, small.sizes, 3)


def test_a_model_from_a_state_does_not_learn(oracle, small):
    assert not any(one.requires_grad for one in from_state(oracle.state, small.sizes, "x").parameters())
