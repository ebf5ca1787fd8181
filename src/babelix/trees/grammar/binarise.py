"""Trees with two branches at most, and labels that know their parent (Klein and Manning 2003, Accurate Unlexicalized
Parsing, section 2; Johnson 1998).

With vertical order v a constituent's label carries those of v - 1 above it, ``NP^S``. Children go one by one from left
to right through symbols that remember the last h of them, ``@VP^S|NP,PP``. Tags stay as they are.
"""

from dataclasses import dataclass

from babelix.trees.tree import Tree

ROOT = "TOP"
_PARENT, _MIDDLE = "^", "@"


@dataclass(frozen=True)
class Markov:
    """What labels remember: `vertical` labels of the way up, one's own among them, `horizontal` of the sisters."""

    vertical: int = 2
    horizontal: int = 2

    def binary(self, tree: Tree) -> Tree:
        """Return the tree with at most two children a constituent, under a root."""
        return Tree(ROOT, (self._node(tree, ()),))

    def _node(self, tree: Tree, above: tuple[str, ...]) -> Tree:
        if tree.word is not None:
            return tree
        label = _PARENT.join((tree.label, *above[: self.vertical - 1]))
        way = (tree.label, *above)
        children = [self._node(child, way) for child in tree.children]
        names = [child.label for child in tree.children]
        return Tree(label, tuple(self._paired(label, children, names, 0)))

    def _paired(self, label: str, children: list[Tree], names: list[str], first: int) -> list[Tree]:
        """Return the one or two children that stand for all from `first` on."""
        rest = children[first:]
        if len(rest) <= 2:
            return rest
        said = names[max(0, first + 1 - self.horizontal) : first + 1]
        middle = f"{_MIDDLE}{label}|{','.join(said)}"
        return [rest[0], Tree(middle, tuple(self._paired(label, children, names, first + 1)))]


def plain(tree: Tree) -> Tree:
    """Return the tree that `Markov.binary` made this one of."""
    (root,) = _plain(tree.children[0]) if tree.label == ROOT else _plain(tree)
    return root


def _plain(tree: Tree) -> list[Tree]:
    if tree.word is not None:
        return [tree]
    children = tuple(each for child in tree.children for each in _plain(child))
    if tree.label.startswith(_MIDDLE):
        return list(children)
    return [Tree(tree.label.partition(_PARENT)[0], children)]
