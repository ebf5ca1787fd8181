"""Log-probabilities of given pairs under a translator, in one process or several that share the pairs."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.base.processors import processors
from babelix.base.progress import Listener, Reporter, silent
from babelix.base.workers import Tell, Work, Workers
from babelix.evaluation.perplexity import Perplexity, perplexity
from babelix.training.machine import computing
from babelix.workflows.translation.translator import Translator, load_translator

# Pairs scored together, whatever the number of processes, so that what comes out is the same; those of like length
# share a batch.
_WINDOW = 1024
_REMEDY = "start again, with fewer `processes` where memory is short"
_Pairs = tuple[list[str], list[str]]
_Scored = tuple[list[float], int]


@dataclass(frozen=True)
class PairScores:
    """log P(target | source) of each pair in nats, and the perplexity a subword (end tokens included)."""

    log_probabilities: list[float]
    perplexity: Perplexity


@checked
def score(
    folder: Path,
    source: Path,
    target: Path,
    *,
    batch_size: int = 64,
    processes: int = 1,
    device: str = "auto",
    threads: int | None = None,
    listener: Listener = silent,
) -> PairScores:
    """Score line i of `target` as the translation of line i of `source`.

    Several `processes` share the pairs, and `threads`, to the same result; each has a model of its own, on `device`.
    Raises `RequestError` where the lines do not pair up, and `TaskError` where a process ends.
    """
    sources, targets = read_lines(source), read_lines(target)
    if len(sources) != len(targets):
        raise RequestError(
            f"{source} has {len(sources)} lines and {target} has {len(targets)}; they must be as many"
        )
    if not sources:
        raise RequestError(f"{source} is empty; expected one sentence a line")
    windows = (
        (sources[first : first + _WINDOW], targets[first : first + _WINDOW])
        for first in range(0, len(sources), _WINDOW)
    )
    progress = Reporter(listener, "scoring", len(sources), "pairs")
    found, tokens = list[float](), 0
    with ExitStack() as stack:
        scored: Iterator[_Scored]
        if processes == 1:
            translator = load_translator(folder)
            scored = (_score(translator, batch_size, pairs) for pairs in windows)
        else:
            each = max(1, (threads or processors()) // max(1, processes))
            make = partial(_open, folder, batch_size, device, each)
            workers = stack.enter_context(Workers(make, processes, lambda _: None, _REMEDY, "processes"))
            scored = (result for _, result in workers.in_order(windows))
        for values, count in scored:
            found += values
            tokens += count
            progress.advance(len(values))
    return PairScores(found, perplexity(sum(found), tokens))


def _score(translator: Translator, batch_size: int, pairs: _Pairs) -> _Scored:
    """Return the log-probabilities of some pairs, and how many subwords their targets are."""
    return translator.score(*pairs, batch_size=batch_size), translator.count_tokens(pairs[1])


def _open(folder: Path, batch_size: int, device: str, threads: int, told: Tell) -> Work:
    """Return what scores a window of pairs: in a process of its own."""
    computing(device=device, threads=threads).__enter__()  # for as long as the process lasts
    return partial(_score, load_translator(folder), batch_size)
