import numpy as np
import pytest

from babelix.chromatin.markov.model import Model, read_model
from babelix.chromatin.markov.model_tables import mark_order, write_emissions, write_transitions
from babelix.chromatin.markov.order import emission_distance, path_order


@pytest.mark.parametrize("algorithm", ["incremental", "baum-welch"])
def test_as_chromhmm_writes_them(two_cells, tmp_path, algorithm):
    model = read_model(two_cells / algorithm / "model_5.txt").model
    marks = (two_cells / algorithm / "emissions_5.txt").read_text().split("\n")[0].split("\t")[1:]
    write_emissions(tmp_path / "emissions_5.txt", model, [model.names.index(mark) for mark in marks])
    write_transitions(tmp_path / "transitions_5.txt", model)
    for name in ("emissions_5.txt", "transitions_5.txt"):
        ours = (tmp_path / name).read_text().splitlines()
        theirs = (two_cells / algorithm / name).read_text().splitlines()
        assert ours[0] == theirs[0]
        for mine, line in zip(ours[1:], theirs[1:], strict=True):
            expected = [float(x) for x in line.split("\t")]
            assert [float(x) for x in mine.split("\t")] == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("case", range(30))
def test_orders_are_chromhmms_even_where_a_path_and_its_reverse_tie(samples, case):
    rows = (samples / "orders" / "models.txt").read_text().split("\n\n")[case].strip().split("\n")
    states, marks = ([int(x) for x in row.split()] for row in rows[:2])
    emission = np.array([[float(x) for x in row.split()] for row in rows[2:]])
    assert path_order(emission_distance(emission)) == states
    size = len(emission)
    names = tuple(map(str, range(emission.shape[1])))
    assert mark_order(Model(names, np.ones(size), np.eye(size), emission)) == marks
