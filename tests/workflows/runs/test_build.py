"""The builder: every number of a recipe reaches the constructor it is meant for."""

from dataclasses import fields
from typing import Any

import pytest
import torch

from babelix.training.plan import Plan
from babelix.transformer import size
from babelix.workflows.runs.build import build_model, build_plan
from babelix.workflows.runs.settings import LoopSettings, NetworkSettings


def plan(metric: str = "val_loss", **settings: Any) -> Plan:
    given = {"precision": "float32", **settings}
    return build_plan(LoopSettings(**given), metric, size("tiny").d_model, torch.device("cpu"))


# Distinct primes, so that no two can be taken for each other.
PRIMES: dict[str, Any] = {
    "seed": 53,
    "keep_last": 43,
    "batch_tokens": 47,
    "steps": 97,
    "accumulate": 2,
    "log_every": 3,
    "evaluate_every": 5,
    "save_every": 7,
    "patience": 11,
    "beta_1": 0.13,
    "beta_2": 0.17,
    "epsilon": 0.19,
    "weight_decay": 0.23,
    "clip": 0.29,
    "average_decay": 0.31,
}


def test_every_number_of_the_plan_is_the_one_that_was_given() -> None:
    built = plan("val_f1", **PRIMES)
    found = {field.name: getattr(built, field.name) for field in fields(Plan) if field.name != "rate"}
    assert found == {
        "steps": 97,
        "betas": (0.13, 0.17),
        "epsilon": 0.19,
        "weight_decay": 0.23,
        "clip": 0.29,
        "accumulate": 2,
        "precision": torch.float32,
        "log_every": 3,
        "evaluate_every": 5,
        "save_every": 7,
        "average_decay": 0.31,
        "average_last": 0,
        "metric": "val_f1",
        "higher_is_better": True,
        "patience": 11,
        "keep": "best",
        "keep_last": 43,
        "batching": 47,
        "unit": "tokens",
        "seed": 53,
    }


def test_snapshots_a_lower_loss_and_the_precision() -> None:
    built = plan(average_last=41, precision="bfloat16")
    assert (built.average_last, built.average_decay, built.patience) == (41, None, None)
    assert (built.metric, built.higher_is_better) == ("val_loss", False)
    assert built.precision == torch.bfloat16


def test_the_rate_by_hand() -> None:
    """Width 128: 128^-0.5 = 0.08838835. Warm-up 16, factor 3, 100 steps of which the last 10 descend."""
    rate = plan(steps=100, warmup=16, rate_factor=3.0, cooldown=10).rate
    assert rate(1) == pytest.approx(3 * 0.08838835 / 64)  # step * 16^-1.5
    assert rate(8) == pytest.approx(3 * 0.08838835 / 8)
    assert rate(16) == pytest.approx(3 * 0.08838835 / 4)  # the peak: 16^-0.5
    assert rate(64) == pytest.approx(3 * 0.08838835 / 8)
    assert rate(90) == pytest.approx(3 * 0.08838835 / 90**0.5)  # the last whole one
    assert rate(91) == pytest.approx(3 * 0.08838835 / 91**0.5)  # the first step of ten still has ten tenths
    assert rate(92) == pytest.approx(3 * 0.08838835 / 92**0.5 * 0.9)
    assert rate(99) == pytest.approx(3 * 0.08838835 / 99**0.5 * 0.2)
    assert rate(100) == pytest.approx(3 * 0.08838835 / 10 * 0.1)


@pytest.mark.parametrize(
    ("settings", "keep"),
    [
        ({}, "last"),
        ({"average_last": 5}, "average"),
        ({"average_decay": 0.9}, "average"),
        ({"patience": 3}, "best"),
        ({"patience": 3, "average_decay": 0.9}, "best"),
    ],
)
def test_the_settings_choose_the_final_weights(settings: dict[str, Any], keep: str) -> None:
    assert plan(**settings).keep == keep


OWN: dict[str, Any] = {
    "d_model": 14,
    "d_ff": 23,
    "heads": 7,
    "encoder_layers": 3,
    "decoder_layers": 2,
    "dropout": 0.37,
}


def test_the_model_has_the_numbers_of_the_recipe() -> None:
    model: Any = build_model(NetworkSettings(size="tiny", pre_norm=True, **OWN), 31)
    assert model.E.weight.shape == (31, 14)
    assert (len(model.encoder), len(model.decoder)) == (3, 2)
    assert model.encoder[0].feed_forward.W_1.out_features == 23
    assert model.decoder[1].attention.heads == 7
    assert model.dropout.p == model.encoder[2].residuals[0].dropout.p == 0.37
    assert model.encoder[0].residuals[1].pre_norm
    assert model.max_length is None


def test_a_size_may_fix_the_heads_widths_and_the_positions() -> None:
    model = build_model(NetworkSettings(size="d_k-16", encoder_layers=1, decoder_layers=1), 31)
    assert model.encoder[0].attention.W_Q.out_features == 8 * 16
    assert model.encoder[0].attention.W_O.in_features == 8 * 64
    assert build_model(NetworkSettings(size="learned-positions", **OWN), 31).max_length == 1024
