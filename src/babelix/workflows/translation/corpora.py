"""Sentence pairs of a recipe: from the registry or from files, split and normalised, each corpus with its weight."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babelix import data
from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.base.progress import Listener, silent
from babelix.base.seeds import derive
from babelix.text import ParallelCorpus, Subwords, read_parallel, read_tsv
from babelix.text.corpus import find_pair
from babelix.text.normalise import normalise
from babelix.text.splits import split
from babelix.text.variants import variants
from babelix.text.vectors import WordVectors, read_vectors
from babelix.workflows.translation.settings import CorpusSettings, DataSettings, TranslationSettings


@dataclass(frozen=True)
class Corpus:
    """One corpus after normalisation; each training pair is seen `weight` times an epoch.

    `files` are those of its training and of its validation pairs, each a TSV with the two `columns` or two files.
    """

    name: str
    train: ParallelCorpus
    val: ParallelCorpus
    weight: float
    files: tuple[Sequence[Path], ...] = field(default=(), compare=False)
    columns: Sequence[int] = field(default=(1, 2), compare=False)

    def place(self, pair: tuple[str, str], steps: Sequence[str]) -> str:
        """Return where a pair stands, normalised by `steps`: file and line, else the corpus and how the pair begins."""
        found = (find_pair(pair, paths, self.columns, steps) for paths in self.files if paths)
        return next((place for place in found if place), f"{self.name}, {pair[0][:40]!r}")


@dataclass(frozen=True)
class Corpora:
    """The corpora of a recipe, the checksums of its files, and vectors of source words where it has some."""

    each: list[Corpus]
    checksums: dict[str, str]
    word_vectors: WordVectors | None = None

    @property
    def validated(self) -> list[Corpus]:
        """Return those with validation pairs."""
        return [corpus for corpus in self.each if len(corpus.val)]


def load_corpora(settings: DataSettings, folder: Path, seed: int, listener: Listener = silent) -> Corpora:
    """Read a recipe's pairs; relative files are sought beside the recipe, in `folder`; `seed` draws the variants.

    Raises `RequestError` when one cannot be read, holds no pairs, or holds out all it has.
    """
    alone = CorpusSettings.model_construct(
        name=settings.name, train=settings.train, val=settings.val, columns=settings.columns
    )
    corpora: list[Corpus] = []
    checksums: dict[str, str] = {}
    for wanted in settings.corpora or [alone]:
        corpus, files = _load(wanted, settings, folder, seed, listener)
        if any(corpus.name == other.name for other in corpora):
            raise RequestError(f"the corpus {corpus.name} is given twice; give it once, with its weight")
        corpora.append(corpus)
        for name, path in files.items():
            # Files of one name in two folders are two files.
            checksums[name if path.name in checksums else path.name] = digest(path)
    vectors = None
    if settings.word_vectors is not None:
        path = folder / settings.word_vectors
        read = read_vectors(path)
        words = tuple(normalise(word, settings.normalise) for word in read.words)
        vectors = WordVectors(words, read.vectors)
        checksums[settings.word_vectors if path.name in checksums else path.name] = digest(path)
    found = Corpora(corpora, checksums, vectors)
    if not found.validated:
        raise RequestError("there are no sentence pairs to validate with; are the files empty?")
    return found


def _load(
    wanted: CorpusSettings, settings: DataSettings, folder: Path, seed: int, listener: Listener
) -> tuple[Corpus, dict[str, Path]]:
    """Return one corpus and its files, by where a mirror or the recipe's folder has them."""
    if wanted.name is not None:
        name, files = wanted.name, data.fetch(wanted.name, listener)
        places = {data.entry(name).files[key].path: path for key, path in files.items()}
        train = named_split(settings, files, "train", name)
        has_val = not data.entry(name).whole
        val = named_split(settings, files, "val", name) if has_val else ParallelCorpus([], [])
        sides = (settings.source, settings.target)
        read = tuple(
            [files["pairs"]] if "pairs" in files else [files[f"{part}.{side}"] for side in sides]
            for part in (("train", "val") if has_val else ("train",))
        )
    else:
        places = {file: folder / file for file in (*wanted.train, *wanted.val)}
        name = wanted.train[0]
        read = tuple([folder / f for f in names] for names in (wanted.train, wanted.val))
        train, val = (_read(paths, wanted.columns, settings.drop_empty) for paths in read)
    if wanted.hold_out:
        train, held = train.cut(len(train) - wanted.hold_out)
        val = val.joined(held)
    if not len(train):
        raise RequestError(
            f"{name}: there are no sentence pairs to train on; are the files empty, or all of them held out?"
        )
    if wanted.variants:
        train = train.joined(variants(train, wanted.variants, derive(seed, "variants", name)))
    steps = settings.normalise
    pairs = (train.normalised(steps), val.normalised(steps))
    return Corpus(name, *pairs, wanted.weight, read, wanted.columns), places


def named_split(
    settings: DataSettings, files: dict[str, Path], name: str, data_set: str | None = None
) -> ParallelCorpus:
    """Return one split of a named data set: its own files, or the hash rule where it comes as one file of pairs.

    Raises `RequestError` when the data set has no such split, or none from the source to the target language.
    """
    data_set = str(data_set or settings.name)
    entry = data.entry(data_set)
    if entry.languages:
        if (settings.source, settings.target) != entry.languages:
            raise RequestError(
                f"{data_set} holds pairs from {entry.languages[0]} to {entry.languages[1]}, "
                f"not from {settings.source} to {settings.target}"
            )
        if entry.whole and name != "train":
            raise RequestError(f"{data_set} has no split {name!r}: all of it is for training")
        pairs = read_tsv(files["pairs"])
        return pairs if entry.whole else split(pairs, name)
    sides = [f"{name}.{settings.source}", f"{name}.{settings.target}"]
    if any(side not in files for side in sides):
        known = sorted({key.rsplit(".", 1)[0] for key in files})
        raise RequestError(
            f"{data_set} has no split {name!r} from {settings.source} to {settings.target}; "
            f"it has {', '.join(known)}"
        )
    return read_parallel(files[sides[0]], files[sides[1]])


def _read(paths: list[Path], columns: list[int], empty: bool) -> ParallelCorpus:
    if not paths:
        return ParallelCorpus([], [])
    if len(paths) == 1:
        return read_tsv(paths[0], columns, empty=empty)
    if len(paths) == 2:
        return read_parallel(paths[0], paths[1], empty=empty)
    raise RequestError(
        f"expected one TSV or a source and a target file, got {len(paths)} files; several are several corpora"
    )


def learn_subwords(corpora: Corpora, settings: TranslationSettings) -> Subwords:
    """Learn the joint vocabulary from the training pairs alone, each corpus counted once."""
    lines = [
        line
        for corpus in corpora.each
        for side in (corpus.train.source, corpus.train.target)
        for line in side
    ]
    return Subwords.train(lines, settings.subwords.size)
