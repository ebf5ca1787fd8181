import pytest

from babelix.base.errors import RequestError
from babelix.workflows.translation.compare.compare import compare
from babelix.workflows.translation.compare.settings import CompareSettings


@pytest.mark.slow
def test_a_table_is_rebuilt_from_what_is_finished(values, recipe, tmp_path, monkeypatch):
    settings, said = CompareSettings.read(values, "here"), []
    more = {"beside": recipe.parent, "run": tmp_path / "c"}
    found = compare(settings, **more, listener=lambda p: said.append(p.remark))
    assert "4 trials to go and up to 4 trainings" in said
    assert [(row.name, row.seeds, len(row.bleu)) for row in found.rows] == [
        ("plain", (4, 5), 2),
        ("looking", (4, 5), 2),
    ]
    assert sum(row.against is None for row in found.rows) == 1
    assert (found.updates, sum(found.lengths), found.lengths[1:]) == (3, 7, (0, 0, 0))
    assert all(row.by_length[1:] == (0, 0, 0) and row.minutes > 0 < row.cost.sentence for row in found.rows)
    assert found.reach is not None
    assert all(each is not None for row in found.rows for each in row.reached)
    # What is not finished is left out of the table, and none of it is trained.
    for each in ("plain", "looking"):
        (tmp_path / "c" / each / "seed-5" / "model.safetensors").unlink()
    again = compare(settings, **more, finished_only=True)
    assert [(row.seeds, row.bleu) for row in again.rows] == [((4,), row.bleu[:1]) for row in found.rows]
    (tmp_path / "c" / "looking" / "seed-4" / "model.safetensors").unlink()
    with pytest.raises(RequestError, match="no training of looking is finished yet; go on with `resume`"):
        compare(settings, **more, finished_only=True)
    other = CompareSettings.read({**values, "trials": {**values["trials"], "steps": 1}}, "here")
    with pytest.raises(RequestError, match=r"was begun with another trials\.steps"):
        compare(other, **more, resume=True)
