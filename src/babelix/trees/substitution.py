"""New trees out of old ones: a constituent gives its place to another of the same label under the same label.

Shi, Livescu and Gimpel 2021, Substructure Substitution: Structured Data Augmentation for NLP, section 3.2, with the
label above held too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from babelix.trees.tree import Tree

_TRIES = 4


@dataclass(frozen=True)
class _Place:
    """A constituent in a tree: the way down to it, its label and that of the one above."""

    path: tuple[int, ...]
    kind: tuple[str, str]


class Substitution:
    """Draws trees with other constituents put in; none has more than `longest` words."""

    def __init__(self, trees: Sequence[Tree], longest: int) -> None:
        self._trees, self._longest = list(trees), longest
        self._lengths = [_length(tree) for tree in self._trees]
        self._places = [_places(tree) for tree in self._trees]
        self._pool: dict[tuple[str, str], list[Tree]] = {}
        for tree, places in zip(self._trees, self._places, strict=True):
            for place in places:
                self._pool.setdefault(place.kind, []).append(_at(tree, place.path))

    def drawn(self, number: int, most: int, rng: np.random.Generator) -> Tree:
        """Return tree `number` with one to `most` constituents exchanged, or as it is where none can be."""
        tree, places, length = self._trees[number], self._places[number], self._lengths[number]
        if not places:
            return tree
        for _ in range(int(rng.integers(1, most + 1))):
            for draw in rng.random((_TRIES, 2)):
                place = places[int(draw[0] * len(places))]
                pool = self._pool[place.kind]
                new, old = pool[int(draw[1] * len(pool))], _still(tree, place.path, place.kind[1])
                if old is not None and length + _length(new) - _length(old) <= self._longest:
                    length += _length(new) - _length(old)
                    tree = _with(tree, place.path, new)
                    break
        return tree


def _length(tree: Tree) -> int:
    return 1 if tree.word is not None else sum(_length(child) for child in tree.children)


def _places(tree: Tree) -> list[_Place]:
    found: list[_Place] = []

    def walk(node: Tree, path: tuple[int, ...]) -> None:
        for i, child in enumerate(node.children):
            if child.word is None:
                found.append(_Place((*path, i), (node.label, child.label)))
                walk(child, (*path, i))

    walk(tree, ())
    return found


def _at(tree: Tree, path: Sequence[int]) -> Tree:
    for i in path:
        tree = tree.children[i]
    return tree


def _still(tree: Tree, path: Sequence[int], label: str) -> Tree | None:
    """Return the constituent at the end of a way that was there at first; None where it is gone or another."""
    for i in path:
        if i >= len(tree.children):
            return None
        tree = tree.children[i]
    return tree if tree.word is None and tree.label == label else None


def _with(tree: Tree, path: Sequence[int], new: Tree) -> Tree:
    if not path:
        return new
    first, *rest = path
    below = _with(tree.children[first], rest, new)
    return Tree(tree.label, (*tree.children[:first], below, *tree.children[first + 1 :]))
