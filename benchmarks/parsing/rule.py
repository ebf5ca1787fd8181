"""What the rule that trees are trees adds to a step of the search: the same symbols said with it and without.

    python -m benchmarks.parsing.rule --repeats 11 --json rule.json

A network of the sample's recipe, not trained, says the gold trees of validation sentences, so many hypotheses side by
side. Each round walks the same symbols without the rule and with it, a step of the one and a step of the other in turn,
so that a busy moment meets both. The states are moved along after each step as a beam search moves them. Figures are of
the processor's time, a round's the median of its steps; the ratio is round by round.
"""

import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from babelix.base.settings import read_toml
from babelix.decoding.ruled import RuledStep
from babelix.decoding.state import gather
from babelix.text import END, START, Subwords
from babelix.text.ragged import Ragged
from babelix.transformer.pointer import PointingStep
from babelix.trees.stripping import WORDS_AND_CATEGORIES
from babelix.trees.symbols import Symbols
from babelix.trees.wellformed import WellFormed
from babelix.workflows.parsing.encoded import as_text, pointer, read, vocabulary
from babelix.workflows.parsing.settings import ParsingSettings
from babelix.workflows.parsing.treebank import NAMED, named_trees
from babelix.workflows.runs.build import build_model
from benchmarks.measure import Spread, arguments, ratio, spread, write

RECIPE = Path("recipes/parsing/sample.toml")
ROWS = (4, 64, 256)
STEPS = 60


class Sides:
    """The steps of `rows` hypotheses over gold trees, and the symbols they say."""

    def __init__(self, rows: int) -> None:
        settings = ParsingSettings.read(read_toml(RECIPE), str(RECIPE))
        train, val = (named_trees(NAMED, split, WORDS_AND_CATEGORIES)[0] for split in ("train", "val"))
        symbols = Symbols.of(train)
        subwords = Subwords.train([as_text(tree.words) for tree in train], settings.subwords.size)
        torch.manual_seed(1)
        model = build_model(settings.model, vocabulary(subwords, symbols)).eval()
        trees = [
            tree
            for tree in val
            if symbols.encode(tree) is not None and len(symbols.encode(tree) or ()) >= STEPS
        ]
        trees = [trees[i // 4 % len(trees)] for i in range(rows)]
        source = read(Ragged.of(subwords.encode([as_text(tree.words) for tree in trees])), symbols)
        said = [[START, *(symbols.encode(tree) or ())][:STEPS] for tree in trees]
        self._said = torch.tensor(said).T.contiguous()
        self._order = torch.arange(rows)
        rule = WellFormed(symbols, END, 100)
        self._plain = PointingStep(model, pointer(subwords, symbols), len(symbols))
        self._ruled = RuledStep(self._plain, rule)
        with torch.no_grad():
            self._start = self._plain.start(torch.from_numpy(source.padded(last=END)))
        words = np.array([len(tree.words) for tree in trees], dtype=np.int64)
        self._memory = rule.start(words, source.lengths + 301)

    @torch.no_grad()
    def round(self) -> dict[str, float]:
        """Return the milliseconds of processor that the middle step takes without the rule, and with it."""
        steps: dict[str, Any] = {"plain": self._plain, "ruled": self._ruled}
        states = {"plain": self._start, "ruled": self._ruled.start(self._start, self._memory)}
        taken: dict[str, list[float]] = {"plain": [], "ruled": []}
        for number, tokens in enumerate(self._said):
            for side in ("plain", "ruled") if number % 2 else ("ruled", "plain"):
                began = time.thread_time()
                _, state = steps[side](tokens, states[side])
                states[side] = gather(state, self._order, sentences_stay=True)
                taken[side].append(1000 * (time.thread_time() - began))
        return {side: statistics.median(each) for side, each in taken.items()}


def _spreads(plain: list[float], ruled: list[float]) -> tuple[Spread, Spread, Spread]:
    return spread(plain), spread(ruled), ratio(ruled, plain)


def main() -> None:
    """Measure, print milliseconds and ratios, write them."""
    asked = arguments(__doc__, repeats=11).parse_args()
    torch.set_num_threads(1)
    found = {}
    for rows in ROWS:
        sides = Sides(rows)
        sides.round()
        rounds = [sides.round() for _ in range(asked.repeats)]
        plain, ruled = ([each[side] for each in rounds] for side in ("plain", "ruled"))
        found[rows] = {"plain": plain, "ruled": ruled}
        told = [f"{each.median:.3f} ({each.least:.3f} to {each.most:.3f})" for each in _spreads(plain, ruled)]
        print(f"{rows:4} hypotheses: {told[0]} ms a step, with the rule {told[1]}, ratio {told[2]}")
    write(asked.json, {str(rows): each for rows, each in found.items()})


if __name__ == "__main__":
    main()
