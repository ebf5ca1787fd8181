import json
import math

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.gaussian.files import (
    GaussianFile,
    moments,
    presence,
    read_gaussian,
    write_gaussian,
    write_tables,
)
from babelix.chromatin.gaussian.model import Gaussian
from babelix.chromatin.segments.state_tables import read_table

MODEL = Gaussian(
    np.array([[0.0, 1.0], [4.0, 1 / 3]]),
    np.array([[4.0, 1.0], [1.0, 9.0]]),
    np.array([0.25, 0.75]),
    np.array([[0.9, 0.1], [0.2, 0.8]]),
    depth=3,
)
# One track with the values 1, 3 and 5, one with 4 and 8; elsewhere there are no data.
SEQUENCES = [np.array([[1.0, np.nan], [3.0, 4.0]]), np.array([[5.0, 8.0], [np.nan, np.nan]], np.float32)]


def test_a_model_comes_back_as_it_was(tmp_path):
    write_gaussian(tmp_path / "g.json", GaussianFile(MODEL, ("m", "n"), 250, "none"))
    found = read_gaussian(tmp_path / "g.json")
    assert (found.tracks, found.bin_size, found.transform, found.model.depth) == (("m", "n"), 250, "none", 3)
    for name in ("mean", "variance", "start", "moves"):
        np.testing.assert_array_equal(getattr(found.model, name), getattr(MODEL, name))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "other 7"}, "format 'other 7'"),
        ({"tracks": ["m"]}, "tables of different sizes"),
        ({"moves": [[1.0]]}, "tables of different sizes"),
        ({"bin_size": 0}, "bins of 0 bases"),
        ({"mean": [["a", "b"], ["c", "d"]]}, "could not convert string to float"),
    ],
)
def test_other_files_are_refused(tmp_path, change, said):
    path = tmp_path / "g.json"
    write_gaussian(path, GaussianFile(MODEL, ("m", "n"), 250, "none"))
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(
        RequestError, match=rf"g\.json is not a model of `babelix states gaussian` \({said}"
    ) as told:
        read_gaussian(path)
    assert str(told.value).endswith("give the gaussian_K.json that it wrote")


def test_no_file(tmp_path):
    with pytest.raises(RequestError, match=r"no such file: .*none\.json"):
        read_gaussian(tmp_path / "none.json")


def test_moments_by_hand():
    mean, deviation = moments(SEQUENCES)
    assert mean.tolist() == [3, 6]
    # (4 + 0 + 4) / 3 and (4 + 4) / 2, and their square roots.
    assert deviation.tolist() == pytest.approx([math.sqrt(8 / 3), 2])


def test_presence_by_hand():
    """A value above 2 is one deviation above the first label's mean and two below the second's; the normal's tails."""
    found = presence(MODEL, np.array([1.5, 0.5]), np.array([0.5, 0.5]))
    assert found.tolist() == pytest.approx(np.array([[0.15865525, 0.5], [0.97724987, 0.41207045]]), abs=1e-8)


def test_tables(tmp_path):
    files = write_tables(tmp_path, MODEL, ("m", "n"), SEQUENCES)
    assert [path.name for path in files] == ["means_2.txt", "emissions_2.txt", "transitions_2.txt"]
    heads = [path.read_text().splitlines()[0] for path in files]
    assert heads == ["State (mean signal)\tm\tn", "State (chance of a high value)\tm\tn", "State\t1\t2"]
    np.testing.assert_array_equal(read_table(files[0]).values, MODEL.mean)
    np.testing.assert_array_equal(read_table(files[2], "transition").values, MODEL.moves)
    # The first track's mean is 3 and its deviation 1.633; the first label's chance of more is beyond 2.316 deviations.
    emissions = read_table(files[1]).values
    np.testing.assert_array_equal(emissions, presence(MODEL, *moments(SEQUENCES)))
    assert emissions[0, 0] == pytest.approx(math.erfc((3 + math.sqrt(8 / 3)) / 2 / math.sqrt(2)) / 2)
