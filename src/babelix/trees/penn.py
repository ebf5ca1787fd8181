"""Trees in the Penn Treebank's brackets: ``( (S (NP (DT The) (NN cat)) (VP (VBD sat)) (. .)) )``.

Marcus, Santorini and Marcinkiewicz 1993. A file holds trees one after the other, over as many lines as they like. A
bracket within a word is written ``-LRB-``, ``-RRB-``, ``-LCB-``, ``-RCB-``, ``-LSB-``, ``-RSB-``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from babelix.base.errors import RequestError
from babelix.trees.tree import Tree

DEEPEST = 250
"""Brackets within brackets that a tree may have."""
_PIECE = re.compile(r"[()]|[^\s()]+")
_ESCAPES = {"(": "-LRB-", ")": "-RRB-", "{": "-LCB-", "}": "-RCB-", "[": "-LSB-", "]": "-RSB-"}
_ESCAPED = str.maketrans(_ESCAPES)


def escaped(word: str) -> str:
    """Return a word as brackets have it: its own brackets by their names."""
    return word.translate(_ESCAPED)


def unescaped(word: str) -> str:
    """Return the word that stands for `word` in a text."""
    for letter, name in _ESCAPES.items():
        word = word.replace(name, letter)
    return word


def bracketed(tree: Tree) -> str:
    """Return a tree in brackets, on one line, without an outer bracket."""
    if tree.word is not None:
        return f"({tree.label} {escaped(tree.word)})"
    return f"({tree.label} {' '.join(bracketed(child) for child in tree.children)})"


@dataclass
class _Open:
    """A bracket that is not closed yet: the line it began in, its label, what stands in it."""

    line: int
    label: str | None = None
    words: list[str] = field(default_factory=list)
    children: list[Tree] = field(default_factory=list)


@dataclass(frozen=True)
class Placed:
    """A tree and the number of the line it begins in, from 1."""

    tree: Tree
    line: int


def read_trees(lines: Iterable[str], origin: str) -> Iterator[Placed]:
    """Yield the trees of some lines; an outer bracket without a label is kept as a constituent of the label ``""``.

    Raises `RequestError` naming `origin` and the line where brackets do not close, words stand where none may, or
    nothing stands in a bracket.
    """
    stack: list[_Open] = []
    for number, line in enumerate(lines, start=1):
        for piece in _PIECE.findall(line):
            if piece == "(":
                if len(stack) == DEEPEST:
                    raise _wrong(origin, number, f"more than {DEEPEST} brackets within each other")
                stack.append(_Open(number))
            elif not stack:
                told = "a ) that closes nothing" if piece == ")" else f"{piece[:40]!r} outside of brackets"
                raise _wrong(origin, number, told)
            elif piece == ")":
                inner = stack.pop()
                tree = _closed(inner, origin, number)
                if stack:
                    stack[-1].children.append(tree)
                else:
                    yield Placed(tree, inner.line)
            else:
                _say(stack[-1], piece)
    if stack:
        raise _wrong(origin, stack[0].line, f"a tree that is never closed: {len(stack)} ) are missing")


def _say(inner: _Open, piece: str) -> None:
    if inner.label is None and not inner.children:
        inner.label = piece
    else:
        inner.words.append(piece)


def _closed(inner: _Open, origin: str, number: int) -> Tree:
    """Return the tree of a bracket that closes in line `number`."""
    label = inner.label or ""
    if inner.words and inner.children:
        raise _wrong(origin, number, f"the word {inner.words[0][:40]!r} beside brackets in ({label} ...)")
    if len(inner.words) > 1:
        raise _wrong(
            origin, number, f"{len(inner.words)} words under one tag, ({label} {inner.words[0][:40]} ...)"
        )
    if inner.words:
        return Tree(label, word=inner.words[0])
    if not inner.children:
        told = f"a bracket with nothing in it, ({label})" if label else "an empty bracket, ()"
        raise _wrong(origin, number, told)
    return Tree(label, tuple(inner.children))


def _wrong(origin: str, number: int, told: str) -> RequestError:
    return RequestError(
        f"{origin}, line {number}: {told}; expected trees such as (S (NP (DT The) (NN cat)) (VP (VBD sat)))"
    )
