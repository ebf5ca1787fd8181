import numpy as np
import pytest

from babelix.classic.images import write_image
from babelix.workflows.classic.convnet.settings import ConvnetSettings
from babelix.workflows.classic.convnet.train import train


@pytest.fixture(scope="session")
def photographs(tmp_path_factory):
    """A folder of two classes: dark and bright pictures of 20 pixels, 15 of each."""
    folder, rng = tmp_path_factory.mktemp("photographs"), np.random.default_rng(0)
    for number in range(15):
        for name, level in (("bright", 200), ("dark", 50)):
            values = (level + rng.integers(-40, 40, (20, 20))).astype(np.uint8)
            write_image(folder / name / f"{number}.png", values)
    return folder


@pytest.fixture(scope="session")
def settings(photographs):
    """The settings of a training of a second on these pictures."""
    values = {
        "data": {"name": str(photographs), "side": 20},
        "training": {"epochs": 4, "batch": 7, "threads": 1},
    }
    return ConvnetSettings.read(values, "here")


@pytest.fixture(scope="session")
def told():
    """What that training told while it ran."""
    return []


@pytest.fixture(scope="session")
def trained(settings, told, tmp_path_factory):
    """What that training left behind."""
    beside, runs = tmp_path_factory.mktemp("beside"), tmp_path_factory.mktemp("runs")
    return train(settings, beside=beside, run=runs / "run", listener=told.append)
