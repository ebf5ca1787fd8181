from typing import Any

import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.classic.images import read_image, write_image
from babelix.workflows.classic.atlas import activations as module
from babelix.workflows.classic.atlas.activations import activations
from babelix.workflows.classic.convnet.look import load_net, look


@pytest.fixture
def read():
    """Return a function that reads points of a net, those asked for by name."""

    def read(run=None, size=None, weights=None, data=None, most=1000, seed=0):
        return activations(run, size, weights, None if data is None else str(data), most, seed, silent)

    return read


@pytest.mark.slow
def test_a_picture_is_what_the_layer_before_the_last_makes_of_it(read, trained, photographs, monkeypatch):
    monkeypatch.setattr(module, "_BATCH", 7)
    found = read(trained.run, data=photographs)
    assert found.name == f"run: 30 pictures of {photographs.name}"
    assert (found.classes, found.labels.tolist()) == (("bright", "dark"), [0] * 15 + [1] * 15)
    files = sorted((photographs / "dark").iterdir())
    for number in (0, 4, 14):
        alone = look(files[number], run=trained.run).projection
        np.testing.assert_allclose(found.vectors[15 + number], alone, atol=1e-4)
        pixels = read_image(files[number])
        np.testing.assert_array_equal(found.images[15 + number, 0], pixels)
        np.testing.assert_allclose(found.raw[15 + number], pixels.ravel() / 255, atol=1e-6)


def test_a_run_shows_what_it_held_out(read, trained):
    found = read(trained.run)
    assert len(found) == 6
    assert found.name.endswith("that it held out")
    assert found.remarks == ()


def test_colours_of_another_side_and_without_classes(read, trained, tmp_path):
    rng = np.random.default_rng(0)
    for number in range(3):
        write_image(tmp_path / f"{number}.png", rng.integers(0, 255, (41, 47, 3), dtype=np.uint8))
    found = read(trained.run, data=tmp_path)
    assert (found.labels, found.classes) == (None, ())
    assert found.images.shape == (3, 3, 20, 20)
    alone = look(tmp_path / "1.png", run=trained.run).projection
    np.testing.assert_allclose(found.vectors[1], alone, atol=1e-4)


@pytest.mark.slow
def test_large_pictures_are_compared_small(read, photographs):
    found = read(size="small", data=photographs, most=11, seed=3)
    assert found.remarks == ("small is untrained: its weights are drawn at random",)
    assert found.images.shape == (11, 1, 28, 28)
    again, other = (read(size="small", data=photographs, most=11, seed=seed) for seed in (3, 4))
    np.testing.assert_array_equal(found.raw, again.raw)
    assert not np.array_equal(found.raw, other.raw)
    shrunk = module._thumbnails(np.zeros((2, 3, 97, 97), np.uint8))
    assert shrunk.shape == (2, 3, 32, 32)


@pytest.mark.slow
def test_of_a_named_set_the_test_pictures(read, dataset):
    dataset("cifar10-subset")
    found = read(size="small", data="cifar10-subset", most=13)
    assert found.name == "small: 13 test pictures of cifar10-subset"
    assert found.images.shape == (13, 3, 32, 32)


def test_what_is_refused(read, trained, tmp_path):
    for asked, sentence in [
        ({"size": "small"}, "`data`: name the pictures, mnist or cifar10-subset or a folder"),
        ({"size": "small", "data": "mnst"}, "`data` 'mnst': expected mnist, cifar10-subset or a folder"),
        ({"size": "small", "data": tmp_path}, "holds no pictures"),
        ({"run": trained.run, "size": "small"}, "give either `run`"),
        ({"run": trained.run, "weights": tmp_path}, "`weights` go with `size`"),
        ({"run": tmp_path}, "is not a run"),
    ]:
        with pytest.raises(RequestError, match=sentence):
            read(**asked)


def test_weights_that_overflow(read, trained, photographs, monkeypatch):
    net: Any = load_net(trained.run)
    with torch.no_grad():
        net.model.classifier[1].bias[0] = float("nan")
    monkeypatch.setattr(module, "load_net", lambda run: net)
    with pytest.raises(RequestError, match="the activations of 30 of 30 points are no finite numbers"):
        read(trained.run, data=photographs).check()
