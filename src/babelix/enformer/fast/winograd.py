"""Winograd's minimal filtering F(4, 5) (Lavin and Gray 2016, section 4): four outputs of five taps by 8 products.

The outputs of a tile are values of a polynomial product, known from its values at 0, 1, -1, 2, -2, 1/2, -1/2 and at
infinity: ``Y = A^T ((G g) * (B^T d))``. Exact in exact arithmetic; in float32 the transforms' large and small factors
cost some digits (decisions/dna/enformer-in-tiles.md has how many).
"""

from fractions import Fraction
from functools import cache

import torch
from torch import Tensor

TILE, TAPS = 4, 5
POINTS = tuple(Fraction(one) for one in ("0", "1", "-1", "2", "-2", "1/2", "-1/2"))


@cache
def matrices() -> tuple[Tensor, Tensor, Tensor]:
    """Return A^T (4, 8), G (8, 5) and B^T (8, 8) in float64.

    Toom-Cook, transposed: with V the values of powers at the points, the last row that of infinity, a linear
    convolution of 4 and 5 numbers is ``V_8^-1 (V_4 x * V_5 g)``; its transpose filters.
    """
    size = TILE + TAPS - 1

    def powers(count: int) -> Tensor:
        rows = [[float(point**k) for k in range(count)] for point in POINTS]
        return torch.tensor([*rows, [0.0] * (count - 1) + [1.0]], dtype=torch.float64)

    return powers(TILE).T, powers(TAPS), torch.linalg.inv(powers(size)).T


class Winograd:
    """The convolution of a weight (out, in, 5) over rows, without padding."""

    def __init__(self, weight: Tensor) -> None:
        A_T, G, B_T = matrices()
        self._out = weight.shape[0]
        # (8, in, out), by one map of the taps at a time: no copy of the weights in float64 is made.
        small = G.to(weight.device, torch.float32)
        taps = weight.float().permute(2, 1, 0)
        self._U = torch.stack([torch.tensordot(row, taps, 1) for row in small]).to(weight.dtype)
        self._A = A_T.to(weight)
        self._left, self._right = B_T[:, :TILE].to(weight), B_T[:, TILE:].to(weight)

    def __call__(self, h: Tensor, bias: Tensor, alpha: float) -> Tensor:
        """Return ``bias + alpha conv(h)`` of h (batch, rows + 4, in) in phases (4, batch, tiles, out).

        Row t of the output is row ``t // 4`` of phase ``t mod 4``; rows beyond the last come out as they may.
        """
        batch, positions, into = h.shape
        tiles = -(-(positions - TAPS + 1) // TILE)
        phases = h.new_zeros(batch, TILE * (tiles + 1), into)
        phases[:, :positions] = h
        # (4, batch, tiles + 1, in): a tile reads four rows of its own, and four of the next.
        d = phases.view(batch, tiles + 1, TILE, into).permute(2, 0, 1, 3).contiguous()
        own, following = d[:, :, :-1].reshape(TILE, -1), d[:, :, 1:].reshape(TILE, -1)
        V = torch.addmm(self._left @ own, self._right, following).view(2 * TILE, batch * tiles, into)
        M = torch.bmm(V, self._U).view(2 * TILE, -1)
        Y = (self._A @ M).view(TILE, batch, tiles, self._out)
        return torch.add(bias, Y, alpha=alpha)
