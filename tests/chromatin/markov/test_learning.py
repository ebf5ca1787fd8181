import json

import numpy as np
import pytest

from babelix.chromatin.markov.decoding import decode
from babelix.chromatin.markov.initialise import count_pairs, initial_model
from babelix.chromatin.markov.learning import Learning, Stopping, learn, maximise
from babelix.chromatin.markov.model import Model, read_model
from babelix.chromatin.markov.order import emission_distance, learning_order, path_order
from babelix.chromatin.markov.passes.expectation import Statistics, Sweeps
from babelix.chromatin.markov.passes.steps import compile_steps
from babelix.chromatin.marks.files import mark_files, read_marks


def prepared(paths):
    files = [read_marks(path) for path in learning_order(paths)]
    return files, [compile_steps(each) for each in files]


@pytest.mark.slow
@pytest.mark.parametrize("algorithm", ["incremental", "baum-welch"])
def test_several_files_as_chromhmm_learns_them(two_cells, algorithm):
    files, steps = prepared(mark_files(two_cells / "marks"))
    with Sweeps(2) as sweeps:
        start = initial_model([count_pairs(each) for each in files], 5, files[0].names)
        done = learn(Learning(start), steps, sweeps, algorithm)
    trace = json.loads((two_cells / "log_likelihoods.json").read_text())[algorithm]
    expected = read_model(two_cells / algorithm / "model_5.txt")
    assert done.converged
    assert len(done.trace) == len(trace) == expected.iterations
    np.testing.assert_allclose(done.trace, trace, atol=6e-4)
    assert done.trace[-1] == pytest.approx(expected.log_likelihood, abs=1e-8)
    model = done.model.reordered(path_order(emission_distance(done.model.emission)))
    np.testing.assert_allclose(model.emission, expected.model.emission, atol=1e-12)
    np.testing.assert_allclose(model.transition, expected.model.transition, atol=1e-12)
    np.testing.assert_allclose(model.initial, expected.model.initial, atol=1e-12)


def test_the_two_algorithms_differ_with_files_and_coincide_with_one(plain):
    marks = [plain.random_marks(seed, 1009, 3) for seed in (1, 2)]
    start = initial_model([count_pairs(each) for each in marks], 4, marks[0].names)
    with Sweeps(1) as sweeps:

        def trace(count, algorithm):
            steps = [compile_steps(each) for each in marks[:count]]
            return learn(Learning(start), steps, sweeps, algorithm, Stopping(0.001, 7)).trace

        assert trace(1, "incremental") == trace(1, "baum-welch")
        assert trace(2, "incremental") != trace(2, "baum-welch")


def test_likelihood_never_falls_under_baum_welch(plain):
    marks = [plain.random_marks(seed, 2003, 4, missing=0.05) for seed in (3, 4)]
    start = initial_model([count_pairs(each) for each in marks], 5, marks[0].names)
    with Sweeps(2) as sweeps:
        done = learn(
            Learning(start), [compile_steps(each) for each in marks], sweeps, "baum-welch", Stopping(0, 31)
        )
    assert (np.diff(done.trace) > -1e-8).all()


def test_an_iteration_limit_and_reports(plain):
    marks = plain.random_marks(5, 1009, 3)
    heard = []
    with Sweeps(1) as sweeps:
        start = initial_model([count_pairs(marks)], 3, marks.names)
        done = learn(
            Learning(start), [compile_steps(marks)], sweeps, stopping=Stopping(0, 3), listener=heard.append
        )
    assert len(done.trace) == 3
    assert not done.converged
    assert heard[-1].done == heard[-1].total == 3
    assert heard[-1].figures["log_likelihood"] == done.trace[-1]


def test_maximising_by_hand():
    model = Model(("A", "B"), np.array([0.5, 0.5]), np.full((2, 2), 0.5), np.full((2, 2), 0.25))
    each = Statistics(
        -1.0,
        np.array([1.0, 0.0]),
        np.array([[3.0, 1.0], [1e-9, 2.0]]),
        np.array([[1.0, 0.0], [3.0, 0.0]]),
        np.array([[3.0, 0.0], [1.0, 0.0]]),
    )
    found = maximise(model, [each, each])
    assert found.initial.tolist() == [1, 0]
    # 1e-9 / 2 is below 1e-8: dropped, and the row is whole again.
    assert found.transition.tolist() == [[0.75, 0.25], [0, 1]]
    # Mark B was missing throughout: it keeps what it had.
    assert found.emission.tolist() == [[0.25, 0.25], [0.75, 0.25]]


@pytest.mark.figure
@pytest.mark.slow
@pytest.mark.parametrize("states", [7, 10, 15])
def test_gm12878_as_chromhmm_learns_it(dataset, states):
    data, expected = dataset("chromhmm-gm12878"), dataset("chromhmm-expected")
    files, steps = prepared([data["binary"]])
    with Sweeps(2) as sweeps:
        start = initial_model([count_pairs(each) for each in files], states, files[0].names)
        done = learn(Learning(start), steps, sweeps)
        model = done.model.reordered(path_order(emission_distance(done.model.emission)))
        states_of_bins = decode(model, steps[0], sweeps)
    trace = json.loads(data["loglik-traces"].read_text())[f"chromhmm_gm_{states}_default"]
    assert len(done.trace) == trace["iters"]
    np.testing.assert_allclose(done.trace, trace["trace"], atol=1e-3)
    assert done.trace[-1] == pytest.approx(trace["ll_final"], abs=1e-6)
    theirs = read_model(expected[f"{states}_default/model"]).model
    np.testing.assert_allclose(model.emission, theirs.emission, atol=1e-7)
    np.testing.assert_allclose(model.transition, theirs.transition, atol=1e-7)
    assert bins(expected[f"{states}_default/segments"]) == (states_of_bins.states + 1).tolist()


def bins(path):
    import gzip

    found = []
    with gzip.open(path, "rt") as lines:
        for line in lines:
            _, start, end, state = line.split("\t")
            found += [int(state[1:])] * ((int(end) - int(start)) // 200)
    return found
