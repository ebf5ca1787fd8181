import pytest
import torch
from torch import nn

from babelix.base.errors import RequestError
from babelix.tracks.background import made, write_background
from babelix.workflows.dna.scoring.ranked import open_background, weights, with_percentiles

NOW = {"model": "m", "weights": "w", "genome": "g.fa", "assembly": "hg38", "window": 28, "effect_window": 20}


@pytest.fixture
def path(tmp_path):
    rows = [{"a": {"sad": value, "null_l2": 0.0}} for value in (1.0, -2.0, 3.0)]
    write_background(made(NOW, ("a",), rows), tmp_path / "b.npz")
    return tmp_path / "b.npz"


def test_a_slice_of_the_same_assembly_will_do(path):
    found = open_background(path, NOW | {"genome": "slice.fa", "assembly": None}, ["a"])
    assert with_percentiles({"a": {"sad": -2.0, "null_l2": 0.0}}, found) == {
        "a": {"sad": -2.0, "null_l2": 0.0, "sad_percentile": 50.0}
    }


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("assembly", "hg19", "its assembly is hg38, what scores has hg19"),
        ("weights", "v", "its weights is w, what scores has v"),
        ("effect_window", 4, "its effect_window is 20, what scores has 4"),
    ],
)
def test_other_settings_are_refused(path, name, value, said):
    with pytest.raises(RequestError, match=said):
        open_background(path, NOW | {name: value}, ["a"])


def test_a_model_around_a_network_is_told_by_it_too():
    class Around:
        def __init__(self, net):
            self.state_dict = net.state_dict

    torch.manual_seed(3)
    assert weights(Around(nn.Linear(2, 3))) != weights(Around(nn.Linear(2, 3))) != ""
    assert weights(object()) == ""


def test_a_network_is_told_by_its_numbers():
    torch.manual_seed(3)
    net = nn.BatchNorm1d(3).to(torch.bfloat16)
    before = weights(net)
    assert before == weights(net) != weights(object())
    with torch.no_grad():
        net.bias[1] += 1
    assert weights(net) != before
