"""Attention with distances on chunks of queries, each of which reads only the distances that it can have.

``logits_ij = (q_i + u) k_j + (q_i + v) r_(j - i)``: the second product is made for a chunk's distances, a table
(queries, distances); row i is read from its own place on, which is a view along a slope, no copy.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from babelix.enformer.layers import Layer, RelativeAttention

# Queries computed at a time: the logits of a chunk are heads x queries x keys numbers.
QUERIES, QUERIES_GPU = 256, 1_536


class FastLayer:
    """A layer, with its distances' keys for one length kept."""

    def __init__(self, layer: Layer, basis: Float[Tensor, "distances features"]) -> None:
        self._layer = layer
        attention = layer.attention
        assert isinstance(attention, RelativeAttention)
        self.attention = attention
        heads, key = attention.heads, attention.key
        self._r = attention.W_R(basis).view(-1, heads, key).permute(1, 2, 0).contiguous()
        self._scale = key**-0.5

    def __call__(
        self, x: Float[Tensor, "n width"], wanted: slice = slice(None)
    ) -> Float[Tensor, "rows width"]:
        """Return the layer's output of x, of the rows `wanted`."""
        layer = self._layer
        normed = layer.attention_norm(x)
        y = x[wanted] + self._attended(normed, wanted)
        hidden = functional.relu(layer.W_1(layer.feed_forward_norm(y)), inplace=True)
        assert isinstance(layer.W_2, nn.Linear)
        return y.add_(layer.W_2.bias).addmm_(hidden, layer.W_2.weight.t())

    def weights(self, x: Float[Tensor, "n width"], queries: slice) -> Float[Tensor, "heads rows n"]:
        """Return what the queries of a span attend to."""
        normed = self._layer.attention_norm(x)
        return self._weights(
            self._heads(self.attention.W_Q(normed[queries])), self._keys(normed), queries.start
        )

    def _attended(self, normed: Tensor, wanted: slice) -> Tensor:
        attention, n = self.attention, len(normed)
        q, k = self._heads(attention.W_Q(normed[wanted])), self._keys(normed)
        v = self._heads(attention.W_V(normed))
        first, last, _ = wanted.indices(n)
        found = normed.new_empty(last - first, attention.heads, v.shape[2])
        step = QUERIES if normed.device.type == "cpu" else QUERIES_GPU
        for begin in range(first, last, step):
            end = min(begin + step, last)
            A = self._weights(q[:, begin - first : end - first], k, begin)
            found[begin - first : end - first] = torch.bmm(A, v).transpose(0, 1)
        said: Tensor = attention.W_O(found.flatten(1))
        return said

    def _weights(self, q: Tensor, k: Tensor, begin: int) -> Tensor:
        """Return the weights of queries q (heads, rows, key) that begin at `begin`; k is (heads, key, n)."""
        rows, n = q.shape[1], k.shape[2]
        q = q * self._scale
        # Distances from -(begin + rows - 1), the last row's to key 0, to n - 1 - begin, the first row's to the last.
        low = (self._r.shape[2] - 1) // 2 - (begin + rows - 1)
        table = torch.bmm(q + self.attention.v[0], self._r[:, :, low : low + n + rows - 1])
        of_head, of_row, step = table.stride()
        slope = table.as_strided((len(q), rows, n), (of_head, of_row - step, step), (rows - 1) * step)
        logits = torch.baddbmm(slope, q + self.attention.u[0], k)
        return torch.softmax(logits, dim=-1)

    def _keys(self, normed: Tensor) -> Tensor:
        return self._heads(self.attention.W_K(normed)).transpose(1, 2)

    def _heads(self, x: Tensor) -> Tensor:
        return x.view(len(x), self.attention.heads, -1).transpose(0, 1)
