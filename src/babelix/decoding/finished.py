"""What ended in a beam search: each sentence's n best, no two of them alike."""

from collections.abc import Callable, Hashable, Sequence

import torch
from jaxtyping import Bool, Float64, Int
from torch import Tensor

from babelix.decoding.hypothesis import Hypothesis, Key


class Finished:
    """The n best finished hypotheses of each sentence still searched, best first, with scores (sentences, n).

    Of hypotheses with the same `key` the best-scored stays, of equal ones the first, and the next one moves up. Without
    a key all are different, as their tokens are.
    """

    def __init__(self, sentences: int, n_best: int, key: Key | None, device: torch.device) -> None:
        self._n_best, self._key = n_best, key if n_best > 1 else None
        self._scores = torch.full((sentences, n_best), -torch.inf, dtype=torch.float64, device=device)
        self._numbers = torch.zeros((sentences, n_best), dtype=torch.long, device=device)
        self._all: list[Hypothesis] = []

    @property
    def worst(self) -> Float64[Tensor, " sentences"]:
        """The score to beat: of each sentence's n-th best, minus infinity where there are fewer."""
        return self._scores[:, -1]

    def enter(
        self,
        ended: Bool[Tensor, "sentences beam"],
        totals: Float64[Tensor, "sentences beam"],
        scores: Float64[Tensor, "sentences beam"],
        said: Callable[[Bool[Tensor, "sentences beam"]], Int[Tensor, "entering length"]],
    ) -> None:
        """Enter those that `ended` and are good enough; `said` gives the tokens of the ones chosen of them."""
        entering = ended & (scores > self.worst[:, None])
        if not bool(entering.any()):
            return
        numbers = entering.flatten().cumsum(0).view_as(entering) + (len(self._all) - 1)
        found = zip(
            said(entering).tolist(), totals[entering].tolist(), scores[entering].tolist(), strict=True
        )
        self._all += [Hypothesis(tuple(tokens), total, score) for tokens, total, score in found]
        scores = torch.cat([self._scores, scores.masked_fill(~entering, -torch.inf)], dim=1)
        numbers = torch.cat([self._numbers, numbers], dim=1)
        scores, order = scores.sort(dim=1, descending=True, stable=True)
        numbers = numbers.gather(1, order)
        if self._key is not None:
            scores, numbers = self._without_doubles(scores, numbers, entering.any(dim=1))
        self._scores, self._numbers = scores[:, : self._n_best], numbers[:, : self._n_best]

    def _without_doubles(
        self,
        scores: Float64[Tensor, "sentences some"],
        numbers: Int[Tensor, "sentences some"],
        changed: Bool[Tensor, " sentences"],
    ) -> tuple[Float64[Tensor, "sentences some"], Int[Tensor, "sentences some"]]:
        """Take from sentences that `changed` what stands before in their order under another tokenization."""
        scores = scores.clone()
        for place in changed.nonzero().squeeze(1).tolist():
            row = zip(numbers[place].tolist(), scores[place].tolist(), strict=True)
            ranked = [self._all[number] if score > -torch.inf else None for number, score in row]
            for column in doubles(ranked, self._key):
                scores[place, column] = -torch.inf
        scores, order = scores.sort(dim=1, descending=True, stable=True)
        return scores, numbers.gather(1, order)

    def best(self, place: int) -> list[Hypothesis]:
        """Return the hypotheses of the sentence at `place`, best first."""
        row = zip(self._numbers[place].tolist(), self._scores[place].tolist(), strict=True)
        return [self._all[number] for number, score in row if score > -torch.inf]

    def filled(self, best: list[Hypothesis], others: Sequence[Hypothesis]) -> list[Hypothesis]:
        """Return `best` and as many of `others` as make it n, none of them a double."""
        both = [*best, *others]
        drop = set(doubles(both, self._key)) if self._key is not None else set()
        return [each for i, each in enumerate(both) if i not in drop][: self._n_best]

    def stay(self, staying: Bool[Tensor, " sentences"]) -> None:
        """Keep the sentences that are `staying` alone."""
        self._scores, self._numbers = self._scores[staying], self._numbers[staying]


def doubles(ranked: Sequence[Hypothesis | None], key: Key | None) -> list[int]:
    """Return the places of hypotheses whose key stands at an earlier place; None is no hypothesis."""
    seen, found = set[Hashable](), list[int]()
    for place, hypothesis in enumerate(ranked):
        if hypothesis is not None and key is not None:
            same = key(hypothesis.tokens)
            if same in seen:
                found.append(place)
            seen.add(same)
    return found
