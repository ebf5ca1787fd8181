import pytest

from babelix.chromatin.markov.model import read_model
from babelix.chromatin.markov.model_tables import write_emissions, write_transitions


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
