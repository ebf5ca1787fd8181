"""Trees as sequences and back (Vinyals et al. 2015, Grammar as a Foreign Language, section 2).

    (S (NP (DT The) (NN cat)) (VP (VBD sat)))   <->   (S (NP DT NN )NP (VP VBD )VP )S

Words are kept apart: a tag stands for the next one. Vinyals writes XX for every tag; here tags stay unless asked.
"""

from collections.abc import Iterable, Sequence

from babelix.base.errors import RequestError
from babelix.trees.tree import Tree

XX = "XX"


def linear(tree: Tree, tags: bool = True) -> list[str]:
    """Return the symbols of a tree: brackets with their labels, and for each word its tag, or XX without `tags`."""
    said: list[str] = []

    def walk(node: Tree) -> None:
        if node.word is not None:
            said.append(node.label if tags else XX)
            return
        said.append(f"({node.label}")
        for child in node.children:
            walk(child)
        said.append(f"){node.label}")

    walk(tree)
    return said


def tree_of(symbols: Iterable[str], words: Sequence[str]) -> Tree:
    """Return the tree of some symbols over `words`. Raises `RequestError` saying what makes them no tree of these."""
    stack: list[tuple[str, list[Tree]]] = []
    root: Tree | None = None
    said = 0
    for place, symbol in enumerate(symbols, start=1):
        if root is not None:
            raise RequestError(f"symbol {place}, {symbol!r}, follows a whole tree")
        if symbol.startswith("("):
            stack.append((symbol[1:], []))
        elif symbol.startswith(")"):
            if not stack or stack[-1][0] != symbol[1:] or not stack[-1][1]:
                open_now = f"({stack[-1][0]}" if stack else "nothing"
                raise RequestError(f"symbol {place}, {symbol!r}, where {open_now} is open")
            label, children = stack.pop()
            root = _put(Tree(label, tuple(children)), stack)
        else:
            if said == len(words):
                raise RequestError(f"symbol {place}, {symbol!r}, where no word is left")
            root = _put(Tree(symbol, word=words[said]), stack)
            said += 1
    if root is None or said < len(words):
        raise RequestError(
            f"no whole tree of {len(words)} words: {len(stack)} brackets open, {said} words said"
        )
    return root


def _put(tree: Tree, stack: list[tuple[str, list[Tree]]]) -> Tree | None:
    if not stack:
        return tree
    stack[-1][1].append(tree)
    return None
