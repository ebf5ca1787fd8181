import math

import pytest
import torch

from babelix.attention import LearnedPositions, SinusoidalPositions, sinusoids
from babelix.base.errors import RequestError


@pytest.mark.parametrize("d_model", [6, 7])
def test_sinusoids_are_the_closed_form(d_model):
    PE = sinusoids(5003, d_model)
    assert PE.shape == (5003, d_model)
    assert PE.dtype == torch.float32
    for pos in (0, 1, 2, 53, 5002):
        for i in range(d_model):
            angle = pos / 10000 ** (i // 2 * 2 / d_model)
            expected = math.sin(angle) if i % 2 == 0 else math.cos(angle)
            assert PE[pos, i].item() == pytest.approx(expected, abs=1e-7)


def test_a_shift_is_a_rotation_of_each_pair():
    PE, k = sinusoids(29, 10).double(), 11
    for i in range(0, 10, 2):
        angle = k / 10000 ** (i / 10)
        rotation = torch.tensor([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
        turned = PE[:18, i : i + 2] @ rotation.double().T
        torch.testing.assert_close(turned, PE[k:, i : i + 2], atol=1e-6, rtol=0)


def test_sinusoids_grow_past_what_was_made_at_first_and_hold_no_parameters():
    positions = SinusoidalPositions(6)
    first = positions.PE.shape[0]
    found = positions(first - 2, 5)
    assert torch.equal(found, sinusoids(first + 3, 6)[first - 2 :])
    assert torch.equal(positions(3, 7), sinusoids(10, 6)[3:])
    assert positions.state_dict() == {}
    assert list(positions.parameters()) == []


def test_grown_sinusoids_keep_the_number_format():
    positions = SinusoidalPositions(6).to(torch.bfloat16)
    assert positions(0, 3).dtype == torch.bfloat16
    assert positions(701, 3).dtype == torch.bfloat16


def test_learned_positions_are_rows_of_the_embedding():
    torch.manual_seed(29)
    positions = LearnedPositions(6, 13)
    assert torch.equal(positions(2, 11), positions.embedding.weight[2:13])


def test_past_the_learned_positions_the_error_says_what_to_do():
    positions = LearnedPositions(6, 13)
    message = (
        "^a sequence of 14 tokens exceeds the 13 learned positions of this model; "
        "shorten it or train with sinusoidal positions$"
    )
    with pytest.raises(RequestError, match=message):
        positions(3, 11)


def test_they_are_made_on_the_device_that_is_the_default():
    with torch.device("meta"):
        assert sinusoids(7, 6).device.type == "meta"
    assert sinusoids(7, 6).device.type == "cpu"
