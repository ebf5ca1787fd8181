"""Sampling: tokens drawn from the model's distribution, or from its likelier part.

Top-k: Fan et al. 2018 (arXiv 1805.04833), section 5. Top-p, or nucleus: Holtzman et al. 2020 (arXiv
1904.09751), section 3.1.
"""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Float64, Int
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.decoding.hypothesis import Hypothesis, check_request
from babelix.decoding.ranking import largest
from babelix.decoding.state import State, Step, check_rows, refuse_nan, repeat
from babelix.decoding.walk import walk


@torch.no_grad()
def sample(
    step: Step,
    state: State,
    *,
    start: int,
    end: int,
    max_lengths: Int[Tensor, "batch"],
    seed: int,
    keys: Sequence[int],
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    n: int = 1,
    forbidden: tuple[int, ...] = (),
) -> list[list[Hypothesis]]:
    """Return `n` independent samples of each sentence, in the order drawn; two of them may be equal.

    Sample j of a sentence depends on `seed`, its key in `keys` and j alone: not on the batch, not on `n`.
    `temperature` divides the log-probabilities first; then the `top_k` likeliest tokens stay (the lower id of
    equals); then the fewest likeliest whose share reaches `top_p`. The log-probability and score returned are
    the model's own, before all three. `state` has one row a sentence; `max_lengths` counts the end token.

    Raises `RequestError` on an impossible request.
    """
    check_request(end, max_lengths.tolist(), forbidden)
    _check_knobs(temperature, top_k, top_p, n)
    if len(keys) != len(max_lengths):
        raise RequestError(f"expected one key a sentence ({len(max_lengths)}), got {len(keys)}")
    check_rows(state, len(max_lengths))
    limits = max_lengths.repeat_interleave(n)
    uniform = _uniform(seed, keys, n, limits).to(limits.device)

    def choose(log_probs: Tensor, rows: Tensor, position: int) -> Tensor:
        return draw(log_probs, uniform[rows, position], temperature, top_k, top_p)

    path = walk(step, repeat(state, n), choose, start=start, end=end, limits=limits, forbidden=forbidden)
    drawn = path.hypotheses()
    return [drawn[first : first + n] for first in range(0, len(drawn), n)]


def draw(
    log_probs: Float[Tensor, "rows vocab"],
    uniform: Float64[Tensor, "rows"],
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Int[Tensor, "rows"]:
    """Draw one token a row with the numbers `uniform` in [0, 1), by inverting the distribution function.

    -1 where every token is impossible.
    """
    tokens = None
    if top_k is not None and top_k < log_probs.shape[1]:
        log_probs, tokens = largest(log_probs, top_k)
    peak = log_probs.amax(dim=1, keepdim=True).double()
    refuse_nan(peak)
    shares = ((log_probs.double() - peak) / temperature).softmax(dim=1).nan_to_num(nan=0.0)
    if top_p is not None and top_p < 1:
        shares, order = _nucleus(log_probs, shares, top_p)
        tokens = order if tokens is None else tokens.gather(1, order)
    cumulative = shares.cumsum(dim=1)
    total = cumulative[:, -1:]
    # u * total may round up to total, where no token is.
    below = torch.nextafter(total, torch.zeros_like(total))
    places = torch.searchsorted(cumulative, torch.minimum(uniform[:, None] * total, below), right=True)
    places = places.clamp(max=shares.shape[1] - 1)
    chosen = (places if tokens is None else tokens.gather(1, places)).squeeze(1)
    return chosen.where(peak.squeeze(1) > -torch.inf, torch.full_like(chosen, -1))


def _nucleus(
    log_probs: Float[Tensor, "rows vocab"], shares: Float64[Tensor, "rows vocab"], top_p: float
) -> tuple[Float64[Tensor, "rows some"], Int[Tensor, "rows some"]]:
    """Return the shares of the fewest likeliest tokens that reach `top_p`, zeros after, and the tokens.

    Few tokens usually do: the whole vocabulary is sorted only where they do not.
    """
    for count in (64, 512):
        if count < log_probs.shape[1]:
            _, tokens = largest(log_probs, count)
            ranked = shares.gather(1, tokens)
            if bool((ranked.sum(dim=1) > top_p).all()):
                break
    else:
        tokens = log_probs.sort(dim=1, descending=True, stable=True).indices
        ranked = shares.gather(1, tokens)
    reached = ranked.cumsum(dim=1) >= top_p
    before = torch.cat([torch.zeros_like(reached[:, :1]), reached[:, :-1]], dim=1)
    return ranked.masked_fill(before, 0.0), tokens


def _uniform(
    seed: int, keys: Sequence[int], n: int, limits: Int[Tensor, "rows"]
) -> Float64[Tensor, "rows steps"]:
    """Row (sentence, j) holds the beginning of the stream named by seed, key and j."""
    lengths = limits.tolist()
    numbers = np.zeros((len(lengths), max(lengths, default=0)))
    for row, length in enumerate(lengths):
        numbers[row, :length] = generator(seed, "sample", keys[row // n], row % n).random(length)
    return torch.from_numpy(numbers)


def _check_knobs(temperature: float, top_k: int | None, top_p: float | None, n: int) -> None:
    if not 0 < temperature < torch.inf:
        raise RequestError(f"temperature must be above 0, got {temperature}; greedy search is its limit at 0")
    if top_k is not None and top_k < 1:
        raise RequestError(f"top_k must be at least 1, got {top_k}")
    if top_p is not None and not 0 < top_p <= 1:
        raise RequestError(f"top_p must be above 0 and at most 1, got {top_p}")
    if n < 1:
        raise RequestError(f"n, the samples of each sentence, must be at least 1, got {n}")
