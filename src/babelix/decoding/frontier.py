"""The frontier of a beam search: the hypotheses that still grow, and each sentence's best that ended."""

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float, Float64, Int
from torch import Tensor

from babelix.decoding.finished import Finished
from babelix.decoding.hypothesis import Hypothesis, Key, length_penalty
from babelix.decoding.ranking import largest
from babelix.decoding.state import refuse_nan


class Frontier:
    """The hypotheses of the sentences still searched, as tensors (sentences, beam).

    A slot that holds no hypothesis has log-probability minus infinity. The rows that the model sees are the
    slots that do, sentence by sentence; every one of them has the same length.
    """

    def __init__(
        self,
        max_lengths: Int[Tensor, "batch"],
        *,
        end: int,
        beam: int,
        alpha: float,
        n_best: int,
        forbidden: Sequence[int],
        horizon: int | None,
        key: Key | None = None,
    ) -> None:
        self._end, self._beam, self._n_best = end, beam, n_best
        batch, device = len(max_lengths), max_lengths.device
        longest = int(max_lengths.max()) if batch else 0
        self._horizon = longest if horizon is None else horizon
        self._forbidden = torch.tensor(sorted(set(forbidden)), dtype=torch.long, device=device)
        penalties = [length_penalty(length, alpha) for length in range(longest + 1)]
        self._penalties = torch.tensor(penalties, dtype=torch.float64, device=device)
        self.results: list[list[Hypothesis]] = [[] for _ in range(batch)]
        self._sentences = torch.arange(batch, device=device)
        self._limits = max_lengths
        self._totals = torch.full((batch, beam), -torch.inf, dtype=torch.float64, device=device)
        self._totals[:, 0] = 0.0
        self._history = torch.zeros((batch, 0), dtype=torch.long, device=device)
        self._length = 0
        self._finished = Finished(batch, n_best, key, device)

    def extend(
        self, log_probs: Float[Tensor, "rows vocab"]
    ) -> tuple[Int[Tensor, "new"], Int[Tensor, "new"], bool]:
        """Go one token further.

        Return the new rows' last tokens, the rows they come from, and whether all rows kept their sentences.
        """
        self._length += 1
        live = self._totals > -torch.inf
        rows = (live.flatten().cumsum(0) - 1).view_as(live)
        totals, slots, tokens = self._candidates(log_probs, live)
        ended = tokens == self._end
        self._keep_finished(
            totals[:, : self._beam], rows.gather(1, slots)[:, : self._beam], ended[:, : self._beam]
        )

        going_on = ended.to(torch.int8).argsort(dim=1, stable=True)[:, : self._beam]
        tokens, parents = tokens.gather(1, going_on), rows.gather(1, slots.gather(1, going_on))
        totals = totals.gather(1, going_on).masked_fill(ended.gather(1, going_on), -torch.inf)
        history = torch.cat([self._history[parents], tokens[:, :, None]], dim=2)

        done = self._done(totals)
        if bool(done.any()):
            self._collect(done, totals, history, rows)
        grown = (totals > -torch.inf) & ~done[:, None]
        belongs, belonged = grown.nonzero()[:, 0], live.nonzero()[:, 0]
        self._history = history[grown]
        self._drop(done, totals)
        return tokens[grown], parents[grown], torch.equal(belongs, belonged)

    def _candidates(
        self, log_probs: Float[Tensor, "rows vocab"], live: Bool[Tensor, "batch beam"]
    ) -> tuple[Float64[Tensor, "batch some"], Int[Tensor, "batch some"], Int[Tensor, "batch some"]]:
        """Return the 2 beam likeliest continuations, likeliest first: totals, parents' slots, tokens.

        Each parent offers beam + 1, its end token and enough to fill the beam alone, besides forbidden ones.
        """
        offered = min(self._beam + 1 + len(self._forbidden), log_probs.shape[1])
        values, tokens = largest(log_probs, offered)
        refuse_nan(values[:, 0])
        values = values.masked_fill(torch.isin(tokens, self._forbidden), -torch.inf)
        totals = self._totals.new_full((*live.shape, offered), -torch.inf)
        totals[live] = self._totals[live][:, None] + values.double()
        spread = tokens.new_zeros((*live.shape, offered))
        spread[live] = tokens
        ordered, where = totals.flatten(1).sort(dim=1, descending=True, stable=True)
        where = where[:, : 2 * self._beam]
        return ordered[:, : 2 * self._beam], where // offered, spread.flatten(1).gather(1, where)

    def _keep_finished(
        self,
        totals: Float64[Tensor, "batch beam"],
        rows: Int[Tensor, "batch beam"],
        ended: Bool[Tensor, "batch beam"],
    ) -> None:
        """Enter continuations that ended among each sentence's n best, where their score is good enough."""
        self._finished.enter(
            ended,
            totals,
            totals / self._penalties[self._length],
            lambda entering: self._history[rows[entering]],
        )

    def _done(self, totals: Float64[Tensor, "batch beam"]) -> Bool[Tensor, "batch"]:
        """Tell which sentences no longer need searching.

        A hypothesis with log P so far can score at most log P / lp(limit), as what follows only lowers it; a
        horizon short of the limit credits it with less.
        """
        reach = self._limits.clamp(max=self._length + self._horizon)
        reachable = totals[:, 0] / self._penalties[reach]
        return (self._length >= self._limits) | (self._finished.worst >= reachable)

    def _collect(
        self,
        done: Bool[Tensor, "batch"],
        totals: Float64[Tensor, "batch beam"],
        history: Int[Tensor, "batch beam length"],
        rows: Int[Tensor, "batch beam"],
    ) -> None:
        """Write the results of sentences that are `done`; unfinished ones where finished are too few."""
        for place in done.nonzero().squeeze(1).tolist():
            best = self._finished.best(place)
            if len(best) < self._n_best:
                best = self._finished.filled(best, self._unfinished(totals[place], history[place]))
            if not best:  # every continuation was impossible: what was said before is all there is
                best = self._unfinished(self._totals[place], self._history[rows[place]])
            self.results[int(self._sentences[place])] = best[: self._n_best]

    def _unfinished(
        self, totals: Float64[Tensor, "beam"], history: Int[Tensor, "beam length"]
    ) -> list[Hypothesis]:
        penalty = float(self._penalties[history.shape[1]])
        return [
            Hypothesis(tuple(said), total, total / penalty, finished=False)
            for said, total in zip(history.tolist(), totals.tolist(), strict=True)
            if total > -torch.inf
        ]

    def _drop(self, done: Bool[Tensor, "batch"], totals: Float64[Tensor, "batch beam"]) -> None:
        staying = ~done
        self._totals, self._limits, self._sentences = (
            totals[staying],
            self._limits[staying],
            self._sentences[staying],
        )
        self._finished.stay(staying)
