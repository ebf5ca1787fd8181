import pytest
import torch

from babelix.base.errors import RequestError
from babelix.workflows.parsing.build import build_model, build_plan, resolve_size
from babelix.workflows.parsing.settings import ModelSettings, TrainingSettings


def test_the_named_size_is_section_6_3s():
    chosen = resolve_size(ModelSettings())
    assert (chosen.encoder_layers, chosen.decoder_layers, chosen.d_model) == (4, 4, 1024)
    with pytest.raises(RequestError, match=r"model\.d_model 10 is not divisible by 4 heads"):
        resolve_size(ModelSettings(size="tiny", d_model=10))


def test_a_model_has_the_numbers_it_was_given():
    model = build_model(ModelSettings(size="tiny", d_model=16, encoder_layers=1, pre_norm=True), 29)
    assert model.E.weight.shape == (29, 16)
    assert (len(model.encoder), len(model.decoder)) == (1, 4)
    assert isinstance(model.decoder_norm, torch.nn.LayerNorm)


@pytest.mark.parametrize(
    ("given", "keep"),
    [({}, "last"), ({"average_decay": 0.9}, "average"), ({"patience": 3, "average_decay": 0.9}, "best")],
)
def test_the_plan_has_the_numbers_it_was_given(given, keep):
    settings = TrainingSettings(
        steps=31, warmup=7, rate_factor=2.0, cooldown=11, clip=0.5, batch_tokens=101, **given
    )
    plan = build_plan(settings, resolve_size(ModelSettings(size="tiny")), torch.device("cpu"))
    assert (plan.steps, plan.clip, plan.batching, plan.keep) == (31, 0.5, 101, keep)
    assert plan.metric == "val_f1"
    assert plan.higher_is_better
    assert plan.rate(7) == pytest.approx(2 * 128**-0.5 * 7**-0.5)
    assert plan.rate(31) < plan.rate(21) / 5
