import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.segments.state_tables import StateTable, read_table, write_table


def test_the_table_and_the_model_say_the_same(dataset):
    paths = dataset("chromhmm-expected")
    table, model = read_table(paths["10_default/emissions"]), read_table(paths["10_default/model"])
    assert table.states == model.states
    columns = [model.columns.index(mark) for mark in table.columns]
    np.testing.assert_array_equal(table.values, model.values[:, columns])
    moves = read_table(paths["10_default/model"], "transition")
    np.testing.assert_array_equal(
        moves.values, read_table(paths["10_default/transitions"], "transition").values
    )


def test_rows_follow_a_segmentation(tmp_path):
    (tmp_path / "t").write_text("State\tm\tn\n1\t0.1\t0.2\n2\t0.3\t0.4\n")
    table = read_table(tmp_path / "t")
    assert table.ordered(["E2", "E1"], "t").values.tolist() == [[0.3, 0.4], [0.1, 0.2]]
    assert table.ordered(["2_Quies", "E01_TssA"], "t").values.tolist() == [[0.3, 0.4], [0.1, 0.2]]
    with pytest.raises(RequestError, match=r"t has no row for state 'E3' \(it has 1, 2\)"):
        table.ordered(["E3"], "t")


def test_what_is_written_is_read_to_the_last_digit(tmp_path):
    table = StateTable(("1", "2"), ("m", "n"), np.array([[1 / 3, 1e-300], [0.1, 1.0]]))
    write_table(tmp_path / "t", table, "State (mean signal)")
    assert (tmp_path / "t").read_text() == (
        "State (mean signal)\tm\tn\n1\t0.3333333333333333\t1e-300\n2\t0.1\t1.0\n"
    )
    again = read_table(tmp_path / "t")
    assert (again.states, again.columns) == (table.states, table.columns)
    np.testing.assert_array_equal(again.values, table.values)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("State\tm\n1\tx\n", "line 2: expected a number, got 'x'"),
        ("State\tm\n1\t0.5\t0.5\n", "line 2: expected 1 numbers, got 2"),
        ("nothing", "expected a table with a header"),
        ("2\t1\tE\t-3.5\t7\nemissionprobs\t1\t0\tm\t0\t0.5\n", "the emission probabilities are incomplete"),
    ],
)
def test_errors(tmp_path, text, said):
    (tmp_path / "t").write_text(text)
    with pytest.raises(RequestError, match=said):
        read_table(tmp_path / "t")
