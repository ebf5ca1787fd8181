import pytest
import torch

from babelix.tracks.model import Track
from babelix.workflows.dna.learning.build import HEAD, as_tracks, begin_at, build_model, build_plan, loss_of


def test_tracks_begin_at_their_means(asked):
    model = build_model(asked().model, 3)
    with torch.no_grad():
        model.get_parameter(f"heads.{HEAD}.weight").zero_()
    begin_at(model, [0.3, 500.0, 0.0])
    with torch.no_grad():
        found = model.eval()(torch.zeros(1, 64, 4))[HEAD]
    assert found.shape == (1, 12, 3)
    assert found[0, 5].tolist() == pytest.approx([0.3, 500.0, 0.0], abs=1e-5)


def test_the_sequence_model_says_what_the_network_does(asked):
    torch.manual_seed(3)
    own = asked().model
    model = build_model(own, 3).eval()
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm1d):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
    tracks = [Track("a"), Track("b"), Track("c")]
    found = as_tracks(model.requires_grad_(False), own, "net", tracks, "R64")
    assert (found.geometry.window, found.geometry.kept, found.assembly) == (64, 12, "R64")
    one_hot = torch.nn.functional.one_hot(torch.randint(4, (2, 64)), 4).float()
    assert torch.allclose(found.forward(one_hot), model(one_hot)[HEAD], atol=1e-5)


def test_losses_and_plan(asked):
    assert loss_of(asked().training).total is None
    own = asked(loss="poisson-multinomial", total_weight=0.3, epsilon=1e-4).training
    assert (loss_of(own).total, loss_of(own).epsilon) == (0.3, 1e-4)
    plan = build_plan(asked(metric="val_pearson", cooldown=3).training, torch.device("cpu"))
    assert (plan.higher_is_better, plan.keep) == (True, "best")
    assert [plan.rate(step) for step in range(1, 6)] == pytest.approx(
        [0.005, 0.01, 0.01, 0.01 * 2 / 3, 0.01 / 3]
    )
