"""How much memory a search takes, estimated before it begins."""

from collections.abc import Sequence

from babelix.base.errors import RequestError
from babelix.base.memory import free_memory, told

_FLOAT, _TOKEN, _CANDIDATE = (
    4,
    8,
    48,
)  # bytes: of a number; of a total, a token and a place, sorted and copied


def sentence_bytes(width: int, vocab: int, row_bytes: int) -> int:
    """Return about how many bytes a search takes for a sentence with `width` rows, at most.

    `row_bytes` are those of a row's state, which is there twice while rows are gathered. Each row has the scores of
    `vocab` tokens, thrice while they are normalised and ranked, and offers a beam's number of candidates.
    """
    return width * (2 * row_bytes + 3 * _FLOAT * vocab + _CANDIDATE * min(width + 1, vocab))


def fitting_batch(
    batch_size: int, width: int, each: int, free: int | None, *, setting: str, longest: int
) -> int:
    """Return the largest batch up to `batch_size` of sentences of `each` bytes for which memory is `free`.

    What is found does not depend on it. Raises `RequestError` naming the `setting` of `width` where a single sentence
    of `longest` tokens does not fit.
    """
    if free is None:
        return batch_size
    if each > free:
        raise RequestError(
            f"`{setting}` {width} would take about {told(each)} for a sentence of {longest} subwords, and "
            f"{told(free)} are free; take fewer",
            setting=setting,
        )
    return min(batch_size, max(1, free // max(1, each)))


def check_width(
    width: int,
    vocab: int,
    setting: str,
    *,
    known: str = "the vocabulary's {:,} subwords",
    usual: str = "4 is usual, and 5 to 50 for lists of several best",
) -> None:
    """Raise `RequestError` naming the `setting` of a beam that is wider than there are things to say.

    `known` names these, with their number `vocab` in braces; `usual` says what is asked of such a model.
    """
    if width > vocab:
        raise RequestError(
            f"`{setting}` {width} is more than {known.format(vocab)}; {usual}", setting=setting
        )


def check_beam(beam: int, limits: Sequence[int]) -> None:
    """Raise `RequestError` where what a beam alone says, whatever the model, is more than memory holds."""
    longest = max(limits, default=0)
    said, free = _TOKEN * beam * len(limits) * (longest + 1), free_memory()
    if free is not None and said > free:
        raise RequestError(
            f"`beam` {beam} would take more than {told(said)}, and {told(free)} are free; take fewer",
            setting="beam",
        )
