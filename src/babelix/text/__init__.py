"""Text: normalisation, subwords, parallel corpora, splits, batches by token count."""

from babelix.text.batches import Batch, batches
from babelix.text.corpus import ParallelCorpus, read_parallel, read_tsv
from babelix.text.normalise import NORMALISATIONS, normalise
from babelix.text.subwords import END, PADDING, START, UNKNOWN, Subwords

__all__ = [
    "END",
    "NORMALISATIONS",
    "PADDING",
    "START",
    "UNKNOWN",
    "Batch",
    "ParallelCorpus",
    "Subwords",
    "batches",
    "normalise",
    "read_parallel",
    "read_tsv",
]
