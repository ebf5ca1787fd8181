"""What an update takes, beside what torch's own profiler sees it take."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.profiler import ProfilerActivity, profile

from babelix.training.forecast.memory import update_bytes
from babelix.training.loss import smoothed_cross_entropy
from babelix.training.plan import Plan
from babelix.training.precision import products_in
from babelix.transformer import Transformer


def loss_of(pairs: int, source: int, target: int) -> Any:
    def loss(model: nn.Module, device: torch.device) -> Tensor:
        assert isinstance(model, Transformer)
        rows = [torch.full((pairs, length), 5, device=device) for length in (source, target)]
        h = model.hidden(*rows).flatten(0, 1)
        truth = rows[1].flatten()
        return smoothed_cross_entropy(h, model.E.weight, truth, smoothing=0.1, rows=97)[0]

    return loss


def measured(model: nn.Module, precision: torch.dtype, loss: Any) -> int:
    """Return the most bytes that two updates held, those of the weights not among them."""
    optimiser = torch.optim.Adam(model.parameters(), fused=True)
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as seen:
        for _ in range(2):
            with products_in(precision, torch.device("cpu")):
                total = loss(model, torch.device("cpu"))
            total.backward()
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
    events = [each for each in seen.profiler.kineto_results.events() if each.name() == "[memory]"]
    held = most = 0
    for each in sorted(events, key=lambda event: event.start_ns()):
        held += each.nbytes()
        most = max(most, held)
    return most


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pairs", "source", "target", "precision"), [(29, 11, 13, torch.float32), (3, 97, 89, torch.bfloat16)]
)
def test_what_is_foretold_is_about_what_is_held(
    pairs: int, source: int, target: int, precision: torch.dtype
) -> None:
    shape: dict[str, Any] = {"d_ff": 128, "heads": 2, "encoder_layers": 2, "decoder_layers": 1}
    model, loss = Transformer(307, d_model=64, dropout=0.1, **shape), loss_of(pairs, source, target)
    state = torch.random.get_rng_state()
    foretold = update_bytes(model, Plan(1, lambda _: 0.1, precision=precision), loss)
    assert torch.equal(torch.random.get_rng_state(), state), "the model's random numbers are its updates'"
    assert all(each.grad is None for each in model.parameters())
    weights = sum(4 * each.numel() for each in model.parameters())
    held = weights + measured(model, precision, loss)
    assert foretold is not None
    assert held / 1.5 < foretold < held * 1.5


def test_an_average_is_one_more_of_each_weight() -> None:
    model = nn.Linear(7, 5)

    def loss(model: nn.Module, device: torch.device) -> Tensor:
        total: Tensor = model(torch.ones(3, 7, device=device)).sum()
        return total

    plain, averaged = (
        update_bytes(model, Plan(1, lambda _: 0.1, average_decay=each), loss) for each in (None, 0.9)
    )
    assert plain is not None
    assert averaged == plain + 4 * (7 * 5 + 5)
    assert (
        update_bytes(
            model,
            Plan(1, lambda _: 0.1),
            lambda model, device: torch.ones(3, device=device).nonzero().sum() * 1.0,
        )
        is None
    )
