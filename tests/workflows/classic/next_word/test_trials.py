import numpy as np
import pytest

from babelix.base.progress import silent
from babelix.classic.next_word.nets import Shape
from babelix.classic.next_word.sizes import parameters
from babelix.workflows.classic.next_word.settings import CompareSettings
from babelix.workflows.classic.next_word.train import shape_of
from babelix.workflows.classic.next_word.trials import (
    best_of,
    carry_out,
    finished,
    hidden,
    scores,
    seeds,
    trials,
)


@pytest.fixture
def compared(story):
    values = {
        "data": {"name": str(story), "vocabulary": 23},
        "model": {"width": 8, "layers": 1, "heads": 1},
        "training": {"epochs": 1, "batch": 3, "length": 11, "threads": 1},
        "trials": {"rates": [0.01, 0.0001], "dropouts": [0.0], "seeds": [4, 5, 6]},
    }
    return CompareSettings.read(values, "here")


@pytest.mark.slow
def test_as_many_trials_of_each_and_as_many_parameters(compared):
    wanted = parameters(Shape("lstm", 10_000, 200, 200, 2))
    for kind in ("rnn", "gru", "transformer", "fixed-context"):
        tried = trials(compared, kind, 1000)
        assert [(t.settings.training.rate, t.settings.training.seed) for t in tried] == [
            (0.01, 4),
            (0.0001, 4),
        ]
        assert tried[0].settings.model.window == (11 if kind == "transformer" else 5)
        shape = Shape(kind, 10_000, 200, hidden(kind, 10_000, 200, 2, 5, 4), 2, 5)
        assert abs(parameters(shape) - wanted) < wanted / 20
    assert len(trials(compared, "n-gram", 1000)) == 1
    assert shape_of(trials(compared, "lstm", 1000)[0].settings, 1000).hidden == 8


@pytest.mark.slow
def test_the_best_trial_by_what_is_held_out_with_every_seed(compared, tmp_path):
    tried = trials(compared, "gru", 19)
    assert not finished(tmp_path, tried[0])
    assert list(carry_out(tmp_path, tried, tmp_path, silent)) == tried
    assert all(finished(tmp_path, each) for each in tried)
    best = best_of(tmp_path, tried)
    assert best == min(tried, key=lambda each: scores(tmp_path, each)[0].mean())
    assert [each.settings.training.seed for each in seeds(compared, best, 19)] == [4, 5, 6]
    assert len({each.folder for each in seeds(compared, best, 19)}) == 3
    assert np.isfinite(scores(tmp_path, best)[1]).all()
