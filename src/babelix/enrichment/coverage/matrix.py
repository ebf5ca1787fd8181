"""Which experiments there are: assays or factors by cells."""

from collections.abc import Sequence

import numpy as np

from babelix.enrichment.coverage.members import Member
from babelix.enrichment.coverage.results import Matrix
from babelix.enrichment.coverage.stack import Stack

COLUMN = "cell"
_ROWS = ("factor", "assay")


def matrix(members: Sequence[Member], stacked: Stack) -> Matrix | None:
    """Return the bases that each factor (or assay, where factors are not told apart) covers in each cell.

    None where cells, or both of these, are not known of every file.
    """
    known = [name for name in _ROWS if all(name in each.known for each in members)]
    if not known or not all(COLUMN in each.known for each in members):
        return None
    row = next((name for name in known if len({each.known[name] for each in members}) > 1), known[0])
    places = [(each.known[row], each.known[COLUMN]) for each in members]
    rows = _most_first([place[0] for place in places])
    columns = _most_first([place[1] for place in places])
    bases = np.full((len(rows), len(columns)), -1, np.int64)
    files = np.zeros_like(bases)
    for place, layer in stacked.groups(places).items():
        at = rows.index(place[0]), columns.index(place[1])
        bases[at] = sum(each.bases() for each in layer.values())
        files[at] = places.count(place)
    return Matrix(row, COLUMN, rows, columns, bases, files)


def _most_first(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=lambda name: (-names.count(name), name)))
