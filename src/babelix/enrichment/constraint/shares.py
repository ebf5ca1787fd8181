"""How much of each annotation lies in constrained elements, outside exons."""

from collections.abc import Mapping

import numpy as np

from babelix.enrichment.constraint.results import Constrained, Ratio
from babelix.enrichment.coverage.blocks import Draws, drawn
from babelix.enrichment.layers import Borders, Layer, Set, both

OUTSIDE = "all outside exons"


def constrained_shares(
    annotations: Mapping[str, Layer],
    constrained: Layer,
    exons: Layer,
    ground: Layer,
    borders: Borders,
    draws: Draws,
) -> list[Constrained]:
    """Return the share of each annotation's bases in constrained elements, and its fold over all bases; last, theirs.

    Only bases of the ground outside exons count. A fold is the share over that of all such bases.
    """
    sets = {**annotations, OUTSIDE: ground}
    columns = []
    for layer in sets.values():
        columns.append(Set(both(layer, constrained), exons).bases(borders, ground))
        columns.append(Set(layer, exons).bases(borders, ground))
    table = np.column_stack(columns)
    sums = drawn(table, draws)
    found = []
    for place, name in enumerate(sets):
        held, bases = table[:, 2 * place].sum(), table[:, 2 * place + 1].sum()
        all_held, all_bases = table[:, -2].sum(), table[:, -1].sum()
        share = Ratio.of(held, bases, sums, 2 * place, 2 * place + 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            folds = (sums[:, 2 * place] / sums[:, 2 * place + 1]) / (sums[:, -2] / sums[:, -1])
        fold = Ratio.between(held * all_bases, bases * all_held, folds)
        found.append(Constrained(name, int(bases), int(held), share, fold))
    return found
