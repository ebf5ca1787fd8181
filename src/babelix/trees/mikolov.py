"""Trees and sentences in the form that Mikolov's Penn Treebank words have (`babelix.text.penn_words`).

Lower-cased, without punctuation, N for a number and for ``%``, ``<unk>`` for a word that the vocabulary lacks. Of the
treebank's sample 3,909 of 3,914 sentences come out as they stand there, word for word.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from babelix.trees.tree import Tree

UNKNOWN, NUMBER = "<unk>", "N"
_PUNCTUATION = (",", ".", ":", "``", "''", "-LRB-", "-RRB-")
# What the tags above stand over, as it is written; an apostrophe alone is a genitive as often as a quotation's end.
_SPELLED = frozenset(",.;:?!`(){}[]") | {"...", "--", "-", "``", "''", '"'}
_SPELLED |= {f"-{side}{kind}B-" for side in "LR" for kind in "RCS"}
_DIGITS = re.compile(r"[\d.,/\\-]*\d[\d.,/\\-]*|%")


@dataclass(frozen=True)
class Mikolov:
    """The form with a vocabulary, or with none: then every word stays."""

    vocabulary: Collection[str] | None = None

    def __call__(self, tree: Tree) -> Tree | None:
        """Return a tree in this form; None where nothing but punctuation stands in it."""
        if tree.word is not None:
            return None if tree.label in _PUNCTUATION else Tree(tree.label, word=self._word(tree.word))
        children = tuple(kept for child in tree.children if (kept := self(child)) is not None)
        return Tree(tree.label, children) if children else None

    def words(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return a sentence in this form, punctuation told by how it is written; of one in it, the same."""
        return tuple(self._word(word) for word in words if word not in _SPELLED)

    def _word(self, word: str) -> str:
        if word in (UNKNOWN, NUMBER):
            return word
        if _DIGITS.fullmatch(word):
            return NUMBER
        small = word.lower()
        return small if self.vocabulary is None or small in self.vocabulary else UNKNOWN
