"""Trees of a recipe or a test: from the registry's treebank by its files' numbers, or from files of brackets."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babelix import data
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import decode_lines, digest, read_lines
from babelix.base.progress import Listener, silent
from babelix.text.penn_words import penn_words
from babelix.trees.mikolov import Mikolov
from babelix.trees.penn import read_trees
from babelix.trees.stripping import Stripping
from babelix.trees.tree import Tree
from babelix.workflows.parsing.settings import DataSettings

NAMED, FORM = "treebank", "ptb-words"
SPLITS = {"train": range(1, 160), "val": range(160, 180), "test": range(180, 200)}
"""The sample's files, wsj_0001 to wsj_0199, by their numbers."""


@dataclass(frozen=True)
class Treebank:
    """Trees after stripping, how many were left without a word by it, and the checksums of the files.

    `silver` are those that a parser made.
    """

    train: list[Tree]
    val: list[Tree]
    wordless: int
    checksums: dict[str, str] = field(default_factory=dict)
    silver: list[Tree] = field(default_factory=list)


def load_treebank(own: DataSettings, folder: Path, listener: Listener = silent) -> Treebank:
    """Read a recipe's trees; relative files are sought in `folder`, beside the recipe.

    Raises `RequestError` when one cannot be read, or there are no trees to train on or to validate with.
    """
    stripping = stripping_of(own)
    found: dict[str, list[Tree]] = {"train": [], "val": [], "silver": []}
    checksums: dict[str, str] = {}
    wordless = 0
    if own.name is not None:
        for split in ("train", "val"):
            if split == "val" and own.val:
                continue
            found[split], lost = named_trees(own.name, split, stripping, listener)
            wordless += lost
        checksums |= {path.name: digest(path) for path in data.fetch(own.name, listener).values()}
    files = {"train": own.train, "val": own.val, "silver": own.silver}
    for split, names in files.items():
        for file in names:
            trees, lost = trees_of_file(folder / file, stripping)
            found[split] += trees
            wordless += lost
            checksums[file] = digest(folder / file)
    for split, trees in found.items():
        if not trees and (split != "silver" or own.silver):
            named = ", ".join(files[split]) or own.name
            raise RequestError(f"data.{split}: there are no trees in {named}; are the files empty?")
    if own.form == FORM:
        words, sums = form_words(listener)
        form = Mikolov({word for line in words for word in line})
        found = {split: _formed(trees, form) for split, trees in found.items()}
        checksums |= sums
    return Treebank(found["train"], found["val"], wordless, checksums, found["silver"])


def stripping_of(own: DataSettings) -> Stripping:
    """Return what a recipe's trees are stripped of."""
    return Stripping(functions=not own.functions)


def form_words(listener: Listener = silent) -> tuple[list[list[str]], dict[str, str]]:
    """Return the sentences to train on of the text `ptb-words`, and its checksum. Raises `RequestError` without it."""
    paths = data.fetch(FORM, listener)
    return penn_words(paths["ptb"])["train"], {path.name: digest(path) for path in paths.values()}


def _formed(trees: Sequence[Tree], form: Mikolov) -> list[Tree]:
    return [kept for tree in trees if (kept := form(tree)) is not None]


def named_trees(
    name: str, split: str, stripping: Stripping, listener: Listener = silent
) -> tuple[list[Tree], int]:
    """Return the trees of a split of a named data set, and how many were left without a word.

    Raises `RequestError` where it holds no trees, or has no such split.
    """
    if name != NAMED:
        raise RequestError(
            f"{data.entry(name).name} is no data set of trees; expected {NAMED}", setting=("name", "data")
        )
    if split not in SPLITS:
        raise RequestError(
            f"{name} has no split {split!r}{did_you_mean(split, SPLITS)}; it has {', '.join(SPLITS)}",
            setting="split",
        )
    path = data.fetch(name, listener)[NAMED]
    with zipfile.ZipFile(path) as packed:
        members = [f"treebank/combined/wsj_{number:04}.mrg" for number in SPLITS[split]]
        texts = [(member, decode_lines(packed.read(member), member)) for member in members]
    found = [_stripped(lines, member, stripping) for member, lines in texts]
    return [tree for trees, _ in found for tree in trees], sum(lost for _, lost in found)


def trees_of_file(path: Path, stripping: Stripping) -> tuple[list[Tree], int]:
    """Return the trees of a file, and how many were left without a word. Raises `RequestError` with the line."""
    return _stripped(read_lines(path), str(path), stripping)


def _stripped(lines: Iterable[str], origin: str, stripping: Stripping) -> tuple[list[Tree], int]:
    trees = [stripping(placed.tree) for placed in read_trees(lines, origin)]
    kept = [tree for tree in trees if tree is not None]
    return kept, len(trees) - len(kept)
