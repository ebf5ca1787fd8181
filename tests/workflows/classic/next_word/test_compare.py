import json
import math

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.workflows.classic.next_word.compare import compare
from babelix.workflows.classic.next_word.settings import CompareSettings


def settings(story, **more):
    values = {
        "data": {"name": str(story), "vocabulary": 23},
        "model": {"width": 8, "layers": 1, "heads": 1, "kinds": ["n-gram", "gru"], "order": 3},
        "training": {"epochs": 1, "batch": 3, "length": 11, "threads": 1},
        "trials": {"rates": [0.01], "dropouts": [0.0, 0.2], "seeds": [4, 5], **more},
    }
    return CompareSettings.read(values, "here")


@pytest.mark.slow
def test_a_table_of_equal_terms_is_rebuilt_from_what_is_finished(story, tmp_path):
    said = []
    found = compare(
        settings(story), beside=tmp_path, run=tmp_path / "c", listener=lambda p: said.append(p.remark)
    )
    assert any(each.startswith("4 trainings to go, about ") for each in said)
    counted, net = found.rows
    assert (counted.kind, counted.parameters, len(counted.test), len(net.test)) == ("n-gram", None, 1, 2)
    assert found.best == "n-gram"
    assert counted.against is None
    assert net.against.difference.score == pytest.approx(
        math.exp(np.mean(np.log(net.test))) - counted.test[0], rel=1e-6
    )
    lines = (tmp_path / "c" / "n-gram" / "timings.jsonl").read_text("utf-8").splitlines()
    assert counted.minutes * 60 == pytest.approx(sum(json.loads(line)["seconds"] for line in lines))
    said.clear()
    again = compare(
        settings(story),
        beside=tmp_path,
        run=tmp_path / "c",
        resume=True,
        listener=lambda p: said.append(p.remark),
    )
    assert again == found
    assert any(each.startswith("0 trainings to go") for each in said)
    with pytest.raises(RequestError, match=r"was begun with another trials\.seeds"):
        compare(settings(story, seeds=[4, 6]), beside=tmp_path, run=tmp_path / "c", resume=True)
