"""Trees of a recipe or a test: from the registry's treebank by its files' numbers, or from files of brackets."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babelix import data
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import decode_lines, digest, read_lines
from babelix.base.progress import Listener, silent
from babelix.trees.penn import read_trees
from babelix.trees.stripping import Stripping
from babelix.trees.tree import Tree

NAMED = "treebank"
SPLITS = {"train": range(1, 160), "val": range(160, 180), "test": range(180, 200)}
"""The sample's files, wsj_0001 to wsj_0199, by their numbers."""


@dataclass(frozen=True)
class Treebank:
    """Trees after stripping, how many were left without a word by it, and the checksums of the files."""

    train: list[Tree]
    val: list[Tree]
    wordless: int
    checksums: dict[str, str] = field(default_factory=dict)


def load_treebank(
    name: str | None,
    train: Sequence[str],
    val: Sequence[str],
    folder: Path,
    stripping: Stripping,
    listener: Listener = silent,
) -> Treebank:
    """Read a recipe's trees; relative files are sought in `folder`, beside the recipe.

    Raises `RequestError` when one cannot be read, or there are no trees to train on or to validate with.
    """
    found: dict[str, list[Tree]] = {"train": [], "val": []}
    checksums: dict[str, str] = {}
    wordless = 0
    if name is not None:
        for split in found:
            if split == "val" and val:
                continue
            found[split], lost = named_trees(name, split, stripping, listener)
            wordless += lost
        checksums |= {path.name: digest(path) for path in data.fetch(name, listener).values()}
    for split, files in (("train", train), ("val", val)):
        for file in files:
            trees, lost = trees_of_file(folder / file, stripping)
            found[split] += trees
            wordless += lost
            checksums[file] = digest(folder / file)
    for split, trees in found.items():
        if not trees:
            raise RequestError(
                f"data.{split}: there are no trees in {', '.join(files) or name}; are the files empty?"
            )
    return Treebank(found["train"], found["val"], wordless, checksums)


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
