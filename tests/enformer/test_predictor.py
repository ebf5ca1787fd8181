import pytest
import torch

from babelix.base.errors import RequestError
from babelix.enformer.predictor import EnformerTracks, Reading
from babelix.tracks.model import Frugal, SequenceModel, Track


@pytest.fixture
def tracks(small):
    """Return a function that reads the small model."""
    return lambda **reading: EnformerTracks(small, Reading(**reading), "small")


@pytest.mark.parametrize("scale", [1, 4, 12])
@pytest.mark.parametrize("winograd", [False, True])
def test_it_is_enformer_pytorch_at_three_scales_of_logits(small, oracle, scale, winograd):
    for head in ("human", "mouse"):
        small.heads[head].weight.mul_(scale)
        reading = Reading(species=head, positions="enformer-pytorch", winograd=winograd)
        for bins in (17, 29):
            model = EnformerTracks(small, reading, "small").recropped((bins - 11) // 2)
            found, theirs = model.forward(oracle.one_hot(bins)), oracle.outputs(head, bins, scale)
            assert torch.allclose(found, theirs, rtol=1e-5, atol=4e-5 * scale)


def test_the_contract(tracks, oracle):
    model = tracks()
    assert isinstance(model, SequenceModel)
    assert isinstance(model, Frugal)
    assert model.name == "small, trained positions"
    assert (model.geometry.window, model.geometry.bin, model.geometry.crop) == (1536 * 16, 16, 3)
    assert model.geometry.whole
    assert [track.name for track in model.tracks][:2] == ["human-0", "human-1"]
    x = oracle.one_hot(17)
    found = model.forward(x)
    assert found.shape == (2, 11, 7)
    # Alone and in a batch: the same digits.
    assert torch.equal(model.forward(x[1:])[0], found[1])
    assert torch.allclose(model.forward_tracks(x, [5, 2]), found[..., [5, 2]], rtol=1e-6)
    assert model.needs(16 * 17, 7) > 0


def test_the_plain_model_says_the_same_in_the_trained_mode(tracks, small, oracle):
    small.positions = "trained"
    expected = small(oracle.one_hot(29))["human"]
    assert torch.allclose(tracks().forward(oracle.one_hot(29)), expected, rtol=1e-5, atol=4e-5)


def test_both_modes_side_by_side(tracks, oracle):
    x = oracle.one_hot(17)
    both = tracks(positions="both")
    assert [track.name for track in both.tracks][:2] == ["human-0 (trained)", "human-0 (enformer-pytorch)"]
    one, other = (tracks(positions=mode).forward(x) for mode in ("trained", "enformer-pytorch"))
    assert torch.equal(both.forward(x), torch.stack([one, other], dim=3).flatten(2))
    assert torch.allclose(both.forward_tracks(x, [3, 2]), torch.stack([other[..., 1], one[..., 1]], 2))


def test_another_crop_leaves_the_rest_as_it_is(tracks, oracle):
    model, x = tracks(), oracle.one_hot(17)
    whole = model.recropped(0).forward(x)
    assert whole.shape == (2, 17, 7)
    assert torch.allclose(whole[:, 3:-3], model.forward(x), rtol=1e-5, atol=1e-5)
    assert model.geometry.crop == 3


def test_a_frame_is_told_and_used(tracks, oracle):
    model = tracks(frame=1536)
    assert model.name == "small, trained positions of 1536"
    assert not torch.allclose(model.forward(oracle.one_hot(17)), tracks().forward(oracle.one_hot(17)))


def test_bfloat16_is_near(small, oracle):
    plain = EnformerTracks(small, Reading(), "x").forward(oracle.one_hot(17))
    found = EnformerTracks(small.to(torch.bfloat16), Reading(), "x").forward(oracle.one_hot(17))
    assert found.dtype == torch.bfloat16
    assert float((found - plain).abs().mean() / plain.abs().mean()) < 0.05


def test_bad_requests(tracks, small, oracle):
    with pytest.raises(
        RequestError, match="`species` 'humn': the model has human, mouse; did you mean 'human'"
    ):
        tracks(species="humn")
    with pytest.raises(
        RequestError, match="`positions` 'x': expected one of trained, enformer-pytorch, both"
    ):
        Reading(positions="x")
    with pytest.raises(RequestError, match="1 names of tracks: expected 7"):
        EnformerTracks(small, Reading(), "x", tracks=[Track("a")])
    with pytest.raises(RequestError, match=r"`window` 96: .*at least 112: one bin between 3 bins"):
        tracks().forward(oracle.one_hot(17)[:, :96])
