"""The symbols a parser says, numbered: brackets of every label, and tags."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import write_json
from babelix.base.settings import Settings
from babelix.trees.linear import linear, tree_of
from babelix.trees.tree import Tree

FIRST = 4
"""Ids below stand for padding, start, end and unknown, as in `babelix.text.subwords`."""


class _Saved(Settings):
    labels: list[str]
    tags: list[str]
    deepest: int
    longest_chain: int


@dataclass(frozen=True)
class Symbols:
    """Labels and tags in order: opening brackets have the first ids, then closing ones, then tags.

    `deepest` is how many constituents stand within each other, and `longest_chain` how many begin at one word, at most,
    in the trees they come from.
    """

    labels: tuple[str, ...]
    tags: tuple[str, ...]
    deepest: int
    longest_chain: int

    @classmethod
    def of(cls, trees: Iterable[Tree], tags: bool = True) -> "Symbols":
        """Return the symbols of some trees, in the alphabet's order."""
        names: tuple[set[str], set[str]] = (set(), set())
        deepest = longest = 0
        for tree in trees:
            depth = run = 0
            for symbol in linear(tree, tags):
                opening, closing = symbol.startswith("("), symbol.startswith(")")
                run = run + 1 if opening else 0
                depth += int(opening) - int(closing)
                deepest, longest = max(deepest, depth), max(longest, run)
                if not closing:
                    names[not opening].add(symbol[opening:])
        return cls(tuple(sorted(names[0])), tuple(sorted(names[1])), deepest, longest)

    def __len__(self) -> int:
        """Return one more than the largest id."""
        return FIRST + 2 * len(self.labels) + len(self.tags)

    @cached_property
    def names(self) -> list[str]:
        """The symbols by id, from `FIRST` on."""
        brackets = [f"{side}{label}" for side in "()" for label in self.labels]
        return [*brackets, *self.tags]

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {name: FIRST + i for i, name in enumerate(self.names)}

    @property
    def tagged(self) -> bool:
        """Whether tags are told apart."""
        return self.tags != ("XX",)

    def encode(self, tree: Tree) -> list[int] | None:
        """Return the ids of a tree; None where it has a label or a tag that is not known."""
        found = [self._ids.get(symbol) for symbol in linear(tree, self.tagged)]
        return None if None in found else [each for each in found if each is not None]

    def decode(self, ids: Sequence[int], words: Sequence[str]) -> Tree:
        """Return the tree of some ids over `words`. Raises `RequestError` where they are none."""
        return tree_of((self.names[i - FIRST] for i in ids), words)

    def save(self, path: Path) -> None:
        """Write them as JSON."""
        write_json(path, asdict(self))

    @classmethod
    def load(cls, path: Path) -> "Symbols":
        """Read what `save` wrote. Raises `RequestError` naming a file that is none."""
        try:
            saved = _Saved.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RequestError(f"{path} holds no symbols of trees: {error}") from None
        return cls(tuple(saved.labels), tuple(saved.tags), saved.deepest, saved.longest_chain)
