"""Elements by name: states of a segmentation, kinds of features."""

from collections.abc import Sequence

import numpy as np

from babelix.enrichment.coverage.elements import Elements
from babelix.enrichment.coverage.results import Class
from babelix.enrichment.coverage.stack import Stack

MOST = 64  # names of elements beyond are no classes: peaks and genes have one each
_EACH = 2  # elements a name at least, on the mean


def classes_of(files: Sequence[bool], elements: Sequence[Elements], stacked: Stack) -> tuple[Class, ...]:
    """Return the elements and bases of each name in an annotation's files, most elements first.

    Nothing where names are no classes: fewer than two, more than `MOST`, or hardly more elements than names.
    """
    own = [each for each, mine in zip(elements, files, strict=True) if mine]
    names = list(dict.fromkeys(name for each in own for name in each.labels))
    total = sum(0 if each.label is None else len(each.label) for each in own)
    if not 2 <= len(names) <= MOST or total < _EACH * len(names):
        return ()
    codes = []
    for each in own:
        if each.label is None:
            return ()
        codes.append(np.array([names.index(name) for name in each.labels], np.int8)[each.label])
    code = np.full(len(stacked.file), -1, np.int8)
    code[stacked.of(files)] = np.concatenate(codes)
    found = []
    for number, name in enumerate(names):
        chosen = code == number
        bases = sum(each.bases() for each in stacked.union(chosen).values())
        found.append(Class(name, stacked.count(chosen), bases))
    return tuple(sorted(found, key=lambda each: -each.elements))
