import pytest
import torch

from babelix.enformer.fast.tower import Span
from babelix.enformer.predictor import EnformerTracks, Reading
from babelix.enformer.saturation import gradients, saturation

BINS = slice(2, 9)


@pytest.fixture(params=["trained", "both"])
def model(request, small):
    return EnformerTracks(small, Reading(positions=request.param), "small")


@pytest.mark.parametrize("within", [Span(200, 211), Span(0, 5)])
def test_every_substitution_is_a_whole_window(model, bases, within):
    x, chosen, done = bases(16 * 29)[0], [len(model.tracks) - 1, 2], []
    reference, found = saturation(model, x, within, chosen, BINS, done.append)
    assert (sum(done), found.shape) == (within.last - within.first, (within.last - within.first, 4, 2))
    for at in range(within.first, within.last, 3):
        for base in range(4):
            other = x.clone()
            other[at] = torch.eye(4)[base]
            expected = model.forward(other[None])[0, BINS][:, chosen].sum(0).double()
            assert torch.allclose(found[at - within.first, base], expected, rtol=1e-5, atol=1e-4)
            if x[at, base]:
                assert torch.equal(found[at - within.first, base], reference)


@pytest.mark.parametrize("within", [Span(200, 211), Span(0, 5), Span(459, 464)])
def test_gradients_are_those_of_the_plain_model(model, small, bases, within):
    x, chosen = bases(16 * 29)[0], [len(model.tracks) - 1, 2]
    found = gradients(model, x, within, chosen, BINS)
    for column, track in enumerate(chosen):
        modes = model.reading.modes
        small.positions = modes[track % len(modes)]
        leaf = x.clone().requires_grad_()
        small(leaf[None])["human"][0, BINS, track // len(modes)].sum().backward()
        expected = leaf.grad[within.first : within.last]
        scale = float(expected.abs().max())
        assert scale > 1e-4
        assert torch.allclose(found[..., column], expected, rtol=1e-3, atol=1e-3 * scale)
