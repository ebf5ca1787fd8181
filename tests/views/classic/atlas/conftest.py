from dataclasses import replace

import numpy as np
import pytest

from babelix.classic.atlas.points import Points
from babelix.evaluation.neighbours import Kept, nearest
from babelix.workflows.classic.atlas.make import Atlas, Laying, Plane, Space


@pytest.fixture
def found():
    """Eleven pictures of 2 x 2 pixels on a plane of 3 x 2, two classes."""
    rng = np.random.default_rng(0)
    X, images = rng.normal(size=(11, 3)).astype(np.float32), rng.integers(0, 255, (11, 1, 2, 2), np.uint8)
    labels = np.arange(11) % 2
    points = Points("some", "activations", X, "pixels", X, images, None, labels, ("cat", "dog"), cosine=False)
    places = rng.uniform((0, 0), (3, 2), (11, 2))
    planes = tuple(Plane(name, places, Kept(2, 0.75, 0.5), 0.625) for name in ("t-SNE", "PCA"))
    space = Space("activations", 3, 0.875, nearest(X, 2), planes)
    return Atlas(points, Laying(nearest=2), 0, space, replace(space, what="pixels"), 0.5, ())


@pytest.fixture
def worded(found):
    """The same points as words: eleven, on a line in their order."""
    words = ("hot", "[it] sleeps", "cold", "<b>x</b>", "שלום", *(f"word {i}" for i in range(6)))
    places = np.stack([np.arange(11.0), np.zeros(11)], 1)
    planes = tuple(replace(plane, places=places) for plane in found.space.planes)
    points = replace(found.points, images=None, words=words)
    return replace(found, points=points, space=replace(found.space, planes=planes))
