from typing import Any

import pytest
import torch
from torch import nn

from babelix.base.errors import RequestError
from babelix.training.averaging import ExponentialAverage
from babelix.training.checkpoint import load_checkpoint, save_checkpoint
from babelix.training.tensors import load_tensors, save_tensors

Parts = tuple[nn.Module, torch.optim.Optimizer, ExponentialAverage | None]


def parts(width: int = 3, average: bool = True, seed: int = 0) -> Parts:
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(width, 2), nn.Linear(2, 1))
    optimiser = torch.optim.Adam(model.parameters(), lr=0.1, fused=True)
    return model, optimiser, ExponentialAverage(model, 0.9) if average else None


def update(model, optimiser, average):
    model(torch.randn(7, 3)).square().sum().backward()
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    if average is not None:
        average.update(model)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "last.safetensors"


@pytest.mark.parametrize("average", [True, False])
def test_a_restored_run_goes_on_as_if_it_had_never_stopped(path, average):
    alone = parts(average=average)
    for _ in range(3):
        update(*alone)
    save_checkpoint(path, *alone, {"step": 3, "best": 0.1 + 0.2})
    update(*alone)
    resumed = parts(average=average, seed=9)
    assert load_checkpoint(path, *resumed) == {
        "step": 3,
        "best": 0.1 + 0.2,
        "average_updates": 3 if average else 0,
    }
    update(*resumed)
    save_checkpoint(path.with_name("a"), *alone, {})
    save_checkpoint(path.with_name("b"), *resumed, {})
    assert path.with_name("a").read_bytes() == path.with_name("b").read_bytes()


def test_kernels_with_their_channels_last_go_on_as_they_lay(path):
    def fresh(seed):
        torch.manual_seed(seed)
        model: Any = nn.Conv2d(3, 5, 2)
        model.to(memory_format=torch.channels_last)
        return model, torch.optim.Adam(model.parameters(), lr=0.1, fused=True), ExponentialAverage(model, 0.9)

    def learn(model, optimiser, average):
        model(torch.arange(24.0).reshape(1, 3, 4, 2).sin()).square().sum().backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        average.update(model)

    alone: Parts = fresh(0)
    resumed: Parts = fresh(9)
    learn(*alone)
    save_checkpoint(path, *alone, {})
    load_checkpoint(path, *resumed)
    for run, name in ((alone, "a"), (resumed, "b")):
        learn(*run)
        save_checkpoint(path.with_name(name), *run, {})
    assert path.with_name("a").read_bytes() == path.with_name("b").read_bytes()
    weight, *_ = resumed[0].parameters()
    assert resumed[1].state[weight]["exp_avg"].stride() == weight.stride() == (12, 1, 6, 3)


def test_saving_twice_gives_the_same_bytes(path):
    run = parts()
    update(*run)
    save_checkpoint(path, *run, {"step": 1})
    first = path.read_bytes()
    save_checkpoint(path, *run, {"step": 1})
    assert path.read_bytes() == first


def test_names_of_tensors_are_fixed(path):
    run = parts()
    update(*run)
    save_checkpoint(path, *run, {})
    names = load_tensors(path)[0].keys() - {"random.cuda"}
    kinds = ["model", "average", "optimiser.step", "optimiser.exp_avg", "optimiser.exp_avg_sq"]
    weights = ["0.weight", "0.bias", "1.weight", "1.bias"]
    assert names == {f"{kind}.{weight}" for kind in kinds for weight in weights} | {"random.cpu"}


def test_the_restored_state_is_independent_of_the_file(path):
    """Tensors that still looked into a mapped file would change, or crash, when it is replaced."""
    run, again = parts(), parts(seed=5)
    update(*run)
    save_checkpoint(path, *run, {})
    load_checkpoint(path, *again)
    path.write_bytes(b"")
    update(*again)
    assert all(torch.isfinite(p).all() for p in again[0].parameters())


def test_the_optimiser_of_a_run_not_yet_begun_is_empty(path):
    save_checkpoint(path, *parts(), {})
    model, optimiser, average = parts(seed=2)
    load_checkpoint(path, model, optimiser, average)
    assert len(optimiser.state) == 0


def test_a_missing_or_damaged_checkpoint_is_named(path):
    with pytest.raises(RequestError, match=r"no such weights: .*last.safetensors"):
        load_checkpoint(path, *parts())
    save_checkpoint(path, *parts(), {})
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(RequestError, match=r"last.safetensors is damaged or no safetensors file"):
        load_checkpoint(path, *parts())


def test_a_checkpoint_of_another_model_names_the_tensor(path):
    save_checkpoint(path, *parts(width=4), {})
    with pytest.raises(RequestError, match=r"'0.weight' is \(2, 4\), expected \(2, 3\)"):
        load_checkpoint(path, *parts())


def test_a_file_that_is_no_checkpoint_of_this_run_says_what_it_lacks(path):
    model, optimiser, average = parts()
    save_tensors(path, dict(model.named_parameters()))
    with pytest.raises(RequestError, match="is no checkpoint of this run: it lacks average, model, random"):
        load_checkpoint(path, model, optimiser, average)
    save_checkpoint(path, model, optimiser, None, {})
    with pytest.raises(RequestError, match="it lacks average"):
        load_checkpoint(path, model, optimiser, average)


def test_what_a_model_carries_from_batch_to_batch_is_kept(path):
    def fresh():
        model = nn.Linear(3, 2)
        model.register_buffer("carried", torch.zeros(5))
        return model, torch.optim.Adam(model.parameters(), fused=True), None

    model, optimiser, average = fresh()
    model.carried.copy_(torch.arange(5.0))
    save_checkpoint(path, model, optimiser, average, {})
    again = fresh()
    load_checkpoint(path, *again)
    assert again[0].carried.tolist() == [0, 1, 2, 3, 4]
    with pytest.raises(RequestError, match="carried"):
        load_checkpoint(path, nn.Linear(3, 2), torch.optim.Adam([torch.zeros(1)]), None)
