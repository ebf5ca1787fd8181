"""Attention flow: how much of a token's attention could come from each input, as a maximum flow.

Abnar and Zuidema, 2020, "Quantifying Attention Flow in Transformers", section 3.
"""

import numpy as np
from jaxtyping import Float64
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap
from babelix.inspection.rollout import Mixing, with_residual

# Capacities become integers, as scipy's solver wants them; a flow of 1 is 2^26, far below the 2^31 it may
# reach. Each edge is then off by at most 2^-27, and so the flow by at most (edges of the smallest cut)
# 2^-27.
_UNIT = 1 << 26


def flow(attention: AttentionMap, query: int, layer: int | None = None) -> Float64[np.ndarray, " keys"]:
    """Return the maximum flow from token `query` after `layer` (the last when None) down to each input token.

    Node (l, i) is token i after l layers; its edge to (l - 1, j) carries at most A_l[i, j], residual
    included. Unlike a row of rollout the values need not sum to 1: each input is asked by itself. Cost
    grows with tokens^2 x layers for each of the inputs. Raises `RequestError` for cross attention or a
    token or layer outside the map.
    """
    A = with_residual(attention)
    tokens = len(attention.keys)
    top = attention.layers - 1 if layer is None else layer
    if not 0 <= top < attention.layers:
        raise RequestError(f"expected a layer from 0 to {attention.layers - 1}, got {top}")
    if not 0 <= query < tokens:
        raise RequestError(f"expected a token from 0 to {tokens - 1}, got {query}")
    graph = _graph(A[: top + 1])
    source = (top + 1) * tokens + query
    flows = (maximum_flow(graph, source, sink).flow_value / _UNIT for sink in range(tokens))
    return np.fromiter(flows, dtype=np.float64, count=tokens)


def _graph(A: Mixing) -> csr_array:
    layers, tokens, _ = A.shape
    below, i, j = np.nonzero(A)
    capacities = np.rint(A[below, i, j].astype(np.float64) * _UNIT).astype(np.int32)
    nodes = (layers + 1) * tokens
    edges = ((below + 1) * tokens + i, below * tokens + j)
    return csr_array((capacities, edges), shape=(nodes, nodes))
