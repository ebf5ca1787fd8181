"""Sentence pairs of a recipe: from the registry or from files, split, normalised, encoded, counted."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from babelix import data
from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.base.progress import Listener, silent
from babelix.text import ParallelCorpus, Subwords, read_parallel, read_tsv
from babelix.text.splits import split
from babelix.workflows.translation.settings import DataSettings, TranslationSettings


@dataclass(frozen=True)
class Corpora:
    """Training and validation pairs after normalisation, and the checksums of the files they came from."""

    train: ParallelCorpus
    val: ParallelCorpus
    checksums: dict[str, str]


@dataclass(frozen=True)
class Encoded:
    """Pairs as subword ids, and how many were left out for their length."""

    source: list[list[int]]
    target: list[list[int]]
    kept: list[int]
    left_out: int

    def lengths(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the number of tokens of each side of each pair, the end token included."""
        return (
            np.array([len(row) + 1 for row in self.source], dtype=np.int64),
            np.array([len(row) + 1 for row in self.target], dtype=np.int64),
        )


def load_corpora(settings: DataSettings, folder: Path, listener: Listener = silent) -> Corpora:
    """Read a recipe's pairs; relative files are sought beside the recipe, in `folder`."""
    if settings.name is not None:
        files = data.fetch(settings.name, listener)
        train, val = (named_split(settings, files, name) for name in ("train", "val"))
        paths = list(files.values())
    else:
        train, val = (_read([folder / f for f in names]) for names in (settings.train, settings.val))
        paths = [folder / name for name in (*settings.train, *settings.val)]
    checksums = {path.name: digest(path) for path in paths}
    return Corpora(train.normalised(settings.normalise), val.normalised(settings.normalise), checksums)


def named_split(settings: DataSettings, files: dict[str, Path], name: str) -> ParallelCorpus:
    """Return one split of a named data set: its own files, or the hash rule where it comes as one file of pairs.

    Raises `RequestError` when the data set has no such split, or none from the source to the target language.
    """
    languages = data.entry(str(settings.name)).languages
    if languages:
        if (settings.source, settings.target) != languages:
            raise RequestError(
                f"{settings.name} holds pairs from {languages[0]} to {languages[1]}, "
                f"not from {settings.source} to {settings.target}"
            )
        return split(read_tsv(files["pairs"]), name)
    sides = [f"{name}.{settings.source}", f"{name}.{settings.target}"]
    if any(side not in files for side in sides):
        known = sorted({key.rsplit(".", 1)[0] for key in files})
        raise RequestError(
            f"{settings.name} has no split {name!r} from {settings.source} to {settings.target}; "
            f"it has {', '.join(known)}"
        )
    return read_parallel(files[sides[0]], files[sides[1]])


def _read(paths: list[Path]) -> ParallelCorpus:
    if len(paths) == 1:
        return read_tsv(paths[0])
    if len(paths) == 2:
        return read_parallel(paths[0], paths[1])
    raise RequestError(f"expected one TSV or a source and a target file, got {len(paths)} files")


def encode(corpus: ParallelCorpus, subwords: Subwords, max_tokens: int) -> Encoded:
    """Encode both sides, leaving out pairs with more than `max_tokens` tokens on a side, the end token included.

    Raises `RequestError` when no pair is left.
    """
    if not len(corpus):
        raise RequestError(
            "there are no sentence pairs to train on or to validate with; are the files empty?"
        )
    source, target = subwords.encode(corpus.source), subwords.encode(corpus.target)
    kept = [
        i
        for i, (s, t) in enumerate(zip(source, target, strict=True))
        if len(s) < max_tokens and len(t) < max_tokens
    ]
    if not kept:
        raise RequestError(f"no pair has fewer than {max_tokens} subwords a side; raise data.max_tokens")
    return Encoded([source[i] for i in kept], [target[i] for i in kept], kept, len(corpus) - len(kept))


def learn_subwords(corpora: Corpora, settings: TranslationSettings) -> Subwords:
    """Learn the joint vocabulary from the training pairs alone."""
    return Subwords.train([*corpora.train.source, *corpora.train.target], settings.subwords.size)
