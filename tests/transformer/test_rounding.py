from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from babelix.training.stored import packed_rows
from babelix.transformer import Transformer
from babelix.transformer.rounding import is_rounded, is_watched, round_all, rounded


def model() -> Transformer:
    torch.manual_seed(3)
    numbers: dict[str, Any] = {
        "d_model": 14,
        "d_ff": 23,
        "heads": 2,
        "encoder_layers": 2,
        "decoder_layers": 1,
    }
    return Transformer(37, **numbers, dropout=0.0).eval()


def test_a_row_is_whole_numbers_times_its_largest_by_127() -> None:
    x = torch.tensor([[254.0, -3.0, 0.9, 1.1], [0.0, -0.127, 0.0004, 0.0006], [0.0] * 4])
    expected = torch.tensor([[254.0, -4.0, 0.0, 2.0], [0.0, -0.127, 0.0, 0.001], [0.0] * 4])
    torch.testing.assert_close(rounded(x), expected)


def test_what_is_no_number_stays_none() -> None:
    assert not rounded(torch.tensor([[1.0, torch.nan], [torch.inf, 2.0]])).isfinite().any()


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=31))
def test_no_number_moves_by_more_than_half_a_scale_and_a_second_time_none_does(numbers: list[float]) -> None:
    x = torch.tensor([numbers])
    most = float(x.abs().max())
    once = rounded(x)
    assert float((once - x).abs().max()) <= max(most / 127 * 0.501, 1e-30)
    torch.testing.assert_close(rounded(once), once, rtol=1e-5, atol=1e-30)


@torch.no_grad()
def test_every_row_that_meets_a_matrix_is_rounded_and_so_are_the_matrices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = model()
    plain = made(torch.tensor([[5, 6, 7]]), torch.tensor([[1, 9]]))
    assert not is_rounded(made)
    round_all(made)
    assert is_rounded(made)
    assert not is_watched(made)
    found = made(torch.tensor([[5, 6, 7]]), torch.tensor([[1, 9]]))
    assert 0 < float((found - plain).abs().max()) < 0.5
    assert all(packed_rows(W.detach().numpy()) for W in made.parameters() if W.ndim == 2)
    seen = list[torch.Tensor]()
    linear = torch.nn.functional.linear

    def noted(x: torch.Tensor, *rest: Any) -> torch.Tensor:
        seen.append(x)
        return linear(x, *rest)

    monkeypatch.setattr(torch.nn.functional, "linear", noted)
    made(torch.tensor([[5, 6, 7]]), torch.tensor([[1, 9]]))
    assert len(seen) == 2 * (4 + 2) + (8 + 2) + 1
    for x in seen:
        torch.testing.assert_close(rounded(x), x)


def test_a_hook_of_someone_else_is_seen() -> None:
    made = model()
    round_all(made)
    made.decoder[0].register_forward_hook(lambda *_: None)
    assert is_watched(made)
