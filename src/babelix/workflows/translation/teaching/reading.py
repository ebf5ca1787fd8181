"""Vectors of words that a translator's encoder is to read: which words, from a recipe's file or with its start."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.text import Subwords
from babelix.text.vectors import WordVectors
from babelix.text.vectors.taught import WordLists
from babelix.training.ranks.alone import Ranks
from babelix.transformer import Transformer
from babelix.transformer.words import Words
from babelix.workflows.runs.folder import PROVENANCE
from babelix.workflows.translation.run import Run
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.teaching.teacher import standardised
from babelix.workflows.translation.teaching.words import WORDS, read_words, write_words


def words_to_read(
    settings: TranslationSettings,
    given: WordVectors | None,
    start: Run | None,
    subwords: Subwords,
    folder: Path,
    ranks: Ranks,
) -> Words | None:
    """Return the words whose vectors the network reads, which the run folder then names; None where it reads none.

    Raises `RequestError` where there are no vectors, and where a setting speaks of what is not read.
    """
    if not settings.model.word_vectors:
        if settings.training.word_vectors_alone:
            raise RequestError(
                "training.word_vectors_alone says nothing where no vectors are read; give model.word_vectors too"
            )
        return None
    # Without a record of the data it is a killed run's, and the vectors may have changed since.
    if not ((folder / WORDS).exists() and (folder / PROVENANCE).exists()):
        words, size = _chosen(given, start, subwords)  # in every process: none waits for one that was refused
        if ranks.rank.first:
            write_words(folder, words, size)
    ranks.wait()
    return read_words(folder, subwords)


def _chosen(given: WordVectors | None, start: Run | None, subwords: Subwords) -> tuple[Sequence[str], int]:
    if start is not None and start.words is not None:
        return start.words.numbers.words, start.words.size
    if given is None:
        raise RequestError("model.word_vectors needs data.word_vectors: expected a file of word vectors")
    known = [given.words[i] for i in WordLists(given.words, subwords, seed=0).taught]
    return known, given.vectors.shape[1]


def vectors_to_read(
    settings: TranslationSettings, given: WordVectors | None, start: Run | None
) -> WordVectors | None:
    """Return the recipe's vectors where they are new to the network; None where none are, or its start has its own.

    A run that goes on from its checkpoint without its start has them there.
    """
    known = settings.model.start is not None if start is None else start.words is not None
    return given if settings.model.word_vectors and not known else None


def give_vectors(model: Transformer, given: WordVectors) -> None:
    """Put standardised vectors into a network that is to read them. Raises `RequestError` where they do not differ."""
    words = model.words
    assert words is not None
    numbers = {word: i for i, word in enumerate(given.words)}
    rows = [numbers[word] for word in words.numbers.words]
    with np.errstate(all="ignore"):  # what is too large is told below
        vectors = standardised(given.vectors)[rows]
    if not np.isfinite(vectors).all() or np.allclose(vectors, vectors[0]):
        raise RequestError(
            f"data.word_vectors: the vectors of {several(len(rows), 'word')} say nothing, all alike or too large to be "
            "told apart; expected vectors by which words differ"
        )
    with torch.no_grad():
        words.V.copy_(torch.from_numpy(vectors))


def let_learn(model: nn.Module, only: Sequence[str]) -> None:
    """Let only those weights learn whose names begin with one of `only`; all that do, where it is empty.

    Raises `RequestError` naming a beginning that no weight has that learns.
    """
    if not only:
        return
    learning = {name: each for name, each in model.named_parameters() if each.requires_grad}
    for begin in only:
        if not begin or not any(name.startswith(begin) for name in learning):
            firsts = sorted({name.split(".")[0] for name in learning})
            raise RequestError(
                f"training.only has {begin!r}, and no weight that learns has a name that begins so; expected the "
                f"beginning of one, as {', '.join(firsts)}"
            )
    for name, each in learning.items():
        each.requires_grad_(name.startswith(tuple(only)))
