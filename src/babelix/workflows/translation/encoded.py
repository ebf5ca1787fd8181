"""Pairs as subword ids: what is trained on, what is left out and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float64

from babelix.base.errors import RequestError
from babelix.text import ParallelCorpus, Subwords
from babelix.text.ragged import Ragged
from babelix.workflows.translation.corpora import Corpora, Corpus
from babelix.workflows.translation.run import NEARLY_ALL
from babelix.workflows.translation.settings import DataSettings


@dataclass(frozen=True)
class Encoded:
    """Pairs as subword ids, how often an epoch sees each, and how many were left out for which reason.

    `words` numbers the word of each id of both sides: what BPE-dropout splits anew.
    """

    source: Ragged
    target: Ragged
    weights: Float64[np.ndarray, " pairs"]
    words: tuple[Ragged, Ragged]
    left_out: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.source)


def encode(
    corpus: ParallelCorpus,
    subwords: Subwords,
    settings: DataSettings,
    weight: float = 1.0,
    *,
    batch_tokens: int | None = None,
    place: Callable[[int], str] = lambda number: f"pair {number + 1}",
) -> Encoded:
    """Encode both sides, leaving out pairs with an empty side or more than `max_tokens` tokens, the end token included.

    Pairs beyond `max_ratio`, and identical ones when `drop_identical`, are left out too. Raises `RequestError` when no
    pair is left of those there were, and naming the `place` of the first that is kept and longer than a batch.
    """
    source, source_words = map(Ragged.of, subwords.encode_words(corpus.source))
    target, target_words = map(Ragged.of, subwords.encode_words(corpus.target))
    shorter, longer = (pick(source.lengths, target.lengths) + 1 for pick in (np.minimum, np.maximum))
    # What no reader sees is gone by now.
    reasons = {"empty on a side": shorter == 1, "longer than data.max_tokens": longer > settings.max_tokens}
    if settings.max_ratio is not None:
        reasons["beyond data.max_ratio"] = longer > settings.max_ratio * shorter
    if settings.drop_identical:
        same = [s == t for s, t in zip(corpus.source, corpus.target, strict=True)]
        reasons["identical on both sides"] = np.array(same)
    dropped = np.zeros(len(corpus), dtype=bool)
    left_out = {}
    for reason, found in reasons.items():
        left_out[reason] = int((found & ~dropped).sum())
        dropped |= found
    kept = np.flatnonzero(~dropped)
    if batch_tokens is not None and len(kept) and longer[kept].max() > batch_tokens:
        first = int(kept[longer[kept] > batch_tokens][0])
        raise RequestError(
            f"{place(first)}: a pair of {longer[first]} tokens is longer than a batch of {batch_tokens}; raise "
            f"training.batch_tokens to {longer[kept].max()} or more, or lower data.max_tokens to {batch_tokens}, which "
            "leaves such pairs out"
        )
    if not len(kept):
        reason = max(left_out, key=lambda each: left_out[each])
        if reason == "longer than data.max_tokens":
            raise RequestError(
                f"no pair has fewer than {settings.max_tokens} subwords a side; raise data.max_tokens"
            )
        raise RequestError(f"no pair is left: {left_out[reason]} of {len(corpus)} were {reason}")
    return Encoded(
        source.take(kept),
        target.take(kept),
        np.full(len(kept), weight),
        (source_words.take(kept), target_words.take(kept)),
        {reason: count for reason, count in left_out.items() if count},
    )


def source_lengths(encoded: Encoded) -> dict[str, int]:
    """Return the subwords of the source sentences, the end token aside: the median, what 99.9 % keep to, the most."""
    lengths = encoded.source.lengths
    median, nearly_all = (int(np.quantile(lengths, share, method="higher")) for share in (0.5, 0.999))
    return {"median": median, NEARLY_ALL: nearly_all, "longest": int(lengths.max())}


def at_least(lengths: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    """Return the lengths of a run, of which none but the median is below what its start, or another part, had read."""
    return {name: n if name == "median" else max(n, before.get(name, 0)) for name, n in lengths.items()}


def encode_training(
    corpora: Corpora, subwords: Subwords, settings: DataSettings, batch_tokens: int | None = None
) -> Encoded:
    """Encode the training pairs of all corpora, one after the other, with the weight of each.

    Raises `RequestError` naming file and line of a pair longer than a batch.
    """
    parts = []
    for each in corpora.each:
        place = _place(each, each.train, settings)
        parts.append(
            encode(each.train, subwords, settings, each.weight, batch_tokens=batch_tokens, place=place)
        )
    return _joined(parts)


def encode_validation(
    corpora: Corpora, subwords: Subwords, settings: DataSettings, batch_tokens: int | None = None
) -> dict[str, Encoded]:
    """Encode the validation pairs of each corpus that has some, by its name; none is left out but for its length.

    Raises `RequestError` naming file and line of a pair longer than a batch.
    """
    lengths_only = settings.model_copy(update={"max_ratio": None, "drop_identical": False})
    found = {}
    for each in corpora.validated:
        place = _place(each, each.val, settings)
        found[each.name] = encode(each.val, subwords, lengths_only, batch_tokens=batch_tokens, place=place)
    return found


def _place(corpus: Corpus, pairs: ParallelCorpus, settings: DataSettings) -> Callable[[int], str]:
    return lambda number: corpus.place((pairs.source[number], pairs.target[number]), settings.normalise)


def _joined(parts: Sequence[Encoded]) -> Encoded:
    left_out: dict[str, int] = {}
    for part in parts:
        for reason, count in part.left_out.items():
            left_out[reason] = left_out.get(reason, 0) + count
    return Encoded(
        Ragged.joined([part.source for part in parts]),
        Ragged.joined([part.target for part in parts]),
        np.concatenate([part.weights for part in parts]),
        (
            Ragged.joined([part.words[0] for part in parts]),
            Ragged.joined([part.words[1] for part in parts]),
        ),
        left_out,
    )
