"""Markup and emoji among the words of a translation: nested as they were, spaced as they were."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from babelix.text.keep.placing import Placer
from babelix.text.keep.plan import Loose

# Emphasis without a word goes: what was said twice may be said once. A word with less than a tenth of its weight on
# what was emphasised does not translate it.
_EMPHASIS, _LEAST = "*_~", -0.4


@dataclass
class _Node:
    """One loose thing, or a pair with what stands inside; `left` and `right` are units of the target."""

    opening: int
    closing: int | None
    inside: list["_Node"] = field(default_factory=list)
    left: int = 0
    right: int = 0


def lay_out(loose: Sequence[Loose], placer: Placer, output: str) -> list[tuple[int, int, str]]:
    """Return the edits (start, end, new text) of `output` that put each of `loose` in its place."""
    tree = _tree(loose, 0, len(loose))
    _place(tree, loose, placer, 0, len(placer.units))
    here: dict[int, list[tuple[int, int, int]]] = {}
    _emit(tree, loose, here, 0)
    edits = []
    for at, entries in sorted(here.items()):
        start = placer.units[at - 1][1] if at else 0
        end = placer.units[at][0] if at < len(placer.units) else len(output)
        edits.append((start, end, _spaced([n for *_, n in sorted(entries)], loose, output[start:end])))
    return edits


def _tree(loose: Sequence[Loose], first: int, last: int) -> list[_Node]:
    nodes, at = [], first
    while at < last:
        partner = loose[at].partner
        if partner is None:
            nodes.append(_Node(at, None))
            at += 1
        else:
            nodes.append(_Node(at, partner, _tree(loose, at + 1, partner)))
            at = partner + 1
    return nodes


def _place(nodes: Sequence[_Node], loose: Sequence[Loose], placer: Placer, first: int, last: int) -> None:
    """Give each node its units between `first` and `last`; pairs of one level do not overlap."""
    free = [(first, last)]
    for node in nodes:
        if node.closing is None:
            node.left = node.right = min(max(placer.gap(loose[node.opening].offset), first), last)
            continue
        left, right = placer.stretch(
            loose[node.opening].offset, loose[node.closing].offset, free, _least(loose[node.opening])
        )
        node.left, node.right = left, right
        free = [
            part
            for low, high in free
            for part in ((low, min(high, left)), (max(low, right), high))
            if part[0] < part[1] or (low == high)
        ] or [(right, right)]
        _place(node.inside, loose, placer, left, right)


def _emit(
    nodes: Sequence[_Node], loose: Sequence[Loose], here: dict[int, list[tuple[int, int, int]]], depth: int
) -> None:
    """Note at each place what stands there, in order: what closes, inner first; the single; what opens, outer first."""
    for node in nodes:
        if node.closing is None:
            here.setdefault(node.left, []).append((1, node.opening, node.opening))
        elif node.left == node.right and _is_emphasis(loose[node.opening]):
            continue
        elif node.left == node.right:
            here.setdefault(node.left, []).append((1, node.opening, node.opening))
            here[node.left].append((1, node.closing, node.closing))
        else:
            here.setdefault(node.left, []).append((2, depth, node.opening))
            here.setdefault(node.right, []).append((0, -depth, node.closing))
        _emit(node.inside, loose, here, depth + 1)


def _is_emphasis(one: Loose) -> bool:
    return one.literal[0] in _EMPHASIS


def _least(one: Loose) -> float:
    return _LEAST if _is_emphasis(one) else float("-inf")


def _spaced(numbers: Sequence[int], loose: Sequence[Loose], gap: str) -> str:
    """Return what stands at one place with its spaces; `gap` is what the translation has there."""
    closings = {each.partner for each in loose if each.partner is not None}
    text, spaced = "", False
    for number in numbers:
        each = loose[number]
        opening, closing = each.partner is not None, number in closings
        wanted = bool(gap) if opening else each.before
        if closing:
            wanted = False
        if wanted and not spaced and not text.endswith(" "):
            text += " "
        text += each.literal
        spaced = opening
        if each.after and not opening and not closing:
            text += " "
    final = loose[numbers[-1]]
    opening, closing = final.partner is not None, numbers[-1] in closings
    if opening or text.endswith(" "):
        return text if opening or gap or not closing else text.rstrip()
    glued = not final.before and not final.after and not closing
    return text if glued else text + (gap or (" " if final.after and not closing else ""))
