"""What enformer-pytorch says of a small random model (tools/enformer_oracle.py), and the same model here."""

from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor

from babelix.enformer.model import Enformer
from babelix.enformer.sizes import Sizes
from babelix.enformer.weights import from_state

SIZES = Sizes(channels=(18, 18, 26, 36), layers=2, heads=3, key=5, crop=3, outputs={"human": 7, "mouse": 5})


class Oracle(NamedTuple):
    """The file, the state that it was made with, names and shapes of the published size."""

    file: Any
    state: dict[str, Tensor]
    published: dict[str, tuple[int, ...]]

    def one_hot(self, bins: int) -> Tensor:
        """Return the bases read (2, bases, 4)."""
        return torch.from_numpy(np.eye(5, 4, dtype=np.float32)[self.file[f"letters_{bins}"]])

    def outputs(self, head: str, bins: int, scale: int) -> Tensor:
        """Return what enformer-pytorch said, the heads' weights times `scale`."""
        return torch.from_numpy(self.file[f"{head}_{bins}_{scale}"])


@pytest.fixture(scope="session")
def oracle(samples) -> Oracle:
    with np.load(samples / "enformer.npz") as opened:
        file = dict(opened)
    shapes, published = (_shapes(file[name]) for name in ("names", "published_names"))
    return Oracle(file, drawn(shapes, 7), published)


@pytest.fixture(scope="session")
def loaded(oracle) -> Enformer:
    model = from_state(oracle.state, SIZES, "the oracle's state")
    model.positions = "enformer-pytorch"
    return model


@pytest.fixture
def small(loaded: Enformer) -> Enformer:
    return deepcopy(loaded)


@pytest.fixture
def bases():
    """Return a function that gives one-hot bases of a seed (1, length, 4), some of them N."""

    def made(length: int, seed: int = 3) -> Tensor:
        letters = torch.randint(5, (1, length), generator=torch.Generator().manual_seed(seed))
        return torch.eye(5, 4)[letters]

    return made


def drawn(shapes: dict[str, tuple[int, ...]], seed: int) -> dict[str, Tensor]:
    """Return the state that the tool draws."""
    rng = np.random.default_rng(seed)
    state = {}
    for name in sorted(shapes):
        values = rng.standard_normal(shapes[name])
        if name.endswith("running_var"):
            values = 0.5 + np.abs(values)
        elif name.endswith("num_batches_tracked"):
            values = np.zeros(shapes[name])
        elif len(shapes[name]) > 1 and "rel_" not in name.rpartition(".")[2]:
            values = values * (1.5 / np.sqrt(np.prod(shapes[name][1:])))
        state[name] = torch.from_numpy(np.asarray(values, np.float32))
    return state


def _shapes(lines: Any) -> dict[str, tuple[int, ...]]:
    pairs = (str(line).split(" ") for line in lines)
    return {name: tuple(int(size) for size in shape.split("x") if size) for name, shape in pairs}
