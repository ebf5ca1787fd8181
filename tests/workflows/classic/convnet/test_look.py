import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from babelix.base.errors import RequestError
from babelix.classic.alexnet import SHAPES, ConvNet
from babelix.classic.images import write_image
from babelix.workflows.classic.convnet.look import load_net, look


@pytest.fixture
def picture(tmp_path):
    write_image(tmp_path / "p.png", np.random.default_rng(0).integers(0, 255, (28, 31, 3), dtype=np.uint8))
    return tmp_path / "p.png"


def test_a_run_names_its_classes(trained, photographs):
    for name in ("dark", "bright"):
        found = look(photographs / name / "0.png", run=trained.run)
        assert found.net.classes[found.probabilities.argmax()] == name
        assert found.probabilities.sum() == pytest.approx(1)
        assert found.projection.shape == (256,)
    assert load_net(trained.run).trained


def test_a_net_of_a_file(picture, tmp_path):
    torch.manual_seed(0)
    net = ConvNet(SHAPES["small"]).eval()
    save_file(net.state_dict(), tmp_path / "w.safetensors")
    found = look(picture, size="small", weights=tmp_path / "w.safetensors")
    assert (found.net.trained, found.net.classes) == (True, None)
    x = (torch.tensor(found.pixels)[None].float() / 255 - 0.5) / 0.5
    with torch.no_grad():
        torch.testing.assert_close(torch.tensor(found.layers[-1].values), net(x)[0])
        torch.testing.assert_close(torch.tensor(found.projection), net.embed(x)[0])
    assert found.layers[0].name == "features.0"


def test_an_untrained_net_is_its_seeds_and_names_no_class(picture):
    one, same, other = (look(picture, size="small", seed=seed) for seed in (1, 1, 2))
    assert (one.net.trained, one.net.classes) == (False, None)
    np.testing.assert_array_equal(one.projection, same.projection)
    assert not np.allclose(one.projection, other.projection)


def test_what_is_refused(picture, trained, tmp_path):
    weights = ConvNet(SHAPES["small"]).state_dict()
    weights["classifier.3.weight"] = torch.zeros(7, 256)
    save_file(weights, tmp_path / "w.safetensors")
    for asked, sentence in [
        ({}, "give either `run`, a trained net, or `size`, a named one"),
        ({"run": trained.run, "size": "small"}, "give either `run`"),
        ({"run": trained.run, "weights": picture}, "`weights` go with `size`; a `run` has its own"),
        ({"run": tmp_path}, "is not a run: it has no settings.json"),
        ({"size": "big"}, "`size` 'big': expected one of"),
        ({"size": "small", "weights": tmp_path / "absent"}, "no such weights"),
        ({"size": "small", "weights": picture}, "is damaged or no safetensors file"),
        (
            {"size": "small", "weights": tmp_path / "w.safetensors"},
            r"'classifier.3.weight' is \(7, 256\), expected \(10, 256\)",
        ),
    ]:
        with pytest.raises(RequestError, match=sentence):
            look(picture, **asked)
