"""Log-probabilities of given pairs under a translator."""

from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.base.progress import Listener, silent
from babelix.evaluation.perplexity import Perplexity, perplexity
from babelix.workflows.translation.translator import load_translator


@dataclass(frozen=True)
class PairScores:
    """log P(target | source) of each pair in nats, and the perplexity a subword (end tokens included)."""

    log_probabilities: list[float]
    perplexity: Perplexity


@checked
def score(
    folder: Path, source: Path, target: Path, *, batch_size: int = 64, listener: Listener = silent
) -> PairScores:
    """Score line i of `target` as the translation of line i of `source`."""
    sources, targets = read_lines(source), read_lines(target)
    if len(sources) != len(targets):
        raise RequestError(
            f"{source} has {len(sources)} lines and {target} has {len(targets)}; they must be as many"
        )
    if not sources:
        raise RequestError(f"{source} is empty; expected one sentence a line")
    translator = load_translator(folder)
    found = translator.score(sources, targets, batch_size=batch_size, listener=listener)
    tokens = translator.count_tokens(targets)
    return PairScores(found, perplexity(sum(found), tokens))
