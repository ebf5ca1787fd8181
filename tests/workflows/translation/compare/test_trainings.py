import json

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.translation.compare.settings import CompareSettings
from babelix.workflows.translation.compare.trainings import (
    best_rate,
    bleu_by_update,
    check_sizes,
    evaluations,
    trials,
    whole,
)


def test_trials_are_shorter_and_trainings_whole(values):
    settings = CompareSettings.read(values, "here")
    system = settings.systems[1]
    first, second = trials(settings, system)
    assert (first.folder, second.folder) == ("looking/trial-rate-0.1", "looking/trial-rate-0.2")
    own = second.settings.training
    assert (own.steps, own.cooldown, own.evaluate_every, own.rate_factor, own.seed) == (2, 1, 2, 0.2, 4)
    one = whole(settings, system, 0.2, 5)
    assert (one.folder, one.settings.training.steps, one.settings.training.seed) == ("looking/seed-5", 3, 5)
    assert one.settings.model.kind == "gru-attention"


def test_the_rate_whose_trial_ends_lowest(values, tmp_path):
    settings = CompareSettings.read(values, "here")
    for rate, losses in (("0.1", [3.0, 2.0]), ("0.2", [1.0, 2.5])):
        folder = tmp_path / "plain" / f"trial-rate-{rate}"
        folder.mkdir(parents=True)
        lines = [
            {"step": 1, "loss": 9.0},
            *({"step": i, "val_loss": each, "val_bleu": 10 * each} for i, each in enumerate(losses, 2)),
        ]
        (folder / "metrics.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))
    assert evaluations(folder) == [(2, 1.0), (3, 2.5)]
    assert bleu_by_update(folder) == [(2, 10.0), (3, 25.0)]
    assert best_rate(settings, settings.systems[0], tmp_path) == 0.1
    alone = CompareSettings.read({**values, "trials": {"rates": [0.7]}}, "here")
    assert (trials(alone, alone.systems[0]), best_rate(alone, alone.systems[0], tmp_path)) == ([], 0.7)


def test_networks_of_other_sizes(values):
    plain, looking = values["systems"]
    wide = {"name": "looking", "model": {**looking["model"], "d_ff": 11}}
    settings = CompareSettings.read({**values, "systems": [plain, wide]}, "here")
    with pytest.raises(
        RequestError, match=r"looking has [0-9,]+ parameters and plain 3,\d+ over 283 subwords: more"
    ):
        check_sizes(settings.systems, 283)
    check_sizes(CompareSettings.read(values, "here").systems, 283)
