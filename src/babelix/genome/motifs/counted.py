"""Motifs made of sequences: how often each letter stands at each place."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from babelix.genome.motifs.motif import Motif
from babelix.genome.sequence import ORDER


def motif_of_counts(name: str, counts: NDArray[np.float64]) -> Motif:
    """Return the motif of letters counted at each place (width, 4); every place has as many."""
    return Motif(name, counts / counts.sum(1, keepdims=True), int(counts[0].sum()))


def motif_of(name: str, sequences: Iterable[str]) -> Motif:
    """Return the motif of sequences of one length, in the letters A C G T."""
    rows = np.array([list(each) for each in sequences])
    return motif_of_counts(
        name, np.stack([(rows == letter).sum(0) for letter in ORDER], 1).astype(np.float64)
    )


def by_label(sequences: Sequence[str], labels: Sequence[str]) -> Mapping[str, list[str]]:
    """Return the sequences of each label, labels in the order of the alphabet."""
    found: dict[str, list[str]] = {label: [] for label in sorted(set(labels))}
    for sequence, label in zip(sequences, labels, strict=True):
        found[label].append(sequence)
    return found


def best_alignment(motif: Motif, sequence: str) -> float:
    """Return the log2 odds of the best place and strand, the shorter wholly beside the longer.

    Against equal letters, as `Motif.log_odds` has it.
    """
    rows = np.array([[float(letter == each) for each in ORDER] for letter in sequence])
    found = []
    for odds in (motif.log_odds(), motif.log_odds()[::-1, ::-1]):
        short, long = sorted((odds, rows), key=len)
        found += [
            float((short * long[at : at + len(short)]).sum()) for at in range(len(long) - len(short) + 1)
        ]
    return max(found)
