import numpy as np
import pytest

from babelix.chromatin.markov.passes.steps import compile_steps
from babelix.chromatin.markov.passes.tables import build_tables, emission_table, run_transitions


def test_emissions_leave_missing_marks_out(plain):
    model = plain.random_model(1, 3, 2)
    p = model.emission
    table = emission_table(model, np.array([[1, 0], [2, 1], [2, 2]], np.uint8))
    np.testing.assert_allclose(table[0], p[:, 0] * (1 - p[:, 1]))
    np.testing.assert_allclose(table[1], p[:, 1])
    np.testing.assert_allclose(table[2], 1)


@pytest.mark.parametrize("marks", [61, 200])  # 1e-305, and a number too small for a double
def test_a_pattern_all_states_find_impossible_gets_the_floor(plain, marks):
    model = plain.random_model(1, 2, marks)
    model.emission[:] = 1e-5
    assert emission_table(model, np.ones((1, marks), np.uint8)).tolist() == [[1e-300, 1e-300]]


def test_powers_and_their_scale(plain):
    model, marks = plain.random_model(2, 5, 3), plain.random_marks(3, 3001, 3)
    steps = compile_steps(marks)
    tables = build_tables(model, steps)
    matrices = tables.matrices.reshape(-1, tables.width, tables.width)[:, :5, :5]
    b = emission_table(model, steps.patterns)[steps.repeated]
    repeated = model.transition * b / b.max()
    for length, power in zip(steps.lengths, matrices[1:], strict=True):
        expected = np.linalg.matrix_power(repeated / np.exp(tables.log_radius), length)
        np.testing.assert_allclose(power, expected, rtol=1e-9)
    np.testing.assert_allclose(
        np.exp(tables.log_radius), np.abs(np.linalg.eigvals(repeated)).max(), rtol=1e-8
    )


def test_transitions_in_runs_are_the_double_sum(plain):
    model, marks = plain.random_model(4, 3, 3), plain.random_marks(5, 8009, 3)
    steps = compile_steps(marks)
    tables = build_tables(model, steps)
    assert max(steps.lengths) > 100
    gathered = np.random.default_rng(6).random((len(steps.lengths), 3, 3))
    n = tables.repeating.T
    total = np.zeros((3, 3))
    for length, c in zip(steps.lengths, gathered, strict=True):
        for s in range(length):
            total += np.linalg.matrix_power(n, s) @ c @ np.linalg.matrix_power(n, length - 1 - s)
    np.testing.assert_allclose(
        run_transitions(tables, steps.lengths, gathered), tables.repeating * total, rtol=1e-9
    )
    assert not run_transitions(tables, (), gathered[:0]).any()
