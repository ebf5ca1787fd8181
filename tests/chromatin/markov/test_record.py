import json

import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.markov.record import Record, recorded_bin_size, write_record


def test_the_record_gives_its_bin_size_back(tmp_path):
    record = Record(500, ("B", "A"), "incremental", True, 7, ["one.txt"], [-3.5, -2.25])
    write_record(tmp_path / "model_3.json", record)
    assert list(json.loads((tmp_path / "model_3.json").read_text()).items()) == [
        ("bin", 500),
        ("marks", ["B", "A"]),
        ("algorithm", "incremental"),
        ("converged", True),
        ("seed", 7),
        ("files", ["one.txt"]),
        ("log_likelihoods", [-3.5, -2.25]),
    ]
    assert recorded_bin_size(tmp_path / "model_3.txt") == 500
    assert recorded_bin_size(tmp_path / "model_2.txt") is None


@pytest.mark.parametrize("text", ["", "[200]", '{"marks": []}', '{"bin": "many"}', '{"bin": null}'])
def test_a_record_that_says_no_bin_size_is_refused(tmp_path, text):
    (tmp_path / "model_3.json").write_text(text)
    with pytest.raises(
        RequestError, match=r"model_3.json: expected the record that `babelix states learn` wrote; delete it"
    ):
        recorded_bin_size(tmp_path / "model_3.txt")
