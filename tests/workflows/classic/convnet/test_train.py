import json
import signal
from typing import Any

import pytest
import torch

from babelix.base.errors import RequestError, TaskError
from babelix.classic.alexnet import SHAPES
from babelix.workflows.classic.convnet.settings import LearningSettings
from babelix.workflows.classic.convnet.train import build_plan, new_net, train


def test_dark_and_bright_are_told_apart(trained):
    assert (trained.pictures, trained.val, trained.test) == (24, 6, None)
    assert trained.val_right == 6
    assert trained.steps == 16
    assert trained.report().splitlines()[1] == "held out  100.00% right of 6 (60.97% to 100.00%)"
    record = json.loads((trained.run / "run.json").read_text())
    assert record["pictures"]["classes"] == ["bright", "dark"]
    assert (record["train"], record["val"]) == (24, 6)


@pytest.mark.slow
def test_a_run_goes_on_to_the_same_weights(settings, trained, tmp_path):
    def stop(progress):
        if progress.done:
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(TaskError, match=r"stopped at step . of 16; everything is saved"):
        train(settings, beside=tmp_path, run=tmp_path / "run", listener=stop)
    again = train(settings, beside=tmp_path, run=tmp_path / "run", resume=True)
    assert again.steps == trained.steps
    assert again.weights.read_bytes() == trained.weights.read_bytes()


def test_a_folder_in_use_and_a_size_unknown(settings, trained, tmp_path):
    with pytest.raises(RequestError, match="is already in use; go on with `resume`"):
        train(settings, beside=tmp_path, run=trained.run)
    other = settings.model_copy(update={"model": settings.model.model_copy(update={"size": "large"})})
    with pytest.raises(RequestError, match="`size` 'large': expected one of"):
        train(other, beside=tmp_path, run=tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_kernels_and_what_they_make_lie_with_their_channels_last():
    net = new_net(SHAPES["small"], 0.5, 1, torch.device("cpu"))
    features: Any = net.features
    assert features[3].weight.is_contiguous(memory_format=torch.channels_last)
    for layers in (features[:1], features):
        assert layers(torch.zeros(2, 1, 28, 28)).is_contiguous(memory_format=torch.channels_last)


def test_the_pace_is_in_pictures(trained, told):
    assert [each.figures["pictures/s"] > 0 for each in told if each.done == trained.steps] == [True]


def test_an_evaluation_each_epoch():
    plan = build_plan(LearningSettings(epochs=3, batch=128, precision="float32"), 59_000, torch.device("cpu"))
    assert (plan.steps, plan.evaluate_every, plan.save_every) == (1383, 461, 461)
    assert max(plan.rate(step) for step in range(1, 1384)) == pytest.approx(2e-3, rel=1e-2)
