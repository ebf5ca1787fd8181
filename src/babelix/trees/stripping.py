"""What a tree is rid of before it is learned or scored: outer brackets, traces, function tags."""

import re
from dataclasses import dataclass
from functools import cache

from babelix.trees.tree import Tree

TRACE = "-NONE-"
_OUTER = ("", "TOP", "ROOT", "S1", "VROOT")
# `NP-SBJ-1`, `NP=2`, `PRT|ADVP`: the category alone. A tag such as `-LRB-` begins with a dash.
_CATEGORY = re.compile(r"(.[^-=|]*)[-=|].*")


@dataclass(frozen=True)
class Stripping:
    """What is taken off.

    `outer`: a bracket round the whole tree without a label, or TOP, ROOT, S1, VROOT. `traces`: the tag -NONE- and
    constituents that hold nothing else. `functions`: what follows the category in NP-SBJ-1 or NP=2, and the second of
    two in ADVP|PRT.
    """

    outer: bool = True
    traces: bool = True
    functions: bool = True

    def __call__(self, tree: Tree) -> Tree | None:
        """Return the tree without them; None where no word is left."""
        if self.outer:
            while tree.label in _OUTER and tree.word is None and len(tree.children) == 1:
                (tree,) = tree.children
        return self._within(tree)

    def _within(self, tree: Tree) -> Tree | None:
        label = category(tree.label) if self.functions else tree.label
        if tree.word is not None:
            return None if self.traces and tree.label == TRACE else Tree(label, word=tree.word)
        children = tuple(kept for child in tree.children if (kept := self._within(child)) is not None)
        return Tree(label, children) if children else None

    def __str__(self) -> str:
        taken = {"outer label": self.outer, "traces": self.traces, "function tags": self.functions}
        return ", ".join(name for name, off in taken.items() if off) or "nothing"


@cache
def category(label: str) -> str:
    """Return a label without function tags and indices: ``NP`` of ``NP-SBJ-1``; ``-LRB-`` and ``-NONE-`` stay."""
    found = _CATEGORY.fullmatch(label)
    return found[1] if found and not label.startswith("-") else label


WORDS_AND_CATEGORIES = Stripping()
"""All of them off: what parsers are trained on and scored by."""
