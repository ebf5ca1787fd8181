"""Lines of several sentences: what is lost whole, what cutting saves, and what cutting costs.

    python -m benchmarks.translation.sentences --model en-fr --json sentences.json

Validation sentences of Tatoeba, drawn by a seed, stand k to a line, k = 1, 2, 4, 8. Each line is translated as it comes
(cut into sentences), as a whole (neither into sentences nor where it is too long), and by hand: every sentence of the
data on a line of its own, joined afterwards. BLEU is of lines against joined first references. The seconds of cutting
are set beside those of translating the same lines as they come.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from babelix import data
from babelix.evaluation.bleu import bleu
from babelix.text.sentences import cut
from babelix.text.splits import references
from babelix.workflows.runs.shipped import locate
from babelix.workflows.translation.corpora import named_split
from babelix.workflows.translation.reader import Cutting
from babelix.workflows.translation.run import load_run
from babelix.workflows.translation.settings import DataSettings
from babelix.workflows.translation.translator import Translator
from benchmarks.measure import arguments, write

T = TypeVar("T")
SEED, SENTENCES = 1, 160
TO_A_LINE = (1, 2, 4, 8)
# Cutting is so short that it is done many times over.
TIMES = 50


def drawn(seed: int, sentences: int) -> tuple[list[str], list[str]]:
    """Return validation sentences of Tatoeba and the first reference of each."""
    settings = DataSettings(name="tatoeba-en-fr")
    pairs = references(named_split(settings, data.fetch("tatoeba-en-fr"), "val"))
    chosen = random.Random(seed).sample(range(len(pairs.source)), sentences)
    return [pairs.source[i] for i in chosen], [pairs.references[i][0] for i in chosen]


def joined(sentences: Sequence[str], k: int) -> list[str]:
    """Return the sentences, `k` to a line."""
    return [" ".join(sentences[first : first + k]) for first in range(0, len(sentences), k)]


def seconds(call: Callable[[], T]) -> tuple[T, float]:
    """Return what `call` returns and the seconds it took."""
    start = time.perf_counter()
    return call(), time.perf_counter() - start


def main() -> None:
    options = arguments(__doc__, repeats=1)
    options.add_argument("--model", default="en-fr", help="a shipped model or a run")
    options.add_argument("--seed", type=int, default=SEED, help=f"seed of the sample ({SEED})")
    options.add_argument("--sentences", type=int, default=SENTENCES, help=f"sentences of it ({SENTENCES})")
    chosen = options.parse_args()
    run = load_run(locate(chosen.model))
    as_it_comes = Translator.of_run(run)
    # A run that did not record the lengths it was trained on is cut by `data.max_tokens` alone.
    whole = Translator.of_run(replace(run, provenance={}), cutting=Cutting(split=False))
    sources, targets = drawn(chosen.seed, chosen.sentences)
    by_hand = [each.text for each in whole.translate(sources)]
    rows: list[dict[str, float]] = []
    print("k  as it comes  by hand  whole  cutting, share of the time")
    for k in TO_A_LINE:
        lines, truth = joined(sources, k), joined(targets, k)
        made, translating = seconds(lambda lines=lines: as_it_comes.translate(lines))  # type: ignore[misc]
        _, cutting = seconds(
            lambda lines=lines: [cut(line, "en") for _ in range(TIMES) for line in lines]  # type: ignore[misc]
        )
        scores = [
            bleu(texts, truth).score
            for texts in (
                [each.text for each in made],
                joined(by_hand, k),
                [each.text for each in whole.translate(lines)],
            )
        ]
        share = cutting / TIMES / translating
        rows.append(
            dict(zip(("as_it_comes", "by_hand", "whole"), scores, strict=True)) | {"k": k, "cutting": share}
        )
        print(f"{k}  {scores[0]:11.1f}  {scores[1]:7.1f}  {scores[2]:5.1f}  {share:.2%}")
    write(chosen.json, {"seed": chosen.seed, "sentences": chosen.sentences, "rows": rows})


if __name__ == "__main__":
    main()
