"""Which weights a recipe ends with."""

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.transformer import size
from babelix.workflows.translation.build import build_plan
from babelix.workflows.translation.settings import TrainingSettings


def plan(**settings):
    return build_plan(TrainingSettings(precision="float32", **settings), size("tiny"), torch.device("cpu"))


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
def test_the_settings_choose_the_final_weights(settings, keep):
    assert plan(**settings).keep == keep


def test_patience_and_the_average_of_the_last_exclude_each_other():
    with pytest.raises(
        RequestError, match="patience keeps the best weights, average_last the mean of the last; choose"
    ):
        TrainingSettings.read({"patience": 3, "average_last": 5}, "recipe.toml")


def test_a_patience_of_none_at_all_is_refused():
    with pytest.raises(RequestError, match="setting 'patience': Input should be greater than 0"):
        TrainingSettings.read({"patience": 0}, "recipe.toml")
