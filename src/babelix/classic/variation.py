"""Pictures a little otherwise each time they are read: shifted, turned, mirrored.

What a picture shows does not change by it, so that a net learns from more pictures than there are (Krizhevsky et al.
2012, section 4.1). What comes in from beyond the edges is black.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from babelix.base.errors import RequestError


@dataclass(frozen=True)
class Variation:
    """How far a picture may go: `shift` pixels each way, `turn` degrees each way, `mirror` left and right by chance."""

    shift: int = 0
    turn: float = 0.0
    mirror: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no variation of a picture."""
        if self.shift < 0:
            raise RequestError(f"`shift` {self.shift}: expected at least 0", setting="shift")
        if not 0 <= self.turn <= 180:
            raise RequestError(f"`turn` {self.turn:g}: expected 0 to 180 degrees", setting="turn")

    def __call__(self, images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
        """Return pictures [n, channels, side, side], each varied as `rng` draws; as they are where nothing may vary."""
        if self == Variation():
            return images
        n, side = len(images), images.shape[-1]
        angle = rng.uniform(-self.turn, self.turn, n) * math.pi / 180
        moved = (
            rng.integers(-self.shift, self.shift + 1, (n, 2)) * 2 / side
        )  # in halves of a side, as the grid is
        flipped = np.where(rng.random(n) < 0.5, -1, 1) if self.mirror else np.ones(n)
        cos, sin = np.cos(angle), np.sin(angle)
        places = np.stack(
            [
                np.stack([flipped * cos, -sin, moved[:, 0]], 1),
                np.stack([flipped * sin, cos, moved[:, 1]], 1),
            ],
            1,
        )
        grid = functional.affine_grid(
            torch.from_numpy(places).float(), list(images.shape), align_corners=False
        )
        read = functional.grid_sample(torch.from_numpy(images).float(), grid, align_corners=False)
        return read.round_().to(torch.uint8).numpy()
