"""Constituency trees: words under tags under labelled constituents."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tree:
    """A constituent with `children`, or a preterminal: a tag, in `label`, over one `word`.

    A constituent has at least one child; the words of a tree are those of its preterminals, from left to right.
    """

    label: str
    children: tuple["Tree", ...] = ()
    word: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words, in order."""
        return tuple(each.word for each in self.preterminals() if each.word is not None)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tag of each word."""
        return tuple(each.label for each in self.preterminals())

    @property
    def depth(self) -> int:
        """The most constituents above a word; 0 of a preterminal."""
        return 0 if self.word is not None else 1 + max(child.depth for child in self.children)

    def preterminals(self) -> Iterator["Tree"]:
        """Yield the preterminals, in order."""
        if self.word is not None:
            yield self
        for child in self.children:
            yield from child.preterminals()

    def constituents(self) -> Iterator["Tree"]:
        """Yield every constituent, each before those inside it."""
        if self.word is None:
            yield self
            for child in self.children:
                yield from child.constituents()


def brackets_of(tree: Tree) -> list[tuple[str, int, int]]:
    """Return label, first word and the one after the last of every constituent, each after those inside it.

    Words count from 0; preterminals have no bracket.
    """
    found: list[tuple[str, int, int]] = []

    def walk(node: Tree, start: int) -> int:
        if node.word is not None:
            return start + 1
        end = start
        for child in node.children:
            end = walk(child, end)
        found.append((node.label, start, end))
        return end

    walk(tree, 0)
    return found
