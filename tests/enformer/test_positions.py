import math

import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.enformer.positions import basis


def test_exponentials_and_masks_by_hand():
    found = basis(17, 12)
    assert found.shape == (33, 12)
    there = found[16 + 4]  # four positions to the right
    # Half-lives 2 ** 3 and 17, widths 1 and 3.
    assert there[:4].tolist() == pytest.approx([2 ** (-4 / 8), 2 ** (-4 / 17), 0, 0])
    assert found[16 + 2, 2:4].tolist() == [0, 1]
    assert torch.equal(there[6:], there[:6])
    # Left of the query the second half has the other sign; at the query itself it has none.
    assert torch.equal(found[16 - 4], torch.cat([there[:6], -there[:6]]))
    assert not found[16, 6:].any()


def test_gammas_by_hand_over_positions():
    # Means 8.5 and 17, deviation 17 / 4: a = 4 and 16, b = 8 / 17 and 16 / 17.
    places = np.arange(17.0)
    for column, (a, b) in enumerate([(4, 8 / 17), (16, 16 / 17)]):
        density = places ** (a - 1) * np.exp(-b * places) * b**a / math.gamma(a) + 1e-8
        assert basis(17, 12)[16:, 4 + column].numpy() == pytest.approx(density / density.max(), rel=1e-5)


def test_the_trained_mode_is_the_shipped_table_and_the_other_is_not(oracle):
    table = oracle.file["gammas"]
    rows, columns = slice(None, None, 61), slice(64, 96)
    assert np.abs(basis(1536, 192)[rows, columns].numpy() - table).max() < 2e-3
    assert np.abs(basis(1536, 192, "enformer-pytorch")[rows, columns].numpy() - table).max() > 0.5


def test_the_packages_formula_is_reproduced_to_the_digit(oracle):
    assert torch.equal(basis(17, 12, "enformer-pytorch"), torch.from_numpy(oracle.file["basis"]))


def test_a_short_input_in_a_longer_frame_is_its_middle():
    assert torch.equal(basis(13, 12, frame=31), basis(31, 12)[18:-18])
    assert not torch.equal(basis(13, 12), basis(13, 12, frame=31))


def test_bad_requests():
    with pytest.raises(
        RequestError, match=r"`positions` 'train': expected one of trained, enf.*mean 'trained'"
    ):
        basis(17, 12, "train")
    with pytest.raises(RequestError, match="13 features of positions: expected a multiple of 6"):
        basis(17, 13)
